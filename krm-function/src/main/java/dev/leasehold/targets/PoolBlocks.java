package dev.leasehold.targets;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;

/**
 * The blocks of a CiliumLoadBalancerIPPool: {@code cidr}, or {@code start} and {@code stop} where
 * the range is no prefix. Cilium gives a Service another address as soon as any bound of its block
 * changes, so a block that stays is never rewritten.
 */
record PoolBlocks() implements Form {
  @Override
  public List<Element> elements(AddressRange range) {
    ListEntry entry =
        range
            .asPrefix()
            .map(prefix -> ListEntry.Fields.of("cidr", prefix.toString()))
            .orElseGet(() ->
                ListEntry.Fields.of(
                    "start", range.first().toString(), "stop", range.last().toString()));
    return List.of(new Element(range, entry));
  }

  @Override
  public Optional<AddressRange> addresses(Field block) {
    if (!block.isMapping()) {
      return Optional.empty();
    }
    Optional<Field> cidr = block.find("cidr");
    if (cidr.isPresent()) {
      return Form.text(cidr.get());
    }
    try {
      Optional<Address> start = address(block, "start");
      Optional<Address> stop = address(block, "stop");
      return start.map(first -> new AddressRange(first, stop.orElse(first)));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private static Optional<Address> address(Field block, String key) {
    Optional<Field> value = block.find(key);
    if (value.isPresent() && (value.get().isMapping() || value.get().isList())) {
      throw new AddressException(key + " is not an address");
    }
    return value.map(Field::text).map(Address::parse);
  }
}
