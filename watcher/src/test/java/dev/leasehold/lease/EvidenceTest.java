package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.R2;
import static dev.leasehold.lease.Scene.START;
import static dev.leasehold.lease.Scene.deprecated;
import static dev.leasehold.lease.Scene.preferred;
import static dev.leasehold.lease.Scene.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.lease.Evidence.Candidate;
import dev.leasehold.lease.PrefixDecision.Solicitation;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The combined state of one prefix over several routers. */
class EvidenceTest {
  private final Scene scene = Scene.usual().found(A);

  @Test
  void takesTheEarliestPreferredTimeOfTwoRouters() {
    Candidate early = candidate(10);
    Candidate late = candidate(20);
    assertEquals(at(10), early.and(late).preferredSince());
    assertEquals(at(10), late.and(early).preferredSince());
  }

  /** The solicitation checks whether the router still claims the prefix. */
  @Test
  void solicitsARouterAboutADisputedRelevantPrefix() {
    scene.hears(R1, preferred(A));
    scene.after(5);
    scene.hears(R2, withdrawn(A));
    List<Solicitation> atOnce = List.of(new Solicitation("lan0", START));
    assertEquals(atOnce, evidence(_ -> false).solicitations(List.of(A)));
    assertEquals(List.of(), evidence(_ -> false).solicitations(List.of()));
    assertTrue(evidence(_ -> true).solicitations(List.of()).containsAll(atOnce));
  }

  @Test
  void disputesOnlyPreferredClaims() {
    scene.hears(R1, deprecated(A));
    ignores(10);
    scene.hears(R2, withdrawn(A));
    scene.after(10);
    assertEquals(Standing.DEPRECATED, evidence(_ -> true).standing(A));
  }

  @Test
  void ignoresADisputedClaimOfASilentRouter() {
    scene.hears(R1, preferred(A));
    ignores(10);
    scene.hears(R2, withdrawn(A));
    scene.after(10);
    assertEquals(Standing.WITHDRAWN, evidence(_ -> true).standing(A));
  }

  @Test
  void ignoresDisputesFromAnotherLink() {
    scene.hears(R1, preferred(A));
    ignores(10);
    scene.hears(new Origin.Advertised("lan1", R2.router()), withdrawn(A));
    scene.after(10);
    assertEquals(Standing.PREFERRED, evidence(_ -> true).standing(A));
  }

  @Test
  void decidesAgainWhenARouterBecomesUnresponsiveOrGone() {
    scene.hears(R1, preferred(A));
    ignores(10);
    assertTrue(turningPoints().contains(at(22)));
    ignores(1_800);
    assertTrue(turningPoints().contains(at(1_812)));
  }

  /** Sends three solicitations four seconds apart, and waits. */
  private void ignores(long from) {
    for (int i = 0; i < 3; i++) {
      scene.now = at(from + 4L * i);
      scene.solicits();
    }
    scene.now = scene.now.plusSeconds(1);
  }

  private List<Instant> turningPoints() {
    return evidence(_ -> true).turningPoints(_ -> false).toList();
  }

  private Evidence evidence(Predicate<Prefix> accepted) {
    return new Evidence(
        scene.sightings.routers(),
        List.of(),
        new ConfiguredSources(Scene.intent(Transition.DEFAULT)),
        Scene.SOURCE,
        accepted,
        Duration.ofSeconds(5),
        scene.now,
        scene.newestCommit);
  }

  private static Candidate candidate(long preferredSince) {
    return new Candidate(B, R1, START, at(1_000), at(preferredSince), true, false);
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }
}
