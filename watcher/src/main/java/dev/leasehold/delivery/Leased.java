package dev.leasehold.delivery;

import dev.leasehold.net.AddressRange;
import dev.leasehold.watch.ClaimStatus;
import dev.leasehold.watch.PrefixStatus;
import dev.leasehold.watch.WatchStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that a lease has, or had.
 *
 * @param target the name of the Git target
 * @param lease the name of the DynamicPrefix or claim
 * @param text the prefix or address
 * @param at when it became current, when its drain ends, or when it went; empty: not known
 */
public record Leased(
    String target,
    String lease,
    AddressRange range,
    String text,
    State state,
    Optional<Instant> at) {

  /** How addresses of a lease stand, in the order of what to use. */
  public enum State {
    /** In use. */
    CURRENT("current"),
    /** Still routed, but another prefix has taken the place. */
    DRAINING("draining"),
    /** In use, but nothing lends it any more. */
    LOST("lost"),
    /** In no lease any more. */
    GONE("gone");

    private final String spelling;

    State(String spelling) {
      this.spelling = spelling;
    }

    /** The value in JSON, metrics and status objects. */
    public String spelling() {
      return spelling;
    }
  }

  /** The addresses of the leases of a target, the current ones first. */
  public static List<Leased> of(String target, WatchStatus status) {
    List<Leased> leased = new ArrayList<>();
    for (PrefixStatus prefix : status.prefixes()) {
      String name = prefix.name();
      prefix
          .lease()
          .current()
          .ifPresent(one ->
              leased.add(
                  new Leased(
                      target,
                      name,
                      one.prefix().range(),
                      one.prefix().toString(),
                      prefix.lost() ? State.LOST : State.CURRENT,
                      Optional.of(one.since()))));
      prefix
          .lease()
          .draining()
          .forEach(one ->
              leased.add(
                  new Leased(
                      target,
                      name,
                      one.prefix().range(),
                      one.prefix().toString(),
                      State.DRAINING,
                      one.drainUntil())));
      prefix
          .gone()
          .forEach(one ->
              leased.add(
                  new Leased(
                      target,
                      name,
                      one.prefix().range(),
                      one.prefix().toString(),
                      State.GONE,
                      Optional.of(one.gone()))));
    }
    for (ClaimStatus claim : status.claims()) {
      claim
          .address()
          .ifPresent(address ->
              leased.add(
                  new Leased(
                      target,
                      claim.name(),
                      AddressRange.of(address),
                      address.toString(),
                      State.CURRENT,
                      Optional.empty())));
    }
    leased.sort(Comparator.comparing(Leased::state));
    return leased;
  }
}
