package dev.leasehold.subject;

import dev.leasehold.lease.DrainStarts;
import dev.leasehold.lease.GonePrefixes;
import dev.leasehold.lease.RouterMemory;
import dev.leasehold.lease.Sightings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The saved sightings for a restart, in one file for each DynamicPrefix. A lost file only makes
 * decisions slower, so errors are reported and never stop a watch.
 */
public final class Memories {
  /**
   * The shortest time between two writes: short enough for lifetimes of hours, long enough for the
   * wear of a memory card.
   */
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(Memories.class);

  private final Optional<Path> folder;
  private final boolean writes;
  private final Map<String, Instant> kept = new HashMap<>();

  /** Receives the results of writes. */
  public interface Report {
    /**
     * Called after each write.
     *
     * @param trouble why the write failed, in words; empty: it succeeded
     */
    void saved(String prefix, Optional<String> trouble);
  }

  private Memories(Optional<Path> folder, boolean writes) {
    this.folder = folder;
    this.writes = writes;
  }

  /** Memories in a folder. The folder is created if it does not exist. */
  public static Memories in(Path folder) {
    return new Memories(Optional.of(folder), true);
  }

  /** The memories of another watch, which may be running. The files are never changed. */
  public static Memories readOnly(Path folder) {
    return new Memories(Optional.of(folder), false);
  }

  /** Memories without files. */
  public static Memories none() {
    return new Memories(Optional.empty(), false);
  }

  /** When the drains of the package began. */
  public DrainStarts drainStarts() {
    return new DrainStarts(folder.map(f -> f.resolve("drains")), writes);
  }

  /** The prefixes that leases of the package had. */
  public GonePrefixes gonePrefixes() {
    return new GonePrefixes(folder.map(f -> f.resolve("gone")), writes);
  }

  public Sightings recall(String prefix, Instant now) {
    if (folder.isEmpty()) {
      return Sightings.NONE;
    }
    Path file = file(prefix);
    try {
      return switch (new RouterMemory(file).read(now)) {
        case RouterMemory.Known(Sightings sightings) -> sightings;
        case RouterMemory.Damaged(String reason) -> {
          setAside(file, reason);
          yield Sightings.NONE;
        }
      };
    } catch (IOException e) {
      log.warn("cannot read {}: {}; continuing without it", file, e.toString());
      return Sightings.NONE;
    }
  }

  private void setAside(Path file, String reason) throws IOException {
    if (writes) {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      log.warn("{}: set aside as {}; continuing without it", reason, aside);
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    } else {
      log.warn("{}; continuing without it", reason);
    }
  }

  /** Writes the sightings, unless they were written less than ten minutes ago. */
  void keep(String prefix, Sightings sightings, Instant now, Report report) {
    Instant last = kept.get(prefix);
    if (last == null || !now.isBefore(last.plus(INTERVAL))) {
      keepNow(prefix, sightings, now, report);
    }
  }

  /** Writes the sightings and reports the result. */
  public void keepNow(String prefix, Sightings sightings, Instant now, Report report) {
    kept.put(prefix, now);
    if (!writes || folder.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(folder.get());
      new RouterMemory(file(prefix)).write(sightings);
      report.saved(prefix, Optional.empty());
    } catch (IOException e) {
      report.saved(prefix, Optional.of("cannot write " + file(prefix) + ": " + e));
    }
  }

  private Path file(String prefix) {
    return folder.orElseThrow().resolve(prefix + ".routers");
  }
}
