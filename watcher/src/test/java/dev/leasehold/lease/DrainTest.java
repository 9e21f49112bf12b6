package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.C;
import static dev.leasehold.lease.Scene.D;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.R2;
import static dev.leasehold.lease.Scene.START;
import static dev.leasehold.lease.Scene.announced;
import static dev.leasehold.lease.Scene.deprecated;
import static dev.leasehold.lease.Scene.preferred;
import static dev.leasehold.lease.Scene.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.Accept;
import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.api.DynamicPrefix.Review;
import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.lease.PrefixChange.DrainEnded;
import dev.leasehold.lease.PrefixChange.DrainShortened;
import dev.leasehold.lease.PrefixChange.HistoryTrimmed;
import dev.leasehold.lease.PrefixChange.Renumbered;
import dev.leasehold.lease.PrefixChange.Replaced;
import dev.leasehold.lease.PrefixChange.Returned;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The drain of an old prefix after its successor became current. */
class DrainTest {
  private final Scene scene = Scene.usual().holding(A);

  DrainTest() {
    scene.hears(R1, deprecated(A), preferred(B));
    scene.after(5);
    assertEquals("11:00:05Z", Scene.at(scene.drainUntil(A)));
  }

  @Test
  void endsOnTime() {
    scene.hears(R1, deprecated(A), announced(B, 90_000, 90_000));
    assertEquals(Optional.of(scene.drainUntil(A)), scene.solicits().after(5).lookAgainAt());
    scene.now = scene.drainUntil(A).minusMillis(1);
    assertEquals(List.of(), scene.decides().changes());
    scene.now = scene.drainUntil(A);
    PrefixDecision end = scene.decides();
    assertEquals(List.of(new DrainEnded(A)), end.changes());
    assertEquals("2001:db8:a::/56 has drained", reason(end));
    assertEquals(List.of(new Current(B, START.plusSeconds(10))), scene.tip.entries());
  }

  @Test
  void endsOnAWithdrawal() {
    PrefixDecision end = scene.hears(R1, withdrawn(A), preferred(B));
    assertEquals(List.of(new DrainShortened(A, Standing.WITHDRAWN)), end.changes());
    assertEquals("2001:db8:a::/56 was withdrawn before its drain ended", reason(end));
  }

  @Test
  void endsWithAShortenedValidLifetimeWithoutAnExtraCommit() {
    Instant until = scene.drainUntil(A);
    PrefixDecision shortened = scene.hears(R1, announced(A, 0, 300), preferred(B));
    assertEquals(List.of(), shortened.changes());
    assertEquals(until, scene.drainUntil(A));
    scene.after(60);
    assertEquals(Optional.of(START.plusSeconds(310)), scene.decides().lookAgainAt());
    assertEquals(List.of(new DrainShortened(A, Standing.EXPIRED)), scene.after(240).changes());
  }

  @Test
  void endsWithAShortenedValidLifetimeThatExpiredBeforeTheNextAdvertisement() {
    scene.hears(R1, announced(A, 0, 300), preferred(B));
    scene.now = scene.now.plusSeconds(400);
    PrefixDecision end = scene.hears(R2, preferred(C));
    assertEquals(List.of(new DrainShortened(A, Standing.EXPIRED)), end.changes());
  }

  @Test
  void isNeverExtended() {
    Instant until = scene.drainUntil(A);
    scene.after(60);
    scene.hears(R1, announced(A, 0, 90_000), preferred(B));
    assertEquals(until, scene.drainUntil(A));
    scene.hears(R1, preferred(A), preferred(B));
    assertEquals(until, scene.drainUntil(A));
  }

  /** LB-IPAM keeps addresses in the old block for as long as the block exists. */
  @Test
  void endsAtOnceWhenThePrefixIsNoLongerAnnounced() {
    scene.after(60);
    assertEquals(List.of(), scene.hears(R1, preferred(B)).changes());
    assertEquals(
        List.of(new DrainShortened(A, Standing.UNMENTIONED)),
        scene.answers(R1, preferred(B)).changes());
    assertEquals(Optional.of(B), scene.current());
  }

  @Test
  void continuesWithoutAnAnnouncementWhenOnFlashIsDrain() {
    Scene draining = Scene.with(Scene.transition(5, OnFlash.DRAIN, OnLoss.KEEP)).holding(A);
    draining.hears(R1, preferred(B));
    draining.answers(R1, preferred(B));
    assertEquals(List.of(A), draining.draining());
    draining.after(600);
    assertEquals(List.of(A), draining.draining());
  }

  /** A second change within the drain: A and B are announced, and then only C. */
  @Test
  void endsTogetherWithALostSuccessor() {
    scene.after(15);
    scene.hears(R1, preferred(C));
    scene.answers(R1, preferred(C));
    assertEquals(Optional.of(C), scene.current());
    assertEquals(List.of(), scene.draining());
  }

  @Test
  void continuesWhenOnlyTheSuccessorIsReplaced() {
    scene.after(15);
    scene.hears(R1, deprecated(A), preferred(C));
    scene.answers(R1, deprecated(A), preferred(C));
    assertEquals(Optional.of(C), scene.current());
    assertEquals(List.of(A), scene.draining());
  }

  /**
   * Otherwise all Services would move to a prefix that may be dead, and the working one would be
   * removed.
   */
  @Test
  void doesNotEndWhileTheSuccessorIsInDoubt() {
    scene.hears(R1, announced(A, 0, 7200), announced(B, 7200, 7200));
    scene.now = scene.drainUntil(A).minusSeconds(2);
    scene.hears(R1, announced(A, 0, 7200));
    scene.solicits();
    PrefixDecision due = scene.after(2);
    assertEquals(List.of(), due.changes());
    assertEquals(
        List.of(new Returned(B, A, R1, Standing.UNMENTIONED)),
        scene.answers(R1, announced(A, 0, 7200)).changes());
  }

  /** The draining prefix may become current again after its router has answered. */
  @Test
  void doesNotEndWhileTheSuccessorIsLost() {
    scene.hears(R1, announced(A, 0, 7200), announced(B, 7200, 7200));
    scene.now = scene.drainUntil(A).minusSeconds(2);
    scene.hears(R1, withdrawn(B)); // A comes in another advertisement
    scene.solicits();
    assertEquals(List.of(), scene.after(3).changes());
    assertEquals(
        List.of(new Returned(B, A, R1, Standing.WITHDRAWN)),
        scene.hears(R1, announced(A, 0, 7200)).changes());
  }

  /** A router that never had the old prefix proves nothing about it. */
  @Test
  void endsOnTimeDespiteARouterWithOnlyAUla() {
    Prefix ula = Prefix.parse("fd00:1::/64");
    scene.hears(R1, deprecated(A), announced(B, 90_000, 90_000));
    for (int i = 0; i < 5; i++) {
      assertFalse(scene.hears(R2, announced(ula, 90_000, 90_000)).doubtful());
      scene.solicits().after(4);
    }
    scene.now = scene.drainUntil(A);
    assertEquals(List.of(new DrainEnded(A)), scene.decides().changes());
  }

  /** A single announcement by an unknown router does not keep a dead prefix current. */
  @Test
  void returnsToTheDrainingPrefixWhenAnotherCandidateIsInDoubt() {
    scene.hears(R2, announced(C, 90_000, 90_000));
    scene.hears(R2);
    assertEquals(
        List.of(new Returned(B, A, R1, Standing.WITHDRAWN)),
        scene.hears(R1, deprecated(A), withdrawn(B)).changes());
  }

  @Test
  void endsWhenThePrefixBecomesCurrentAgain() {
    scene.after(60);
    scene.hears(R1, preferred(A), deprecated(B));
    PrefixDecision back = scene.after(5);
    Instant until = scene.now.plusSeconds(3595);
    assertEquals(List.of(new Renumbered(B, A, R1, Standing.DEPRECATED, until)), back.changes());
    assertEquals(
        List.of(new Current(A, scene.now), new Draining(B, START.plusSeconds(10), until)),
        scene.tip.entries());
  }

  @Test
  void endsTheOldestDrainBeyondMaxPrefixHistory() {
    scene.hears(R1, deprecated(A), deprecated(B), preferred(C));
    scene.after(5);
    assertEquals(List.of(B, A), scene.draining());
    scene.hears(R1, deprecated(A), deprecated(B), deprecated(C), preferred(D));
    PrefixDecision fourth = scene.after(10);
    assertEquals(Optional.of(D), scene.current());
    assertEquals(List.of(C, B), scene.draining());
    assertEquals(new HistoryTrimmed(A, 2), fourth.changes().getLast());
    assertEquals(
        "2001:db8:a::/56 stops draining: maxPrefixHistory is 2",
        fourth.changes().getLast().reason());
  }

  @Test
  void doesNotEndByAClockBehindTheTip() {
    scene.newestCommit = scene.drainUntil(A).plusSeconds(600);
    scene.now = scene.drainUntil(A).plusSeconds(1);
    PrefixDecision behind = scene.hears(R1, preferred(B));
    assertEquals(List.of(), behind.changes());
    assertTrue(behind.clockBehind());
    scene.now = scene.newestCommit;
    assertEquals(List.of(new DrainEnded(A)), scene.decides().changes());
  }

  /** A machine without a clock battery gets its time from the network during the drain. */
  @Test
  void keepsItsRemainingTimeWhenTheClockIsSet() {
    scene.hears(R1, announced(A, 0, 90_000), announced(B, 90_000, 90_000));
    Instant end = scene.drainUntil(A);
    scene.drains = scene.drains.seen(List.of(scene.tip), scene.newestCommit, scene.now);
    Duration step = Duration.ofDays(1);
    scene.setsTheClock(step);
    assertEquals(List.of(), scene.decides().changes());
    scene.now = end.plus(step).minusMillis(1);
    PrefixDecision before = scene.decides();
    assertEquals(List.of(), before.changes());
    assertEquals(Optional.of(end.plus(step)), before.lookAgainAt());
    scene.now = end.plus(step);
    assertEquals(List.of(new DrainEnded(A)), scene.decides().changes());
  }

  @Test
  void returnsOnlyToAnAcceptedPrefix() {
    Accept accept = new Accept(List.of(B), 48, 64, List.of());
    scene.policy = new PrefixPolicy(Scene.intent(accept, Transition.DEFAULT, false), Set.of());
    PrefixDecision lost = scene.hears(R1, deprecated(A), withdrawn(B));
    assertEquals(List.of(), lost.changes());
    assertTrue(lost.lost());
  }

  @Test
  void endsOnAWithdrawalWithAnyClock() {
    scene.newestCommit = scene.drainUntil(A).plusSeconds(600);
    assertEquals(
        List.of(new DrainShortened(A, Standing.WITHDRAWN)),
        scene.hears(R1, withdrawn(A), preferred(B)).changes());
  }

  @Test
  void doesNotStartWithoutHistory() {
    Scene without =
        Scene.with(
                new Transition(
                    Duration.ofMinutes(60),
                    0,
                    Duration.ZERO,
                    OnFlash.REPLACE,
                    OnLoss.KEEP,
                    DynamicPrefix.Damping.ON,
                    Review.AUTO))
            .holding(A);
    assertEquals(
        List.of(new Replaced(A, B, R1, Standing.DEPRECATED)),
        without.hears(R1, deprecated(A), preferred(B)).changes());
  }

  private static String reason(PrefixDecision decision) {
    return decision.changes().getFirst().reason();
  }

  /** Otherwise a single run would wait for the prefix to be stable. */
  @Test
  void schedulesNothingSoonForARepeatedDeprecation() {
    scene.after(60);
    PrefixDecision again = scene.hears(R1, deprecated(A), preferred(B));
    assertTrue(again.lookAgainAt().orElseThrow().isAfter(scene.now.plusSeconds(60)));
  }
}
