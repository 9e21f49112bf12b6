package dev.leasehold.dhcpv6;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.Accept;
import dev.leasehold.api.DynamicPrefix.Acquisition;
import dev.leasehold.api.DynamicPrefix.Delegation;
import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.lease.AddressChange;
import dev.leasehold.lease.DampingState;
import dev.leasehold.lease.Drains;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.lease.PrefixDecision;
import dev.leasehold.lease.PrefixPolicy;
import dev.leasehold.lease.Sightings;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The lease in Git for the first IA of a simulated client. Each commit is compared with the last
 * answers of the servers, which are stored here in the simplest form.
 */
final class SimulatedLease {
  private record Said(Instant preferredUntil, Instant validUntil) {}

  private static final long IAID = 1;
  private static final Origin ORIGIN = new Origin.Delegated("wan0", "home");
  private static final Transition SETTINGS = Transition.DEFAULT;

  private final Simulation simulation;
  private final PrefixPolicy policy =
      new PrefixPolicy(
          new DynamicPrefix(
              "home",
              new Acquisition(
                  Optional.empty(), Optional.of(new Delegation("wan0", 56, "")), Optional.empty()),
              new Accept(List.of(Prefix.parse("2001:db8::/32")), 48, 64, List.of()),
              List.of(),
              List.of(),
              false,
              SETTINGS),
          Set.of());
  private final Map<Prefix, Said> said = new HashMap<>();
  private Set<Prefix> lastMentioned = Set.of();
  private Sightings sightings = Sightings.NONE;
  private PrefixLease tip = PrefixPolicy.noLease("home", "none");
  private Instant newestCommit;
  private Optional<Instant> wake = Optional.empty();

  private SimulatedLease(Simulation simulation) {
    this.simulation = simulation;
    newestCommit = simulation.now();
  }

  static SimulatedLease follow(Simulation simulation) {
    SimulatedLease lease = new SimulatedLease(simulation);
    simulation.listener = lease::told;
    return lease;
  }

  Optional<Prefix> current() {
    return tip.current().map(Current::prefix);
  }

  /** Makes the decisions that are due at the end. */
  void settles() {
    decide();
  }

  private void told(Notice notice) {
    switch (notice) {
      case Notice.Delegated delegated when delegated.iaid() == IAID ->
          hear(
              delegated.all().stream()
                  .map(p ->
                      new Announced(p.prefix(), left(p.preferredUntil()), left(p.validUntil())))
                  .toList());
      case Notice.Denied(long iaid, var prefixes) when iaid == IAID ->
          hear(prefixes.stream().map(p -> new Announced(p, Duration.ZERO, Duration.ZERO)).toList());
      case Notice.Unavailable(long iaid, String _) when iaid == IAID -> hear(List.of());
      default -> {}
    }
  }

  private Duration left(Instant until) {
    Instant now = simulation.now();
    return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
  }

  private void hear(List<Announced> prefixes) {
    Instant now = simulation.now();
    Set<Prefix> mentioned = new HashSet<>();
    for (Announced a : prefixes) {
      mentioned.add(a.prefix());
      Instant valid = now.plus(a.validLifetime());
      said.put(a.prefix(), new Said(now.plus(a.preferredLifetime()), valid));
    }
    lastMentioned = mentioned;
    sightings = policy.hear(sightings, new Observation(now, ORIGIN, prefixes), tip);
    decide();
  }

  private void decide() {
    Instant now = simulation.now();
    PrefixDecision decision =
        policy.decide(tip, newestCommit, sightings, Drains.NONE, DampingState.NONE, now);
    for (LeaseChange change : decision.changes()) {
      check(change, now);
      simulation.seen.merge("a commit of " + change.getClass().getSimpleName(), 1, Integer::sum);
    }
    if (!decision.changes().isEmpty()) {
      tip = decision.lease();
      newestCommit = now.truncatedTo(ChronoUnit.SECONDS);
      decision = policy.decide(tip, newestCommit, sightings, Drains.NONE, DampingState.NONE, now);
      assertEquals(List.of(), decision.changes(), "one decision, one commit");
    }
    checkDrains(now);
    Optional<Instant> again = decision.lookAgainAt();
    if (!again.equals(wake)) {
      wake = again;
      again.ifPresent(at ->
          simulation.plan(
              at,
              () -> {
                if (wake.equals(Optional.of(at))) {
                  wake = Optional.empty();
                  decide();
                }
              }));
    }
  }

  /** Checks that the table of the design has this commit. */
  private void check(LeaseChange change, Instant now) {
    switch (change) {
      case PrefixChange.Acquired c -> {
        assertTrue(tip.current().isEmpty());
        assertTrue(isPreferred(c.to(), now));
      }
      case PrefixChange.Renumbered c -> {
        assertTrue(isPreferred(c.to(), now));
        assertFalse(isPreferred(c.from(), now), "drains while it is preferred");
        assertFalse(isOver(c.from(), now), "drains though it is dead");
        assertFalse(c.drainEnd().orElseThrow().isAfter(now.plus(SETTINGS.drainPeriod())));
      }
      case PrefixChange.Replaced c -> {
        assertTrue(isPreferred(c.to(), now));
        assertTrue(
            isOver(c.from(), now) || !lastMentioned.contains(c.from()), "replaced while it works");
      }
      case PrefixChange.Returned c -> assertFalse(isOver(c.to(), now), "returns to a dead one");
      case PrefixChange.DrainEnded _,
          AddressChange _,
          PrefixChange.DrainShortened _,
          PrefixChange.HistoryTrimmed _ ->
          assertFalse(tip.draining().isEmpty());
      case PrefixChange.Lost _, LeaseChange.Removed _ -> throw new AssertionError(change);
    }
  }

  private void checkDrains(Instant now) {
    for (Draining draining : tip.draining()) {
      Prefix prefix = draining.prefix();
      assertTrue(draining.drainUntil().orElseThrow().isAfter(now), () -> prefix + " has drained");
      assertFalse(isOver(prefix, now), () -> prefix + " drains past its valid lifetime");
      assertFalse(current().equals(Optional.of(prefix)));
    }
  }

  private boolean isPreferred(Prefix prefix, Instant now) {
    return said.containsKey(prefix) && said.get(prefix).preferredUntil().isAfter(now);
  }

  private boolean isOver(Prefix prefix, Instant now) {
    return !said.containsKey(prefix) || !said.get(prefix).validUntil().isAfter(now);
  }
}
