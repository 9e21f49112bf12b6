package dev.leasehold.ra;

import java.util.Optional;

/** The preference of a router or route (RFC 4191 section 2.1): 2 bits, signed. */
enum RouterPreference {
  LOW(0b11),
  MEDIUM(0b00),
  HIGH(0b01);

  private final int bits;

  RouterPreference(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }

  /**
   * The preference of two bits; empty for the reserved value {@code 10}, whose meaning depends on
   * the message or option.
   */
  static Optional<RouterPreference> of(int bits) {
    return switch (bits) {
      case 0b11 -> Optional.of(LOW);
      case 0b00 -> Optional.of(MEDIUM);
      case 0b01 -> Optional.of(HIGH);
      default -> Optional.empty();
    };
  }
}
