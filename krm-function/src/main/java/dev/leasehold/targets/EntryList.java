package dev.leasehold.targets;

import dev.leasehold.edit.ListEdit;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import dev.leasehold.text.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list with an element for each range.
 *
 * @param parent what {@code keys} are looked for in
 * @param keys the way from there to the list, which need not be there yet
 */
record EntryList(Field parent, List<String> keys, Form form) implements AddressList {
  @Override
  public String path() {
    return AddressList.path(parent, keys);
  }

  private List<Field> items() {
    return parent.find(keys).map(Field::items).orElse(List.of());
  }

  @Override
  public List<Optional<AddressRange>> present() {
    List<Optional<AddressRange>> present = new ArrayList<>();
    for (Field item : items()) {
      present.add(form.addresses(item));
    }
    return present;
  }

  @Override
  public List<String> shown() {
    List<String> shown = new ArrayList<>();
    for (Field item : items()) {
      Optional<AddressRange> range = form.addresses(item);
      boolean isText = !item.isMapping() && !item.isList() && !item.isNull();
      shown.add(range.map(form::shown).orElseGet(() -> isText ? item.text() : "?"));
    }
    return shown;
  }

  @Override
  public String shown(AddressRange addresses) {
    return form.shown(addresses);
  }

  @Override
  public List<Element> elements(AddressRange addresses) {
    return form.elements(addresses);
  }

  @Override
  public boolean mayBeEmpty() {
    return true;
  }

  @Override
  public List<TextEdit> arrange(List<ListEdit.Slot> slots) {
    return ListEdit.arrange(parent, keys, slots);
  }
}
