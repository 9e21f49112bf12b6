package dev.leasehold.targets;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of a Gateway: {@code type: IPAddress} and a value. Cilium hands them to LB-IPAM, so
 * they must lie in a pool.
 */
record GatewayAddresses() implements Form {
  private static final String TYPE = "IPAddress";

  @Override
  public List<Element> elements(AddressRange range) {
    ListEntry.Fields entry = ListEntry.Fields.of("type", TYPE, "value", Form.single(range));
    return List.of(new Element(range, entry.implying("type")));
  }

  @Override
  public String shown(AddressRange range) {
    return Form.brief(range);
  }

  @Override
  public Optional<AddressRange> addresses(Field element) {
    if (!element.isMapping()) {
      return Optional.empty();
    }
    Optional<Field> type = element.find("type"); // IPAddress is its default
    boolean isAddress =
        type.map(t -> !t.isMapping() && !t.isList() && t.text().equals(TYPE)).orElse(true);
    return isAddress ? element.find("value").flatMap(Form::text) : Optional.empty();
  }
}
