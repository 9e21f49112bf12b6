package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.8. */
class PreferenceTest {
  @Test
  void readsTheHighestAndTheLowest() {
    assertEquals(new Preference(Preference.MAX), option("0007 0001 ff"));
    assertEquals(new Preference(0), option("0007 0001 00"));
  }

  @Test
  void ignoresAnotherLength() {
    assertInstanceOf(UnknownDhcpOption.class, option("0007 0000"));
    assertInstanceOf(UnknownDhcpOption.class, option("0007 0002 00ff"));
  }

  @Test
  void rejectsAValueOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new Preference(256));
    assertThrows(IllegalArgumentException.class, () -> new Preference(-1));
  }
}
