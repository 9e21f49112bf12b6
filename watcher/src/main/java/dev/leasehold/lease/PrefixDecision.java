package dev.leasehold.lease;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.net.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The decision for one DynamicPrefix.
 *
 * @param current the standing of the current prefix of {@link #lease}; {@code UNKNOWN} without one
 * @param refusals the announced prefixes that the guardrails refuse
 * @param solicitations when to solicit the routers, the earliest first; the caller reports each
 *     sent solicitation to {@link PrefixPolicy#solicited}, and the next decision has the next one
 * @param doubted the relevant prefixes that may be gone and whose routers are being solicited, in
 *     order
 */
public record PrefixDecision(
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
  public List<PrefixLease> leases() {
    return List.of(lease);
  }

  @Override
  public boolean doubtful() {
    return !doubted.isEmpty();
  }

  @Override
  public boolean lost() {
    return current.lost();
  }

  /**
   * The same decision without these changes and without what follows from them.
   *
   * @param tip the lease at the tip
   */
  public PrefixDecision without(Collection<LeaseChange> held, PrefixLease tip) {
    Set<String> kept = new HashSet<>();
    held.forEach(change -> change.oldValue().ifPresent(kept::add));
    List<PrefixChange> left =
        changes.stream()
            .filter(c -> c.newValue().isEmpty() && c.oldValue().filter(kept::contains).isEmpty())
            .filter(c -> !held.contains(c))
            .toList();
    PrefixLease after = tip;
    for (PrefixChange change : left) {
      after =
          change.applyTo(
              after, Instant.EPOCH); // unused: no remaining change makes a prefix current
    }
    return new PrefixDecision(
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

  /**
   * The same decision. If the earlier lease has the same current prefix, the decided one has its
   * time.
   */
  public PrefixDecision sinceAsIn(PrefixLease earlier) {
    Optional<Current> same =
        earlier
            .current()
            .filter(c -> c.prefix().equals(lease.current().map(Current::prefix).orElse(null)));
    if (same.isEmpty()) {
      return this;
    }
    List<PrefixLease.Entry> entries = new ArrayList<>(lease.entries());
    Current decided = lease.current().orElseThrow();
    entries.set(0, new Current(decided.prefix(), same.get().since(), decided.services()));
    return with(new PrefixLease(lease.name(), lease.source(), entries));
  }

  /** The same decision with Services that keep their host parts in the current prefix. */
  public PrefixDecision keeping(List<PrefixLease.KeptService> services) {
    return with(lease.keeping(services));
  }

  private PrefixDecision with(PrefixLease other) {
    return new PrefixDecision(
        other,
        changes,
        current,
        refusals,
        solicitations,
        doubted,
        lookAgainAt,
        heldBack,
        clockBehind);
  }

  /** The standing of the current prefix in Git when this change is not made. */
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
          AddressChange _,
          LeaseChange.Removed _ ->
          current;
    };
  }

  /** An announced prefix that the guardrails refuse, with the reason. */
  public record RefusedPrefix(Prefix prefix, String reason) {}

  /**
   * A Router Solicitation (RFC 4861 section 4.1).
   *
   * @param at when it is due; may be in the past
   */
  public record Solicitation(String interfaceName, Instant at) {}
}
