package dev.leasehold.lease;

import dev.leasehold.lease.Decision.HeldBack;
import dev.leasehold.lease.Evidence.Candidate;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** When the changes of one prefix are due, by how often it changed lately. */
record ChangeTiming(DampingState damping, Evidence evidence) {
  /** The first of these that may be taken now; else the first. */
  Optional<Candidate> first(List<Candidate> candidates, Predicate<Candidate> eligible) {
    List<Candidate> all = candidates.stream().filter(eligible).toList();
    return all.stream()
        .filter(c -> !evidence.now().isBefore(due(c)))
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  /** How a change waits; empty when it is due. */
  Optional<HeldBack> heldBack(LeaseChange change) {
    Instant from =
        switch (change) {
          case LeaseChange.Acquired(Prefix to, var _) -> due(to);
          case LeaseChange.Renumbered(var _, Prefix to, var _, var _, var _) -> due(to);
          case LeaseChange.Replaced(var _, Prefix to, var _, var _) -> due(to);
          case LeaseChange.Returned _ -> damping.returnDue(evidence.now());
          case LeaseChange.Lost _ -> damping.lossDue(evidence.now());
          case LeaseChange.DrainEnded _,
              LeaseChange.DrainShortened _,
              LeaseChange.HistoryTrimmed _,
              LeaseChange.Removed _ ->
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
