package dev.leasehold.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this machine can do the work of a holder, and when it gives the Lease up because it
 * cannot: after {@link #FIRST}, and each time after twice as long, so that two machines that both
 * fail pass the Lease on more and more rarely. A machine that works for {@link #PROVEN} starts
 * over.
 */
final class Fitness {
  static final Duration FIRST = Duration.ofSeconds(30);
  static final Duration LAST = Duration.ofHours(1);
  static final Duration PROVEN = Duration.ofMinutes(10);

  /** How often to try to write: a disk may be full, or have become read-only. */
  private static final Duration PROBE = Duration.ofSeconds(10);

  private final Path stateDir;
  private final LongSupplier nanos;

  // Guarded by this.
  private Duration tolerance = FIRST;
  private @Nullable Long failsSince;
  private @Nullable Long worksSince;
  private @Nullable Long probed;
  private List<String> found = List.of();
  private String why = "";
  private String gaveUp = "";

  /**
   * @param nanos a monotonic clock in nanoseconds
   */
  Fitness(Path stateDir, LongSupplier nanos) {
    this.stateDir = stateDir;
    this.nanos = nanos;
  }

  /** A term begins. */
  synchronized void begins() {
    failsSince = null;
    worksSince = null;
  }

  /**
   * Looks at this machine.
   *
   * @param troubles what else fails because of this machine, in words
   * @return whether to give the Lease up
   */
  synchronized boolean isTooLong(List<String> troubles) {
    long now = nanos.getAsLong();
    if (probed == null || now - probed >= PROBE.toNanos()) {
      found = probe();
      probed = now;
    }
    List<String> all = new ArrayList<>(found);
    all.addAll(troubles);
    why = String.join("; ", all);
    if (all.isEmpty()) {
      works(now);
      return false;
    }
    worksSince = null;
    if (failsSince == null) {
      failsSince = now;
    }
    return now - failsSince >= tolerance.toNanos();
  }

  private void works(long now) {
    failsSince = null;
    if (worksSince == null) {
      worksSince = now;
    }
    if (now - worksSince >= FIRST.toNanos()) {
      gaveUp = "";
    }
    if (now - worksSince >= PROVEN.toNanos()) {
      tolerance = FIRST;
    }
  }

  /** The Lease is given up: the next time takes twice as long. */
  synchronized void givesUp() {
    gaveUp = why;
    Duration twice = tolerance.multipliedBy(2);
    tolerance = twice.compareTo(LAST) < 0 ? twice : LAST;
    begins();
  }

  /** Why this machine cannot do the work, in words; empty: it can, as far as is known. */
  synchronized String trouble() {
    if (failsSince != null && nanos.getAsLong() - failsSince >= FIRST.toNanos()) {
      return why;
    }
    return gaveUp.isEmpty() ? "" : "it gave up the Lease: " + gaveUp;
  }

  private List<String> probe() {
    try {
      Files.createDirectories(stateDir);
      Path file = Files.createTempFile(stateDir, "probe", "");
      try {
        Files.write(file, new byte[] {'\n'}); // a full disk may still take an empty file
      } finally {
        Files.delete(file);
      }
      return List.of();
    } catch (IOException e) {
      return List.of(
          "stateDir: cannot write in "
              + stateDir
              + ": "
              + Optional.ofNullable(e.getMessage()).orElse(e.toString())
              + ". Make room there and let this user write");
    }
  }
}
