package dev.leasehold.render;

import dev.leasehold.edit.Entry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.List;
import java.util.Optional;

/**
 * CiliumCIDRGroup: canonical CIDRs that cover the addresses exactly. An empty group denies all
 * traffic to the policies that name it (cilium#24638), so a loss never empties one.
 */
record CidrGroup() implements Target {
  @Override
  public String kind() {
    return "CiliumCIDRGroup";
  }

  @Override
  public String group() {
    return "cilium.io/";
  }

  @Override
  public List<String> list() {
    return List.of("spec", "externalCIDRs");
  }

  @Override
  public boolean mayBeEmpty() {
    return false;
  }

  @Override
  public List<Element> elements(AddressRange range) {
    return range.cidrCover().stream()
        .map(prefix -> new Element(prefix.range(), new Entry.Text(prefix.toString())))
        .toList();
  }

  @Override
  public Optional<AddressRange> addresses(Field cidr) {
    try {
      return cidr.isMapping() || cidr.isList()
          ? Optional.empty()
          : Optional.of(Prefix.parse(cidr.text()).range());
    } catch (AddressException e) {
      return Optional.empty();
    }
  }
}
