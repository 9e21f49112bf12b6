package dev.leasehold.lease;

import dev.leasehold.net.Prefix;
import dev.leasehold.source.Origin;
import dev.leasehold.state.StateFile;
import dev.leasehold.state.StateKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file with the prefixes that each router announced, for use after a restart. With it, the
 * silence of another router proves nothing (RFC 4861 section 6.2.3, flash renumbering in RFC 9096).
 * The format is text with one line for each router and prefix:
 *
 * <pre>
 * SOURCE WHO PREFIX FIRST LAST PREFERRED-UNTIL VALID-UNTIL INTERFACE
 * </pre>
 *
 * <p>The file is a cache. Leases in Git do not depend on it.
 */
public record RouterMemory(Path file) {
  private static final long MAX_BYTES = 1 << 20;
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  /** The result of reading the file. */
  public sealed interface Recalled {}

  /** The prefixes that are still valid; none when the file does not exist. */
  public record Known(Sightings sightings) implements Recalled {}

  /** The file is damaged. The caller renames it and starts without it. */
  public record Damaged(String reason) implements Recalled {}

  /**
   * Reads the file at startup and does not change it.
   *
   * @throws IOException when the file exists and cannot be read
   */
  public Recalled read(Instant now) throws IOException {
    return switch (state().peek(lines -> parse(lines, now))) {
      case StateFile.Intact<Sightings>(Sightings sightings) -> new Known(sightings);
      case StateFile.Missing<Sightings> _ -> new Known(Sightings.NONE);
      case StateFile.Damaged<Sightings>(String reason) -> new Damaged(file + ": " + reason);
    };
  }

  /** Writes the file atomically: after a crash the old or the new file exists. */
  public void write(Sightings sightings) throws IOException {
    state().write(lines(sightings));
  }

  private StateFile state() {
    return new StateFile(file, StateKind.ROUTER_MEMORY, MAX_BYTES);
  }

  static Sightings parse(List<String> lines, Instant now) {
    Map<Origin, Map<Prefix, Sighting>> byOrigin = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        String[] fields = lines.get(i).split(" ", 8);
        if (fields.length != 8) {
          throw new IllegalArgumentException("it does not have 8 fields");
        }
        if (isOfALength(fields)) {
          continue;
        }
        Origin origin = Origin.of(fields[0], fields[7], fields[1]);
        Sighting sighting =
            Sighting.recalled(
                Prefix.parse(fields[2]),
                instant(fields[3]),
                instant(fields[4]),
                instant(fields[5]),
                instant(fields[6]));
        byOrigin.computeIfAbsent(origin, o -> new TreeMap<>()).put(sighting.prefix(), sighting);
      } catch (DateTimeException | IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + (i + 2) + ": " + e.getMessage(), e);
      }
    }
    List<PrefixProvider> routers = new ArrayList<>();
    byOrigin.forEach((origin, said) -> router(origin, said.values(), now).ifPresent(routers::add));
    return new Sightings(routers);
  }

  /**
   * Whether the line has the old key of a delegation: the requested length, such as {@code /56}.
   * Such lines are skipped, and the server reports the delegation again.
   */
  private static boolean isOfALength(String[] fields) {
    return fields[0].equals(Origin.Delegated.SOURCE) && fields[1].startsWith("/");
  }

  private static Optional<PrefixProvider> router(
      Origin origin, Collection<Sighting> said, Instant now) {
    List<Sighting> left = said.stream().flatMap(s -> s.remembered(now).stream()).toList();
    Optional<Instant> first = left.stream().map(Sighting::first).min(Comparator.naturalOrder());
    Optional<Instant> last = left.stream().map(Sighting::last).max(Comparator.naturalOrder());
    return first.map(f -> PrefixProvider.recalled(origin, f, last.orElse(f), left, now));
  }

  private static Instant instant(String text) {
    Instant instant = Instant.parse(text);
    if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
      throw new DateTimeException(text + " is not a valid time");
    }
    return instant;
  }

  static List<String> lines(Sightings sightings) {
    List<String> lines = new ArrayList<>();
    for (PrefixProvider router : sightings.routers()) {
      Origin origin = router.origin();
      for (Sighting s : router.sightings()) {
        String line =
            String.join(
                " ",
                origin.source(),
                origin.who(),
                s.prefix().toString(),
                s.first().toString(),
                s.last().toString(),
                s.preferredUntil().toString(),
                s.validUntil().toString(),
                origin.where());
        lines.add(line);
      }
    }
    return lines;
  }
}
