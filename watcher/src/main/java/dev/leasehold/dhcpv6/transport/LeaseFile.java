package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.Binding;
import dev.leasehold.dhcpv6.Binding.Ia;
import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.ReconfigureKey;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.transport.Iaids.NamedIa;
import dev.leasehold.net.Prefix;
import dev.leasehold.state.StateFile;
import dev.leasehold.state.StateKind;
import dev.leasehold.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests and prefixes of a client when the program ended, so that the next start requests the
 * same (RFC 9915 section 18.2.12). Times are wall-clock times; lifetimes are in seconds after them:
 *
 * <pre>
 * client DUID
 * asked NAME IAID LENGTH
 * server DUID
 * reconfigure-key KEY REPLAY
 * ia IAID T1 T2 RECEIVED
 * prefix PREFIX PREFERRED VALID RECEIVED
 * </pre>
 *
 * <p>The key line exists if the server gave a key; prefixes follow their IA. Version 1 had no
 * client and no names; version 2 had no checksum.
 */
final class LeaseFile {
  /**
   * The content of the file.
   *
   * @param client the DUID of the client; empty: unknown
   * @param asked the requested IAs with their last requested lengths
   * @param binding the held prefixes; null: none
   */
  record Remembered(String client, List<NamedIa> asked, @Nullable Binding binding) {
    static final Remembered NOTHING = new Remembered("", List.of(), null);

    Remembered {
      asked = List.copyOf(asked);
    }

    Optional<Binding> held() {
      return Optional.ofNullable(binding);
    }
  }

  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private static final long MAX_BYTES = 1 << 16;

  private static final String SUFFIX = ".leases";

  private final StateFile file;

  LeaseFile(Path directory, String interfaceName) {
    this.file =
        new StateFile(
            directory.resolve(interfaceName + SUFFIX), StateKind.DHCPV6_LEASES, MAX_BYTES);
  }

  /** The interfaces with a file, sorted. */
  static List<String> interfaces(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    }
  }

  /** Reads the file; times are converted to the monotonic clock. Expired prefixes are included. */
  Remembered read(Moment now) throws IOException {
    return file.read(lines -> parse(lines, now)).orElse(Remembered.NOTHING);
  }

  /** Writes the file. */
  void write(Remembered remembered, Moment now) throws IOException {
    List<String> lines = new ArrayList<>();
    if (!remembered.client().isEmpty()) {
      lines.add(line("client", remembered.client()));
    }
    for (NamedIa ia : remembered.asked()) {
      lines.add(line("asked", ia.prefixName(), ia.iaid(), ia.length()));
    }
    remembered.held().ifPresent(held -> lines.addAll(lines(held, now)));
    file.write(lines);
  }

  /**
   * Checks the lines of a file.
   *
   * @throws IllegalArgumentException or {@link java.time.DateTimeException} if one is invalid
   */
  static void check(List<String> lines) {
    Moment any = new Moment(Instant.EPOCH, Instant.EPOCH);
    Remembered _ = parse(lines, any);
  }

  private static Remembered parse(List<String> lines, Moment now) {
    String client = "";
    List<NamedIa> asked = new ArrayList<>();
    Optional<Duid> server = Optional.empty();
    ReconfigureKey key = ReconfigureKey.NONE;
    List<Ia> ias = new ArrayList<>();
    List<String[]> open = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split(" ", 6);
      switch (words[0] + " " + words.length) {
        case "client 2" -> client = DuidFile.parse(words[1]).bytes().toString();
        case "asked 4" -> asked.add(asked(words));
        case "server 2" -> server = Optional.of(DuidFile.parse(words[1]));
        case "reconfigure-key 3" ->
            key =
                new ReconfigureKey(
                    Bytes.copyOf(HexFormat.of().parseHex(words[1])),
                    Long.parseUnsignedLong(words[2]));
        case "ia 5" -> {
          close(open, now).ifPresent(ias::add);
          open.clear();
          open.add(words);
        }
        case "prefix 5" -> {
          if (open.isEmpty()) {
            throw new IllegalArgumentException("prefix before its ia: " + line);
          }
          open.add(words);
        }
        default -> throw new IllegalArgumentException("unknown line: " + line);
      }
    }
    close(open, now).ifPresent(ias::add);
    ReconfigureKey given = key;
    Binding binding =
        ias.isEmpty() ? null : server.map(by -> new Binding(by, ias, given)).orElse(null);
    return new Remembered(client, asked, binding);
  }

  private static NamedIa asked(String[] words) {
    NamedIa ia = new NamedIa(words[1], Long.parseLong(words[2]), Integer.parseInt(words[3]));
    ia.request(); // checks both numbers
    return ia;
  }

  /** Creates an IA from its line and the lines of its prefixes. */
  private static Optional<Ia> close(List<String[]> lines, Moment now) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String[] ia = lines.getFirst();
    List<LeasedPrefix> prefixes =
        lines.subList(1, lines.size()).stream()
            .map(words ->
                new LeasedPrefix(
                    Prefix.parse(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    received(words[4], now)))
            .toList();
    return Optional.of(
        new Ia(
            Long.parseLong(ia[1]),
            Long.parseLong(ia[2]),
            Long.parseLong(ia[3]),
            received(ia[4], now),
            prefixes));
  }

  private static Instant received(String text, Moment now) {
    Instant at = Instant.parse(text);
    if (at.isBefore(Instant.EPOCH) || at.isAfter(LATEST)) {
      throw new IllegalArgumentException(text + " is not a valid time");
    }
    return now.toSteady(at);
  }

  private static List<String> lines(Binding held, Moment now) {
    List<String> lines = new ArrayList<>();
    lines.add("server " + held.server().bytes());
    ReconfigureKey key = held.reconfigureKey();
    if (key.key().length() > 0) {
      lines.add(
          "reconfigure-key " + key.key() + " " + Long.toUnsignedString(key.replayDetection()));
    }
    for (Ia ia : held.ias()) {
      lines.add(line("ia", ia.iaid(), ia.t1(), ia.t2(), now.toWall(ia.receivedAt())));
      for (LeasedPrefix p : ia.prefixes()) {
        lines.add(
            line(
                "prefix",
                p.prefix(),
                p.preferredLifetime(),
                p.validLifetime(),
                now.toWall(p.receivedAt())));
      }
    }
    return lines;
  }

  private static String line(Object... words) {
    StringBuilder line = new StringBuilder();
    for (Object word : words) {
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    return line.toString();
  }
}
