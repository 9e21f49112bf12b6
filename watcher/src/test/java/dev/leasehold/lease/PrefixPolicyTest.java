package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.C;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.R2;
import static dev.leasehold.lease.Scene.START;
import static dev.leasehold.lease.Scene.announced;
import static dev.leasehold.lease.Scene.deprecated;
import static dev.leasehold.lease.Scene.origin;
import static dev.leasehold.lease.Scene.preferred;
import static dev.leasehold.lease.Scene.transition;
import static dev.leasehold.lease.Scene.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.lease.PrefixChange.Acquired;
import dev.leasehold.lease.PrefixChange.Lost;
import dev.leasehold.lease.PrefixChange.Renumbered;
import dev.leasehold.lease.PrefixChange.Replaced;
import dev.leasehold.lease.PrefixChange.Returned;
import dev.leasehold.lease.PrefixDecision.Solicitation;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The table of changes of the current prefix in the design document, row by row. */
class PrefixPolicyTest {

  @Nested
  class TheFirstPrefix {
    @Test
    void isUsedAfterMinStable() {
      Scene scene = Scene.usual();
      PrefixDecision heard = scene.hears(R1, preferred(A));
      assertEquals(List.of(), heard.changes());
      assertEquals(Optional.of(START.plusSeconds(5)), heard.lookAgainAt());

      assertEquals(List.of(), scene.after(4).changes());
      PrefixDecision stable = scene.after(1);
      assertEquals(List.of(new Acquired(A, R1)), stable.changes());
      assertEquals(List.of(new Current(A, START.plusSeconds(5))), stable.lease().entries());
      assertEquals("fe80::1 on lan0 announces 2001:db8:a::/56", reason(stable));
    }

    @Test
    void isUsedAtOnceWithoutMinStable() {
      Scene scene = Scene.with(transition(0, OnFlash.REPLACE, OnLoss.KEEP));
      assertEquals(List.of(new Acquired(A, R1)), scene.hears(R1, preferred(A)).changes());
    }

    @Test
    void isNotUsedWhenItWasWithdrawnWithinMinStable() {
      Scene scene = Scene.usual();
      scene.hears(R1, preferred(A));
      scene.after(2);
      scene.hears(R1, withdrawn(A));
      assertEquals(List.of(), scene.after(60).changes());
    }

    @Test
    void waitsForMinStableAgainAfterAnAbsence() {
      Scene scene = Scene.usual();
      scene.hears(R1, preferred(A));
      scene.now = scene.now.plusSeconds(1);
      scene.hears(R1);
      scene.answers(R1);
      assertEquals(Optional.empty(), scene.current());
      scene.hears(R1, preferred(A));
      assertEquals(Optional.empty(), scene.current());
      scene.after(5);
      assertEquals(Optional.of(A), scene.current());
    }

    @Test
    void isNotADeprecatedPrefix() {
      Scene scene = Scene.usual();
      scene.hears(R1, deprecated(A));
      assertEquals(List.of(), scene.after(60).changes());
    }

    /** The first answer does not show whether the router splits its options. */
    @Test
    void solicitsItsRouterTwice() {
      Scene scene = Scene.usual();
      PrefixDecision heard = scene.hears(R1, preferred(A));
      assertEquals(List.of(new Solicitation("lan0", START.plusSeconds(4))), heard.solicitations());
      PrefixDecision once = scene.solicits().after(4);
      assertEquals(List.of(new Solicitation("lan0", START.plusSeconds(4))), once.solicitations());
      assertEquals(List.of(), scene.solicits().decides().solicitations());
    }

    @Test
    void solicitsNoRouterForARefusedPrefix() {
      Scene scene = Scene.usual();
      PrefixDecision heard = scene.hears(R1, preferred(Prefix.parse("fd00::/56")));
      assertEquals(List.of(), heard.solicitations());
      assertEquals(Optional.empty(), heard.lookAgainAt());
    }

    @Test
    void startsInWholeSeconds() {
      Scene scene = Scene.usual();
      scene.now = START.plusMillis(700);
      scene.hears(R1, preferred(A));
      scene.after(5);
      assertEquals(START.plusSeconds(5), scene.tip.current().orElseThrow().since());
    }
  }

  @Nested
  class OneOfSeveral {
    @Test
    void theOneWithTheLongerPreferredLifetimeIsTaken() {
      Scene scene = Scene.usual();
      scene.hears(R1, announced(A, 600, 3600), announced(B, 1200, 3600));
      scene.after(5);
      assertEquals(Optional.of(B), scene.current());
    }

    @Test
    void theLowestOfEqualOnesIsTakenInAnyOrder() {
      Scene scene = Scene.usual();
      scene.hears(R1, preferred(B), preferred(A));
      scene.after(5);
      assertEquals(Optional.of(A), scene.current());
    }

    @Test
    void theEarliestAnnouncedIsTaken() {
      Scene scene = Scene.usual();
      scene.hears(R1, preferred(B));
      scene.now = scene.now.plusSeconds(1);
      scene.hears(R2, announced(A, 7200, 7200));
      scene.after(60);
      assertEquals(Optional.of(B), scene.current());
    }

    @Test
    void theLongestPreferredLifetimeOverAllRoutersCounts() {
      for (Origin longer : List.of(R1, R2)) {
        Scene scene = Scene.usual();
        scene.hears(R1, announced(A, longer.equals(R1) ? 1800 : 600, 3600));
        scene.hears(R2, announced(A, longer.equals(R2) ? 1800 : 600, 3600));
        scene.hears(origin("fe80::3"), announced(B, 1200, 3600));
        scene.after(5);
        assertEquals(Optional.of(A), scene.current(), "preferred for longer by " + longer);
      }
    }

    @Test
    void theFirstRouterOfACandidateDecidesMinStable() {
      for (Origin first : List.of(R1, R2)) {
        Scene scene = Scene.usual();
        scene.hears(first, preferred(A));
        scene.now = scene.now.plusSeconds(3);
        assertEquals(List.of(), scene.hears(first.equals(R1) ? R2 : R1, preferred(A)).changes());
        assertEquals(List.of(new Acquired(A, first)), scene.after(2).changes());
      }
    }

    @Test
    void aCandidateIsInDoubtOnlyWhenAllOfItsRoutersLeaveItOut() {
      for (Origin first : List.of(R1, R2)) {
        Scene scene = Scene.usual();
        scene.hears(R1, preferred(A));
        scene.hears(R2, preferred(A));
        assertFalse(scene.hears(first).doubtful());
        assertTrue(scene.hears(first.equals(R1) ? R2 : R1).doubtful());
      }
    }

    @Test
    void theCurrentStaysWhileItIsPreferred() {
      Scene scene = Scene.usual().holding(B);
      for (int i = 0; i < 100; i++) {
        scene.now = scene.now.plusSeconds(60);
        assertEquals(List.of(), scene.hears(R1, preferred(A), preferred(B)).changes());
      }
    }

    @Test
    void theSamePrefixesFromTwoRoutersDoNotFlap() {
      Scene scene = Scene.usual().holding(A);
      for (int i = 0; i < 100; i++) {
        scene.now = scene.now.plusSeconds(60);
        assertEquals(List.of(), scene.hears(R2, preferred(B), preferred(A)).changes());
        assertEquals(List.of(), scene.hears(R1, preferred(A), preferred(B)).changes());
      }
    }

    @Test
    void onePrefixPerRouterDoesNotFlap() {
      Scene scene = Scene.usual().holding(A);
      for (int i = 0; i < 100; i++) {
        scene.now = scene.now.plusSeconds(60);
        assertEquals(List.of(), scene.hears(R2, preferred(B)).changes());
        assertEquals(List.of(), scene.hears(R1, preferred(A)).changes());
      }
    }

    @Test
    void theCurrentStaysWhileOneOfItsRoutersPrefersIt() {
      Scene scene = Scene.usual().holding(A);
      scene.hears(R2, preferred(A), preferred(B));
      scene.after(60);
      scene.hears(R1, withdrawn(A), preferred(B));
      assertEquals(List.of(), scene.after(60).changes());
      scene.hears(R2, deprecated(A), preferred(B));
      assertEquals(Optional.of(B), scene.current());
    }
  }

  @Nested
  class DeprecatedPrefix {
    @Test
    void drainsBesideItsSuccessor() {
      Scene scene = Scene.usual().holding(A);
      scene.now = START.plusSeconds(600);
      scene.hears(R1, announced(A, 0, 7200), preferred(B));
      assertEquals(Optional.of(A), scene.current());

      PrefixDecision stable = scene.after(5);
      Instant until = START.plusSeconds(605 + 3600);
      assertEquals(List.of(new Renumbered(A, B, R1, Standing.DEPRECATED, until)), stable.changes());
      assertEquals(
          List.of(
              new Current(B, START.plusSeconds(605)), new Draining(A, START.plusSeconds(5), until)),
          stable.lease().entries());
      assertEquals(
          "fe80::1 on lan0 announces 2001:db8:b::/56; 2001:db8:a::/56 is deprecated"
              + " and drains until 2026-11-21T11:10:05Z",
          reason(stable));
    }

    @Test
    void drainsNoLongerThanItIsValid() {
      Scene scene = Scene.usual().holding(A);
      scene.hears(R1, announced(A, 0, 900), preferred(B));
      scene.after(5);
      assertEquals("10:15:05Z", Scene.at(scene.drainUntil(A)));
    }

    @Test
    void isReplacedWhenNoTimeIsLeftToDrain() {
      Scene scene = Scene.usual().holding(A);
      scene.hears(R1, preferred(A), preferred(B));
      scene.now = scene.now.plusMillis(5000 + 300);
      PrefixDecision decision =
          scene.hears(R1, new Announced(A, Duration.ZERO, Duration.ofMillis(600)), preferred(B));
      assertEquals(List.of(new Replaced(A, B, R1, Standing.DEPRECATED)), decision.changes());
    }

    @Test
    void isDeprecatedWhenItsLifetimeEnds() {
      Scene scene = Scene.usual();
      scene.hears(R1, announced(A, 600, 3600), preferred(B));
      scene.tip = new PrefixLease("home", Scene.SOURCE, List.of(new Current(A, START)));
      scene.now = START.plusSeconds(500);
      scene.hears(R2, preferred(B));
      assertEquals(Optional.of(START.plusSeconds(505)), scene.decides().lookAgainAt());
      assertEquals(List.of(), scene.after(99).changes());
      assertEquals(Optional.of(START.plusSeconds(600)), scene.decides().lookAgainAt());
      scene.after(1);
      assertEquals(Optional.of(B), scene.current());
      assertEquals(List.of(A), scene.draining());
    }

    @Test
    void staysWithoutASuccessor() {
      Scene scene = Scene.usual().holding(A);
      scene.hears(R1, deprecated(A));
      PrefixDecision later = scene.after(600);
      assertEquals(List.of(), later.changes());
      assertEquals(Standing.DEPRECATED, later.current());
      assertFalse(later.lost());
    }

    @Test
    void staysWhileItsSuccessorIsDeprecatedToo() {
      Scene scene = Scene.usual().holding(A);
      scene.hears(R1, deprecated(A), deprecated(B));
      assertEquals(List.of(), scene.after(600).changes());
    }
  }

  @Nested
  class WithdrawnPrefix {
    @Test
    void isReplacedAtOnce() {
      Scene scene = Scene.usual().holding(A);
      PrefixDecision decision = scene.hears(R1, withdrawn(A), preferred(B));
      assertEquals(List.of(new Replaced(A, B, R1, Standing.WITHDRAWN)), decision.changes());
      assertEquals(List.of(new Current(B, scene.now)), scene.tip.entries());
      assertEquals(
          "fe80::1 on lan0 announces 2001:db8:b::/56; 2001:db8:a::/56 was withdrawn"
              + " and is replaced at once",
          reason(decision));
    }

    @Test
    void staysLostUntilASuccessorComes() {
      Scene scene = Scene.usual().holding(A);
      PrefixDecision alone = scene.hears(R1, withdrawn(A));
      assertEquals(List.of(), alone.changes());
      assertTrue(alone.lost());
      assertTrue(scene.after(86_400).lost());
      assertEquals(
          List.of(new Replaced(A, B, R1, Standing.WITHDRAWN)),
          scene.hears(R1, preferred(B)).changes());
      assertFalse(scene.decides().lost());
    }

    @Test
    void isFoundAgainWhenItIsAnnouncedAgain() {
      Scene scene = Scene.usual().holding(A);
      assertTrue(scene.hears(R1, withdrawn(A)).lost());
      PrefixDecision back = scene.hears(R1, preferred(A));
      assertFalse(back.lost());
      assertEquals(List.of(), back.changes());
    }

    @Test
    void isRemovedWithoutASuccessorWhenOnLossIsWithdraw() {
      Scene scene = Scene.with(transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW)).holding(A);
      PrefixDecision decision = scene.hears(R1, withdrawn(A));
      assertEquals(List.of(new Lost(A, Standing.WITHDRAWN)), decision.changes());
      assertEquals("2001:db8:a::/56 was withdrawn, and onLoss is Withdraw", reason(decision));
      assertEquals(List.of(), scene.tip.entries());
      scene.hears(R1, preferred(A));
      scene.after(5);
      assertEquals(Optional.of(A), scene.current());
    }

    @Test
    void doesNotEndTheDrainsOfOtherPrefixes() {
      Scene scene = Scene.with(transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW)).holding(A);
      scene.hears(R1, deprecated(A), preferred(B));
      scene.after(5);
      scene.sightings = Sightings.NONE; // no known router announces A
      scene.hears(R1, withdrawn(B));
      assertEquals(Optional.empty(), scene.current());
      assertEquals(List.of(A), scene.draining());
    }

    @Test
    void isReplacedByADrainingPrefixThatStillWorks() {
      for (OnLoss onLoss : OnLoss.values()) {
        Scene scene = Scene.with(transition(5, OnFlash.REPLACE, onLoss)).holding(A);
        scene.hears(R1, deprecated(A), preferred(B));
        scene.after(5);
        PrefixDecision lost = scene.hears(R1, deprecated(A), withdrawn(B));
        assertEquals(List.of(new Returned(B, A, R1, Standing.WITHDRAWN)), lost.changes());
        assertEquals(
            "2001:db8:b::/56 was withdrawn; 2001:db8:a::/56 still works and is current again",
            reason(lost));
        assertEquals(List.of(new Current(A, START.plusSeconds(10))), scene.tip.entries());
      }
    }

    @Test
    void isNotReplacedByADrainingPrefixThatIsGoneToo() {
      Scene scene = Scene.usual().holding(A);
      scene.hears(R1, deprecated(A), preferred(B));
      scene.after(5);
      scene.hears(R1, withdrawn(A), withdrawn(B));
      assertEquals(Optional.of(B), scene.current());
      assertEquals(List.of(), scene.draining());
    }
  }

  @Nested
  class ExpiredPrefix {
    @Test
    void isReplacedOnceItsSuccessorIsSteady() {
      Scene scene = Scene.usual().holding(A);
      PrefixDecision silent = scene.after(3600);
      assertTrue(silent.lost());
      assertEquals(Standing.EXPIRED, silent.current());
      assertEquals(List.of(), scene.hears(R2, preferred(B)).changes());
      assertEquals(List.of(new Replaced(A, B, R2, Standing.EXPIRED)), scene.after(5).changes());
    }

    @Test
    void isLostOnlyWhenItsLastRouterLosesIt() {
      Scene scene = Scene.usual().holding(A);
      scene.hears(R2, preferred(A));
      scene.hears(R1, withdrawn(A));
      assertEquals(Standing.PREFERRED, scene.decides().current());
      assertEquals(Standing.EXPIRED, scene.after(3600).current());
    }

    /** The absence from one router then changes nothing. */
    @Test
    void isNotInDoubtWhileAnotherRouterPrefersIt() {
      Scene scene = Scene.usual().holding(A);
      scene.hears(R2, announced(A, 90_000, 90_000));
      scene.solicits().after(5);
      scene.solicits().after(3600);
      PrefixDecision without = scene.hears(R1);
      assertEquals(Standing.PREFERRED, without.current());
      assertFalse(without.doubtful());
      assertEquals(List.of(), without.solicitations());
    }

    @Test
    void isNotScheduledForARefusedPrefix() {
      Prefix ula = Prefix.parse("fd00::/56");
      Scene scene = Scene.usual();
      assertEquals(1, scene.hears(R1, announced(ula, 600, 1200)).refusals().size());
      assertEquals(Optional.empty(), scene.decides().lookAgainAt());
      assertEquals(List.of(), scene.after(1200).refusals());
    }

    @Test
    void isScheduledForTheEndOfItsLifetime() {
      Scene scene = Scene.usual().holding(A);
      assertEquals(Optional.of(START.plusSeconds(1800)), scene.decides().lookAgainAt());
      assertEquals(Optional.of(START.plusSeconds(3600)), scene.after(1800).lookAgainAt());
      assertEquals(Optional.empty(), scene.after(1800).lookAgainAt());
    }

    @Test
    void staysExpiredWhileOtherRoutersAreHeard() {
      Scene scene = Scene.usual().holding(A);
      scene.after(3600);
      scene.hears(R2);
      assertEquals(Standing.EXPIRED, scene.decides().current());
    }

    @Test
    void waitsForASuccessorThatIsNotSteadyYet() {
      Scene scene = Scene.with(transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW)).holding(A);
      scene.now = START.plusSeconds(3599);
      scene.hears(R2, preferred(B));
      assertEquals(List.of(), scene.after(1).changes());
      assertEquals(List.of(new Replaced(A, B, R2, Standing.EXPIRED)), scene.after(4).changes());
    }

    @Test
    void isRemovedWithoutASuccessorWhenOnLossIsWithdraw() {
      Scene scene = Scene.with(transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW)).holding(A);
      assertEquals(List.of(new Lost(A, Standing.EXPIRED)), scene.after(3600).changes());
    }

    @Test
    void neverComesWithInfiniteLifetimes() {
      Scene scene = Scene.usual();
      Duration infinite = Duration.ofSeconds(Long.MAX_VALUE);
      scene.hears(R1, new Announced(A, infinite, infinite));
      PrefixDecision later = scene.after(20L * 365 * 86_400);
      assertEquals(Optional.of(A), scene.current());
      assertFalse(later.lost());
    }
  }

  @Nested
  class AClockBehindTheTip {
    private final Scene scene = Scene.usual().holding(A);

    AClockBehindTheTip() {
      scene.hears(R1, preferred(A), preferred(B));
      scene.after(5);
      scene.newestCommit = scene.now.plusSeconds(600);
    }

    @Test
    void postponesAReplacementOfAWorkingPrefix() {
      PrefixDecision behind = scene.hears(R1, deprecated(A), preferred(B));
      assertEquals(List.of(), behind.changes());
      assertEquals(Optional.of(scene.newestCommit), behind.lookAgainAt());
      scene.now = scene.newestCommit;
      scene.decides();
      assertEquals(Optional.of(B), scene.current());
      assertEquals(scene.newestCommit.plusSeconds(3000), scene.drainUntil(A));
    }

    @Test
    void doesNotPostponeAReplacementOfADeadPrefix() {
      scene.hears(R1, withdrawn(A), preferred(B));
      assertEquals(List.of(new Current(B, scene.newestCommit)), scene.tip.entries());
    }

    @Test
    void movesAllTimesWhenItIsSet() {
      Duration step = Duration.ofDays(20_000);
      PrefixDecision before = scene.decides();
      scene.setsTheClock(step);
      PrefixDecision after = scene.decides();
      assertEquals(List.of(), after.changes());
      assertFalse(after.lost());
      assertTrue(before.clockBehind());
      assertFalse(after.clockBehind());
      assertEquals(Standing.EXPIRED, scene.after(3600).current());
    }
  }

  @Nested
  class Suspended {
    @Test
    void keepsTheLeaseAndReportsItsStanding() {
      Scene scene = Scene.usual().holding(A);
      scene.hears(R1, deprecated(A), preferred(B));
      scene.after(5);
      scene.policy =
          new PrefixPolicy(Scene.intent(Scene.ACCEPT, Transition.DEFAULT, true), Set.of());
      PrefixLease frozen = scene.tip;
      Prefix ula = Prefix.parse("fd00::/56");
      PrefixDecision decision =
          scene.hears(R1, withdrawn(A), withdrawn(B), preferred(C), preferred(ula));
      assertEquals(frozen, decision.lease());
      assertTrue(decision.lost());
      assertEquals(1, decision.refusals().size());
      assertEquals(frozen, scene.after(86_400).lease());
    }
  }

  @Nested
  class NothingNew {
    @Test
    void changesNothing() {
      Scene scene = Scene.usual().holding(A);
      PrefixLease lease = scene.tip;
      for (int i = 0; i < 50; i++) {
        scene.now = scene.now.plusSeconds(600);
        assertEquals(lease, scene.hears(R1, preferred(A)).lease());
      }
    }

    @Test
    void isKnownAfterARestart() {
      Scene scene = Scene.usual().found(A);
      PrefixDecision decision = scene.after(86_400);
      assertEquals(List.of(), decision.changes());
      assertEquals(Standing.UNKNOWN, decision.current());
      assertFalse(decision.lost());
    }

    /** The watcher did not run at the last renewal. */
    @Test
    void isKnownWhenTheSavedLifetimeEnds() {
      Scene scene = Scene.with(transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW)).holding(A);
      scene.hears(R2, announced(A, 600, 1200));
      scene.sightings = remembered(scene);
      assertEquals(List.of(), scene.decides().solicitations());
      scene.now = scene.now.plusSeconds(3600);
      PrefixDecision later = scene.hears(origin("fe80::3"), deprecated(B));
      assertEquals(Standing.UNKNOWN, later.current());
      assertEquals(List.of(), later.changes());
    }

    @Test
    void isKnownFromARenewalAfterARestart() {
      Scene scene = Scene.usual().found(A);
      PrefixLease lease = scene.tip;
      assertEquals(lease, scene.hears(R1, preferred(A)).lease());
      assertEquals(lease, scene.after(60).lease());
    }
  }

  /** The reports of the sources, as in the status. */
  @Nested
  class SourceReports {
    @Test
    void isInTheOrderOfSourcesAndPrefixes() {
      Scene scene = Scene.usual().found(A);
      scene.hears(R2, deprecated(A));
      scene.hears(R1, preferred(B), withdrawn(A));
      Instant end = START.plusSeconds(3600);
      assertEquals(
          List.of(
              new SourceReport(R1, A, Standing.WITHDRAWN, START, START),
              new SourceReport(R1, B, Standing.PREFERRED, START.plusSeconds(1800), end),
              new SourceReport(R2, A, Standing.DEPRECATED, START, end)),
          scene.policy.said(scene.sightings, START));
    }
  }

  /** The sightings after a restart. */
  private static Sightings remembered(Scene scene) {
    return RouterMemory.parse(RouterMemory.lines(scene.sightings), scene.now);
  }

  private static String reason(PrefixDecision decision) {
    return decision.changes().getFirst().reason();
  }
}
