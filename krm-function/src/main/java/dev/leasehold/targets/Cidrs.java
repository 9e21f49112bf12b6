package dev.leasehold.targets;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** CIDRs as texts: canonical, and exactly the addresses, however many that takes. */
record Cidrs() implements Form {
  @Override
  public List<Element> elements(AddressRange range) {
    List<Element> elements = new ArrayList<>();
    for (Prefix prefix : range.cidrCover()) {
      elements.add(new Element(prefix.range(), new ListEntry.Text(prefix.toString())));
    }
    return elements;
  }

  @Override
  public Optional<AddressRange> addresses(Field cidr) {
    return Form.text(cidr);
  }
}
