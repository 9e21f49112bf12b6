package dev.leasehold.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private final Liveness unknown = Liveness.of(START);

  @Test
  void isSilentAfterHalfAnHourWithoutAKnownInterval() {
    assertEquals(at(1800), unknown.silentFrom());
    assertEquals(at(1801), unknown.listening(at(1)).silentFrom());
    assertEquals(at(1802), unknown.listening(at(1)).heard(at(2), Duration.ZERO).silentFrom());
  }

  @Test
  void isSilentAfterThreeOfTheLongestIntervals() {
    Liveness heard = hear(unknown, 100, 400, 500);
    assertEquals(Duration.ofMinutes(5), heard.longestInterval());
    assertEquals(at(500 + 900), heard.silentFrom());
  }

  @Test
  void limitsAnIntervalToHalfAnHour() {
    assertEquals(HALF_AN_HOUR, hear(unknown, 7_200).longestInterval());
  }

  @Test
  void isNotSilentWithinItsRouterLifetime() {
    assertEquals(at(9_000), unknown.heard(at(0), Duration.ofMinutes(150)).silentFrom());
    assertEquals(at(1_800), unknown.heard(at(0), Duration.ofSeconds(1_799)).silentFrom());
  }

  @Test
  void ignoresAnswersForTheInterval() {
    Liveness asked = unknown.solicited(at(100));
    assertEquals(
        Duration.ZERO, asked.heard(at(110).minus(MILLISECOND), HALF_AN_HOUR).longestInterval());
    assertEquals(Duration.ofSeconds(110), hear(asked, 110).longestInterval());
  }

  @Test
  void ignoresAGapWithoutListeningForTheInterval() {
    assertEquals(Duration.ZERO, hear(unknown.listening(at(1)), 60).longestInterval());
    assertEquals(Duration.ofSeconds(40), hear(unknown.listening(at(1)), 60, 100).longestInterval());
    assertEquals(Duration.ofMinutes(1), hear(unknown.listening(at(0)), 60).longestInterval());
  }

  @Test
  void isGoneFourSecondsAfterTheThirdUnansweredSolicitation() {
    Liveness asked = solicit(unknown, 1_799, 1_804, 1_808);
    assertEquals(2, asked.unanswered());
    assertEquals(Absence.NEVER, asked.goneAt());
    assertEquals(at(1_812), asked.askWhetherGoneAt());
    Liveness gone = solicit(asked, 1_812);
    assertEquals(at(1_816), gone.goneAt());
    assertEquals(Absence.NEVER, gone.askWhetherGoneAt());
    assertFalse(gone.gone(at(1_816).minus(MILLISECOND)));
    assertTrue(gone.gone(at(1_816)));
    assertFalse(hear(gone, 1_817).gone(at(1_818)));
    assertFalse(gone.listening(at(1_817)).gone(at(1_818)));
  }

  @Test
  void isSolicitedWhenItIsSilent() {
    assertEquals(at(1_800), unknown.askWhetherGoneAt());
    assertEquals(at(1_800), solicit(unknown, 10).askWhetherGoneAt());
    assertEquals(at(1_803), solicit(unknown, 1_799).askWhetherGoneAt());
  }

  @Test
  void ignoresThreeSolicitationsSinceItWasHeard() {
    Liveness asked = solicit(unknown, 1, 5);
    assertEquals(Absence.NEVER, asked.ignoresFrom());
    assertEquals(at(9), asked.askWhetherItAnswersAt());
    Liveness ignores = solicit(asked, 9);
    assertEquals(at(13), ignores.ignoresFrom());
    assertEquals(Absence.NEVER, ignores.askWhetherItAnswersAt());
    assertFalse(ignores.ignores(at(13).minus(MILLISECOND)));
    assertTrue(ignores.ignores(at(13)));
    assertEquals(at(13), solicit(ignores, 20).ignoresFrom());
    assertFalse(hear(ignores, 30).ignores(at(31)));
    assertFalse(ignores.listening(at(30)).ignores(at(31)));
  }

  @Test
  void isSolicitedAfterItWasHeard() {
    assertEquals(START, unknown.askWhetherItAnswersAt());
    assertEquals(at(50), hear(solicit(unknown, 10), 50).askWhetherItAnswersAt());
  }

  @Test
  void ignoresASolicitationWithinFourSecondsOfAnother() {
    Liveness asked = unknown.solicited(at(10));
    assertSame(asked, asked.solicited(at(14).minus(MILLISECOND)));
    assertEquals(2, asked.solicited(at(14)).ignored());
  }

  @Test
  void isSolicitedTwiceWhenItIsFirstHeard() {
    assertEquals(at(4), unknown.askAtFirstAt(START));
    Liveness once = solicit(unknown, 7);
    assertEquals(1, once.solicitations());
    assertEquals(at(11), once.askAtFirstAt(START));
    Liveness twice = solicit(once, 11);
    assertEquals(Absence.NEVER, twice.askAtFirstAt(START));
    assertEquals(2, solicit(twice, 15).solicitations());
    assertEquals(2, hear(twice.listening(at(20)), 21).solicitations());
  }

  @Test
  void movesWithTheClock() {
    Duration step = Duration.ofHours(1);
    assertEquals(
        Liveness.of(START.plus(step)).listening(at(5).plus(step)),
        unknown.listening(at(5)).movedBy(step));
    Liveness ignores = solicit(unknown, 1, 5, 9);
    Liveness moved = ignores.movedBy(step);
    assertEquals(at(9).plus(step), moved.askedAt());
    assertEquals(at(13).plus(step), moved.ignoresFrom());
    assertEquals(ignores, moved.movedBy(step.negated()));
  }

  private static Liveness hear(Liveness before, long... seconds) {
    Liveness after = before;
    for (long second : seconds) {
      after = after.heard(at(second), Duration.ZERO);
    }
    return after;
  }

  private static Liveness solicit(Liveness before, long... seconds) {
    Liveness after = before;
    for (long second : seconds) {
      after = after.solicited(at(second));
    }
    return after;
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }
}
