package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static dev.leasehold.wire.Captures.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Lifetime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.22. */
class IaPrefixTest {
  @Test
  void readsEveryField() {
    assertEquals(
        new IaPrefix(11, 15, 60, Address.parse("2001:db8:101::"), List.of()),
        option("001a 0019 0000000b 0000000f 3c 20010db8010100000000000000000000"));
  }

  @Test
  void readsNestedOptions() {
    IaPrefix prefix =
        (IaPrefix)
            option(
                "001a 0026 00000000 00000000 38 20010db8010100000000000000000000"
                    + "000d 0002 0003 0043 0003 4001 00");
    assertEquals(Optional.of(StatusCode.NO_BINDING), prefix.status().map(StatusCode::status));
    assertInstanceOf(UnknownDhcpOption.class, option("0043 0001 40"));
    assertEquals(new PdExclude(64, hex("0100")), prefix.options().getLast());
  }

  @Test
  void masksHostBitsButWritesThemUnchanged() {
    IaPrefix prefix =
        (IaPrefix) option("001a 0019 0000000b 0000000f 38 20010db8000100020000000000000005");
    assertEquals(Prefix.parse("2001:db8:1::/56"), prefix.prefix());
    assertEquals(Address.parse("2001:db8:1:2::5"), prefix.address());
  }

  /** A hint for a length; in a Reply, the client checks for an empty prefix. */
  @Test
  void readsTheUnspecifiedPrefixOfAnyLength() {
    IaPrefix none = (IaPrefix) option("001a 0019 00000000 00000000 00" + "00".repeat(16));
    assertEquals(Prefix.parse("::/0"), none.prefix());
    IaPrefix all = (IaPrefix) option("001a 0019 00000000 00000000 80" + "ff".repeat(16));
    assertEquals(128, all.prefix().length());
  }

  /** The client checks this: it discards the prefix, not the message. */
  @Test
  void keepsAPreferredLifetimeLongerThanTheValidOne() {
    IaPrefix strange = (IaPrefix) option("001a 0019 ffffffff 0000000f 38" + "20".repeat(16));
    assertEquals(Lifetime.INFINITY, strange.preferredLifetime());
    assertEquals(15, strange.validLifetime());
  }

  @Test
  void ignoresAnInvalidPrefixLength() {
    assertInstanceOf(
        UnknownDhcpOption.class, option("001a 0019 0000000b 0000000f 81" + "20".repeat(16)));
    assertInstanceOf(
        UnknownDhcpOption.class, option("001a 0019 0000000b 0000000f ff" + "20".repeat(16)));
    assertInstanceOf(
        UnknownDhcpOption.class, option("001a 0018 0000000b 0000000f 38" + "20".repeat(15)));
    assertInstanceOf(UnknownDhcpOption.class, option("001a 0000"));
  }

  @Test
  void rejectsFieldsOutOfRange() {
    Address address = Address.parse("2001:db8::");
    assertThrows(
        IllegalArgumentException.class, () -> new IaPrefix(1L << 32, 0, 56, address, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new IaPrefix(0, -1, 56, address, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new IaPrefix(0, 0, 129, address, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new IaPrefix(0, 0, 24, Address.parse("192.0.2.0"), List.of()));
  }
}
