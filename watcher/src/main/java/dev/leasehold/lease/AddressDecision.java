package dev.leasehold.lease;

import dev.leasehold.api.PublicIPLease;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The decision for one public address.
 *
 * @param leases the leases to write: the one of the claim first, then the one that is released
 *     beside it
 * @param phase how far the claim is
 * @param message the reason of the phase, or what is to be done; may be empty
 * @param trouble what a person should know at once; empty: nothing
 * @param removable the name of a lease that ended, so that any commit may remove it
 */
public record AddressDecision(
    List<PublicIPLease> leases,
    List<LeaseChange> changes,
    Optional<HeldBack> heldBack,
    Optional<Instant> lookAgainAt,
    AddressPhase phase,
    String message,
    Optional<String> trouble,
    Optional<String> removable)
    implements Decision {
  public AddressDecision {
    leases = List.copyOf(leases);
    changes = List.copyOf(changes);
  }

  /** A decision to change nothing. */
  static AddressDecision none(AddressPhase phase, String message) {
    return new AddressDecision(
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        phase,
        message,
        Optional.empty(),
        Optional.empty());
  }

  /** A decision to write. */
  static AddressDecision write(
      List<PublicIPLease> leases, LeaseChange change, AddressPhase phase, String message) {
    return new AddressDecision(
        leases,
        List.of(change),
        Optional.empty(),
        Optional.empty(),
        phase,
        message,
        Optional.empty(),
        Optional.empty());
  }

  /** The same decision, with trouble. */
  AddressDecision troubled(Optional<String> why) {
    return new AddressDecision(
        leases, changes, heldBack, lookAgainAt, phase, message, why, removable);
  }

  /** The same decision, which a later look may change. */
  AddressDecision lookingAgain(Instant at) {
    return new AddressDecision(
        leases, changes, heldBack, Optional.of(at), phase, message, trouble, removable);
  }

  /** The same decision for a lease that ended. */
  AddressDecision removing(String lease) {
    return new AddressDecision(
        leases, changes, heldBack, lookAgainAt, phase, message, trouble, Optional.of(lease));
  }

  @Override
  public boolean clockBehind() {
    return false;
  }

  @Override
  public boolean doubtful() {
    return false;
  }

  /** An address stays in Git until another takes its place, or its claim is gone. */
  @Override
  public boolean lost() {
    return false;
  }

  /** The same decision without these changes. */
  public AddressDecision without(Collection<LeaseChange> held) {
    return changes.stream().noneMatch(held::contains)
            && heldBack.map(HeldBack::change).filter(held::contains).isEmpty()
        ? this
        : new AddressDecision(
            List.of(),
            List.of(),
            Optional.empty(),
            lookAgainAt,
            phase,
            message,
            trouble,
            Optional.empty());
  }

  /** The same decision. If the earlier lease has the same address, the decided one has its time. */
  public AddressDecision sinceAsIn(PublicIPLease earlier) {
    return new AddressDecision(
        leases.stream()
            .map(lease ->
                lease.name().equals(earlier.name())
                        && lease.ip().equals(earlier.ip())
                        && lease.state() == earlier.state()
                    ? lease.since(earlier.since())
                    : lease)
            .toList(),
        changes,
        heldBack,
        lookAgainAt,
        phase,
        message,
        trouble,
        removable);
  }
}
