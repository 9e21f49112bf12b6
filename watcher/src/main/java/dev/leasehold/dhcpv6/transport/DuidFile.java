package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.state.StateFile;
import dev.leasehold.state.StateKind;
import dev.leasehold.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The DUID file of a state directory. All interfaces share one DUID, which is kept after its
 * creation (RFC 9915 section 11: it "SHOULD NOT change over time").
 *
 * <pre>
 * HEXADECIMAL
 * </pre>
 */
final class DuidFile {
  private static final int ETHERNET = 1;
  private static final long MAX_BYTES = 1 << 16;

  /**
   * The lock for clients of several interfaces, which start at the same time and share one DUID.
   */
  private static final Object LOCK = new Object();

  private final StateFile file;

  DuidFile(Path directory) {
    this.file = new StateFile(directory.resolve("duid"), StateKind.DUID, MAX_BYTES);
  }

  /**
   * The DUID in the file; creates one if the file is missing.
   *
   * @param mac the MAC address for a DUID-LL (section 11.4); if empty, as on PPP, the DUID is a
   *     random DUID-UUID (section 11.5)
   */
  Duid get(Bytes mac, RandomGenerator random) throws IOException {
    synchronized (LOCK) {
      Optional<Duid> kept = file.read(DuidFile::onlyLine);
      return kept.isPresent() ? kept.get() : make(mac, random);
    }
  }

  /** The DUID in the file; creates one that names no interface if the file is missing. */
  Duid shared(RandomGenerator random) throws IOException {
    return get(Bytes.copyOf(new byte[0]), random);
  }

  private Duid make(Bytes mac, RandomGenerator random) throws IOException {
    Duid made =
        mac.length() == 6
            ? new Duid.LinkLayer(ETHERNET, mac)
            : new Duid.Uuid(randomUuid(random.nextLong(), random.nextLong()));
    file.write(List.of(made.bytes().toString()));
    return made;
  }

  /** A random UUID: version 4, variant 10 (RFC 9562 section 5.4). */
  private static UUID randomUuid(long high, long low) {
    return new UUID(high & ~0xf000L | 0x4000L, low & ~(3L << 62) | 1L << 63);
  }

  static Duid onlyLine(List<String> lines) {
    if (lines.size() != 1) {
      throw new IllegalArgumentException("it has " + lines.size() + " lines, not 1");
    }
    return parse(lines.getFirst());
  }

  /**
   * Parses a DUID in hexadecimal, with or without colons.
   *
   * @throws IllegalArgumentException if the text is not a DUID
   */
  static Duid parse(String text) {
    return Duid.parse(Bytes.copyOf(HexFormat.of().parseHex(text.replace(":", ""))))
        .orElseThrow(() ->
            new IllegalArgumentException("'" + text + "' is not 3 to 130 octets in hexadecimal"));
  }
}
