package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.net.Address;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;

/** /proc/net/udp6 of a little-endian machine. */
@DisabledIf("isBigEndian")
class PortHolderTest {
  private static final Address OURS = Address.parse("fe80::ff:fe00:a10");
  private static final String TABLE =
      """
        sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
       1234: 000080FE00000000FF000000100A00FE:0222 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 0000000000000000 0
       1235: 000080FE000000000000000001000000:0222 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4712 2 0000000000000000 0
       1236: 00000000000000000000000000000000:14E9 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4713 2 0000000000000000 0
      """;

  @TempDir private Path root;

  @BeforeEach
  void makeProc() throws Exception {
    Files.createDirectories(root.resolve("proc/net"));
    Files.writeString(root.resolve("proc/net/udp6"), TABLE);
  }

  static boolean isBigEndian() {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
  }

  @Test
  void namesTheHolderOfThePortOnOurAddress() throws Exception {
    process(99, "bash", "pipe:[1]");
    process(123, "systemd-network", "socket:[4711]");
    process(124, "avahi-daemon", "socket:[4713]");
    assertEquals(List.of("systemd-network (process 123)"), holders());
  }

  @Test
  void namesTheHolderOfThePortOnAllAddresses() throws Exception {
    Files.writeString(
        root.resolve("proc/net/udp6"),
        TABLE.replace("000080FE000000000000000001000000", "0".repeat(32)));
    process(125, "dhcpcd", "socket:[4712]");
    process(126, "dhclient", "socket:[4711]");
    assertEquals(List.of("dhclient (process 126)", "dhcpcd (process 125)"), holders());
  }

  @Test
  void ignoresThePortOnAnotherInterface() throws Exception {
    process(125, "dhcpcd", "socket:[4712]");
    assertEquals(List.of(), new PortHolder(root).of(Address.parse("fe80::2")));
  }

  @Test
  void reportsAHolderThatItCannotInspect() {
    assertEquals(List.of("a program that this process may not inspect"), holders());
  }

  @Test
  void isEmptyWithoutProc() throws Exception {
    Files.delete(root.resolve("proc/net/udp6"));
    assertEquals(List.of(), holders());
  }

  private List<String> holders() {
    return new PortHolder(root).of(OURS);
  }

  private void process(int id, String name, String open) throws Exception {
    Path process = root.resolve("proc/" + id);
    Files.createDirectories(process.resolve("fd"));
    Files.writeString(process.resolve("comm"), name + "\n");
    Files.createSymbolicLink(process.resolve("fd/5"), Path.of(open));
  }
}
