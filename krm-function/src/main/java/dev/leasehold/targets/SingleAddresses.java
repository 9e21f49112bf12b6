package dev.leasehold.targets;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import java.util.List;
import java.util.Optional;

/**
 * Addresses without a length, one each.
 *
 * @param only the family that the list takes; empty for both
 */
record SingleAddresses(Optional<Family> only) implements Form {
  /** Those of both families. */
  SingleAddresses() {
    this(Optional.empty());
  }

  @Override
  public List<Element> elements(AddressRange range) {
    if (only.filter(family -> family != range.family()).isPresent()) {
      return List.of();
    }
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
