package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.Binding;
import dev.leasehold.dhcpv6.Binding.Ia;
import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.ReconfigureKey;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.transport.Iaids.NamedIa;
import dev.leasehold.dhcpv6.transport.LeaseFile.Remembered;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseFileTest {
  private static final Instant STEADY = Instant.parse("2001-01-01T00:00:00Z");
  private static final Moment NOW = new Moment(Instant.parse("2026-11-21T10:00:00Z"), STEADY);
  private static final Duid SERVER =
      new Duid.LinkLayer(1, Bytes.copyOf(new byte[] {2, 0, 0, 0, 0, 1}));

  private static final List<NamedIa> ASKED = List.of(new NamedIa("home", 7, 56));

  private static final String LEASES =
      """
      server 00030001020000000001
      ia 7 300 480 2026-11-21T09:58:20Z
      prefix 2001:db8:101::/56 600 900 2026-11-21T09:58:20Z
      prefix 2001:db8:102::/56 0 4294967295 2026-11-21T09:58:20Z
      end
      """;

  private static final String TEXT =
      """
      leasehold dhcpv6 leases 2
      client 00030001020000000002
      asked home 7 56
      """
          + LEASES;

  private static final String WRITTEN =
      TEXT.replace("leases 2", "leases 3").replace("end\n", "end f75e4ca5\n");

  private static final String VERSION_1 = "leasehold dhcpv6 leases 1\n" + LEASES;

  @TempDir private Path folder;

  @Test
  void isTextThatPeopleCanRead() throws Exception {
    file().write(remembered(binding(STEADY.minusSeconds(100))), NOW);
    assertEquals(WRITTEN, Files.readString(path()));
  }

  @Test
  void keepsHeldPrefixes() throws Exception {
    Remembered held = remembered(binding(STEADY.minusSeconds(100)));
    file().write(held, NOW);
    assertEquals(held, file().read(NOW));
  }

  @Test
  void keepsEveryIa() throws Exception {
    Binding one = binding(STEADY.minusSeconds(100));
    Ia first = one.ias().getFirst();
    Ia second = new Ia(8, 200, 300, first.receivedAt(), List.of(first.prefixes().getFirst()));
    Binding two = new Binding(SERVER, List.of(first, second), ReconfigureKey.NONE);
    file().write(remembered(two), NOW);
    assertEquals(remembered(two), file().read(NOW));
  }

  @Test
  void readsAtMost64Kibibytes() throws Exception {
    String padding = "x".repeat((1 << 16) - TEXT.length());
    Files.writeString(path(), TEXT.replace("home", "home" + padding));
    assertEquals(Optional.of(SERVER), file().read(NOW).held().map(Binding::server));
    Files.writeString(path(), TEXT.replace("home", "homex" + padding));
    assertEquals(Remembered.NOTHING, file().read(NOW));
  }

  /** An update must not lose a prefix. */
  @Test
  void readsVersion1() throws Exception {
    Files.writeString(path(), VERSION_1);
    assertEquals(
        new Remembered("", List.of(), binding(STEADY.minusSeconds(100))), file().read(NOW));
    assertEquals(VERSION_1, Files.readString(path()));
  }

  /** An omitted prefix is older than its IA: the next Reply decides. */
  @Test
  void keepsWhichPrefixAReplyOmitted() throws Exception {
    Binding held = binding(STEADY.minusSeconds(100));
    LeasedPrefix named =
        new LeasedPrefix(Prefix.parse("2001:db8:103::/56"), 600, 900, STEADY.minusSeconds(1));
    List<LeasedPrefix> prefixes = new ArrayList<>(held.ias().getFirst().prefixes());
    prefixes.addFirst(named);
    Ia ia = new Ia(7, 300, 480, STEADY.minusSeconds(1), prefixes);
    Binding leftOut = new Binding(SERVER, List.of(ia), ReconfigureKey.NONE);
    file().write(remembered(leftOut), NOW);
    assertEquals(remembered(leftOut), file().read(NOW));
  }

  @Test
  void listsTheInterfacesWithFiles() throws Exception {
    assertEquals(List.of(), LeaseFile.interfaces(folder.resolve("none")));
    file().write(remembered(binding(STEADY)), NOW);
    new LeaseFile(folder, "eth0.222").write(Remembered.NOTHING, NOW);
    Files.writeString(folder.resolve("duid"), "");
    assertEquals(List.of("eth0.222", "up0"), LeaseFile.interfaces(folder));
  }

  @Test
  void keepsTheReconfigureKey() throws Exception {
    Binding bare = binding(STEADY);
    ReconfigureKey key = new ReconfigureKey(Bytes.copyOf(new byte[] {1, 2, 3}), -1);
    Binding held = new Binding(bare.server(), bare.ias(), key);
    file().write(remembered(held), NOW);
    assertEquals(remembered(held), file().read(NOW));
  }

  @Test
  void dropsWithdrawnPrefixes() throws Exception {
    file().write(remembered(binding(STEADY)), NOW);
    file().write(new Remembered("", ASKED, null), NOW);
    assertEquals(new Remembered("", ASKED, null), file().read(NOW));
    assertFalse(Files.exists(folder.resolve("up0.leases.damaged")));
  }

  @Test
  void countsTheTimeWhileTheProgramWasStopped() throws Exception {
    Files.writeString(path(), TEXT);
    Moment later = new Moment(NOW.wall().plusSeconds(300), STEADY.plusSeconds(5_000));
    assertEquals(remembered(binding(STEADY.plusSeconds(5_000 - 400))), file().read(later));
  }

  @Test
  void doesNotExtendALifetimeIfTheClockIsBehind() throws Exception {
    Files.writeString(path(), TEXT);
    Moment before = new Moment(Instant.parse("2026-11-21T09:00:00Z"), STEADY);
    assertEquals(remembered(binding(STEADY)), file().read(before));
  }

  @Test
  void isEmptyWithoutAFile() throws Exception {
    assertEquals(Remembered.NOTHING, file().read(NOW));
  }

  @Test
  void isReadableOnlyByItsOwner() throws Exception {
    file().write(remembered(binding(STEADY)), NOW);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "leasehold dhcpv6 leases 1\n",
        "leasehold dhcpv6 leases 3\nend\n",
        "leasehold dhcpv6 leases 4\nend\n",
        "leasehold dhcpv6 leases 2\nclient 00\nend\n",
        "leasehold dhcpv6 leases 2\nasked home 7\nend\n",
        "leasehold dhcpv6 leases 2\nasked home 4294967296 56\nend\n",
        "leasehold dhcpv6 leases 2\nasked home 7 129\nend\n",
        "leasehold dhcpv6 leases 1\nserver xyz\nend\n",
        "leasehold dhcpv6 leases 1\nserver 00\nend\n",
        "leasehold dhcpv6 leases 1\nprefix 2001:db8::/56 1 2 2026-11-21T09:58:20Z\nend\n",
        "leasehold dhcpv6 leases 1\nia 7 300 480 2026-11-21T09:58:20Z\nend\n",
        "leasehold dhcpv6 leases 1\nia 7 480 300 2026-11-21T09:58:20Z\nend\n",
        "leasehold dhcpv6 leases 1\nia 7 300 480 yesterday\nend\n",
        "leasehold dhcpv6 leases 1\nia 7 300 480 -100000000-01-01T00:00:00Z\nend\n",
        "leasehold dhcpv6 leases 1\nmore\nend\n",
      })
  void setsADamagedFileAside(String text) throws Exception {
    Files.writeString(path(), text);
    assertEquals(Remembered.NOTHING, file().read(NOW));
    assertEquals(text, Files.readString(folder.resolve("up0.leases.damaged")));
    assertFalse(Files.exists(path()));
  }

  @Test
  void acceptsAFileWithoutLeases() throws Exception {
    Files.writeString(path(), "leasehold dhcpv6 leases 1\nend\n");
    assertEquals(Optional.empty(), file().read(NOW).held());
    assertTrue(Files.exists(path()));
  }

  @Test
  void renamesAFileThatWasTruncatedAnywhere() throws Exception {
    for (int length = 0; length < TEXT.length() - 1; length++) {
      Files.writeString(path(), TEXT.substring(0, length));
      assertEquals(Remembered.NOTHING, file().read(NOW));
      assertFalse(Files.exists(path()));
    }
  }

  @Test
  void renamesABinaryFile() throws IOException {
    Files.write(path(), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertEquals(Remembered.NOTHING, file().read(NOW));
    assertTrue(Files.exists(folder.resolve("up0.leases.damaged")));
  }

  private Path path() {
    return folder.resolve("up0.leases");
  }

  private LeaseFile file() {
    return new LeaseFile(folder, "up0");
  }

  private static Remembered remembered(Binding binding) {
    return new Remembered("00030001020000000002", ASKED, binding);
  }

  private static Binding binding(Instant received) {
    return new Binding(
        SERVER,
        List.of(
            new Ia(
                7,
                300,
                480,
                received,
                List.of(
                    new LeasedPrefix(Prefix.parse("2001:db8:101::/56"), 600, 900, received),
                    new LeasedPrefix(
                        Prefix.parse("2001:db8:102::/56"), 0, 0xffff_ffffL, received)))),
        ReconfigureKey.NONE);
  }
}
