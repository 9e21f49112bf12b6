package dev.leasehold.autoscale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.PublicIPAutoscaler;
import dev.leasehold.krm.Document;
import dev.leasehold.net.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What holds whatever Services, the router, Git and the API server do. The test plays all of them
 * and keeps its own books: it knows which addresses are really used, also while the scaler does
 * not.
 */
final class ScalerLawTest {
  private static final Duration DELAY = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int MOST_UNASSIGNED = 3;
  private static final int STEPS = 10_000;

  @ParameterizedTest
  @CsvSource({"1, 256, 1", "2, 12, 2", "2, 12, 3", "3, 3, 4", "5, 20, 5"})
  void boundsHoldAndNothingFlaps(int minFree, int max, long seed) {
    Play play = new Play(minFree, max, seed);
    for (int i = 0; i < STEPS; i++) {
      play.somethingHappens();
      play.decides();
    }
    assertTrue(max == minFree || play.adds > 50, "added " + play.adds);
    assertTrue(max == minFree || play.releases > 50, "released " + play.releases);
    assertTrue(play.mostUsed >= minFree, "used " + play.mostUsed);
    play.settles();
  }

  private static final class Play {
    private final PublicIPAutoscaler spec;
    private final Random random;
    private final NavigableMap<Integer, Address> held = new TreeMap<>();
    private final Set<Integer> releasing = new TreeSet<>();
    private final Set<Integer> used = new HashSet<>();
    private final Set<Integer> refused = new TreeSet<>();
    private final Map<Integer, Instant> refusedSince = new HashMap<>();
    private final Map<Integer, Instant> freeSince = new HashMap<>();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private boolean isKnown;
    private boolean isRouterAway;
    private Instant decidedAt = now;
    private Instant knownSince = now;
    private Instant addedAt = now;
    private Instant releasedAt = now;
    private Instant enoughSince = now;
    private Scaler scaler = new Scaler();
    private int adds;
    private int releases;
    private int mostUsed;

    Play(int minFree, int max, long seed) {
      random = new Random(seed);
      spec =
          PublicIPAutoscaler.read(
              Document.inFile(
                      "a.yaml",
                      1,
                      """
                      kind: PublicIPAutoscaler
                      metadata: {name: warm}
                      spec:
                        poolName: public-pool
                        minFree: %d
                        max: %d
                        template:
                          router: {host: 192.168.1.1, user: root, sshSecretRef: s, wanParent: eth9}
                      """
                          .formatted(minFree, max))
                  .root());
    }

    private void somethingHappens() {
      now = now.plusSeconds(random.nextInt(120));
      switch (random.nextInt(9)) {
        case 0, 1 -> takesOne();
        case 2, 3 -> leavesOne();
        case 4 -> {
          if (random.nextInt(10) == 0) {
            isKnown = !isKnown;
            knownSince = now;
          }
        }
        case 5 -> commits();
        case 6 -> releasing.removeIf(_ -> random.nextBoolean());
        case 7 -> {
          if (random.nextInt(10) == 0) { // the router gives other numbers now
            refused.clear();
            int most = random.nextInt(3) == 0 ? spec.max() * 10 : random.nextInt(6);
            random.ints(most, 1, spec.max() + 1).forEach(refused::add);
          }
        }
        default -> {
          if (random.nextInt(1000) == 0) { // another leader
            scaler = new Scaler();
            knownSince = now;
          } else if (random.nextInt(20) == 0) {
            isRouterAway = !isRouterAway;
          } else if (random.nextInt(5) == 0) {
            now = now.plus(Duration.ofMinutes(30)); // a quiet time
          }
        }
      }
    }

    private void takesOne() {
      List<Integer> free = new ArrayList<>(held.keySet());
      free.removeAll(used);
      if (!free.isEmpty()) {
        int number = free.get(random.nextInt(free.size()));
        used.add(number);
        freeSince.remove(number);
        mostUsed = Math.max(mostUsed, used.size());
      }
    }

    private void leavesOne() {
      List<Integer> all = new ArrayList<>(used);
      if (!all.isEmpty()) {
        int number = all.get(random.nextInt(all.size()));
        used.remove(number);
        freeSince.put(number, now);
      }
    }

    /** The router holds what was asked for, and the commit is on the branch. */
    private void commits() {
      for (int number = 1; number <= spec.minFree(); number++) {
        lands(number);
      }
      for (Demand.Change change : scaler.changes("warm")) {
        switch (change) {
          case Demand.Asked asked -> {
            if (lands(asked.number())) {
              addedAt = now;
            }
          }
          case Demand.GivenUp given -> {
            assertFalse(used.contains(given.number()), "used: " + given);
            held.remove(given.number());
            releasing.add(given.number());
            releases++;
            releasedAt = now;
          }
        }
      }
    }

    private boolean lands(int number) {
      boolean isNew =
          !isRouterAway
              && !releasing.contains(number)
              && !refused.contains(number)
              && held.putIfAbsent(number, address(number)) == null;
      if (isNew) {
        freeSince.put(number, now);
      }
      return isNew;
    }

    /** The numbers that are asked for and that the router has not given for a while. */
    private Set<Integer> unassigned(Set<Integer> total) {
      Set<Integer> unassigned = new TreeSet<>(total);
      unassigned.removeIf(
          number -> refusedSince.getOrDefault(number, Instant.MAX).isAfter(now.minus(PATIENCE)));
      return unassigned;
    }

    private static Address address(int number) {
      return Address.parse("198.51." + number / 250 + "." + (number % 250 + 1));
    }

    private void decides() {
      List<Demand.Change> before = scaler.changes("warm");
      Usage usage =
          isKnown
              ? new Usage.Known(
                  used.stream().map(Play::address).collect(Collectors.toSet()),
                  Optional.of(Duration.ofSeconds(random.nextInt(60))))
              : new Usage.Unknown("away", true);
      Set<Integer> lacking = total(before);
      lacking.removeAll(held.keySet());
      Set<Integer> missing = new TreeSet<>(isRouterAway ? Set.of() : refused);
      missing.retainAll(lacking);
      Set<Integer> unanswered = isRouterAway ? lacking : Set.of();
      refusedSince.keySet().retainAll(isRouterAway ? lacking : missing);
      if (isRouterAway) {
        Duration step = Duration.between(decidedAt, now);
        refusedSince.replaceAll((_, since) -> since.plus(step));
      }
      decidedAt = now;
      missing.forEach(number -> refusedSince.putIfAbsent(number, now));
      AutoscalerStatus status =
          scaler.step(
              spec,
              new Numbers(held, Set.of(), Set.of(), releasing, releasing.size()),
              missing,
              unanswered,
              usage,
              now);
      List<Demand.Change> after = scaler.changes("warm");
      Set<Integer> total = total(after);
      for (Demand.Change change : after) {
        boolean isNew = !before.contains(change);
        switch (change) {
          case Demand.Asked asked -> {
            if (isNew) {
              assertTrue(isKnown, "asked without knowledge: " + asked);
              addedAt = now;
              adds++;
            }
          }
          case Demand.GivenUp given -> {
            assertTrue(isKnown, "given up without knowledge: " + given);
            assertFalse(used.contains(given.number()), "given up, and used: " + given);
            assertTrue(given.number() > spec.minFree(), "given up, and in Git anyway: " + given);
            assertTrue(
                held.size() - used.size() > spec.minFree(), "given up, and nothing else works");
            if (isNew) {
              for (Instant since :
                  List.of(
                      addedAt,
                      releasedAt,
                      knownSince,
                      enoughSince,
                      freeSince.getOrDefault(given.number(), Instant.MAX))) {
                assertFalse(
                    now.minus(DELAY).isBefore(since), "given up after " + since + " at " + now);
              }
            }
          }
        }
      }
      assertTrue(after.stream().filter(Demand.GivenUp.class::isInstance).count() <= 1);
      assertTrue(total.size() <= spec.max(), "total " + total + " is above max");
      assertTrue(total.size() >= spec.minFree());
      assertEquals(total.size(), status.size());
      Set<Integer> unassigned = unassigned(total);
      int free = total.size() - used.size() - unassigned.size();
      boolean isFull =
          total.size() + releasing.size() >= spec.max() || unassigned.size() >= MOST_UNASSIGNED;
      assertTrue(
          total.size() <= held.size() + spec.minFree() + MOST_UNASSIGNED + spec.minFree(),
          "grows without bound: " + total + " of " + held.keySet());
      assertTrue(!isKnown || free >= spec.minFree() || isFull, "free " + free + " of " + total);
      if (free <= spec.minFree()) {
        enoughSince = now;
      }
    }

    private Set<Integer> total(List<Demand.Change> changes) {
      Set<Integer> total = new TreeSet<>(held.keySet());
      for (int number = 1; number <= spec.minFree(); number++) {
        total.add(number);
      }
      for (Demand.Change change : changes) {
        if (change instanceof Demand.Asked asked) {
          total.add(asked.number());
        }
      }
      return total;
    }

    /** Without events the number becomes what is needed, and stays. */
    private void settles() {
      knownSince = isKnown ? knownSince : now;
      isKnown = true;
      isRouterAway = false;
      refused.clear();
      for (int i = 0; i < 400; i++) {
        now = now.plus(Duration.ofMinutes(6));
        commits();
        releasing.clear();
        decides();
      }
      assertEquals(List.of(), scaler.changes("warm"));
      int highest = used.stream().max(Integer::compare).orElse(0);
      int needed = Math.min(spec.max(), used.size() + spec.minFree());
      assertTrue(held.size() == needed, held.size() + " of " + needed + ", highest " + highest);
    }
  }
}
