package dev.leasehold.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.lease.Cadence.Proof;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CadenceTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Prefix A = prefix(1);
  private static final Prefix B = prefix(2);
  private static final Prefix C = prefix(3);

  @Test
  void keepsDistinctSetsOfPrefixesTheLatestLast() {
    Cadence cadence = hear(hear(hear(Cadence.UNHEARD, 0, A), 1, B), 2, A);
    assertEquals(List.of(Set.of(B), Set.of(A)), sets(cadence));
    assertTrue(cadence.knows(Set.of(A)));
    assertFalse(cadence.knows(Set.of(A, B)));
  }

  @Test
  void forgetsASetAfterAnHour() {
    Cadence cadence = hear(Cadence.UNHEARD, 0, A);
    assertEquals(List.of(Set.of(A), Set.of(B)), sets(hear(cadence, 3_599, B)));
    assertEquals(List.of(Set.of(B)), sets(hear(cadence, 3_600, B)));
  }

  @Test
  void keepsTheLatestEightSets() {
    Cadence cadence = Cadence.UNHEARD;
    for (int i = 0; i < 10; i++) {
      cadence = hear(cadence, i, prefix(i));
    }
    assertEquals(IntStream.range(2, 10).mapToObj(i -> Set.of(prefix(i))).toList(), sets(cadence));
  }

  @Test
  void recordsTheTimeOfTheFirstMessage() {
    assertFalse(Cadence.UNHEARD.heard());
    Cadence cadence = hear(hear(Cadence.UNHEARD, 5, A), 6, A);
    assertTrue(cadence.heard());
    assertEquals(at(5), cadence.since());
  }

  @Test
  void countsUpToThreeMessagesThatLeaveNothingOut() {
    Cadence cadence = hear(Cadence.UNHEARD, 0, A);
    assertEquals(1, cadence.whole());
    assertEquals(1, cadence.heard(List.of(B), true, at(1)).whole());
    assertEquals(3, hear(hear(hear(cadence, 1, A), 2, A), 3, A).whole());
  }

  /** The router may have stopped sending the parts from before the solicitation. */
  @Test
  void countsThePartsSinceTheSolicitationWhenAPrefixComesBack() {
    Cadence cadence = hear(hear(hear(Cadence.UNHEARD, 0, A), 10, B), 20, C);
    assertEquals(3, cadence.cameBack(Absence.of(A, at(10), at(10))).mostParts());
    assertEquals(2, cadence.cameBack(asked(A, 10, 20)).mostParts());
    assertEquals(1, cadence.cameBack(asked(A, 10, 21)).mostParts());
    Cadence back = cadence.cameBack(Absence.of(A, at(10), at(10)));
    assertTrue(back.splits());
    assertFalse(cadence.splits());
    assertEquals(0, back.whole());
    assertEquals(3, back.cameBack(asked(A, 10, 21)).mostParts());
  }

  @Test
  void limitsACycleToEightParts() {
    Cadence cadence = Cadence.UNHEARD;
    for (int i = 0; i < 9; i++) {
      cadence = hear(cadence, i, prefix(10 + i));
    }
    assertEquals(8, cadence.cameBack(Absence.of(A, at(0), at(0))).mostParts());
  }

  @Test
  void dropsPartsWithALostPrefix() {
    Cadence cadence = hear(hear(hear(Cadence.UNHEARD, 0, A), 1, A, B), 2, C);
    assertEquals(List.of(Set.of(C)), sets(cadence.without(A)));
    assertSame(cadence, cadence.without(prefix(9)));
  }

  @Test
  void doesNotCountASubsetAsAPart() {
    assertEquals(1, Cadence.parts(Set.of()));
    assertEquals(1, Cadence.parts(Set.of(Set.of(A))));
    assertEquals(2, Cadence.parts(Set.of(Set.of(A), Set.of(B))));
    assertEquals(1, Cadence.parts(Set.of(Set.of(A), Set.of(A, B))));
    assertEquals(2, Cadence.parts(Set.of(Set.of(A), Set.of(A, B), Set.of(C))));
  }

  @Test
  void needsTwoWindowsForARouterThatDoesNotSplit() {
    Cadence cadence = hear(hear(hear(Cadence.UNHEARD, 0, A), 1, A), 2, A);
    Absence absence = Absence.of(A, at(3), at(3));
    assertEquals(
        new Proof(Duration.ofMillis(3_500), 1, 2, 2), hear(cadence, 3, B).proof(absence, 0));
    assertEquals(
        new Proof(Duration.ofMillis(6_500), 2, 4, 4),
        hear(hear(cadence, 3, B), 4, C).proof(absence, 0));
  }

  @Test
  void needsMoreWindowsForANewRouter() {
    Absence absence = Absence.of(A, at(2), at(2));
    assertEquals(
        new Proof(Duration.ofMillis(3_500), 1, 6, 6),
        hear(hear(Cadence.UNHEARD, 1, A), 2, A).proof(absence, 0));
  }

  /** A flash renumbering is detected within 55 s. */
  @Test
  void limitsTheWindowsForManyPartsToFiftyFiveSeconds() {
    Absence absence = Absence.of(A, at(100), at(100));
    assertEquals(new Proof(Duration.ofMillis(12_500), 4, 4, 6), ofParts(4).proof(absence, 0));
    assertEquals(new Proof(Duration.ofMillis(24_500), 8, 3, 6), ofParts(8).proof(absence, 0));
  }

  @Test
  void addsAWindowForEachFalseAlarmUpToSix() {
    Cadence cadence = hear(hear(ofParts(2), 101, B), 102, C);
    Absence absence = asked(A, 100, 101);
    assertEquals(new Proof(Duration.ofMillis(6_500), 2, 4, 4), cadence.proof(absence, 0));
    assertEquals(new Proof(Duration.ofMillis(6_500), 2, 5, 5), cadence.proof(absence, 1));
    assertEquals(new Proof(Duration.ofMillis(6_500), 2, 6, 6), cadence.proof(absence, 9));
  }

  @Test
  void countsThreePartialWindowsAndAcceptsAnyWindowsWhenThereAreMore() {
    Proof proof = new Proof(Duration.ofSeconds(4), 2, 4, 6);
    assertTrue(proof.isEnough(4, 0));
    assertFalse(proof.isEnough(3, 0));
    assertTrue(proof.isEnough(1, 3));
    assertFalse(proof.isEnough(0, 5));
    assertTrue(proof.isEnough(0, 6));
  }

  @Test
  void movesWithTheClock() {
    Duration step = Duration.ofHours(1);
    Cadence cadence = hear(Cadence.UNHEARD, 1, A);
    Cadence moved = cadence.movedBy(step);
    assertEquals(at(1).plus(step), moved.since());
    assertEquals(at(1).plus(step), moved.parts().getFirst().last());
    assertEquals(cadence, moved.movedBy(step.negated()));
    assertEquals(Cadence.UNHEARD, Cadence.UNHEARD.movedBy(step));
  }

  /** The cadence of a router that is known since the start to split into this number of parts. */
  private static Cadence ofParts(int count) {
    return new Cadence(List.of(), count, 0, START);
  }

  private static Absence asked(Prefix prefix, long since, long askedAt) {
    Absence absence = Absence.of(prefix, at(since), at(askedAt));
    return absence.solicited(new Proof(Duration.ofSeconds(4), 1, 2, 2), at(askedAt));
  }

  private static Cadence hear(Cadence cadence, long second, Prefix... prefixes) {
    return cadence.heard(List.of(prefixes), false, at(second));
  }

  private static List<Set<Prefix>> sets(Cadence cadence) {
    return cadence.parts().stream().map(Cadence.Part::prefixes).toList();
  }

  private static Prefix prefix(int number) {
    return Prefix.parse("2001:db8:%d::/64".formatted(number));
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }
}
