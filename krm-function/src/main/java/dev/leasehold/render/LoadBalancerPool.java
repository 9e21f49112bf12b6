package dev.leasehold.render;

import dev.leasehold.edit.Entry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.List;
import java.util.Optional;

/**
 * CiliumLoadBalancerIPPool: blocks of {@code cidr}, or of {@code start} and {@code stop} where the
 * range is no prefix. Cilium gives a Service another address as soon as any bound of its block
 * changes, so a block that stays is never rewritten.
 */
record LoadBalancerPool() implements Target {
  @Override
  public String kind() {
    return "CiliumLoadBalancerIPPool";
  }

  @Override
  public String group() {
    return "cilium.io/";
  }

  @Override
  public List<String> list() {
    return List.of("spec", "blocks");
  }

  @Override
  public boolean mayBeEmpty() {
    return true;
  }

  @Override
  public List<Element> elements(AddressRange range) {
    Entry entry =
        range
            .asPrefix()
            .map(prefix -> Entry.Fields.of("cidr", prefix.toString()))
            .orElseGet(() ->
                Entry.Fields.of(
                    "start", range.first().toString(), "stop", range.last().toString()));
    return List.of(new Element(range, entry));
  }

  @Override
  public Optional<AddressRange> addresses(Field block) {
    if (!block.isMapping()) {
      return Optional.empty();
    }
    try {
      Optional<Field> cidr = block.find("cidr");
      if (cidr.isPresent()) {
        return Optional.of(Prefix.parse(cidr.get().text()).range());
      }
      Optional<Address> start = block.find("start").map(Field::text).map(Address::parse);
      Optional<Address> stop = block.find("stop").map(Field::text).map(Address::parse);
      return start.map(first -> new AddressRange(first, stop.orElse(first)));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }
}
