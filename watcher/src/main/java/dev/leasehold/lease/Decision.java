package dev.leasehold.lease;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What follows from what was heard.
 *
 * @param lease what should be in Git; the lease at the tip, where nothing changed
 * @param changes what changed, in order; empty exactly when nothing did
 * @param current how the current prefix of {@link #lease} stands; {@code UNKNOWN} without one
 * @param refusals what the guardrails keep out, the same values as long as it is announced
 * @param solicitations when to ask the routers, the earliest first; what was sent is told to {@link
 *     LeasePolicy#solicited}, and the next decision asks for the next
 * @param doubted the prefixes that matter and may be gone, whose routers are asked, in order
 * @param lookAgainAt when to decide again if nothing is heard and nobody asked until then; always
 *     in the future
 * @param heldBack the change that is due and waits for its time; empty: none does
 * @param clockBehind whether the clock is behind the newest commit, so that drains wait for it
 *     unless they are timed already
 */
public record Decision(
    PrefixLease lease,
    List<LeaseChange> changes,
    Standing current,
    List<Refusal> refusals,
    List<Solicitation> solicitations,
    List<Prefix> doubted,
    Optional<Instant> lookAgainAt,
    Optional<HeldBack> heldBack,
    boolean clockBehind) {
  public Decision {
    changes = List.copyOf(changes);
    refusals = List.copyOf(refusals);
    solicitations = List.copyOf(solicitations);
    doubted = List.copyOf(doubted);
  }

  /** Whether some prefix that matters may be gone, and its routers are asked. */
  public boolean doubtful() {
    return !doubted.isEmpty();
  }

  /** Whether the current prefix is in Git only because nothing can take its place. */
  public boolean lost() {
    return current.lost();
  }

  /**
   * A change that waits.
   *
   * @param from when it may be made, if what calls for it stays as it is
   * @param quiet how long its prefix has to be preferred without a break; zero: it waits for the
   *     target, which has reached the commit limit of spec.batch
   */
  public record HeldBack(LeaseChange change, Instant from, Duration quiet) {
    /** Why, and until when, as a sentence without a full stop. */
    public String reason() {
      String until = from.truncatedTo(ChronoUnit.SECONDS).toString();
      if (byBatch()) {
        return "the target reached the commit limit of spec.batch; the next commit is at " + until;
      }
      String waits =
          switch (change) {
            case LeaseChange.Acquired(Prefix to, var _) -> staysPreferred(to);
            case LeaseChange.Renumbered(var _, Prefix to, var _, var _, var _) ->
                staysPreferred(to);
            case LeaseChange.Replaced(var _, Prefix to, var _, var _) -> staysPreferred(to);
            case LeaseChange.Returned _,
                LeaseChange.Lost _,
                LeaseChange.DrainEnded _,
                LeaseChange.DrainShortened _,
                LeaseChange.HistoryTrimmed _,
                LeaseChange.Removed _ ->
                "the next change waits";
          };
      return "it changed several times within ten minutes, so "
          + waits
          + " until "
          + until
          + " (transition.damping)";
    }

    /** Whether it waits for the target; else for its prefix. */
    public boolean byBatch() {
      return quiet.isZero();
    }

    private String staysPreferred(Prefix to) {
      return to + " must stay preferred for " + quiet.toSeconds() + " s, and waits at least";
    }
  }

  /** A prefix that is announced and not accepted, and why. */
  public record Refusal(Prefix prefix, String reason) {}

  /**
   * A Router Solicitation (RFC 4861 section 4.1).
   *
   * @param at when it is due; may be past
   */
  public record Solicitation(String interfaceName, Instant at) {}
}
