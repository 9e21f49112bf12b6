package dev.leasehold.targets;

import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.net.AddressRange;
import dev.leasehold.text.TextEdit;
import java.util.List;
import java.util.Optional;

/** Where an object holds addresses, one after the other: a list, or a text with commas. */
public sealed interface AddressList permits EntryList, CommaText {
  /** The field's path, as {@code spec.blocks}. */
  String path();

  /** What each element stands for; empty where it is no address, as a variable is not. */
  List<Optional<AddressRange>> present();

  /** The elements as people would name them. */
  List<String> shown();

  /** These addresses as people would name them. */
  String shown(AddressRange addresses);

  /** The elements for these addresses, spelled as this list has them. */
  List<Element> elements(AddressRange addresses);

  /** Whether it can be taken out altogether; a field that somebody else made cannot. */
  boolean mayBeEmpty();

  /** The edits that make it hold these, where that is something else than now. */
  List<TextEdit> arrange(List<Slot> slots);
}
