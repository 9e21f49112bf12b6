package dev.leasehold.ra;

import static dev.leasehold.ra.RaFrames.ALL_NODES;
import static dev.leasehold.ra.RaFrames.ROUTER;
import static dev.leasehold.ra.RaFrames.accepted;
import static dev.leasehold.ra.RaFrames.advertisement;
import static dev.leasehold.ra.RaFrames.prefix;
import static dev.leasehold.ra.RaFrames.rejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Parsed;
import dev.leasehold.wire.PcapFile;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4861 sections 4.2 and 6.1.2. */
class RouterAdvertisementTest {
  private static final RouterAdvertisement VALID =
      advertisement(prefix("2001:db8:1::/64", 1800, 3600));

  @Test
  void readsEveryFieldOfTheHeader() {
    Frame frame = of("86 00 0000 40 d9 0708 000003e8 ffffffff");
    assertEquals(
        new RouterAdvertisement(64, true, true, 0x19, 1800, 1000, 0xffff_ffffL, List.of()),
        accepted(RouterAdvertisement.parse(frame)));
  }

  @Test
  void distinguishesTheFlags() {
    RouterAdvertisement managed =
        accepted(RouterAdvertisement.parse(of("86 00 0000 40 80 0000 00000000 00000000")));
    RouterAdvertisement other =
        accepted(RouterAdvertisement.parse(of("86 00 0000 40 40 0000 00000000 00000000")));
    assertEquals(true, managed.managed() && !managed.otherConfiguration());
    assertEquals(true, other.otherConfiguration() && !other.managed());
  }

  @ParameterizedTest
  @CsvSource({"18, LOW", "00, MEDIUM", "08, HIGH", "10, MEDIUM", "e7, MEDIUM", "ef, HIGH"})
  void readsThePreference(String flags, RouterPreference preference) {
    Frame frame = of("86 00 0000 40" + flags + "0708 00000000 00000000");
    assertEquals(preference, accepted(RouterAdvertisement.parse(frame)).preference());
  }

  @Test
  void ignoresThePreferenceOfANonDefaultRouter() {
    Frame frame = of("86 00 0000 40 08 0000 00000000 00000000");
    assertEquals(RouterPreference.MEDIUM, accepted(RouterAdvertisement.parse(frame)).preference());
  }

  @Test
  void readsMessagesOfRadvd() throws IOException {
    Bytes captured = PcapFile.read(RaFrames.pcap("ra-renumber.pcap")).packets().getFirst().frame();
    assertEquals(
        new RouterAdvertisement(
            64,
            false,
            true,
            0,
            30,
            0,
            0,
            List.of(
                prefix("2001:db8:a02::/64", 30, 60),
                prefix("2001:db8:a01::/64", 0, 60),
                new RecursiveDnsServer(0, 60, List.of(Address.parse("2001:db8:ffff::1"))),
                new LinkLayerAddress(LinkLayerAddress.SOURCE, RaFrames.hex("020000000a01")))),
        accepted(RouterAdvertisement.parse(RaFrames.frame(captured))));
  }

  @Test
  void writesEveryCapturedMessageUnchanged() {
    int advertisements = 0;
    for (PcapFile.Captured captured : RaFrames.captured()) {
      Frame frame = RaFrames.frame(captured.frame());
      Frame written;
      if (frame.icmp().u8(0) == RouterAdvertisement.TYPE) {
        advertisements++;
        written =
            accepted(RouterAdvertisement.parse(frame)).write(frame.source(), frame.destination());
      } else {
        written =
            accepted(RouterSolicitation.parse(frame)).write(frame.source(), frame.destination());
      }
      assertEquals(frame, written);
    }
    assertEquals(13, advertisements);
  }

  @Test
  void keepsUnknownOptions() {
    NdpOption unknown = new UnknownNdpOption(200, RaFrames.hex("3018 00000e10"));
    RouterAdvertisement sent = advertisement(unknown, prefix("2001:db8::/64", 1, 2));
    assertEquals(sent, accepted(RouterAdvertisement.parse(sent.write(ROUTER, ALL_NODES))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8::1", "fec0::1", "::", "ff02::1", "fe00::1"})
  void discardsASourceThatIsNotLinkLocal(String source) {
    assertEquals(
        FrameRefusal.SOURCE_NOT_LINK_LOCAL,
        rejected(RouterAdvertisement.parse(VALID.write(Address.parse(source), ALL_NODES))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64, 254})
  void discardsAHopLimitOtherThan255(int hopLimit) {
    Frame sent = VALID.write(ROUTER, ALL_NODES);
    Frame forwarded = new Frame(sent.source(), sent.destination(), hopLimit, sent.icmp());
    assertEquals(FrameRefusal.HOP_LIMIT, rejected(RouterAdvertisement.parse(forwarded)));
  }

  @Test
  void discardsAWrongChecksum() {
    byte[] icmp = VALID.write(ROUTER, ALL_NODES).icmp().toArray();
    for (int at = 1; at < icmp.length; at++) {
      byte[] damaged = icmp.clone();
      damaged[at] ^= 0x10;
      Frame frame = new Frame(ROUTER, ALL_NODES, 255, Bytes.copyOf(damaged));
      assertEquals(
          FrameRefusal.CHECKSUM, rejected(RouterAdvertisement.parse(frame)), "octet " + at);
    }
  }

  @Test
  void includesTheAddressesInTheChecksum() {
    Frame sent = VALID.write(ROUTER, ALL_NODES);
    Frame other = new Frame(Address.parse("fe80::2"), ALL_NODES, 255, sent.icmp());
    assertEquals(FrameRefusal.CHECKSUM, rejected(RouterAdvertisement.parse(other)));
  }

  @Test
  void discardsACodeOtherThanZero() {
    assertEquals(
        FrameRefusal.CODE,
        rejected(RouterAdvertisement.parse(of("86 01 0000 40 00 0708 00000000 00000000"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "86", "8600 0000", "86 00 0000 40 00 0708 00000000 000000"})
  void discardsFewerThan16Octets(String icmp) {
    Frame frame =
        icmp.length() < 8 ? new Frame(ROUTER, ALL_NODES, 255, RaFrames.hex(icmp)) : of(icmp);
    assertEquals(FrameRefusal.LENGTH, rejected(RouterAdvertisement.parse(frame)));
  }

  @Test
  void discardsAnOptionOfLengthZero() {
    assertEquals(FrameRefusal.OPTION_LENGTH, withOptions("0300 40c0 00000000"));
    assertEquals(FrameRefusal.OPTION_LENGTH, withOptions("0501 0000 000005dc fe00 0000 00000000"));
  }

  @Test
  void discardsAnOptionBeyondThePacket() {
    assertEquals(FrameRefusal.OPTION_LENGTH, withOptions("0304 40c0 00000000"));
    assertEquals(FrameRefusal.OPTION_LENGTH, withOptions("05"));
  }

  @Test
  void limitsTheNumberOfOptions() {
    NdpOption mtu = new Mtu(0, 1500);
    RouterAdvertisement most =
        advertisement(Collections.nCopies(NdpOption.MAX_OPTIONS, mtu).toArray(NdpOption[]::new));
    RouterAdvertisement more =
        advertisement(
            Collections.nCopies(NdpOption.MAX_OPTIONS + 1, mtu).toArray(NdpOption[]::new));
    assertEquals(most, accepted(RouterAdvertisement.parse(most.write(ROUTER, ALL_NODES))));
    assertEquals(
        FrameRefusal.TOO_MANY_OPTIONS,
        rejected(RouterAdvertisement.parse(more.write(ROUTER, ALL_NODES))));
  }

  @Test
  void ignoresOtherMessages() {
    assertEquals(
        FrameRefusal.NOT_AN_ADVERTISEMENT,
        rejected(RouterAdvertisement.parse(of("85 00 0000 00000000"))));
  }

  @Test
  void rejectsFieldsOutOfRange() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new RouterAdvertisement(256, false, false, 0, 0, 0, 0, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RouterAdvertisement(64, false, false, 0x40, 0, 0, 0, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RouterAdvertisement(64, false, false, 0, 65_536, 0, 0, List.of()));
  }

  private static Parsed.Reason withOptions(String options) {
    return rejected(
        RouterAdvertisement.parse(of("86 00 0000 40 00 0708 00000000 00000000" + options)));
  }

  /** The message with its checksum filled in. */
  private static Frame of(String icmp) {
    return Frame.neighborDiscovery(ROUTER, ALL_NODES, RaFrames.hex(icmp));
  }
}
