package dev.leasehold.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.lease.Cadence.Proof;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AbsenceTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Prefix LOST = Prefix.parse("2001:db8:1::/64");
  private static final Set<Prefix> ONE = Set.of(Prefix.parse("2001:db8:2::/64"));
  private static final Set<Prefix> OTHER = Set.of(Prefix.parse("2001:db8:3::/64"));

  /** Two windows of five seconds, with one part each. */
  private static final Proof PROOF = new Proof(Duration.ofSeconds(5), 1, 2, 6);

  private static final Proof OF_TWO_PARTS = new Proof(Duration.ofSeconds(5), 2, 2, 6);

  private final Absence unasked = Absence.of(LOST, START, at(10));

  @Test
  void isOpenFromTheDueSolicitationUntilTheProof() {
    assertFalse(unasked.open(PROOF, at(10).minus(MILLISECOND)));
    assertTrue(unasked.open(PROOF, at(10)));
    assertFalse(Absence.of(LOST, START, Absence.NEVER).open(PROOF, at(10)));
    Absence asked = unasked.solicited(PROOF, at(10));
    assertTrue(asked.open(PROOF, at(10)));
    Absence proven = answered(answered(asked, 11, 15), 16, 20);
    assertFalse(proven.open(PROOF, at(20)));
    assertFalse(proven.settled().open(PROOF, at(20)));
  }

  @Test
  void isProvenByTwoCompleteWindows() {
    Absence once = answered(unasked.solicited(PROOF, at(10)), 11, 15);
    assertEquals(1, once.complete());
    Absence twice = again(once, 16, ONE);
    assertFalse(twice.isProven(PROOF, at(20).minus(MILLISECOND)));
    assertTrue(twice.isProven(PROOF, at(20)));
    assertFalse(unasked.isProven(PROOF, at(20)));
    assertTrue(twice.settled().isProven(PROOF, START));
  }

  @Test
  void countsAWindowWithFewerPartsAsPartial() {
    Absence asked = unasked.solicited(OF_TWO_PARTS, at(10));
    Absence half = asked.again(OF_TWO_PARTS, at(11), ONE, true).solicited(OF_TWO_PARTS, at(15));
    assertEquals(0, half.complete());
    assertEquals(1, half.partial());
    Absence whole =
        asked
            .again(OF_TWO_PARTS, at(11), ONE, true)
            .again(OF_TWO_PARTS, at(12), OTHER, true)
            .solicited(OF_TWO_PARTS, at(15));
    assertEquals(1, whole.complete());
    assertEquals(0, whole.partial());
  }

  @Test
  void ignoresAWindowWithoutAnAnswer() {
    Absence asked = unasked.solicited(PROOF, at(10)).solicited(PROOF, at(15));
    assertEquals(0, asked.complete() + asked.partial());
    assertEquals(1, asked.unanswered());
    assertEquals(at(10), asked.firstAskedAt());
    assertEquals(at(15), asked.askedAt());
    assertEquals(0, answered(asked, 16, 25).unanswered());
  }

  @Test
  void doublesThePauseForASilentRouterUpToAnHour() {
    Absence asked = unasked.solicited(PROOF, at(10));
    assertEquals(at(15), asked.askAt());
    assertEquals(at(15 + 10), asked.solicited(PROOF, at(15)).askAt());
    for (int i = 0; i < 12; i++) {
      asked = asked.solicited(PROOF, asked.askAt());
    }
    assertEquals(asked.askedAt().plus(Duration.ofHours(1)), asked.askAt());
  }

  @Test
  void solicitsAtMostEveryFourSeconds() {
    Proof brief = new Proof(Duration.ofSeconds(1), 1, 2, 6);
    assertEquals(at(14), unasked.solicited(brief, at(10)).askAt());
  }

  @Test
  void ignoresASolicitationBeforeTheDueTime() {
    assertSame(unasked, unasked.solicited(PROOF, at(10).minus(MILLISECOND)));
    Absence settled = unasked.settled();
    assertSame(settled, settled.solicited(PROOF, Absence.NEVER));
  }

  @Test
  void solicitsAtOnceAfterANewSetOfPrefixes() {
    assertEquals(at(5), unasked.again(PROOF, at(5), ONE, true).askAt());
    assertEquals(START, unasked.again(PROOF, at(5), ONE, true).since());
    assertSame(unasked, unasked.again(PROOF, at(5), ONE, false));
    assertSame(unasked, unasked.again(PROOF, at(10), ONE, true));
    Absence never = Absence.of(LOST, START, Absence.NEVER);
    assertSame(never, never.again(PROOF, at(5), ONE, true));
  }

  @Test
  void solicitsAgainAfterAnAnsweredWindow() {
    Absence unanswered = unasked.solicited(PROOF, at(10)).solicited(PROOF, at(15));
    assertEquals(at(25), unanswered.askAt());
    Absence answered = again(unanswered, 16, ONE);
    assertEquals(at(20), answered.askAt());
    assertEquals(Set.of(ONE), answered.heard());
    assertEquals(Set.of(ONE, OTHER), again(answered, 17, OTHER).heard());
    assertSame(answered, again(answered, 20, OTHER));
  }

  @Test
  void solicitsAtOnceWhenAMessageFollowsAnEmptyWindow() {
    Absence asked = unasked.solicited(PROOF, at(10)).solicited(PROOF, at(15));
    Absence late = again(asked, 22, ONE);
    assertEquals(at(22), late.askAt());
    assertEquals(0, late.partial());
    assertEquals(Set.of(), late.heard());
  }

  @Test
  void countsUnsolicitedMessagesAfterThreeUnansweredSolicitations() {
    Absence asked = unasked.solicited(PROOF, at(10));
    for (int i = 0; i < 2; i++) {
      asked = asked.solicited(PROOF, asked.askAt());
    }
    assertEquals(0, asked.again(PROOF, asked.askAt(), ONE, true).partial());
    asked = asked.solicited(PROOF, asked.askAt());
    assertEquals(1, asked.again(PROOF, asked.askAt(), ONE, true).partial());
  }

  @Test
  void endsAWindowAfterTheTimeForAllParts() {
    assertEquals(Absence.NEVER, unasked.windowEnd(PROOF));
    assertEquals(at(15), unasked.solicited(PROOF, at(10)).windowEnd(PROOF));
  }

  @Test
  void staysProvenWithoutFurtherSolicitations() {
    Absence settled = unasked.solicited(PROOF, at(10)).settled();
    assertTrue(settled.proven());
    assertEquals(Absence.NEVER, settled.askAt());
    assertEquals(at(10), settled.askedAt());
    assertEquals(START, settled.since());
  }

  @Test
  void movesWithTheClock() {
    Duration step = Duration.ofHours(1);
    assertEquals(Absence.of(LOST, START.plus(step), at(10).plus(step)), unasked.movedBy(step));
    Absence asked = unasked.solicited(PROOF, at(10));
    Absence moved = asked.movedBy(step);
    assertEquals(at(10).plus(step), moved.firstAskedAt());
    assertEquals(at(10).plus(step), moved.askedAt());
    assertEquals(at(15).plus(step), moved.askAt());
    assertEquals(asked, moved.movedBy(step.negated()));
  }

  /** The absence after an answer and after the solicitation that follows its window. */
  private static Absence answered(Absence asked, long answer, long next) {
    return again(asked, answer, ONE).solicited(PROOF, at(next));
  }

  private static Absence again(Absence absence, long second, Set<Prefix> prefixes) {
    return absence.again(PROOF, at(second), prefixes, true);
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }
}
