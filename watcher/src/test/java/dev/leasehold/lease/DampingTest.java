package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.C;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.deprecated;
import static dev.leasehold.lease.Scene.preferred;
import static dev.leasehold.lease.Scene.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.lease.PrefixChange.Replaced;
import dev.leasehold.lease.PrefixChange.Returned;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A prefix that keeps changing must stay for a while before it is used. */
class DampingTest {
  private final Scene scene = Scene.with(Scene.transition(5, OnFlash.REPLACE, OnLoss.KEEP));

  @Test
  void makesTheFirstTwoReplacementsAtOnce() {
    scene.holding(A);
    assertEquals(Optional.of(B), replaces(A, B).lease().current().map(c -> c.prefix()));
    assertEquals(Optional.of(C), replaces(B, C).lease().current().map(c -> c.prefix()));
  }

  @Test
  void holdsTheThirdReplacementForTenSecondsAndDoublesThat() {
    scene.holding(A);
    replaces(A, B);
    replaces(B, C);
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Prefix old = i % 2 == 0 ? C : B;
      Prefix next = i % 2 == 0 ? B : C;
      PrefixDecision decision = replaces(old, next);
      assertEquals(List.of(), decision.changes());
      Instant from = decision.heldBack().orElseThrow().from();
      waits.add(Duration.between(scene.now, from).toSeconds());
      assertFalse(decision.lookAgainAt().orElseThrow().isAfter(from));
      assertEquals(List.of(), scene.after(waits.getLast() - 1).changes());
      assertEquals(
          List.of(new Replaced(old, next, R1, Standing.WITHDRAWN)), scene.after(1).changes());
    }
    assertEquals(List.of(10L, 20L, 40L, 80L, 160L, 300L, 300L), waits);
  }

  @Test
  void reportsTheHeldChangeAndItsTime() {
    flaps();
    PrefixDecision decision = replaces(C, A);
    assertEquals(
        "it changed several times within ten minutes, so "
            + A
            + " must stay preferred for 10 s, and waits at least until "
            + scene.now.plusSeconds(10)
            + " (transition.damping)",
        decision.heldBack().orElseThrow().reason());
    assertTrue(decision.lost());
  }

  @Test
  void countsOnlyPreferredTimeWithoutABreak() {
    flaps();
    replaces(C, A);
    scene.after(9);
    scene.hears(R1, withdrawn(A));
    scene.hears(R1, preferred(A));
    assertEquals(List.of(), scene.after(9).changes());
    assertEquals(List.of(new Replaced(C, A, R1, Standing.WITHDRAWN)), scene.after(1).changes());
  }

  @Test
  void neverTakesAPrefixThatKeepsChanging() {
    flaps();
    for (int i = 0; i < 100; i++) {
      scene.after(3);
      assertEquals(List.of(), replaces(i % 2 == 0 ? C : A, i % 2 == 0 ? A : C).changes());
    }
  }

  @Test
  void resetsAfterTenMinutesWithoutAReplacement() {
    flaps();
    scene.after(600);
    assertEquals(List.of(new Replaced(C, A, R1, Standing.WITHDRAWN)), replaces(C, A).changes());
  }

  @Test
  void waitsNoLongerThanUntilTheReset() {
    flaps();
    scene.after(595);
    assertEquals(
        Optional.of(scene.now.plusSeconds(5)), replaces(C, A).heldBack().map(HeldBack::from));
  }

  @Test
  void doesNotHoldBackTheReturnToADrainingPrefixOnceInTenMinutes() {
    scene.holding(A);
    replaces(A, B);
    scene.hears(R1, deprecated(B), preferred(C));
    scene.after(5);
    assertEquals(List.of(B), scene.draining());
    assertEquals(
        List.of(new Returned(C, B, R1, Standing.WITHDRAWN)),
        scene.hears(R1, deprecated(B), withdrawn(C)).changes());
  }

  @Test
  void returnsToADrainingPrefixWhileTheSuccessorIsHeldBack() {
    scene.holding(A);
    replaces(A, B);
    scene.hears(R1, deprecated(B), preferred(C));
    scene.after(5);
    PrefixDecision decision = scene.hears(R1, deprecated(B), withdrawn(C), preferred(A));
    assertEquals(List.of(new Returned(C, B, R1, Standing.WITHDRAWN)), decision.changes());
  }

  @Test
  void aSecondReturnWithinTenMinutesCountsAndWaits() {
    LeaseChange back = new Returned(C, B, R1, Standing.WITHDRAWN);
    LeaseChange replaced = new Replaced(A, B, R1, Standing.WITHDRAWN);
    Instant at = Scene.START;
    DampingState once = DampingState.NONE.wrote(List.of(back), at);
    assertEquals(Instant.MIN, DampingState.NONE.returnDue(at));
    assertEquals(0, once.replacements());
    assertEquals(1, once.wrote(List.of(back), at.plusSeconds(599)).replacements());
    assertEquals(0, once.wrote(List.of(back), at.plusSeconds(600)).replacements());
    DampingState often = once.wrote(List.of(replaced, replaced), at.plusSeconds(300));
    assertEquals(at.plusSeconds(310), often.returnDue(at.plusSeconds(301)));
    assertEquals(Instant.MIN, often.returnDue(at.plusSeconds(600)));
    assertEquals(Instant.MIN, DampingState.NONE.lossDue(at));
    assertEquals(at.plusSeconds(310), often.lossDue(at.plusSeconds(301)));
  }

  @Test
  void doesNotReturnAgainWhileTheSuccessorIsHeldBack() {
    drainsBBesideC();
    scene.damping = new DampingState(2, scene.now, scene.now, Instant.MIN);
    PrefixDecision decision = scene.hears(R1, deprecated(B), withdrawn(C), preferred(A));
    assertEquals(List.of(), decision.changes());
    assertTrue(decision.heldBack().isPresent());
  }

  @Test
  void doesNotReturnToADrainingPrefixWhileTheCurrentOneWorks() {
    drainsBBesideC();
    scene.hears(R1, deprecated(B), deprecated(C), preferred(A));
    PrefixDecision decision = scene.after(5);
    assertEquals(List.of(), decision.changes());
    assertTrue(decision.heldBack().isPresent());
  }

  private void drainsBBesideC() {
    scene.holding(A);
    replaces(A, B);
    scene.hears(R1, deprecated(B), preferred(C));
    scene.after(5);
    assertEquals(List.of(B), scene.draining());
  }

  @Test
  void doesNotHoldBackTheRemovalOfADeadDrainingPrefix() {
    scene.holding(A);
    replaces(A, B);
    scene.hears(R1, deprecated(B), preferred(C));
    scene.after(5);
    assertEquals(
        List.of(new PrefixChange.DrainShortened(B, Standing.WITHDRAWN)),
        scene.hears(R1, withdrawn(B), preferred(C)).changes());
  }

  @Test
  void isOffWhenTheIntentSaysSo() {
    Scene off =
        Scene.with(
                new DynamicPrefix.Transition(
                    Duration.ofMinutes(60),
                    2,
                    Duration.ofSeconds(5),
                    OnFlash.REPLACE,
                    OnLoss.KEEP,
                    DynamicPrefix.Damping.OFF,
                    DynamicPrefix.Review.AUTO))
            .holding(A);
    for (int i = 0; i < 10; i++) {
      Prefix old = i % 2 == 0 ? A : B;
      Prefix next = i % 2 == 0 ? B : A;
      assertEquals(
          List.of(new Replaced(old, next, R1, Standing.WITHDRAWN)),
          off.hears(R1, withdrawn(old), preferred(next)).changes());
    }
  }

  @Test
  void countsAWithdrawalOfTheLease() {
    Scene withdraws = Scene.with(Scene.transition(0, OnFlash.REPLACE, OnLoss.WITHDRAW)).holding(A);
    for (int i = 0; i < 2; i++) {
      assertEquals(1, withdraws.hears(R1, withdrawn(A)).changes().size());
      if (i == 0) {
        assertEquals(1, withdraws.hears(R1, preferred(A)).changes().size());
      }
    }
    assertEquals(List.of(), withdraws.hears(R1, preferred(A)).changes());
    assertEquals(List.of(), withdraws.after(9).changes());
    assertEquals(1, withdraws.after(1).changes().size());
  }

  @Test
  void waitsForATargetAtItsCommitLimit() {
    scene.holding(A);
    scene.damping = DampingState.NONE.opensAt(scene.now.plusSeconds(40));
    PrefixDecision decision = replaces(A, B);
    assertEquals(List.of(), decision.changes());
    assertEquals(
        "the target reached the commit limit of spec.batch; the next commit is at "
            + scene.now.plusSeconds(40),
        decision.heldBack().orElseThrow().reason());
    Instant from = scene.now.plusSeconds(40);
    assertEquals(Optional.of(from), scene.after(10).lookAgainAt());
    assertEquals(1, scene.after(30).changes().size());
  }

  /** B replaces the current prefix, and C replaces B. */
  private void flaps() {
    scene.holding(A);
    replaces(A, B);
    replaces(B, C);
  }

  private PrefixDecision replaces(Prefix old, Prefix next) {
    return scene.hears(R1, withdrawn(old), preferred(next));
  }
}
