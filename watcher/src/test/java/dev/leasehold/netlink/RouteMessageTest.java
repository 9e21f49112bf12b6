package dev.leasehold.netlink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Address;
import dev.leasehold.netlink.InterfaceAddress.AddressScope;
import dev.leasehold.netlink.InterfaceAddress.Flag;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Lifetime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteMessageTest {
  private static final byte[] MAC = {2, 0, 0, 0, 0x0a, 0x10};
  private static final Bytes NO_MAC = Bytes.copyOf(new byte[0]);

  @Test
  void readsALink() {
    assertEquals(
        List.of(new RouteMessage.Link(7, "up0", true, true, Bytes.copyOf(MAC))),
        parse(upZero(Netlink.UP_AND_RUNNING)));
  }

  @Test
  void distinguishesUpFromRunning() {
    assertEquals(
        List.of(new RouteMessage.Link(7, "up0", true, false, Bytes.copyOf(MAC))),
        parse(upZero(0x1)));
  }

  @Test
  void findsNoMacOnOtherLinkTypes() {
    byte[] ppp = Netlink.link(16, 0, Netlink.PPP, 9, Netlink.UP_AND_RUNNING, Netlink.name("ppp0"));
    byte[] tunnel =
        Netlink.link(16, 0, 776, 10, 0, Netlink.name("sit0"), Netlink.hardwareAddress(new byte[4]));
    assertEquals(
        List.of(
            new RouteMessage.Link(9, "ppp0", true, true, NO_MAC),
            new RouteMessage.Link(10, "sit0", false, false, NO_MAC)),
        parse(ppp, tunnel));
  }

  @Test
  void readsARemovedLink() {
    assertEquals(
        List.of(new RouteMessage.LinkGone(7)),
        parse(Netlink.link(17, 0, Netlink.ETHERNET, 7, 0, Netlink.name("up0"))));
  }

  /** The message is a deleted link too, but of the family AF_BRIDGE (7). */
  @Test
  void ignoresAPortThatLeftItsBridge() {
    assertEquals(
        List.of(), parse(Netlink.link(17, 7, Netlink.ETHERNET, 7, 0, Netlink.name("up0"))));
  }

  @Test
  void readsAnAddressWithItsLifetimes() {
    assertEquals(
        List.of(
            new RouteMessage.AddressSet(
                7,
                new InterfaceAddress(
                    Address.parse("2001:db8::1"),
                    64,
                    AddressScope.GLOBAL,
                    Set.of(Flag.TEMPORARY, Flag.DEPRECATED),
                    0,
                    600))),
        parse(
            Netlink.address(
                20,
                7,
                64,
                0x01,
                0,
                Netlink.ip("2001:db8::1"),
                Netlink.lifetimes(0, 600),
                Netlink.flags(0x321))));
  }

  @Test
  void readsFlagsFromTheFixedPartWithoutTheAttribute() {
    assertEquals(
        List.of(address("fe80::1", AddressScope.LINK, Flag.TENTATIVE)),
        parse(Netlink.address(20, 7, 64, 0x40, 253, Netlink.ip("fe80::1"))));
  }

  @Test
  void readsTheLocalAddressOfAPointToPointLink() {
    assertEquals(
        List.of(address("fe80::2", AddressScope.LINK)),
        parse(Netlink.address(20, 7, 64, 0, 253, Netlink.ip("fe80::1"), Netlink.local("fe80::2"))));
  }

  @Test
  void readsARemovedAddress() {
    assertEquals(
        List.of(new RouteMessage.AddressGone(7, Address.parse("2001:db8::1"))),
        parse(Netlink.address(21, 7, 64, 0, 0, Netlink.ip("2001:db8::1"))));
  }

  @Test
  void readsTheEndOfADump() {
    assertEquals(
        List.of(new RouteMessage.Done(true), new RouteMessage.Done(false)),
        parse(
            Netlink.message(3, 0x2, out -> out.putInt(0)),
            Netlink.message(3, 0x12, out -> out.putInt(0))));
  }

  @Test
  void readsARefusalAndNotAnAcknowledgement() {
    assertEquals(
        List.of(new RouteMessage.Failed(1)),
        parse(
            Netlink.message(2, 0, out -> out.putInt(-1)),
            Netlink.message(2, 0, out -> out.putInt(0))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17, 4000, Integer.MAX_VALUE, -1})
  void endsAtAWrongLength(int length) {
    byte[] liar = Netlink.message(17, 0, out -> {});
    ByteBuffer.wrap(liar).order(ByteOrder.nativeOrder()).putInt(length);
    assertEquals(List.of(new RouteMessage.Done(true)), parse(done(), liar));
  }

  @Test
  void skipsAttributesThatAreTooLong() {
    byte[] cut = Netlink.name("up0");
    ByteBuffer.wrap(cut).order(ByteOrder.nativeOrder()).putShort((short) 400);
    assertEquals(
        List.of(new RouteMessage.Link(7, "", false, false, NO_MAC)),
        parse(Netlink.link(16, 0, Netlink.ETHERNET, 7, 0, cut)));
  }

  @Test
  void skipsInvalidAddresses() {
    assertEquals(
        List.of(),
        parse(
            Netlink.address(20, 7, 64, 0, 0),
            Netlink.address(20, 7, 129, 0, 0, Netlink.ip("2001:db8::1")),
            Netlink.address(20, 7, 64, 0, 0, Netlink.attribute(1, out -> out.putInt(1)))));
  }

  @Test
  void writesADumpRequest() {
    byte[] expected =
        HexFormat.of()
            .parseHex("18000000" + "1600" + "0103" + "00000000" + "00000000" + "0a00000000000000");
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      assertArrayEquals(expected, RouteMessage.dumpRequest(RouteMessage.GET_ADDRESS));
    }
    assertEquals(32, RouteMessage.dumpRequest(RouteMessage.GET_LINK).length);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void survivesRandomBytes(long seed) {
    Random random = new Random(seed);
    byte[] honest =
        Netlink.datagram(
                upZero(Netlink.UP_AND_RUNNING),
                Netlink.address(20, 7, 64, 0, 0, Netlink.ip("2001:db8::1"), Netlink.flags(1)),
                done())
            .array();
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = Arrays.copyOf(honest, random.nextInt(honest.length + 1));
      for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      assertTrue(RouteMessage.parseAll(ByteBuffer.wrap(damaged)).size() <= 3 + 8);
    }
  }

  private static RouteMessage address(String address, AddressScope scope, Flag... flags) {
    return new RouteMessage.AddressSet(
        7,
        new InterfaceAddress(
            Address.parse(address),
            64,
            scope,
            Set.of(flags),
            Lifetime.INFINITY,
            Lifetime.INFINITY));
  }

  private static byte[] upZero(int flags) {
    return Netlink.link(
        16, 0, Netlink.ETHERNET, 7, flags, Netlink.name("up0"), Netlink.hardwareAddress(MAC));
  }

  private static byte[] done() {
    return Netlink.message(3, 0, out -> out.putInt(0));
  }

  private static List<RouteMessage> parse(byte[]... messages) {
    return RouteMessage.parseAll(Netlink.datagram(messages));
  }
}
