package dev.leasehold.targets;

import dev.leasehold.edit.FieldEdit;
import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.text.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Addresses in one text, with commas between them, as annotations have them: only our entries
 * change.
 *
 * @param root the object, or a value in it
 * @param keys the way to the text, which need not be there yet
 * @param form how each is spelled
 * @param placeholder whether a text without any address is replaced; else an entry that is no
 *     address is someone's own and stays
 * @param mayBeEmpty whether the whole text can be removed
 * @param most how many entries it holds
 */
record CommaText(
    Field root, List<String> keys, Form form, boolean placeholder, boolean mayBeEmpty, int most)
    implements AddressList {
  /** One of any number of entries. */
  CommaText(Field root, List<String> keys, Form form, boolean placeholder, boolean mayBeEmpty) {
    this(root, keys, form, placeholder, mayBeEmpty, Integer.MAX_VALUE);
  }

  @Override
  public String path() {
    return AddressList.path(root, keys);
  }

  private String text() {
    return root.find(keys).map(Field::text).orElse("");
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    for (String part : text().split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    boolean isPlaceholder = placeholder && parts.stream().allMatch(p -> parsed(p).isEmpty());
    return isPlaceholder ? List.of() : parts;
  }

  private Optional<AddressRange> parsed(String part) {
    return form.addresses(part);
  }

  @Override
  public List<Optional<AddressRange>> present() {
    return parts().stream().map(this::parsed).toList();
  }

  @Override
  public List<String> shown() {
    return parts().stream().map(part -> parsed(part).map(form::shown).orElse(part)).toList();
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
  public List<TextEdit> arrange(List<Slot> slots) {
    List<String> parts = parts();
    List<String> after = new ArrayList<>();
    for (Slot slot : slots) {
      switch (slot) {
        case Slot.Kept(int index) -> after.add(parts.get(index));
        case Slot.Added(ListEntry.Text(String text)) -> after.add(text);
        case Slot.Added added -> throw new IllegalStateException("no text: " + added);
      }
    }
    if (after.equals(parts)) {
      return List.of();
    }
    if (after.size() > most) {
      throw new AddressException(
          path()
              + " holds one entry, and these are "
              + after.size()
              + ": "
              + String.join(", ", after)
              + "; bind fewer addresses");
    }
    String separator = text().contains(", ") ? ", " : ",";
    return after.isEmpty()
        ? FieldEdit.remove(root, keys)
        : FieldEdit.set(root, keys, String.join(separator, after));
  }
}
