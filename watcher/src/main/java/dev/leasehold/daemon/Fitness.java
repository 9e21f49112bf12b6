package dev.leasehold.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this machine can do the work of a holder. After {@link #PATIENCE} of failures it offers
 * the Lease. A machine that gave it up accepts no offer for {@link #AGAIN}, unless only its disk
 * failed and can be written again: two machines that both fail do not pass the Lease to and fro.
 */
final class Fitness {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final Duration AGAIN = Duration.ofHours(1);

  /** How often to try to write, and how long that may take. */
  private static final Duration PROBE = Duration.ofSeconds(10);

  private final Path stateDir;
  private final LongSupplier nanos;
  private final Executor prober;

  // Guarded by this. The disk is written without it: a hanging one must not delay the pages.
  private @Nullable Long failsSince;
  private @Nullable Long worksSince;
  private @Nullable Long probed;
  private boolean isProbing;
  private @Nullable Long looksSince;
  private List<String> disk = List.of();
  private String why = "";
  private String gaveUp = "";
  private long gaveUpAt;
  private boolean isOnlyDisk;
  private boolean gaveUpForDisk;

  /**
   * @param nanos a monotonic clock in nanoseconds
   * @param prober runs what may hang, on a thread of its own
   */
  Fitness(Path stateDir, LongSupplier nanos, Executor prober) {
    this.stateDir = stateDir;
    this.nanos = nanos;
    this.prober = prober;
  }

  /** A term begins. */
  synchronized void begins() {
    failsSince = null;
    worksSince = null;
  }

  /**
   * Looks at this machine. Does not block.
   *
   * @param troubles what else fails because of this machine, in words
   * @return whether to offer the Lease to another one
   */
  synchronized boolean isTooLong(List<String> troubles) {
    long now = nanos.getAsLong();
    probe(now);
    List<String> all = new ArrayList<>(disk);
    all.addAll(troubles);
    long began = looksSince == null ? now : looksSince;
    boolean hangs = now - began >= PATIENCE.toNanos();
    if (hangs && disk.isEmpty()) {
      all.add(
          "stateDir: reading and writing the DUID and the delegations has not ended after "
              + PATIENCE.toSeconds()
              + " s. See why the disk hangs");
    }
    why = String.join("; ", all);
    isOnlyDisk = troubles.isEmpty();
    if (all.isEmpty()) {
      works(now);
      return false;
    }
    worksSince = null;
    if (failsSince == null) {
      failsSince = hangs ? began : now;
    }
    return now - failsSince >= PATIENCE.toNanos();
  }

  private void works(long now) {
    failsSince = null;
    if (worksSince == null) {
      worksSince = now;
    }
    if (now - worksSince >= PATIENCE.toNanos()) {
      gaveUp = "";
    }
  }

  /** The Lease is given up. */
  synchronized void givesUp() {
    gaveUp = why;
    gaveUpForDisk = isOnlyDisk;
    gaveUpAt = nanos.getAsLong();
    begins();
  }

  /** Whether to take over from a holder that cannot do the work. Does not block. */
  synchronized boolean accepts() {
    long now = nanos.getAsLong();
    probe(now);
    boolean isRested = gaveUp.isEmpty() || gaveUpForDisk || now - gaveUpAt >= AGAIN.toNanos();
    return isRested && !isProbing && disk.isEmpty();
  }

  /** A look at the files begins, which may hang. */
  synchronized void looks() {
    looksSince = nanos.getAsLong();
  }

  /** The look has ended. */
  synchronized void looked() {
    looksSince = null;
  }

  /** Whether the last attempt to write the disk succeeded. */
  synchronized boolean canWrite() {
    return disk.isEmpty();
  }

  /** Why this machine cannot do the work, in words; empty: it can, as far as is known. */
  synchronized String trouble() {
    if (failsSince != null && nanos.getAsLong() - failsSince >= PATIENCE.toNanos()) {
      return why;
    }
    return gaveUp.isEmpty()
        ? ""
        : "it gave up the Lease"
            + (gaveUpForDisk ? "" : ", and takes it for an hour only if nobody else holds it")
            + ": "
            + gaveUp;
  }

  /** Tries to write from time to time: a disk may be full, hang, or have become read-only. */
  private void probe(long now) {
    if (probed != null && now - probed < PROBE.toNanos()) {
      return;
    }
    if (isProbing) {
      disk =
          List.of(
              "stateDir: a write in "
                  + stateDir
                  + " has not ended after "
                  + PROBE.toSeconds()
                  + " s. See why the disk hangs");
      return;
    }
    probed = now;
    isProbing = true;
    prober.execute(() -> {
      List<String> found = write(stateDir);
      probed(found.isEmpty() ? write(stateDir.resolve("dhcpv6")) : found);
    });
  }

  private synchronized void probed(List<String> found) {
    disk = found;
    isProbing = false;
  }

  private static List<String> write(Path folder) {
    try {
      Files.createDirectories(folder);
      Path file = Files.createTempFile(folder, "probe", "");
      try {
        Files.write(file, new byte[] {'\n'}); // a full disk may still take an empty file
      } finally {
        Files.delete(file);
      }
      return List.of();
    } catch (IOException e) {
      return List.of(
          "stateDir: cannot write in "
              + folder
              + ": "
              + Optional.ofNullable(e.getMessage()).orElse(e.toString())
              + ". Make room there and let this user write");
    }
  }
}
