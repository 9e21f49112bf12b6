package dev.leasehold.targets;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;

/** Addresses without a length, one each. */
record SingleAddresses() implements Form {
  @Override
  public List<Element> elements(AddressRange range) {
    return List.of(new Element(range, new ListEntry.Text(Form.single(range))));
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
