package dev.leasehold.lease;

import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.state.StateFile;
import dev.leasehold.state.StateKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When drains began that count from a merge, for a restart: nothing in Git tells the time of a
 * merge by fast-forward. The file has one drain per line:
 *
 * <pre>
 * START PREFIX SINCE
 * </pre>
 *
 * <p>Without it such a drain counts from the start of the process, so it only becomes longer.
 */
public final class DrainStarts {
  private static final Logger log = LoggerFactory.getLogger(DrainStarts.class);
  private static final long MAX_BYTES = 1 << 20;

  private final Optional<StateFile> file;
  private final boolean writes;
  private final Map<String, Instant> starts = new TreeMap<>();

  /**
   * Reads the file.
   *
   * @param path empty: nothing is kept
   */
  public DrainStarts(Optional<Path> path, boolean writes) {
    this.file = path.map(p -> new StateFile(p, StateKind.DRAIN_STARTS, MAX_BYTES));
    this.writes = writes;
    file.ifPresent(this::read);
  }

  private void read(StateFile from) {
    try {
      starts.putAll(
          writes
              ? from.read(DrainStarts::parse).orElse(Map.of())
              : from.peek(DrainStarts::parse) instanceof StateFile.Intact(var known)
                  ? known
                  : Map.of());
    } catch (IOException e) {
      log.warn("cannot read when drains began: {}", e.toString());
    }
  }

  private static Map<String, Instant> parse(List<String> lines) {
    Map<String, Instant> known = new TreeMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", 2);
      if (words.length < 2) {
        throw new IllegalArgumentException("'" + line + "' has no prefix");
      }
      known.put(words[1], Instant.parse(words[0]));
    }
    return known;
  }

  private static String key(Draining draining) {
    return draining.prefix() + " " + draining.since();
  }

  /** When a drain began; empty if that is not known. */
  public Optional<Instant> of(Draining draining) {
    return Optional.ofNullable(starts.get(key(draining)));
  }

  /**
   * Keeps when a drain began.
   *
   * @param all the drains of the package; others are forgotten
   */
  public void keep(Draining draining, Instant start, Collection<Draining> all) {
    starts.keySet().retainAll(all.stream().map(DrainStarts::key).toList());
    if (!start.equals(starts.put(key(draining), start))) {
      write();
    }
  }

  /**
   * Adjusts the times after the wall clock was set.
   *
   * @param step how far the clock was set forward; negative: back
   */
  public void movedBy(Duration step) {
    if (!starts.isEmpty()) {
      starts.replaceAll((_, start) -> start.plus(step));
      write();
    }
  }

  private void write() {
    if (!writes || file.isEmpty()) {
      return;
    }
    try {
      file.get()
          .write(starts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList());
    } catch (IOException e) {
      log.warn("cannot write when drains began: {}", e.toString());
    }
  }
}
