package dev.leasehold.lease;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.net.Prefix;
import dev.leasehold.state.StateFile;
import dev.leasehold.state.StateKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prefixes that leases had, for the history of a status and for Services that still have an
 * address of one. The file has one prefix per line, {@code -} for a time that is not known or has
 * not come:
 *
 * <pre>
 * ACQUIRED DEPRECATED GONE NAME PREFIX
 * </pre>
 *
 * <p>At most ten gone prefixes are kept for a DynamicPrefix. Losing the file affects nothing else.
 */
public final class GonePrefixes {
  private static final Logger log = LoggerFactory.getLogger(GonePrefixes.class);
  private static final long MAX_BYTES = 1 << 20;
  private static final int MOST = 10;
  private static final int FIELDS = 5;
  private static final String NONE = "-";

  private final Optional<StateFile> file;
  private final boolean writes;
  private final Map<String, List<Known>> known;

  /**
   * A prefix that is in no lease any more.
   *
   * @param acquired when it became current
   * @param deprecated when another one became current; empty: none did before it went, or that is
   *     not known
   * @param gone when it left the lease, as far as the watcher saw
   */
  public record Gone(Prefix prefix, Instant acquired, Optional<Instant> deprecated, Instant gone) {}

  private record Known(
      Prefix prefix, Instant acquired, Optional<Instant> deprecated, Optional<Instant> gone) {
    Known goneAt(Instant at) {
      return new Known(prefix, acquired, deprecated, Optional.of(at));
    }

    String line(String name) {
      return String.join(
          " ", acquired.toString(), text(deprecated), text(gone), name, prefix.toString());
    }
  }

  /**
   * Reads the file.
   *
   * @param path empty: nothing is kept
   */
  public GonePrefixes(Optional<Path> path, boolean writes) {
    this.file = path.map(p -> new StateFile(p, StateKind.GONE_PREFIXES, MAX_BYTES));
    this.writes = writes;
    this.known = new TreeMap<>(file.map(this::read).orElse(Map.of()));
  }

  private Map<String, List<Known>> read(StateFile from) {
    try {
      return writes
          ? from.read(GonePrefixes::parse).orElse(Map.of())
          : from.peek(GonePrefixes::parse) instanceof StateFile.Intact(var read) ? read : Map.of();
    } catch (IOException e) {
      log.warn("cannot read which prefixes are gone: {}", e.toString());
      return Map.of();
    }
  }

  private static Map<String, List<Known>> parse(List<String> lines) {
    Map<String, List<Known>> known = new TreeMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", FIELDS);
      if (words.length < FIELDS) {
        throw new IllegalArgumentException("'" + line + "' has no prefix");
      }
      known
          .computeIfAbsent(words[3], _ -> new ArrayList<>())
          .add(
              new Known(
                  Prefix.parse(words[4]), Instant.parse(words[0]), time(words[1]), time(words[2])));
    }
    return known;
  }

  private static Optional<Instant> time(String word) {
    return word.equals(NONE) ? Optional.empty() : Optional.of(Instant.parse(word));
  }

  private static String text(Optional<Instant> time) {
    return time.map(Instant::toString).orElse(NONE);
  }

  /**
   * Takes over the leases of a tip.
   *
   * @param leases all of the package
   * @param now the time at which those went that are not there any more
   */
  public void sees(Collection<PrefixLease> leases, Instant now) {
    Map<String, List<Known>> before = Map.copyOf(known);
    known.clear();
    for (PrefixLease lease : leases) {
      known.put(lease.name(), after(before.getOrDefault(lease.name(), List.of()), lease, now));
    }
    if (!known.equals(before)) {
      write();
    }
  }

  private static List<Known> after(List<Known> before, PrefixLease lease, Instant now) {
    List<Known> held = new ArrayList<>();
    Set<Prefix> prefixes = new HashSet<>();
    Optional<Instant> successor = Optional.empty();
    for (PrefixLease.Entry entry : lease.entries()) {
      held.add(new Known(entry.prefix(), entry.since(), successor, Optional.empty()));
      prefixes.add(entry.prefix());
      successor = Optional.of(entry.since());
    }
    List<Known> gone = new ArrayList<>();
    for (Known one : before) {
      if (!prefixes.contains(one.prefix())) {
        gone.add(one.gone().isPresent() ? one : one.goneAt(now));
      }
    }
    gone.sort(Comparator.comparing((Known one) -> one.gone().orElseThrow()).reversed());
    held.addAll(gone.subList(0, Math.min(MOST, gone.size())));
    return List.copyOf(held);
  }

  /** The gone prefixes of a DynamicPrefix, the one that went last first. */
  public List<Gone> of(String name) {
    List<Gone> gone = new ArrayList<>();
    for (Known one : known.getOrDefault(name, List.of())) {
      one.gone()
          .ifPresent(at -> gone.add(new Gone(one.prefix(), one.acquired(), one.deprecated(), at)));
    }
    return gone;
  }

  private void write() {
    if (!writes || file.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    known.forEach((name, all) -> all.forEach(one -> lines.add(one.line(name))));
    try {
      file.get().write(lines);
    } catch (IOException e) {
      log.warn("cannot write which prefixes are gone: {}", e.toString());
    }
  }
}
