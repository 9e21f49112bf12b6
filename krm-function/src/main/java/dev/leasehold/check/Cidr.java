package dev.leasehold.check;

import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Prefix;

/**
 * A CIDR as people write it: its prefix, and whether it has host bits, which some readers mask and
 * others refuse.
 */
record Cidr(Prefix prefix, boolean hasHostBits) {
  /**
   * Reads {@code ADDRESS/LENGTH}, with or without host bits.
   *
   * @throws AddressException for anything else
   */
  static Cidr parse(String text) {
    try {
      return new Cidr(Prefix.parse(text), false);
    } catch (AddressException e) {
      int slash = text.indexOf('/');
      if (slash < 0) {
        throw e;
      }
      Address address = Address.parse(text.substring(0, slash));
      int length = length(text.substring(slash + 1));
      if (length < 0 || length > address.family().bits()) {
        throw e; // it is not the host bits
      }
      return new Cidr(Prefix.containing(address, length), true);
    }
  }

  private static int length(String text) {
    try {
      int length = text.length() > 3 ? -1 : Integer.parseInt(text);
      return String.valueOf(length).equals(text) ? length : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
