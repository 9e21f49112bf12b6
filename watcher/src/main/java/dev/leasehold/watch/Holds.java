package dev.leasehold.watch;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.git.Snapshot;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.Standing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose leases stay as somebody put them back, at one tip. The history is looked at only where
 * something is to be written, and once a tip.
 *
 * @param tip the commit that they hold for
 * @param looked whose history was looked at, and what was found
 */
record Holds(String tip, Map<String, Optional<Revert>> looked) {
  static final Holds NONE = new Holds("", Map.of());

  /** A decision, and what holds it. */
  record Held(Decision decision, Optional<WatchStatus.Hold> hold) {}

  Holds {
    looked = new HashMap<>(looked);
  }

  /** What is known of that tip. */
  Holds at(String commit) {
    return tip.equals(commit) ? this : new Holds(commit, Map.of());
  }

  /**
   * The same at a commit of ours on top of that tip.
   *
   * @param changed whose leases it changed: nothing holds those any more
   */
  Holds under(String commit, List<CommitMessage.Subject> changed) {
    Map<String, Optional<Revert>> known = new HashMap<>(looked);
    changed.forEach(subject -> known.put(subject.prefix(), Optional.empty()));
    return new Holds(commit, known);
  }

  /** Looks, if that was not done yet. */
  Optional<Revert> look(Snapshot snapshot, String prefix, String lease, String intent) {
    Optional<Revert> known = looked.get(prefix);
    if (known == null) {
      known = Revert.of(snapshot, prefix, lease, intent);
      looked.put(prefix, known);
    }
    return known;
  }

  /**
   * What is left of a decision.
   *
   * @param lease at the tip
   */
  Held apply(String prefix, Decision decision, PrefixLease lease) {
    Optional<Revert> revert = looked.getOrDefault(prefix, Optional.empty());
    Optional<LeaseChange> repeated = revert.flatMap(r -> r.repeated(decision.changes()));
    if (repeated.isEmpty()) {
      return new Held(decision, Optional.empty());
    }
    Decision held =
        new Decision(
            lease,
            List.of(),
            standing(repeated.get(), decision.current()),
            decision.refusals(),
            decision.solicitations(),
            decision.doubted(),
            decision.lookAgainAt(),
            decision.clockBehind());
    return new Held(held, revert.map(r -> hold(r, repeated.get())));
  }

  /** How the prefix stands that is in Git and stays there. */
  private static Standing standing(LeaseChange change, Standing otherwise) {
    return switch (change) {
      case LeaseChange.Renumbered(var _, var _, var _, Standing cause, var _) -> cause;
      case LeaseChange.Replaced(var _, var _, var _, Standing cause) -> cause;
      case LeaseChange.Returned(var _, var _, var _, Standing cause) -> cause;
      case LeaseChange.Lost(var _, Standing cause) -> cause;
      case LeaseChange.Acquired _ -> Standing.UNKNOWN;
      case LeaseChange.DrainEnded _,
          LeaseChange.DrainShortened _,
          LeaseChange.HistoryTrimmed _,
          LeaseChange.Removed _ ->
          otherwise;
    };
  }

  private static WatchStatus.Hold hold(Revert revert, LeaseChange change) {
    String now =
        switch (change) {
          case LeaseChange.Acquired acquired -> acquired.reason();
          case LeaseChange.Renumbered t -> t.origin().lends(t.to());
          case LeaseChange.Replaced t -> t.origin().lends(t.to());
          default -> change.reason();
        };
    WatchStatus.Commit commit = new WatchStatus.Commit(revert.by().commit(), revert.by().at());
    return new WatchStatus.Hold(commit, revert.by().author(), now, revert.file());
  }
}
