package dev.leasehold.ra;

import static dev.leasehold.ra.RaFrames.accepted;
import static dev.leasehold.ra.RaFrames.hex;
import static dev.leasehold.ra.RaFrames.rejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.net.Address;
import dev.leasehold.wire.LinkType;
import dev.leasehold.wire.Parsed;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static final String MACS = "333300000001 020000000a01";
  private static final String ADDRESSES =
      "fe800000000000000000000000000001 ff020000000000000000000000000001";
  private static final String IPV6 = "60000000 0004 3a ff" + ADDRESSES;
  private static final Frame READ =
      new Frame(Address.parse("fe80::1"), Address.parse("ff02::1"), 255, RaFrames.hex("8600 0000"));

  @Test
  void readsEthernet() {
    assertEquals(READ, parse(LinkType.ETHERNET, MACS + "86dd" + IPV6 + "86000000"));
  }

  @Test
  void readsPpp() {
    assertEquals(
        READ,
        parse(LinkType.LINUX_COOKED, "0000 0200 0000 0000000000000000 86dd" + IPV6 + "86000000"));
  }

  @Test
  void readsATunnel() {
    assertEquals(READ, parse(LinkType.RAW_IP, IPV6 + "86000000"));
  }

  @Test
  void ignoresThePaddingOfShortFrames() {
    assertEquals(
        READ, parse(LinkType.ETHERNET, MACS + "86dd" + IPV6 + "86000000" + "00".repeat(10)));
  }

  @Test
  void rejectsATruncatedFrame() {
    assertEquals(
        FrameRefusal.TRUNCATED, refused(LinkType.ETHERNET, MACS + "86dd" + IPV6 + "860000"));
    assertEquals(FrameRefusal.TRUNCATED, refused(LinkType.ETHERNET, MACS + "86dd" + IPV6));
  }

  @Test
  void ignoresVlanFrames() {
    assertEquals(
        FrameRefusal.NOT_AN_ADVERTISEMENT,
        refused(LinkType.ETHERNET, MACS + "8100 00de 86dd" + IPV6 + "86000000"));
    assertEquals(
        FrameRefusal.NOT_AN_ADVERTISEMENT,
        refused(LinkType.ETHERNET, MACS + "88a8 00de 86dd" + IPV6 + "86000000"));
  }

  @Test
  void ignoresOtherProtocols() {
    String arp = MACS + "0806 0001 0800 06 04 0001" + "00".repeat(40);
    assertEquals(FrameRefusal.NOT_AN_ADVERTISEMENT, refused(LinkType.ETHERNET, arp));
    String ipv4 = "45000054" + "00".repeat(40);
    assertEquals(FrameRefusal.NOT_AN_ADVERTISEMENT, refused(LinkType.RAW_IP, ipv4));
    assertEquals(FrameRefusal.NOT_AN_ADVERTISEMENT, refused(LinkType.ETHERNET, ""));
    assertEquals(
        FrameRefusal.NOT_AN_ADVERTISEMENT, refused(LinkType.ETHERNET, MACS + "86dd" + "60"));
  }

  @Test
  void ignoresExtensionHeaders() {
    for (String nextHeader : new String[] {"00", "2b", "2c", "3c", "11"}) {
      String frame = MACS + "86dd 60000000 0008" + nextHeader + "ff" + ADDRESSES;
      assertEquals(
          FrameRefusal.NOT_AN_ADVERTISEMENT,
          refused(LinkType.ETHERNET, frame + "3a00 0000 86000000"),
          nextHeader);
    }
  }

  @Test
  void knowsTheLinkTypesOfFilesAndOfLiveCaptures() {
    assertEquals(Optional.of(LinkType.ETHERNET), LinkType.of(1));
    assertEquals(Optional.of(LinkType.LINUX_COOKED), LinkType.of(113));
    assertEquals(Optional.of(LinkType.RAW_IP), LinkType.of(12));
    assertEquals(Optional.of(LinkType.RAW_IP), LinkType.of(101));
    assertEquals(Optional.empty(), LinkType.of(127));
  }

  @Test
  void padsTheChecksumOfAnOddLength() {
    Frame odd =
        Frame.neighborDiscovery(READ.source(), READ.destination(), hex("86 00 0000 40 00 0708 01"));
    Frame even =
        Frame.neighborDiscovery(
            READ.source(), READ.destination(), hex("86 00 0000 40 00 0708 0100"));
    assertEquals(odd.icmp().u16(2), even.icmp().u16(2) + 1); // the length is summed, too
  }

  @Test
  void writesOnlyMulticastFrames() {
    Frame unicast = new Frame(READ.source(), RaFrames.ROUTER, 255, READ.icmp());
    assertThrows(IllegalArgumentException.class, () -> unicast.ethernet(hex("020000000a01")));
  }

  private static Frame parse(LinkType link, String frame) {
    return accepted(Frame.parse(link, hex(frame)));
  }

  private static Parsed.Reason refused(LinkType link, String frame) {
    return rejected(Frame.parse(link, hex(frame)));
  }
}
