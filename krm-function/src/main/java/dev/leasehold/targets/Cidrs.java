package dev.leasehold.targets;

import dev.leasehold.edit.Entry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;

/** CIDRs as texts: canonical, and exactly the addresses, however many that takes. */
record Cidrs() implements Form {
  @Override
  public List<Element> elements(AddressRange range) {
    return range.cidrCover().stream()
        .map(prefix -> new Element(prefix.range(), new Entry.Text(prefix.toString())))
        .toList();
  }

  @Override
  public Optional<AddressRange> addresses(Field cidr) {
    return Form.text(cidr);
  }
}
