package dev.leasehold.ra;

import static dev.leasehold.ra.RaFrames.accepted;
import static dev.leasehold.ra.RaFrames.rejected;
import static dev.leasehold.ra.RouterSolicitation.ALL_ROUTERS;
import static dev.leasehold.ra.RouterSolicitation.UNSPECIFIED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.PcapFile;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 4861 sections 4.1 and 6.1.1. */
class RouterSolicitationTest {
  private static final Bytes MAC = RaFrames.hex("020000000a10");
  private static final Address HOST = Address.parse("fe80::ff:fe00:a10");

  @Test
  void includesTheLinkLayerAddress() {
    assertEquals(
        new RouterSolicitation(0, List.of(new LinkLayerAddress(LinkLayerAddress.SOURCE, MAC))),
        RouterSolicitation.from(HOST, MAC));
  }

  @Test
  void omitsTheLinkLayerAddressFromTheUnspecifiedAddress() {
    assertEquals(new RouterSolicitation(0, List.of()), RouterSolicitation.from(UNSPECIFIED, MAC));
  }

  @Test
  void isSentToAllRouters() {
    Bytes frame = RouterSolicitation.from(HOST, MAC).write(HOST, ALL_ROUTERS).ethernet(MAC);
    assertEquals(
        RaFrames.hex(
            """
            # all-routers, RFC 2464 section 7; sender; IPv6
            333300000002 020000000a10 86dd
            # 16 octets of ICMPv6, hop limit 255
            60000000 0010 3a ff
            fe80000000000000 000000fffe000a10
            ff02000000000000 0000000000000002
            8500 670e 00000000
            0101 020000000a10
            """),
        frame);
  }

  @Test
  void equalsASolicitationOfTheKernel() throws IOException {
    Bytes captured =
        PcapFile.read(RaFrames.pcap("ra-solicited-periodic.pcap")).packets().getFirst().frame();
    Frame frame = RaFrames.frame(captured);
    assertEquals(new RouterSolicitation(0, List.of()), accepted(RouterSolicitation.parse(frame)));
    assertEquals(frame, new RouterSolicitation(0, List.of()).write(HOST, ALL_ROUTERS));
  }

  @Test
  void isCheckedLikeAnAdvertisement() {
    Frame sent = RouterSolicitation.from(HOST, MAC).write(HOST, ALL_ROUTERS);
    assertEquals(
        FrameRefusal.HOP_LIMIT,
        rejected(RouterSolicitation.parse(new Frame(HOST, ALL_ROUTERS, 64, sent.icmp()))));
    assertEquals(
        FrameRefusal.LENGTH,
        rejected(
            RouterSolicitation.parse(new Frame(HOST, ALL_ROUTERS, 255, sent.icmp().slice(0, 7)))));
    assertEquals(
        FrameRefusal.NOT_AN_ADVERTISEMENT,
        rejected(RouterSolicitation.parse(RaFrames.advertisement().write(HOST, ALL_ROUTERS))));
  }
}
