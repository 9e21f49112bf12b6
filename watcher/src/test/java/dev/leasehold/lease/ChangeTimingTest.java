package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.C;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.START;
import static dev.leasehold.lease.Scene.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.lease.Evidence.Candidate;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** After two replacements the next prefix must stay preferred for ten seconds. */
class ChangeTimingTest {
  private final Scene scene = Scene.usual();

  @Test
  void takesTheFirstDueCandidateOrElseTheFirst() {
    Candidate recent = candidate(A, 1);
    Candidate due = candidate(B, 20);
    ChangeTiming timing = timing();
    assertEquals(Optional.of(due), timing.first(List.of(recent, due), _ -> true));
    assertEquals(Optional.of(recent), timing.first(List.of(recent, due), recent::equals));
    assertEquals(Optional.of(recent), timing.first(List.of(recent, candidate(B, 2)), _ -> true));
    assertEquals(Optional.empty(), timing.first(List.of(recent, due), _ -> false));
  }

  @Test
  void holdsAChangeUntilItsPrefixIsDue() {
    scene.hears(R1, preferred(A));
    scene.now = START.plusSeconds(100);
    scene.hears(R1, preferred(A), preferred(B));
    PrefixChange toNew = new PrefixChange.Replaced(C, B, R1, Standing.WITHDRAWN);
    PrefixChange toOld = new PrefixChange.Replaced(C, A, R1, Standing.WITHDRAWN);
    assertEquals(
        Optional.of(scene.now.plusSeconds(10)), timing().heldBack(toNew).map(HeldBack::from));
    assertEquals(Optional.empty(), timing().heldBack(toOld));
  }

  private ChangeTiming timing() {
    Evidence evidence =
        new Evidence(
            scene.sightings.routers(),
            List.of(),
            new ConfiguredSources(Scene.intent(Transition.DEFAULT)),
            Scene.SOURCE,
            _ -> true,
            Duration.ofSeconds(5),
            scene.now,
            scene.newestCommit);
    LeaseChange replaced = new PrefixChange.Replaced(A, B, R1, Standing.WITHDRAWN);
    return new ChangeTiming(
        DampingState.NONE.wrote(List.of(replaced, replaced), scene.now), evidence);
  }

  private Candidate candidate(Prefix prefix, long secondsAgo) {
    return new Candidate(
        prefix,
        R1,
        START.minusSeconds(100),
        START.plusSeconds(1_000),
        scene.now.minusSeconds(secondsAgo),
        true,
        false);
  }
}
