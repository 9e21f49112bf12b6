package dev.leasehold.targets;

import dev.leasehold.api.FieldPath;
import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import dev.leasehold.text.TextEdit;
import java.util.List;
import java.util.Optional;

/** A place in an object for several addresses: a list, or a text with commas. */
public sealed interface AddressList permits EntryList, CommaText {
  /** The field's path, as {@code spec.blocks}. */
  String path();

  /** The path of a value below another. */
  static String path(Field parent, List<String> keys) {
    String path = FieldPath.text(keys);
    return parent.path().isEmpty() || path.startsWith("[")
        ? parent.path() + path
        : parent.path() + "." + path;
  }

  /** The addresses of each element; empty where it has none, such as a variable. */
  List<Optional<AddressRange>> present();

  /** The elements, for messages. */
  List<String> shown();

  /** These addresses, for messages. */
  String shown(AddressRange addresses);

  /** The elements for these addresses, spelled as this list has them. */
  List<Element> elements(AddressRange addresses);

  /** Whether the whole field can be removed; a field that we did not add cannot. */
  boolean mayBeEmpty();

  /** The edits that write these elements; none where they are there already. */
  List<TextEdit> arrange(List<Slot> slots);
}
