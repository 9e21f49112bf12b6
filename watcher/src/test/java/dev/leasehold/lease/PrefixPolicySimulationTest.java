package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.C;
import static dev.leasehold.lease.Scene.D;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.api.DynamicPrefix.Review;
import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.lease.PrefixChange.Acquired;
import dev.leasehold.lease.PrefixChange.DrainEnded;
import dev.leasehold.lease.PrefixChange.DrainShortened;
import dev.leasehold.lease.PrefixChange.HistoryTrimmed;
import dev.leasehold.lease.PrefixChange.Lost;
import dev.leasehold.lease.PrefixChange.Renumbered;
import dev.leasehold.lease.PrefixChange.Replaced;
import dev.leasehold.lease.PrefixChange.Returned;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the rules of the lease policy with random routers, lifetimes, clocks and restarts. */
class PrefixPolicySimulationTest {
  private static final int STEPS = 2000;
  private static final List<Prefix> PREFIXES = List.of(A, B, C, D);
  private static final int[] LIFETIMES = {0, 0, 3, 10, 60, 600, 1800, 7200, Integer.MAX_VALUE};
  private static final int[] PAUSES = {0, 1, 900, 2000, 5000, 5000, 30_000, 600_000, 3_600_000};

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30})
  void holdsItsLaws(long seed) {
    new Simulation(seed).run();
  }

  @Test
  void coversEveryRowOfTheTable() {
    Map<String, Integer> seen = new TreeMap<>();
    for (long seed = 1; seed <= 10; seed++) {
      Simulation simulation = new Simulation(seed);
      simulation.run();
      simulation.seen.forEach((kind, count) -> seen.merge(kind, count, Integer::sum));
    }
    assertEquals(
        Set.of(
            "Acquired",
            "DrainEnded",
            "DrainShortened EXPIRED",
            "DrainShortened UNMENTIONED",
            "DrainShortened WITHDRAWN",
            "HistoryTrimmed",
            "Lost EXPIRED",
            "Lost UNMENTIONED",
            "Lost WITHDRAWN",
            "Renumbered DEPRECATED",
            "Renumbered UNMENTIONED",
            "Replaced DEPRECATED",
            "Replaced EXPIRED",
            "Replaced UNMENTIONED",
            "Replaced WITHDRAWN",
            "Returned"),
        seen.keySet());
  }

  /** The results of the policy for the chronicle. */
  private record State(Duration minStable, Sightings sightings, String source, Instant now)
      implements Chronicle.PolicyResults {
    private Optional<PrefixProvider> router(Origin origin) {
      return sightings.routers().stream().filter(r -> r.origin().equals(origin)).findFirst();
    }

    @Override
    public boolean leavesOut(Origin origin, Prefix prefix) {
      return router(origin).filter(r -> r.leavesOut(prefix, minStable, now)).isPresent();
    }

    @Override
    public boolean doubts(Origin origin, Prefix prefix) {
      return router(origin).filter(r -> r.doubts(prefix, now) && mayTell(r, prefix)).isPresent();
    }

    private boolean mayTell(PrefixProvider router, Prefix prefix) {
      boolean known = sightings.routers().stream().anyMatch(r -> r.sighting(prefix).isPresent());
      return known
          ? router.sighting(prefix).filter(s -> !s.expired(now)).isPresent()
          : couldReplace(router.origin());
    }

    @Override
    public boolean couldReplace(Origin origin) {
      return router(origin).stream()
          .flatMap(r ->
              r.sightings().stream()
                  .filter(Sighting::heardSinceStart)
                  .filter(s -> r.standing(s, minStable, now) == Standing.PREFERRED))
          .findAny()
          .isPresent();
    }

    @Override
    public boolean silenced(Origin origin, Prefix prefix) {
      Optional<PrefixProvider> silent =
          router(origin).filter(r -> r.liveness().ignores(now) && prefers(r, prefix));
      return silent.isPresent()
          && sightings.routers().stream()
              .filter(r -> !r.origin().equals(origin))
              .filter(
                  r -> r.lastHeard().isAfter(silent.get().liveness().ignoresFrom().minusSeconds(4)))
              .flatMap(r -> r.sighting(prefix).stream())
              .filter(Sighting::heardSinceStart)
              .map(s -> s.standing(now))
              .anyMatch(s -> s == Standing.WITHDRAWN || s == Standing.DEPRECATED);
    }

    private boolean prefers(PrefixProvider router, Prefix prefix) {
      return router.sighting(prefix).filter(s -> s.standing(now) == Standing.PREFERRED).isPresent();
    }

    private boolean gone(Origin origin) {
      return router(origin).filter(r -> r.liveness().gone(now)).isPresent();
    }

    /**
     * Whether another router, heard since this one became silent, has preferred another prefix for
     * minStable.
     */
    @Override
    public boolean succeeded(Origin origin, Prefix prefix) {
      return gone(origin)
          && sightings.routers().stream()
              .filter(r -> !r.origin().equals(origin))
              .filter(
                  r -> r.lastHeard().isAfter(router(origin).orElseThrow().liveness().silentFrom()))
              .flatMap(r ->
                  r.sightings().stream()
                      .filter(s -> !s.prefix().equals(prefix) && s.heardSinceStart())
                      .filter(s -> r.standing(s, minStable, now) == Standing.PREFERRED)
                      .filter(s -> !now.isBefore(s.steadySince().plus(minStable)))
                      .filter(s -> !r.doubts(s.prefix(), now)))
              .findAny()
              .isPresent();
    }
  }

  private static final class Simulation {
    final Map<String, Integer> seen = new TreeMap<>();
    private final Random random;
    private List<String> saved;
    private final Transition settings;
    private final PrefixPolicy policy;
    private final List<Origin> routers;
    private Chronicle chronicle;
    private Chronicle remembered;
    private Sightings sightings = Sightings.NONE;
    private PrefixLease tip = PrefixPolicy.noLease("home", Scene.SOURCE);
    private Instant now = Scene.START;
    private Instant newestCommit = Scene.START;

    Simulation(long seed) {
      random = new Random(seed);
      settings =
          new Transition(
              Duration.ofSeconds(pick(0, 30, 600, 3600, 7200)),
              pick(0, 1, 2, 2),
              Duration.ofSeconds(pick(0, 5, 5, 60)),
              random.nextBoolean() ? OnFlash.REPLACE : OnFlash.DRAIN,
              random.nextBoolean() ? OnLoss.KEEP : OnLoss.WITHDRAW,
              DynamicPrefix.Damping.ON,
              Review.AUTO);
      policy = new PrefixPolicy(Scene.intent(settings), Set.of());
      routers =
          List.<Origin>of(Scene.R1, Scene.R2, Scene.origin("fe80::3")).subList(0, pick(1, 2, 3));
      chronicle = new Chronicle(settings.minStable());
      remembered = chronicle.copy();
      saved = RouterMemory.lines(sightings);
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(40)) {
          case 0 -> forget();
          case 1 -> restart();
          case 2, 3 -> save();
          case 4 -> setClock(pick(-3600, -5, 5, 3600));
          case 5 ->
              newestCommit =
                  now.plusSeconds(pick(10, 100, 4000)); // the clock of a committer is fast
          case 6, 7, 8, 9, 10 -> sleepUntilItLooksAgain();
          case 11, 12 -> now = now.plusMillis(pick(PAUSES));
          case 13, 14, 15, 16 -> solicit();
          case 17, 18, 19 -> insist();
          default -> {
            now = now.plusMillis(pick(PAUSES));
            hear();
          }
        }
        check();
      }
    }

    private void forget() {
      sightings = Sightings.NONE;
      chronicle = new Chronicle(settings.minStable());
    }

    private void save() {
      saved = RouterMemory.lines(sightings);
      remembered = chronicle.copy();
    }

    private void restart() {
      sightings = RouterMemory.parse(saved, now);
      chronicle = remembered.copy();
      chronicle.restart(now);
    }

    /** Saved sightings have times of the old clock, so they are not used again. */
    private void setClock(int seconds) {
      Duration step = Duration.ofSeconds(seconds);
      now = now.plus(step);
      sightings = sightings.movedBy(step);
      chronicle.moveBy(step);
      save();
    }

    private void sleepUntilItLooksAgain() {
      Instant tomorrow = now.plusSeconds(86_400);
      now =
          policy
              .decide(tip, newestCommit, sightings, Drains.NONE, DampingState.NONE, now)
              .lookAgainAt()
              .filter(tomorrow::isAfter)
              .orElse(now);
    }

    private void hear() {
      hear(routers.get(random.nextInt(routers.size())), anything());
    }

    private List<Announced> anything() {
      List<Prefix> prefixes = new ArrayList<>(PREFIXES);
      Collections.shuffle(prefixes, random);
      return prefixes.subList(0, random.nextInt(PREFIXES.size())).stream()
          .map(p -> Scene.announced(p, pick(LIFETIMES), pick(LIFETIMES)))
          .toList();
    }

    private void hear(Origin router, List<Announced> announced) {
      Observation said = new Observation(now, router, announced);
      Set<Prefix> stopped =
          PREFIXES.stream()
              .filter(p -> state().leavesOut(said.origin(), p))
              .collect(Collectors.toSet());
      sightings = policy.hear(sightings, said, tip);
      chronicle.hear(said, stopped);
    }

    /** The router repeats its prefixes for a while, also in answers. */
    private void insist() {
      List<Announced> announced = anything();
      Origin router = routers.get(random.nextInt(routers.size()));
      for (int i = 0; i < 8; i++) {
        hear(router, announced);
        check();
        now = now.plusMillis(pick(4000, 6000));
        solicit();
        check();
        now = now.plusMillis(100);
      }
    }

    /** Sends due solicitations like the watch, sometimes late. */
    private void solicit() {
      boolean due =
          policy
              .decide(tip, newestCommit, sightings, Drains.NONE, DampingState.NONE, now)
              .solicitations()
              .stream()
              .anyMatch(s -> !s.at().isAfter(now));
      if (due) {
        sightings = policy.solicited(sightings, "lan0", now);
        chronicle.solicit(now);
      }
    }

    private Chronicle.PolicyResults state() {
      return new State(settings.minStable(), sightings, tip.source(), now);
    }

    private void check() {
      PrefixDecision decision =
          policy.decide(tip, newestCommit, sightings, Drains.NONE, DampingState.NONE, now);
      assertEquals(
          decision,
          policy.decide(tip, newestCommit, sightings, Drains.NONE, DampingState.NONE, now),
          "deterministic");
      assertEquals(decision.changes().isEmpty(), decision.lease().equals(tip));
      checkSuccession(decision);
      checkDrains(decision.lease());
      checkNothingHappensBefore(decision);

      decision.changes().forEach(this::count);
      tip = decision.lease();
      if (!decision.changes().isEmpty() && newestCommit.isBefore(now)) {
        newestCommit = now;
      }
      PrefixDecision again =
          policy.decide(tip, newestCommit, sightings, Drains.NONE, DampingState.NONE, now);
      assertEquals(List.of(), again.changes(), "idempotent");
    }

    /** Checks the decision against the table, computed by the chronicle. */
    private void checkSuccession(PrefixDecision decision) {
      Chronicle.PolicyResults state = state();
      PREFIXES.forEach(p -> chronicle.checkGrounds(p, state));
      Optional<Prefix> before = tip.current().map(PrefixLease.Entry::prefix);
      Optional<Prefix> after = decision.lease().current().map(PrefixLease.Entry::prefix);
      Standing standing =
          before.map(p -> chronicle.standing(p, state, now)).orElse(Standing.UNKNOWN);
      List<Prefix> others = PREFIXES.stream().filter(p -> !before.equals(Optional.of(p))).toList();
      Optional<Prefix> steady = chronicle.best(others, true, false, state, now);
      Optional<Prefix> sure = chronicle.best(others, false, false, state, now);
      boolean nothing = chronicle.best(others, false, true, state, now).isEmpty();
      boolean behind = now.isBefore(newestCommit);
      Optional<Prefix> back =
          tip.draining().stream()
              .map(Draining::prefix)
              .filter(p -> chronicle.isMentioned(p, state, now))
              .findFirst();
      Optional<Prefix> kept = settings.onLoss() == OnLoss.WITHDRAW ? Optional.empty() : before;
      Optional<Prefix> lost = sure.isEmpty() ? back.or(() -> nothing ? kept : before) : before;
      Optional<Prefix> expected =
          before.isEmpty()
              ? steady
              : switch (standing) {
                case PREFERRED, UNKNOWN -> before;
                case STOPGAP -> throw new AssertionError("nothing is delegated here");
                case SOURCE_CHANGED -> throw new AssertionError("all are still asked");
                case DEPRECATED -> behind ? before : steady.or(() -> before);
                case WITHDRAWN -> sure.or(() -> lost);
                case EXPIRED -> steady.or(() -> lost);
                case UNMENTIONED ->
                    behind && settings.onFlash() == OnFlash.DRAIN && sure.isPresent()
                        ? before
                        : sure.or(() -> lost);
              };
      assertEquals(expected, after, () -> before + " " + standing + " at " + now);
      if (after.equals(before)) {
        assertEquals(tip.current(), decision.lease().current(), "since never changes");
        assertEquals(standing, decision.current());
      }
    }

    private void checkDrains(PrefixLease lease) {
      assertTrue(lease.draining().size() <= settings.maxPrefixHistory());
      for (Draining draining : lease.draining()) {
        Optional<Draining> before =
            tip.draining().stream().filter(d -> d.prefix().equals(draining.prefix())).findFirst();
        if (before.isPresent()) {
          assertEquals(before.get(), draining, "a drain is never rewritten");
          continue;
        }
        Instant until = draining.drainUntil().orElseThrow();
        assertFalse(now.isBefore(newestCommit), "no drain begins by a clock that is behind");
        assertEquals(until.truncatedTo(ChronoUnit.SECONDS), until);
        assertTrue(until.isAfter(now));
        assertFalse(until.isAfter(now.plus(settings.drainPeriod())));
        chronicle
            .validUntil(draining.prefix(), state())
            .ifPresent(valid -> assertFalse(until.isAfter(valid), "drains past its lifetime"));
      }
      Chronicle.PolicyResults state = state();
      boolean doubtful =
          lease
              .current()
              .filter(c -> routers.stream().anyMatch(r -> state.doubts(r, c.prefix())))
              .isPresent();
      boolean lost =
          lease
              .current()
              .filter(c -> chronicle.standing(c.prefix(), state, now).lost())
              .isPresent();
      for (Draining draining : tip.draining()) {
        boolean stands = lease.draining().contains(draining);
        boolean due =
            !now.isBefore(draining.drainUntil().orElseThrow()) && !now.isBefore(newestCommit);
        Standing standing =
            chronicle.isKnown(draining.prefix())
                ? chronicle.standing(draining.prefix(), state, now)
                : Standing.UNKNOWN;
        assertFalse(stands && due && !doubtful && !lost, "drains past its end");
        assertFalse(stands && standing == Standing.WITHDRAWN, "drains though it was withdrawn");
        assertFalse(
            stands && standing == Standing.UNMENTIONED && settings.onFlash() == OnFlash.REPLACE,
            "drains though it is no longer announced");
      }
    }

    /** Checks that no decision before {@code lookAgainAt} changes anything. */
    private void checkNothingHappensBefore(PrefixDecision decision) {
      Instant end = decision.lookAgainAt().orElse(now.plusSeconds(90_000));
      assertTrue(end.isAfter(now));
      long millis = Math.min(Duration.between(now, end).toMillis(), 1L << 40);
      Instant between = now.plusMillis((long) (random.nextDouble() * millis));
      if (between.isBefore(end)) {
        Instant committed = newestCommit;
        PrefixDecision later =
            policy.decide(
                decision.lease(), committed, sightings, Drains.NONE, DampingState.NONE, between);
        assertEquals(List.of(), later.changes(), "nothing happens before " + end);
        assertEquals(decision.current(), later.current());
        assertEquals(decision.solicitations(), later.solicitations());
        assertEquals(decision.lookAgainAt(), later.lookAgainAt());
      }
    }

    private void count(LeaseChange change) {
      String kind =
          switch (change) {
            case Acquired acquired -> "Acquired";
            case Renumbered renumbered -> "Renumbered " + renumbered.cause();
            case Replaced replaced -> "Replaced " + replaced.cause();
            case Lost lost -> "Lost " + lost.cause();
            case DrainEnded ended -> "DrainEnded";
            case DrainShortened shortened -> "DrainShortened " + shortened.cause();
            case HistoryTrimmed trimmed -> "HistoryTrimmed";
            case Returned returned -> "Returned";
            case AddressChange _, LeaseChange.Removed _ ->
                throw new AssertionError("the policy does not decide this");
          };
      seen.merge(kind, 1, Integer::sum);
    }

    private int pick(int... from) {
      return from[random.nextInt(from.length)];
    }
  }
}
