package dev.leasehold.targets;

import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;

/** The spelling of addresses in a list. */
sealed interface Form permits EntryForm, SingleAddresses, AsFound {
  /**
   * The elements for one range of addresses, in order.
   *
   * @throws AddressException when the list holds single addresses, and these are several
   */
  List<Element> elements(AddressRange range);

  /** The addresses of an element of the list; empty when it has another form. */
  Optional<AddressRange> addresses(Field element);

  /** The addresses of an entry of a text; empty when it has another form. */
  default Optional<AddressRange> addresses(String text) {
    try {
      return Optional.of(Owned.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** The addresses as the list spells them, for messages. */
  default String shown(AddressRange range) {
    return Owned.text(range);
  }

  /** An address where it is one, else a CIDR or a range. */
  static String brief(AddressRange range) {
    return range.first().equals(range.last()) ? range.first().toString() : Owned.text(range);
  }

  /** The addresses of a text: an address, a CIDR or a range. */
  static Optional<AddressRange> text(Field element) {
    try {
      return element.isMapping() || element.isList() || element.isNull()
          ? Optional.empty()
          : Optional.of(Owned.parse(element.text()));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** The address of a range that must have only one. */
  static String single(AddressRange range) {
    if (!range.first().equals(range.last())) {
      throw new AddressException(
          Owned.text(range) + " is more than one address, and the target takes one; bind a host");
    }
    return range.first().toString();
  }
}
