package dev.leasehold.web;

import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.watch.WatchStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is shown, at one moment.
 *
 * @param at now
 * @param target the name of what is written to
 */
public record Reading(
    Instant at, String target, WatchStatus watch, Map<Channel, SourceStatus> sources) {
  /** A push over a bad line may take that long, and nothing is looked at meanwhile. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  public Reading {
    sources = new LinkedHashMap<>(sources);
  }

  /** Why whoever watches over it should start it anew; empty while it works. */
  String sick() {
    return at.isAfter(watch.wakeAt().plus(PATIENCE))
        ? "nothing was looked at since " + watch.at() + "; it was to be by " + watch.wakeAt()
        : "";
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
