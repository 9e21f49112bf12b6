package dev.leasehold.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Lifetime;
import org.junit.jupiter.api.Test;

/** RFC 4861 section 4.6.2. */
class PrefixInformationTest {
  private static final String BODY =
      " 00000e10 00000708 00000000 20010db8 00010002 00000000 00000000";

  @Test
  void readsEveryField() {
    assertEquals(
        new PrefixInformation(64, true, true, 0, 3600, 1800, 0, Address.parse("2001:db8:1:2::")),
        RaFrames.option("0304 40c0" + BODY));
  }

  @Test
  void distinguishesTheFlags() {
    PrefixInformation onLink =
        assertInstanceOf(PrefixInformation.class, RaFrames.option("0304 4080" + BODY));
    PrefixInformation autonomous =
        assertInstanceOf(PrefixInformation.class, RaFrames.option("0304 4040" + BODY));
    assertEquals(true, onLink.onLink() && !onLink.autonomous());
    assertEquals(true, autonomous.autonomous() && !autonomous.onLink());
  }

  @Test
  void keepsReservedBitsForWriting() {
    PrefixInformation read =
        assertInstanceOf(
            PrefixInformation.class,
            RaFrames.option(
                "0304 40ff ffffffff fffffffe deadbeef 20010db8 00010002 00000000 00000000"));
    assertEquals(0x3f, read.reserved1());
    assertEquals(0xdeadbeefL, read.reserved2());
    assertEquals(Lifetime.INFINITY, read.validLifetime());
    assertEquals(0xfffffffeL, read.preferredLifetime());
  }

  @Test
  void masksHostBitsOfThePrefixOnly() {
    PrefixInformation homeAgent =
        assertInstanceOf(
            PrefixInformation.class,
            RaFrames.option(
                "0304 3ce0 00000e10 00000708 00000000 20010db8 00010002 00000000 00000005"));
    assertEquals(Prefix.parse("2001:db8:1::/60"), homeAgent.prefix());
    assertEquals(Address.parse("2001:db8:1:2::5"), homeAgent.address());
  }

  @Test
  void acceptsTheShortestAndLongestPrefix() {
    assertInstanceOf(PrefixInformation.class, RaFrames.option("0304 00c0" + BODY));
    assertInstanceOf(PrefixInformation.class, RaFrames.option("0304 80c0" + BODY));
  }

  @Test
  void ignoresAPrefixLengthOver128() {
    assertInstanceOf(UnknownNdpOption.class, RaFrames.option("0304 81c0" + BODY));
  }

  @Test
  void ignoresAnyOtherLength() {
    assertInstanceOf(UnknownNdpOption.class, RaFrames.option("0301 40c0 00000e10"));
    assertInstanceOf(
        UnknownNdpOption.class, RaFrames.option("0305 40c0" + BODY + "00000000 00000000"));
  }

  @Test
  void rejectsFieldsOutOfRange() {
    Address address = Address.parse("2001:db8::");
    assertThrows(
        IllegalArgumentException.class,
        () -> new PrefixInformation(129, true, true, 0, 1, 1, 0, address));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PrefixInformation(64, true, true, 0x40, 1, 1, 0, address));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PrefixInformation(64, true, true, 0, 1L << 32, 1, 0, address));
  }
}
