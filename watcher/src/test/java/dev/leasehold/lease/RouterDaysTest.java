package dev.leasehold.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Simulated days of routers that may split their prefixes over several advertisements. */
class RouterDaysTest {
  /** The number of days; {@code -Dleasehold.days=5000} runs more. */
  private static final int DAYS = Integer.getInteger("leasehold.days", 100);

  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void neverReplaceWithoutACauseWithoutPacketLoss() {
    int replacements = 0;
    for (int seed = 0; seed < DAYS; seed++) {
      SimulatedDay day = day(seed, 0);
      replacements += day.changes.size() - 1;
      assertFalse(day.everLost, "seed " + seed);
    }
    assertEquals(0, replacements);
  }

  @Test
  void replaceAtMostOnceInAThousandDaysWithTwentyPercentPacketLoss() {
    int replacements = 0;
    List<String> which = new ArrayList<>();
    for (int seed = 0; seed < DAYS; seed++) {
      SimulatedDay day = day(seed, 0.2);
      if (day.changes.size() > 1) {
        which.add(seed + ": " + day.changes);
      }
      replacements += Math.max(0, day.changes.size() - 1);
    }
    assertTrue(replacements <= Math.ceilDiv(DAYS, 1000), which::toString);
  }

  @Test
  void detectAFlashRenumberingInTime() {
    List<Double> single = new ArrayList<>();
    List<Double> split = new ArrayList<>();
    for (int seed = 0; seed < DAYS; seed++) {
      Random random = random(seed);
      List<Set<Prefix>> parts = SimulatedDay.anyParts(random);
      SimulatedDay day = new SimulatedDay(random, 0, parts);
      boolean hardlyKnown = random.nextBoolean();
      Instant flash = Scene.START.plusSeconds(16 + random.nextInt(hardlyKnown ? 60 : 20_000));
      day.until(flash);
      Prefix before = day.tip.current().orElseThrow().prefix();
      List<Set<Prefix>> after = new ArrayList<>();
      for (Set<Prefix> part : parts) {
        Set<Prefix> renumbered = new TreeSet<>(part);
        if (renumbered.remove(before)) {
          renumbered.add(Scene.D);
        }
        after.add(renumbered);
      }
      day.becomes(after);
      int changes = day.changes.size();
      day.until(flash.plusSeconds(120));
      assertTrue(day.changes.size() > changes, "seed " + seed + " " + parts);
      double seconds =
          Duration.between(day.firstSent.get(Scene.D), day.changes.get(changes).at()).toMillis()
              / 1000.0;
      (parts.size() == 1 ? single : split).add(seconds);
    }
    single.sort(null);
    split.sort(null);
    assertTrue(single.getLast() <= 10, single.toString());
    assertTrue(split.getLast() <= 60, split.toString());
  }

  /** A random generator. Adjacent seeds produce similar first values, so the seeds are spread. */
  private static Random random(int seed) {
    return new Random(seed * 0x9e3779b97f4a7c15L);
  }

  private static SimulatedDay day(int seed, double loss) {
    Random random = random(seed);
    SimulatedDay day = new SimulatedDay(random, loss, SimulatedDay.anyParts(random));
    return day.until(Scene.START.plus(DAY));
  }
}
