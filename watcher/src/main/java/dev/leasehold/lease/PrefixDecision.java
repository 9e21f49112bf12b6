package dev.leasehold.lease;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.net.Prefix;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of one prefix.
 *
 * @param tip the lease at the tip
 * @param current how the current prefix of {@link #lease} stands; {@code UNKNOWN} without one
 * @param refusals what the guardrails keep out, the same values as long as it is announced
 * @param solicitations when to ask the routers, the earliest first; what was sent is told to {@link
 *     PrefixPolicy#solicited}, and the next decision asks for the next
 * @param doubted the prefixes that matter and may be gone, whose routers are asked, in order
 */
public record PrefixDecision(
    PrefixLease tip,
    PrefixLease lease,
    List<PrefixChange> changes,
    Standing current,
    List<RefusedPrefix> refusals,
    List<Solicitation> solicitations,
    List<Prefix> doubted,
    Optional<Instant> lookAgainAt,
    Optional<HeldBack> heldBack,
    boolean clockBehind)
    implements Decision {
  public PrefixDecision {
    changes = List.copyOf(changes);
    refusals = List.copyOf(refusals);
    solicitations = List.copyOf(solicitations);
    doubted = List.copyOf(doubted);
  }

  @Override
  public boolean doubtful() {
    return !doubted.isEmpty();
  }

  @Override
  public boolean lost() {
    return current.lost();
  }

  @Override
  public PrefixDecision without(Collection<LeaseChange> held) {
    Set<String> kept = new HashSet<>();
    held.forEach(change -> change.oldValue().ifPresent(kept::add));
    List<PrefixChange> left =
        changes.stream()
            .filter(c -> c.newValue().isEmpty() && c.oldValue().filter(kept::contains).isEmpty())
            .filter(c -> !held.contains(c))
            .toList();
    PrefixLease after = tip;
    for (PrefixChange change : left) {
      after = change.applyTo(after, Instant.EPOCH); // no prefix comes that would count from then
    }
    return new PrefixDecision(
        tip,
        after,
        left,
        held.stream().findFirst().map(this::standingWithout).orElse(current),
        refusals,
        solicitations,
        doubted,
        lookAgainAt,
        heldBack.filter(waits -> !held.contains(waits.change())),
        clockBehind);
  }

  /** How the prefix stands that is in Git and stays there. */
  private Standing standingWithout(LeaseChange change) {
    return switch (change) {
      case PrefixChange.Renumbered(var _, var _, var _, Standing cause, var _) -> cause;
      case PrefixChange.Replaced(var _, var _, var _, Standing cause) -> cause;
      case PrefixChange.Returned(var _, var _, var _, Standing cause) -> cause;
      case PrefixChange.Lost(var _, Standing cause) -> cause;
      case PrefixChange.Acquired _ -> Standing.UNKNOWN;
      case PrefixChange.DrainEnded _,
          PrefixChange.DrainShortened _,
          PrefixChange.HistoryTrimmed _,
          LeaseChange.Removed _ ->
          current;
    };
  }

  /** A prefix that is announced and not accepted, and why. */
  public record RefusedPrefix(Prefix prefix, String reason) {}

  /**
   * A Router Solicitation (RFC 4861 section 4.1).
   *
   * @param at when it is due; may be past
   */
  public record Solicitation(String interfaceName, Instant at) {}
}
