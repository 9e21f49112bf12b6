package dev.leasehold.targets;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;

/** For a field of an unknown kind: a single address, a CIDR or a range. */
record AsFound() implements Form {
  @Override
  public List<Element> elements(AddressRange range) {
    return List.of(new Element(range, new ListEntry.Text(Form.brief(range))));
  }

  @Override
  public String shown(AddressRange range) {
    return Form.brief(range);
  }

  @Override
  public Optional<AddressRange> addresses(Field element) {
    return Form.text(element);
  }
}
