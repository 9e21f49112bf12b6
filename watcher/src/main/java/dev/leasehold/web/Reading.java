package dev.leasehold.web;

import dev.leasehold.git.Operations.Running;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.watch.WatchStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is shown, at one moment.
 *
 * @param at now
 * @param target the name of what is written to
 * @param running what is being done with the Git server
 */
public record Reading(
    Instant at,
    String target,
    WatchStatus watch,
    Map<Channel, SourceStatus> sources,
    Optional<Running> running) {
  /** How long several operations in a row may take, during which the watch does not look. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** An operation that takes longer is shown as a concern. */
  private static final Duration USUAL = Duration.ofSeconds(10);

  /** How long an operation takes to end once its time is up. */
  private static final Duration TO_END = Duration.ofMinutes(1);

  public Reading {
    sources = new LinkedHashMap<>(sources);
  }

  /** Why its supervisor should restart it; empty while it works. */
  String sick() {
    boolean inTime =
        running.filter(r -> r.elapsed().compareTo(r.limit().plus(TO_END)) <= 0).isPresent();
    return !inTime && at.isAfter(watch.wakeAt().plus(PATIENCE))
        ? "the last look was at " + watch.at() + "; the next was due by " + watch.wakeAt()
        : "";
  }

  /** What takes longer with the Git server than it does usually. */
  Optional<Running> slow() {
    return running.filter(r -> r.elapsed().compareTo(USUAL) > 0);
  }

  /** What keeps it from doing its work, in words; empty when it does. */
  String notReady() {
    return Concern.of(this).stream()
        .filter(Concern::blocks)
        .map(Concern::text)
        .findFirst()
        .orElse("");
  }

  /** All that a person should know of, in words; empty when all is well. */
  List<String> concerns() {
    return Concern.of(this).stream().map(Concern::text).toList();
  }
}
