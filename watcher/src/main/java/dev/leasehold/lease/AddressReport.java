package dev.leasehold.lease;

import dev.leasehold.net.Address;
import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.AddressAnswer.Failed;
import dev.leasehold.source.AddressAnswer.Held;
import dev.leasehold.source.AddressAnswer.Observed;
import dev.leasehold.source.AddressAnswer.Released;
import dev.leasehold.source.AddressAnswer.Routed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a router said about one of its interfaces.
 *
 * @param held the last address that worked there; a failure does not remove it
 * @param observed the public addresses that the interface had anyway; empty: never observed
 * @param released whether nothing is held there any more
 * @param failed why the last try failed; empty: it did not
 * @param verifiedAt when an address last was seen to work
 * @param routed where the router sends packets to the address; empty: not known
 */
public record AddressReport(
    Optional<Held> held,
    Optional<List<Address>> observed,
    boolean released,
    Optional<Failed> failed,
    Optional<Instant> verifiedAt,
    Optional<Routed> routed) {
  /** Nothing was said yet. */
  public static final AddressReport NONE =
      new AddressReport(
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** The report after one more answer. */
  public AddressReport with(AddressAnswer answer, Instant at) {
    return switch (answer) {
      case Held works ->
          new AddressReport(
              Optional.of(works),
              observed,
              false,
              Optional.empty(),
              Optional.of(at),
              routed.filter(route -> route.address().equals(works.address())));
      case Routed route ->
          new AddressReport(held, observed, released, failed, verifiedAt, Optional.of(route));
      case Observed(List<Address> addresses) ->
          new AddressReport(
              held,
              Optional.of(addresses),
              false,
              Optional.empty(),
              addresses.isEmpty() ? verifiedAt : Optional.of(at),
              Optional.empty());
      case Released _ ->
          new AddressReport(
              Optional.empty(),
              Optional.empty(),
              true,
              Optional.empty(),
              verifiedAt,
              Optional.empty());
      case Failed why ->
          new AddressReport(held, observed, released, Optional.of(why), verifiedAt, routed);
    };
  }

  /** The report after the wall clock was set. */
  public AddressReport movedBy(Duration step) {
    return new AddressReport(
        held, observed, released, failed, verifiedAt.map(at -> at.plus(step)), routed);
  }

  /** Whether the router answered anything. */
  public boolean isKnown() {
    return !equals(NONE);
  }
}
