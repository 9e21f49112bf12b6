package dev.leasehold.watch;

import dev.leasehold.git.Outcome;
import dev.leasehold.lease.Decision;
import dev.leasehold.watch.WatchStatus.Commit;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts what happened since the start. */
final class Ledger {
  /** Anyone who sends advertisements can make up any number of prefixes. */
  private static final int MOST_REFUSED = 1000;

  private final Map<String, Long> writes = new HashMap<>();
  private final Map<String, Map<String, Long>> changes = new HashMap<>();
  private final Map<String, Set<Decision.Refusal>> refused = new HashMap<>();
  private Optional<Commit> pushed = Optional.empty();
  private String trouble = "";

  void wrote(Outcome outcome, List<CommitMessage.Subject> subjects) {
    String word =
        switch (outcome) {
          case Outcome.Pushed p -> {
            pushed = Optional.of(new Commit(p.commit(), p.committedAt()));
            yield "pushed";
          }
          case Outcome.NoChange _ -> "no_change";
          case Outcome.Stalled _ -> "stalled";
          case Outcome.Unreachable _ -> "unreachable";
        };
    writes.merge(word, 1L, Long::sum);
    if (outcome instanceof Outcome.Pushed) {
      for (CommitMessage.Subject subject : subjects) {
        Map<String, Long> counts = changes.computeIfAbsent(subject.prefix(), _ -> new HashMap<>());
        subject.changes().forEach(c -> counts.merge(CommitMessage.reason(c), 1L, Long::sum));
      }
    }
    reached(outcome);
  }

  /** What became of a look at the tip, or of a write. */
  void reached(Outcome outcome) {
    trouble =
        switch (outcome) {
          case Outcome.Stalled stalled -> stalled.reason() + ". " + stalled.whatToDo();
          case Outcome.Unreachable unreachable -> unreachable.reason();
          case Outcome.Pushed _, Outcome.NoChange _ -> "";
        };
  }

  void recovered() {
    trouble = "";
  }

  void refused(String prefix, List<Decision.Refusal> refusals) {
    Set<Decision.Refusal> known = refused.computeIfAbsent(prefix, _ -> new HashSet<>());
    if (known.size() < MOST_REFUSED) {
      known.addAll(refusals);
    }
  }

  WatchStatus.Target target(Optional<Tip> tip, Optional<Instant> waitsUntil) {
    Optional<Commit> seen = tip.map(t -> new Commit(t.commit(), t.committedAt()));
    return new WatchStatus.Target(seen, pushed, trouble, waitsUntil, writes);
  }

  long refused(String prefix) {
    return refused.getOrDefault(prefix, Set.of()).size();
  }

  Map<String, Long> changes(String prefix) {
    return changes.getOrDefault(prefix, Map.of());
  }
}
