package dev.leasehold.delivery;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.GonePrefixes;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
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
      State inUse = prefix.lost() ? State.LOST : State.CURRENT;
      prefix
          .lease()
          .current()
          .ifPresent(
              one -> leased.add(of(target, name, one.prefix(), inUse, Optional.of(one.since()))));
      for (PrefixLease.Draining one : prefix.lease().draining()) {
        leased.add(of(target, name, one.prefix(), State.DRAINING, one.drainUntil()));
      }
      for (GonePrefixes.Gone one : prefix.gone()) {
        leased.add(of(target, name, one.prefix(), State.GONE, Optional.of(one.gone())));
      }
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

  private static Leased of(
      String target, String lease, Prefix prefix, State state, Optional<Instant> at) {
    return new Leased(target, lease, prefix.range(), prefix.toString(), state, at);
  }
}
