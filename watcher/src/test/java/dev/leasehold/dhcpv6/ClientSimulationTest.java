package dev.leasehold.dhcpv6;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.SimulatedIsp.Old;
import dev.leasehold.dhcpv6.SimulatedIsp.Unknown;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Years with faults from a seed. At every step the invariants of {@link Simulation} and {@link
 * SimulatedLease} hold, and some time after the last fault the client has the prefixes of the
 * servers, and so does Git. More seeds: {@code -Dleasehold.simulations=5000}.
 */
class ClientSimulationTest {
  private static final int RUNS = Integer.getInteger("leasehold.simulations", 200);
  private static final Duration YEAR = Duration.ofDays(365);
  private static final int FAULTS = 40;
  private static final Duration LONGEST_FAULT = Duration.ofDays(1);

  /** SOL_MAX_RT, and the pause after many setbacks. */
  private static final Duration PATIENCE = Duration.ofHours(2);

  @Test
  void keepsItsInvariantsAndAlwaysRecovers() {
    Map<String, Integer> seen = new TreeMap<>();
    for (long seed = 1; seed <= RUNS; seed++) {
      try {
        Simulation simulation = run(seed);
        simulation.seen.forEach((what, count) -> seen.merge(what, count, Integer::sum));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    // A simulation without a fault proves nothing about that fault.
    for (String what :
        List.of(
            "bound",
            "renewing",
            "rebinding",
            "requesting",
            "searching",
            "soliciting",
            "down",
            "Delegated",
            "a commit of Acquired",
            "a commit of Replaced",
            "a commit of Renumbered",
            "a commit of DrainEnded",
            "Denied",
            "Unavailable",
            "failed_status",
            "foreign_client",
            "foreign_transaction",
            "lifetimes",
            "nothing_useful",
            "prefix",
            "times",
            "too_soon",
            "unexpected")) {
      assertTrue(seen.getOrDefault(what, 0) >= RUNS / 10, () -> what + " in " + seen);
    }
  }

  private static Simulation run(long seed) {
    Duration lifetime =
        switch ((int) (seed % 4)) {
          case 0 -> Duration.ofMinutes(5);
          case 1 -> Duration.ofDays(1);
          case 2 -> Duration.ofDays(4);
          default -> Duration.ofDays(14);
        };
    Duration all = seed % 4 == 0 ? Duration.ofHours(12) : YEAR;
    Simulation simulation = new Simulation(seed, lifetime);
    Instant start = simulation.now();
    Instant end = start.plus(all);
    Instant lastFaultEnds = end.minus(lifetime).minus(PATIENCE);
    simulation.plan(start, () -> simulation.link(true));
    Duration longest = lifetime.compareTo(LONGEST_FAULT) < 0 ? lifetime : LONGEST_FAULT;
    long span = Duration.between(start, lastFaultEnds).toMillis();
    for (int i = 0; i < FAULTS; i++) {
      Instant from = start.plusMillis(simulation.random.nextLong(span));
      Instant to = from.plusSeconds(1 + simulation.random.nextLong(longest.toSeconds()));
      fault(simulation, from, to.isBefore(lastFaultEnds) ? to : lastFaultEnds);
    }
    simulation.plan(lastFaultEnds, () -> allIsWell(simulation));
    SimulatedLease lease = SimulatedLease.follow(simulation);
    simulation.run(end);
    lease.settles();

    Set<Prefix> lent = new HashSet<>(simulation.isp.lent().values());
    Set<Prefix> held = simulation.held();
    assertTrue(!lent.isEmpty() && held.containsAll(lent), () -> "holds " + held + " of " + lent);
    assertEquals(State.Phase.BOUND, steady(simulation.state()));
    assertEquals(Optional.ofNullable(simulation.isp.lent().get(1L)), lease.current());
    return simulation;
  }

  /** The duration of an exchange that may be in progress. */
  private static State.Phase steady(State state) {
    return state instanceof State.Renewing || state instanceof State.Rebinding
        ? State.Phase.BOUND
        : state.phase();
  }

  private static void fault(Simulation simulation, Instant from, Instant to) {
    SimulatedIsp isp = simulation.isp;
    switch (simulation.random.nextInt(19)) {
      case 0 -> during(simulation, from, to, on -> simulation.loss = on ? 0.3 : 0);
      case 1 -> during(simulation, from, to, on -> simulation.loss = on ? 0.9 : 0);
      case 2 -> during(simulation, from, to, on -> simulation.delayMillis = on ? 3000 : 3);
      case 3 -> during(simulation, from, to, on -> simulation.duplicates = on ? 0.5 : 0);
      case 4 -> during(simulation, from, to, on -> works(isp, 0, !on));
      case 5 -> during(simulation, from, to, on -> isp.empty = on);
      case 6 -> during(simulation, from, to, on -> isp.failing = on);
      case 7 -> during(simulation, from, to, on -> isp.lying = on);
      case 8 -> during(simulation, from, to, simulation::unplug);
      case 9 -> during(simulation, from, to, on -> works(isp, 1, on));
      case 10 ->
          simulation.plan(
              from,
              () -> { // the other server takes over permanently
                boolean first = isp.working.contains(0);
                works(isp, 0, !first);
                works(isp, 1, first);
              });
      case 11 -> simulation.plan(from, () -> isp.renumber(Old.TAKEN_BACK));
      case 12 -> simulation.plan(from, () -> isp.renumber(Old.DEPRECATED));
      case 13 -> simulation.plan(from, () -> isp.renumber(Old.UNMENTIONED));
      case 14 ->
          simulation.plan(
              from,
              () -> {
                isp.unknown = List.of(Unknown.values()).get(simulation.random.nextInt(4));
                isp.forget();
              });
      case 15 -> simulation.plan(from, () -> simulation.restart(true));
      case 16 -> simulation.plan(from, () -> simulation.restart(false));
      case 17 ->
          simulation.plan(
              from,
              () -> { // a new PPP session: its server has no record and stays silent
                isp.unknown = Unknown.SILENCE;
                isp.forget();
                simulation.unplug(true);
                simulation.plan(simulation.now().plusSeconds(3), () -> simulation.unplug(false));
              });
      default ->
          simulation.plan(
              from,
              () -> {
                simulation.happens(new Event.Probe());
                simulation.plan(
                    simulation.now().plusSeconds(15), () -> simulation.happens(new Event.Probe()));
              });
    }
  }

  private static void works(SimulatedIsp isp, int server, boolean works) {
    if (works) {
      isp.working.add(server);
    } else {
      isp.working.remove(server);
    }
  }

  private interface Condition {
    void set(boolean on);
  }

  private static void during(Simulation simulation, Instant from, Instant to, Condition condition) {
    if (from.isBefore(to)) {
      simulation.plan(from, () -> condition.set(true));
      simulation.plan(to, () -> condition.set(false));
    }
  }

  private static void allIsWell(Simulation simulation) {
    SimulatedIsp isp = simulation.isp;
    isp.empty = false;
    isp.failing = false;
    isp.lying = false;
    if (isp.working.isEmpty()) {
      isp.working.add(0);
    }
    simulation.loss = 0;
    simulation.duplicates = 0;
    simulation.delayMillis = 3;
    simulation.unplug(false);
  }
}
