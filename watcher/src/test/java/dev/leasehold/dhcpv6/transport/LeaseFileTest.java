package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.Binding;
import dev.leasehold.dhcpv6.Binding.Ia;
import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.ReconfigureKey;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
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

  private static final String TEXT =
      """
      leasehold dhcpv6 leases 1
      server 00030001020000000001
      ia 7 300 480 2026-11-21T09:58:20Z
      prefix 2001:db8:101::/56 600 900 2026-11-21T09:58:20Z
      prefix 2001:db8:102::/56 0 4294967295 2026-11-21T09:58:20Z
      end
      """;

  @TempDir private Path folder;

  @Test
  void isTextThatPeopleCanRead() throws Exception {
    file().write(Optional.of(binding(STEADY.minusSeconds(100))), NOW);
    assertEquals(TEXT, Files.readString(path()));
  }

  @Test
  void remembersWhatWasHeld() throws Exception {
    Binding held = binding(STEADY.minusSeconds(100));
    file().write(Optional.of(held), NOW);
    assertEquals(Optional.of(held), file().read(NOW));
  }

  @Test
  void remembersTheKeyForReconfigure() throws Exception {
    Binding bare = binding(STEADY);
    ReconfigureKey key = new ReconfigureKey(Bytes.copyOf(new byte[] {1, 2, 3}), -1);
    Binding held = new Binding(bare.server(), bare.ias(), key);
    file().write(Optional.of(held), NOW);
    assertEquals(Optional.of(held), file().read(NOW));
  }

  @Test
  void remembersNothingOfWhatWasTakenBack() throws Exception {
    file().write(Optional.of(binding(STEADY)), NOW);
    file().write(Optional.empty(), NOW);
    assertEquals(Optional.empty(), file().read(NOW));
    assertFalse(Files.exists(folder.resolve("up0.leases.damaged")));
  }

  @Test
  void countsTheTimeWhileTheProgramDidNotRun() throws Exception {
    Files.writeString(path(), TEXT);
    Moment later = new Moment(NOW.wall().plusSeconds(300), STEADY.plusSeconds(5_000));
    assertEquals(Optional.of(binding(STEADY.plusSeconds(5_000 - 400))), file().read(later));
  }

  @Test
  void leavesNoMoreThanWasGrantedWhereTheClockIsBehind() throws Exception {
    Files.writeString(path(), TEXT);
    Moment before = new Moment(Instant.parse("2026-11-21T09:00:00Z"), STEADY);
    assertEquals(Optional.of(binding(STEADY)), file().read(before));
  }

  @Test
  void knowsNothingWithoutAFile() throws Exception {
    assertEquals(Optional.empty(), file().read(NOW));
  }

  @Test
  void isForNobodyElseToRead() throws Exception {
    file().write(Optional.of(binding(STEADY)), NOW);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "leasehold dhcpv6 leases 1\n",
        "leasehold dhcpv6 leases 2\nend\n",
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
    assertEquals(Optional.empty(), file().read(NOW));
    assertEquals(text, Files.readString(folder.resolve("up0.leases.damaged")));
    assertFalse(Files.exists(path()));
  }

  @Test
  void setsAFileAsideThatWasCutOffAnywhere() throws Exception {
    for (int length = 0; length < TEXT.length() - 1; length++) {
      Files.writeString(path(), TEXT.substring(0, length));
      assertEquals(Optional.empty(), file().read(NOW));
      assertFalse(Files.exists(path()));
    }
  }

  @Test
  void setsAsideWhatIsNoText() throws IOException {
    Files.write(path(), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertEquals(Optional.empty(), file().read(NOW));
    assertTrue(Files.exists(folder.resolve("up0.leases.damaged")));
  }

  private Path path() {
    return folder.resolve("up0.leases");
  }

  private LeaseFile file() {
    return new LeaseFile(folder, "up0");
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
