package dev.leasehold.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages about VRFs (linux/if_link.h). */
final class VrfMessageTest {
  /** {@code WHAT: HEX}, one datagram of the kernel each. */
  static final Path BYTES = Path.of("../testdata/netlink/vrf.txt");

  private static final int SEQUENCE = 0; // of messages that nobody asked for, and of the builder

  private static byte[] info(byte[]... attributes) {
    return nested(18, attributes);
  }

  private static byte[] nested(int type, byte[]... attributes) {
    return Netlink.attribute(
        type,
        out -> {
          for (byte[] attribute : attributes) {
            out.put(attribute);
          }
        });
  }

  private static byte[] kind(int type, String name) {
    return Netlink.attribute(type, out -> out.put((name + "\0").getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] data(long table) {
    return nested(2, Netlink.attribute(1, out -> out.putInt((int) table)));
  }

  private static byte[] link(int type, int family, String name, byte[] info) {
    return Netlink.link(type, family, Netlink.ETHERNET, 7, 0, Netlink.name(name), info);
  }

  private static List<RuleMessage> parse(byte[]... messages) {
    return RuleMessage.parseAll(Netlink.datagram(messages), SEQUENCE);
  }

  private static Optional<VrfMessage> vrf(byte[] message) {
    return VrfMessage.of(NetlinkMessage.all(Netlink.datagram(message)).getFirst());
  }

  @Test
  void readsWhatLinuxTells() throws Exception {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the bytes are of x86-64");
    check(Files.readAllLines(BYTES).stream().filter(line -> !line.startsWith("#")).toList());
  }

  /** Two VRFs and a port of one of them, as {@link VrfGuest} made them. */
  static void check(List<String> datagrams) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (String line : datagrams) {
      int colon = line.lastIndexOf(": ");
      byte[] bytes = HexFormat.of().parseHex(line.substring(colon + 2));
      List<String> vrfs = found.computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>());
      for (NetlinkMessage message : NetlinkMessage.all(ByteBuffer.wrap(bytes))) {
        VrfMessage.of(message)
            .ifPresent(vrf -> vrfs.add(message.type() + " " + vrf.name() + " " + vrf.table()));
      }
    }
    List<String> both = List.of("16 first 1010", "16 second 4294967294");
    Map<String, List<String>> expected = new LinkedHashMap<>();
    expected.put("before the first VRF", List.of());
    expected.put("link add first type vrf table 1010", List.of("16 first 1010"));
    expected.put(
        "link add second address 02:00:00:00:00:02 type vrf table 4294967294",
        List.of("16 second 4294967294"));
    expected.put("link add port address 02:00:00:00:00:03 type veth peer name peer", List.of());
    expected.put("link set port master first", List.of());
    expected.put("all links", both);
    expected.put("all VRFs", both);
    expected.put("link del first", List.of("17 first 1010"));
    assertEquals(expected, found);
  }

  @Test
  void findsTheVrfsAmongAllLinks() {
    assertEquals(
        List.of(new VrfMessage("blue", 100), new VrfMessage("red", 4_294_967_295L)),
        parse(
            link(RouteMessage.NEW_LINK, 0, "lo", nested(99)),
            link(RouteMessage.NEW_LINK, 0, "blue", info(kind(1, "vrf"), data(100))),
            link(RouteMessage.NEW_LINK, 0, "br0", info(kind(1, "bridge"), data(100))),
            // A port of a VRF: only its IFLA_INFO_SLAVE_KIND is vrf.
            link(RouteMessage.NEW_LINK, 0, "up0", info(kind(1, "veth"), kind(4, "vrf"))),
            link(RouteMessage.NEW_LINK, 0, "red", info(data(4_294_967_295L), kind(1, "vrf")))));
  }

  /** The port of a bridge that goes is told as a deleted link of that family. */
  @Test
  void aMessageOfABridgeIsAboutNoVrf() {
    byte[] info = info(kind(1, "vrf"), data(100));
    assertEquals(Optional.empty(), vrf(link(RouteMessage.DELETED_LINK, 7, "blue", info)));
    assertEquals(
        Optional.of(new VrfMessage("blue", 100)),
        vrf(link(RouteMessage.DELETED_LINK, 0, "blue", info)));
    assertEquals(Optional.empty(), vrf(link(RouteMessage.NEW_ADDRESS, 0, "blue", info)));
  }

  @Test
  void aVrfWithoutTableHasNone() {
    Optional<VrfMessage> none = Optional.of(new VrfMessage("blue", 0));
    assertEquals(none, vrf(link(RouteMessage.NEW_LINK, 0, "blue", info(kind(1, "vrf")))));
    byte[] shortTable = nested(2, Netlink.attribute(1, out -> out.put((byte) 9)));
    assertEquals(
        none, vrf(link(RouteMessage.NEW_LINK, 0, "blue", info(kind(1, "vrf"), shortTable))));
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(1);
    byte[] valid = link(RouteMessage.NEW_LINK, 0, "blue", info(kind(1, "vrf"), data(100)));
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = valid.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1));
      for (NetlinkMessage message : NetlinkMessage.all(cut)) {
        VrfMessage.of(message).ifPresent(vrf -> assertEquals(vrf, vrf));
      }
    }
  }
}
