package dev.leasehold.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterMemoryTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Prefix A = Prefix.parse("2001:db8:a::/56");
  private static final String LINE =
      "router-advertisement fe80::1 2001:db8:a::/56 2026-11-21T10:00:00Z 2026-11-21T10:00:10.500Z"
          + " 2026-11-21T10:30:10.500Z 2026-11-21T11:00:10.500Z lan0";

  /** A file of version 1, which has no checksum, so that tests can change it. */
  private static final String WHOLE = "leasehold router memory 1\n" + LINE + "\nend\n";

  private RouterMemory memory = new RouterMemory(Path.of("replaced"));

  @BeforeEach
  void inAFolder(@TempDir Path folder) {
    memory = new RouterMemory(folder.resolve("home-ipv6"));
  }

  @Test
  void isTextThatAPersonCanRead() throws IOException {
    memory.write(sightings());
    assertEquals(written(), Files.readString(memory.file()));
  }

  @Test
  void restoresTheRouterOfEachPrefix() throws IOException {
    memory.write(sightings());
    PrefixProvider router = read(START.plusSeconds(600)).routers().getFirst();
    assertEquals(new Origin.Advertised("lan0", Address.parse("fe80::1")), router.origin());
    Sighting sighting = router.sighting(A).orElseThrow();
    assertEquals(START, sighting.first());
    assertEquals(START.plusMillis(10_500), sighting.last());
    assertEquals(Standing.PREFERRED, sighting.standing(START.plusSeconds(600)));
    assertFalse(sighting.heardSinceStart());
  }

  @Test
  void writesWhatItReads() throws IOException {
    Files.writeString(memory.file(), WHOLE);
    memory.write(read(START.plusSeconds(60)));
    assertEquals(written(), Files.readString(memory.file()));
  }

  /** Old lines of delegations have the requested length instead of the name. */
  @Test
  void skipsDelegationsKeyedByLength() throws IOException {
    String delegated = LINE.replace("router-advertisement fe80::1", "dhcpv6-pd /56");
    Files.writeString(memory.file(), WHOLE.replace(LINE, delegated + "\n" + LINE));
    assertEquals(
        List.of(new Origin.Advertised("lan0", Address.parse("fe80::1"))),
        read(START.plusSeconds(60)).routers().stream().map(PrefixProvider::origin).toList());
    Files.writeString(memory.file(), WHOLE.replace(LINE, delegated.replace("pd /56", "pd home")));
    assertEquals(
        List.of(new Origin.Delegated("lan0", "home")),
        read(START.plusSeconds(60)).routers().stream().map(PrefixProvider::origin).toList());
  }

  @Test
  void replacesTheFileAndLeavesNoOtherFile() throws IOException {
    memory.write(Sightings.NONE);
    memory.write(sightings());
    assertEquals(sightings().routers().size(), read(START).routers().size());
    try (Stream<Path> files = Files.list(memory.file().resolveSibling("."))) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void ignoresAPartialFileOfACrash() throws IOException {
    memory.write(sightings());
    Files.writeString(memory.file().resolveSibling("home-ipv6.tmp"), "leasehold rou");
    assertEquals(1, read(START).routers().size());
    memory.write(Sightings.NONE);
    assertEquals(Sightings.NONE, read(START));
  }

  @Test
  void isEmptyWithoutAFile() throws IOException {
    assertEquals(Sightings.NONE, read(START));
  }

  @Test
  void dropsExpiredPrefixes() throws IOException {
    memory.write(sightings());
    assertEquals(Sightings.NONE, read(START.plusSeconds(3611)));
  }

  @Test
  void doesNotRestoreALapsedPrefixAsDeprecated() throws IOException {
    memory.write(sightings());
    Instant later = START.plusSeconds(3000);
    Sighting sighting = read(later).routers().getFirst().sightings().getFirst();
    assertEquals(Standing.PREFERRED, sighting.standing(later));
  }

  @Test
  void restoresADeprecation() throws IOException {
    memory.write(
        heard(new Announced(A, Duration.ZERO, Duration.ofHours(1)), Sightings.NONE, START));
    Sighting sighting = read(START).routers().getFirst().sightings().getFirst();
    assertEquals(Standing.DEPRECATED, sighting.standing(START));
  }

  @Test
  void limitsLifetimesToTheAnnouncedOnesWhenTheClockWasSetBack() throws IOException {
    memory.write(sightings());
    Instant before = Instant.parse("1970-01-01T00:05:00Z");
    Sighting sighting = read(before).routers().getFirst().sightings().getFirst();
    assertEquals(before.plusSeconds(3600), sighting.validUntil());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "end",
        "leasehold router memory 1",
        "leasehold router memory 2\nend\n",
        "leasehold router memory 3\nend\n",
        "leasehold router memory 1\n" + LINE,
        "leasehold router memory 1\n" + LINE + "\n\nend\n",
      })
  void saysThatItIsDamaged(String text) throws IOException {
    Files.writeString(memory.file(), text);
    assertInstanceOf(RouterMemory.Damaged.class, memory.read(START));
  }

  @ParameterizedTest
  @CsvSource({
    "fe80::1, fe80::g, fe80::g",
    "/56, /5g, 2001:db8:a::/5g",
    "a::/56, a::1/56, has host bits",
    "10:00:00Z, 10:00:00, could not be parsed",
    "2026-11-21T10:00:00Z, -999999999-01-01T00:00:00Z, not a valid time",
    "2026-11-21T11:00:10.500Z, 9998-01-01T00:00:00Z, valid for too long",
    "2026-11-21T10:00:00Z, 2027-01-01T00:00:00Z, are not in order",
    "' lan0', '', does not have 8 fields",
  })
  void saysWhereItIsDamaged(String good, String bad, String reason) throws IOException {
    Files.writeString(memory.file(), WHOLE.replace(good, bad));
    RouterMemory.Damaged damaged = assertInstanceOf(RouterMemory.Damaged.class, memory.read(START));
    assertTrue(damaged.reason().contains("home-ipv6: line 2"), damaged.reason());
    assertTrue(damaged.reason().contains(reason), damaged.reason());
  }

  @Test
  void rejectsBinaryData() throws IOException {
    Files.write(memory.file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertInstanceOf(RouterMemory.Damaged.class, memory.read(START));
    Files.write(memory.file(), "x".repeat(2 << 20).getBytes(StandardCharsets.UTF_8));
    assertInstanceOf(RouterMemory.Damaged.class, memory.read(START));
  }

  @Test
  void rejectsMoreThanAMebibyte() throws IOException {
    String padding = "x".repeat((1 << 20) - WHOLE.length());
    Files.writeString(memory.file(), WHOLE.replace("lan0", "lan0" + padding));
    assertEquals(1, read(START).routers().size());
    Files.writeString(memory.file(), WHOLE.replace("lan0", "lan0x" + padding));
    assertInstanceOf(RouterMemory.Damaged.class, memory.read(START));
  }

  @Test
  void survivesEveryTruncation() throws IOException {
    byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length - 1; length++) {
      Files.write(memory.file(), Arrays.copyOf(whole, length));
      assertInstanceOf(RouterMemory.Damaged.class, memory.read(START), "cut at " + length);
    }
  }

  private static String written() {
    return WHOLE.replace("memory 1", "memory 2").replace("end\n", "end db42832d\n");
  }

  private static Sightings sightings() {
    Announced announced = new Announced(A, Duration.ofMinutes(30), Duration.ofMinutes(60));
    return heard(announced, heard(announced, Sightings.NONE, START), START.plusMillis(10_500));
  }

  private static Sightings heard(Announced announced, Sightings known, Instant at) {
    Origin origin = new Origin.Advertised("lan0", Address.parse("fe80::1"));
    return known.with(
        new Observation(at, origin, List.of(announced)),
        new PrefixLease("home", "router-advertisement", List.of()),
        Duration.ofSeconds(5));
  }

  private Sightings read(Instant now) throws IOException {
    return assertInstanceOf(RouterMemory.Known.class, memory.read(now)).sightings();
  }
}
