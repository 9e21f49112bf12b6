package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.R2;
import static dev.leasehold.lease.Scene.announced;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.lease.PrefixChange.Replaced;
import dev.leasehold.lease.PrefixDecision.Solicitation;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A router that is gone and was replaced by a router with another address. */
class ReplacedRouterTest {
  private static final long LONG = 90_000;

  private final Scene scene = Scene.usual();

  @Test
  void isDetectedAfterThreeUnansweredSolicitations() {
    Instant silentFrom = begin(Duration.ofMinutes(30));
    scene.now = silentFrom.minusSeconds(30);
    hears(R2, B);
    scene.solicits().after(5);
    scene.solicits();
    scene.now = silentFrom;
    assertEquals(List.of(new Solicitation("lan0", silentFrom)), due());
    for (int i = 0; i < 3; i++) {
      assertEquals(Optional.of(A), scene.current());
      scene.solicits();
      hears(R2, B);
      assertEquals(List.of(), scene.after(3).changes());
      scene.now = scene.now.plusSeconds(1);
    }
    assertEquals(List.of(new Replaced(A, B, R2, Standing.UNMENTIONED)), scene.decides().changes());
    assertEquals(silentFrom.plusSeconds(12), scene.now);
  }

  @Test
  void isNotDetectedWithinItsRouterLifetime() {
    Instant silentFrom = begin(Duration.ofMinutes(150));
    assertEquals(Scene.START.plusSeconds(9600), silentFrom);
    while (scene.now.isBefore(silentFrom.minusSeconds(100))) {
      scene.solicits();
      hears(R2, B);
      scene.after(90);
    }
    assertEquals(Optional.of(A), scene.current());
  }

  /**
   * RFC 4861 section 4.2: the router is then no default router, but may still announce prefixes.
   */
  @Test
  void isDetectedAfterThreeIntervalsWithRouterLifetimeZero() {
    assertEquals(Scene.START.plusSeconds(600 + 1800), begin(Duration.ZERO));
  }

  @Test
  void isDetectedAfterHalfAnHourWhenHeardOnce() {
    scene.tip = scene.found(A).tip;
    scene.sightings =
        scene.policy.hear(
            scene.sightings,
            new Observation(scene.now, R1, List.of(announced(A, LONG, LONG)), Duration.ZERO),
            scene.tip);
    assertEquals(
        Scene.START.plusSeconds(1800),
        scene.sightings.routers().getFirst().liveness().silentFrom());
  }

  @Test
  void isPresentWhenItAnswers() {
    Instant silentFrom = begin(Duration.ofMinutes(30));
    scene.now = silentFrom;
    hears(R2, B);
    scene.after(5);
    scene.solicits().after(4);
    scene.solicits();
    hears(R1, A);
    scene.after(4);
    for (int i = 0; i < 10; i++) {
      scene.solicits();
      hears(R2, B);
      scene.after(5);
    }
    assertEquals(Optional.of(A), scene.current());
    assertFalse(scene.decides().doubtful());
  }

  @Test
  void changesNothingWithoutASuccessor() {
    Instant silentFrom = begin(Duration.ofMinutes(30));
    scene.now = silentFrom;
    for (int i = 0; i < 10; i++) {
      assertEquals(List.of(), due());
      scene.solicits().after(60);
    }
    assertEquals(Optional.of(A), scene.current());
    assertFalse(scene.decides().lost());
  }

  @Test
  void isDetectedOnlyAfterAnotherRouterPrefersItsPrefixForMinStable() {
    Instant silentFrom = begin(Duration.ofMinutes(30));
    scene.now = silentFrom.plusSeconds(60);
    for (int i = 0; i < 3; i++) {
      scene.solicits().after(4);
    }
    hears(R2, B);
    assertEquals(List.of(), scene.after(4).changes());
    assertEquals(Optional.of(A), scene.current());
    scene.after(1);
    assertEquals(Optional.of(B), scene.current());
  }

  /** The whole link is down: no router answers, and no router was heard since. */
  @Test
  void isNotDetectedWhenNoRouterWasHeardSince() {
    Instant silentFrom = begin(Duration.ofMinutes(30));
    scene.now = Scene.START.plusSeconds(700);
    hears(R2, B);
    scene.now = silentFrom;
    for (int i = 0; i < 10; i++) {
      scene.solicits().after(10);
    }
    assertEquals(Optional.of(A), scene.current());
    hears(R2, B);
    assertEquals(Optional.of(B), scene.current());
  }

  /** The program was paused or the interface was down, so the silence proves nothing. */
  @Test
  void isNotGoneWhenTheWatcherDidNotListen() {
    Instant silentFrom = begin(Duration.ofMinutes(30));
    scene.now = silentFrom;
    scene.sightings = scene.sightings.listening("lan0", silentFrom);
    for (int i = 0; i < 5; i++) {
      scene.solicits();
      hears(R2, B);
      scene.after(5);
    }
    assertEquals(Optional.of(A), scene.current());
  }

  @Test
  void isGoneAlthoughTheWatcherDidNotListenOnAnotherLink() {
    Instant silentFrom = begin(Duration.ofMinutes(30));
    scene.now = silentFrom;
    scene.sightings = scene.sightings.listening("lan1", silentFrom);
    hears(R2, B);
    scene.after(5);
    for (int i = 0; i < 3; i++) {
      scene.solicits();
      hears(R2, B);
      scene.after(5);
    }
    assertEquals(Optional.of(B), scene.current());
  }

  @Test
  void isNotSolicitedWithoutAPrefixInUse() {
    begin(R2, Duration.ofMinutes(30));
    hears(R1, Scene.C);
    scene.solicits().after(5);
    scene.solicits();
    scene.now = Scene.START.plusSeconds(8000);
    hears(R2, A);
    assertEquals(List.of(), due());
  }

  @Test
  void endsItsDrainingPrefixToo() {
    begin(Duration.ofMinutes(30));
    scene.hears(R1, announced(A, 0, LONG), announced(B, LONG, LONG));
    scene.after(5);
    assertEquals(List.of(A), scene.draining());
    scene.hears(R1, announced(A, 0, LONG), announced(B, LONG, LONG));
    scene.now = scene.sightings.routers().getFirst().liveness().silentFrom();
    assertTrue(scene.now.isBefore(scene.drainUntil(A)));
    for (int i = 0; i < 4; i++) {
      scene.solicits();
      hears(R2, Scene.C);
      scene.after(4);
    }
    assertEquals(Optional.of(Scene.C), scene.current());
    assertEquals(List.of(), scene.draining());
  }

  /**
   * R1 announces A at 0 and 600 s, and not again.
   *
   * @return when the silence of R1 becomes too long
   */
  private Instant begin(Duration routerLifetime) {
    return begin(R1, routerLifetime);
  }

  private Instant begin(Origin router, Duration routerLifetime) {
    for (int i = 0; i < 3; i++) {
      hears(router, A, routerLifetime);
    }
    scene.solicits().after(5);
    scene.solicits();
    scene.now = Scene.START.plusSeconds(600);
    hears(router, A, routerLifetime);
    assertEquals(Optional.of(A), scene.current());
    return scene.sightings.routers().getFirst().liveness().silentFrom();
  }

  private List<Solicitation> due() {
    return scene.decides().solicitations().stream()
        .filter(s -> !s.at().isAfter(scene.now))
        .toList();
  }

  private void hears(Origin router, Prefix prefix) {
    scene.hears(router, announced(prefix, LONG, LONG));
  }

  private void hears(Origin router, Prefix prefix, Duration routerLifetime) {
    Observation said =
        new Observation(scene.now, router, List.of(announced(prefix, LONG, LONG)), routerLifetime);
    scene.sightings = scene.policy.hear(scene.sightings, said, scene.tip);
    scene.decides();
  }

  /** One packet from a stranger on the link, or from the same router before its address changed. */
  @Test
  void ignoresASilentRouterWhenAnotherWithdrawsThePrefix() {
    Scene taken = Scene.usual().holding(A);
    taken.hears(R2, announced(A, LONG, LONG));
    taken.after(5);
    Instant withdrawn = taken.now;
    taken.hears(R1, announced(A, 0, 0), announced(B, LONG, LONG));
    while (taken.current().equals(Optional.of(A))) {
      askIfDue(taken, () -> taken.hears(R1, announced(A, 0, 0), announced(B, LONG, LONG)));
    }
    assertEquals(Optional.of(B), taken.current());
    assertEquals(withdrawn.plusSeconds(12), taken.now);
  }

  /**
   * One packet from a stranger must not remove the prefix of a router that answers no
   * solicitations.
   */
  @Test
  void keepsThePrefixWhenTheWithdrawingRouterIsSilentToo() {
    Scene kept = Scene.usual().holding(A);
    kept.hears(R1, announced(A, LONG, LONG));
    kept.after(5);
    kept.hears(R2, announced(A, 0, 0), announced(B, LONG, LONG));
    for (int i = 0; i < 600; i++) {
      askIfDue(kept, () -> {});
    }
    assertEquals(Optional.of(A), kept.current());
  }

  @Test
  void keepsThePrefixOfAnAnsweringRouterWhenAnotherWithdrawsIt() {
    Scene kept = Scene.usual().holding(A);
    kept.hears(R2, announced(A, LONG, LONG));
    kept.after(5);
    kept.hears(R1, announced(A, 0, 0), announced(B, LONG, LONG));
    int asked = 0;
    for (int i = 0; i < 600; i++) {
      asked += askIfDue(kept, () -> kept.hears(R2, announced(A, LONG, LONG)));
    }
    assertEquals(Optional.of(A), kept.current());
    assertTrue(asked < 5, asked + " solicitations in ten minutes");
  }

  /** Lets a second pass. If a solicitation is due, the router answers within this second. */
  private static int askIfDue(Scene scene, Runnable answer) {
    PrefixDecision decision = scene.decides();
    boolean due = decision.solicitations().stream().anyMatch(s -> !s.at().isAfter(scene.now));
    if (due) {
      scene.solicits();
    }
    scene.now = scene.now.plusSeconds(1);
    if (due) {
      answer.run();
    }
    scene.decides();
    return due ? 1 : 0;
  }
}
