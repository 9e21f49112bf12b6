package dev.leasehold.targets;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;

/** As MetalLB writes them: a CIDR, or {@code first-last} where the addresses are none. */
record CidrsOrRanges() implements Form {
  @Override
  public List<Element> elements(AddressRange range) {
    return List.of(new Element(range, new ListEntry.Text(Owned.text(range))));
  }

  @Override
  public Optional<AddressRange> addresses(Field element) {
    return Form.text(element);
  }
}
