package dev.leasehold.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.net.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkDeviceTest {
  private static final String LINK_LOCAL =
      "fe80000000000000000000fffe000a10 02 40 20 80     eth0\n";

  @TempDir private Path root;

  @BeforeEach
  void hasLoopbackAndEthernet() throws IOException {
    write(
        "proc/net/dev",
        """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets
            lo:       0       0    0    0    0     0          0         0        0       0
        eth0.222: 12345678  123    0    0    0     0          0         0        0       0
          eth0:     180       2    0    0    0     0          0         0      180       2
        """);
    write("sys/class/net/eth0/flags", "0x1003\n");
    write("sys/class/net/eth0/address", "02:00:00:00:0a:10\n");
  }

  @Test
  void isUsableWhenItIsUp() {
    assertEquals("", device("eth0").whyNotUsable());
  }

  @Test
  void listsTheAvailableInterfaces() {
    assertEquals(
        "interface eth1 not found; available: lo, eth0.222, eth0", device("eth1").whyNotUsable());
  }

  @Test
  void reportsThatItIsDown() throws IOException {
    write("sys/class/net/eth0/flags", "0x1002\n");
    assertEquals("interface eth0 is down", device("eth0").whyNotUsable());
  }

  @Test
  void isUsableIfItsStateIsUnknown() {
    assertEquals("", device("eth0.222").whyNotUsable());
  }

  @Test
  void hasItsMac() throws IOException {
    write("sys/class/net/ppp0/address", "\n");
    assertEquals(RaFrames.hex("020000000a10"), device("eth0").mac());
    assertEquals(RaFrames.hex(""), device("ppp0").mac());
    assertEquals(RaFrames.hex(""), device("eth1").mac());
  }

  @Test
  void hasTheLinkLocalAddressOfTheInterface() throws IOException {
    write(
        "proc/net/if_inet6",
        "20010db8000000000000000000000010 02 40 00 80     eth0\n"
            + LINK_LOCAL.replace("eth0", "eth0.222").replace("a10", "222")
            + LINK_LOCAL);
    assertEquals(Address.parse("fe80::ff:fe00:a10"), device("eth0").linkLocal());
    assertEquals(RouterSolicitation.UNSPECIFIED, device("eth").linkLocal());
  }

  @Test
  void hasNoAddressWithoutIpv6() {
    assertEquals(RouterSolicitation.UNSPECIFIED, device("eth0").linkLocal());
  }

  @Test
  void doesNotSendFromATentativeOrDuplicateAddress() throws IOException {
    for (String flags : List.of("c0", "44", "c8", "88")) {
      write("proc/net/if_inet6", LINK_LOCAL.replace(" 80 ", " " + flags + " "));
      assertEquals(RouterSolicitation.UNSPECIFIED, device("eth0").linkLocal(), flags);
    }
  }

  private NetworkDevice device(String name) {
    return new NetworkDevice(name, root);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
