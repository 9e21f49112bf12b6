package dev.leasehold.watch;

import dev.leasehold.event.EventListener;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.Outcome;
import dev.leasehold.lease.PrefixDecision;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.subject.Decided;
import dev.leasehold.subject.DecidedClaim;
import dev.leasehold.subject.DecidedPrefix;
import dev.leasehold.subject.PrefixSubject;
import dev.leasehold.watch.WatchStatus.Commit;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts the events since the start, and keeps the current problem of the target. Thread-safe:
 * sources report events on threads of their own.
 */
final class EventCounts implements EventListener {
  /** A limit, because any host that sends advertisements can invent prefixes. */
  private static final int MOST_REFUSED = 1000;

  private final Map<String, Long> writes = new HashMap<>();
  private final Map<String, Map<String, Long>> changes = new HashMap<>();
  private final Map<String, Set<RefusedPrefix>> refused = new HashMap<>();
  private Optional<Commit> pushed = Optional.empty();
  private String trouble = "";

  @Override
  public synchronized void happened(Instant at, WatchEvent event) {
    switch (event) {
      case WatchEvent.Wrote(Outcome outcome) -> {
        writes.merge(outcome.kind().spelling(), 1L, Long::sum);
        if (outcome instanceof Outcome.Pushed p) {
          pushed = Optional.of(new Commit(p.commit(), p.committedAt()));
        }
      }
      case WatchEvent.Committed committed ->
          changes
              .computeIfAbsent(committed.subject(), _ -> new HashMap<>())
              .merge(committed.change().spelling(), 1L, Long::sum);
      case WatchEvent.Failed(Outcome.Failure failure) ->
          trouble =
              switch (failure) {
                case Outcome.Stalled stalled -> stalled.reason() + ". " + stalled.whatToDo();
                case Outcome.Unreachable unreachable -> unreachable.reason();
              };
      case WatchEvent.Recovered _ -> trouble = "";
      default -> {}
    }
  }

  /** Counts the refused prefixes of every decision, also of repeated ones. */
  synchronized void decided(Decided decided) {
    switch (decided) {
      case DecidedPrefix(PrefixSubject prefix, PrefixDecision decision) -> {
        Set<RefusedPrefix> known = refused.computeIfAbsent(prefix.name(), _ -> new HashSet<>());
        if (known.size() < MOST_REFUSED) {
          known.addAll(decision.refusals());
        }
      }
      case DecidedClaim _ -> {}
    }
  }

  synchronized WatchStatus.Target target(
      Optional<Tip> tip, Optional<Instant> waitsUntil, Optional<WatchStatus.Request> request) {
    Optional<Commit> seen = tip.map(t -> new Commit(t.commit(), t.committedAt()));
    return new WatchStatus.Target(seen, pushed, trouble, waitsUntil, request, writes);
  }

  synchronized long refused(String prefix) {
    return refused.getOrDefault(prefix, Set.of()).size();
  }

  synchronized Map<String, Long> changes(String prefix) {
    return Map.copyOf(changes.getOrDefault(prefix, Map.of()));
  }
}
