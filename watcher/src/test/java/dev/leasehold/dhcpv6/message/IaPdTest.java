package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Lifetime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.21. */
class IaPdTest {
  private static final String PREFIX =
      "001a 0019 0000000b 0000000f 3c 20010db8010100000000000000000000";
  private static final IaPrefix DELEGATED =
      new IaPrefix(11, 15, 60, Address.parse("2001:db8:101::"), List.of());

  @Test
  void readsOnePrefixOrMore() {
    assertEquals(
        new IaPd(1, 4, 7, List.of(DELEGATED)),
        option("0019 0029 00000001 00000004 00000007" + PREFIX));
    IaPd two = (IaPd) option("0019 0046 ffffffff ffffffff ffffffff" + PREFIX + PREFIX);
    assertEquals(List.of(DELEGATED, DELEGATED), two.prefixes());
    assertEquals(Lifetime.INFINITY, two.t2());
  }

  @Test
  void readsItsStatus() {
    IaPd refused = (IaPd) option("0019 0012 00000001 00000000 00000000 000d 0002 0006");
    assertEquals(List.of(), refused.prefixes());
    assertEquals(Optional.of(StatusCode.NO_PREFIX_AVAIL), refused.status().map(StatusCode::status));
    IaPd silent = (IaPd) option("0019 000c 00000001 00000000 00000000");
    assertEquals(Optional.empty(), silent.status());
  }

  /** The client checks this: it discards the association, not the message. */
  @Test
  void keepsAT1AfterT2() {
    IaPd strange = (IaPd) option("0019 000c 00000001 00000009 00000008");
    assertEquals(List.of(9L, 8L), List.of(strange.t1(), strange.t2()));
  }

  @Test
  void ignoresFewerThan12Octets() {
    assertInstanceOf(UnknownDhcpOption.class, option("0019 0000"));
    assertInstanceOf(UnknownDhcpOption.class, option("0019 000b 00000001 00000000 000000"));
  }

  @Test
  void rejectsFieldsOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new IaPd(-1, 0, 0, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new IaPd(1L << 32, 0, 0, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new IaPd(0, 1L << 32, 0, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new IaPd(0, 0, 1L << 32, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new IaPd(0, 0, 0, Collections.nCopies(2260, DELEGATED))); // 29 octets each
  }
}
