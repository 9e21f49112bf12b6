package dev.leasehold.lease;

import dev.leasehold.lease.Evidence.Candidate;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** When the changes of one prefix are due. This depends on the number of recent changes. */
record ChangeTiming(DampingState damping, Evidence evidence) {
  /** The first eligible candidate that is due now; if none is due, the first eligible one. */
  Optional<Candidate> first(List<Candidate> candidates, Predicate<Candidate> eligible) {
    List<Candidate> all = candidates.stream().filter(eligible).toList();
    return all.stream()
        .filter(c -> !evidence.now().isBefore(due(c)))
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  /** Why and until when a change waits; empty when it is due. */
  Optional<HeldBack> heldBack(PrefixChange change) {
    Instant from =
        switch (change) {
          case PrefixChange.Acquired(Prefix to, var _) -> due(to);
          case PrefixChange.Renumbered(var _, Prefix to, var _, var _, var _) -> due(to);
          case PrefixChange.Replaced(var _, Prefix to, var _, var _) -> due(to);
          case PrefixChange.Returned _ -> damping.returnDue(evidence.now());
          case PrefixChange.Lost _ -> damping.lossDue(evidence.now());
          case PrefixChange.DrainEnded _,
              PrefixChange.DrainShortened _,
              PrefixChange.HistoryTrimmed _ ->
              Instant.MIN;
        };
    Duration quiet =
        from.equals(damping.openFrom()) ? Duration.ZERO : damping.quiet(evidence.now());
    return evidence.now().isBefore(from)
        ? Optional.of(new HeldBack(change, from, quiet))
        : Optional.empty();
  }

  private Instant due(Prefix to) {
    return evidence.candidates().stream()
        .filter(c -> c.prefix().equals(to))
        .findFirst()
        .map(this::due)
        .orElse(Instant.MIN);
  }

  private Instant due(Candidate candidate) {
    return damping.due(candidate.preferredSince(), evidence.now());
  }
}
