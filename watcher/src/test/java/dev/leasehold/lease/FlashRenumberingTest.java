package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.C;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.R2;
import static dev.leasehold.lease.Scene.announced;
import static dev.leasehold.lease.Scene.deprecated;
import static dev.leasehold.lease.Scene.preferred;
import static dev.leasehold.lease.Scene.transition;
import static dev.leasehold.lease.Scene.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix.Accept;
import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.lease.PrefixChange.Lost;
import dev.leasehold.lease.PrefixChange.Renumbered;
import dev.leasehold.lease.PrefixChange.Replaced;
import dev.leasehold.lease.PrefixDecision.Solicitation;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prefix that its routers no longer announce: RFC 9096 section 3, RFC 8978. */
class FlashRenumberingTest {

  @Test
  void isProvenByTwoAnsweredWindowsWithoutThePrefix() {
    Scene scene = Scene.usual().holding(A);
    Instant first = scene.now.plusSeconds(60);
    scene.now = first;
    PrefixDecision one = scene.hears(R1, preferred(B));
    assertEquals(List.of(), one.changes());
    assertEquals(List.of(new Solicitation("lan0", first)), one.solicitations());
    assertTrue(one.doubtful());

    scene.solicits();
    scene.now = first.plusMillis(300);
    PrefixDecision answer = scene.hears(R1, preferred(B));
    assertEquals(List.of(new Solicitation("lan0", first.plusSeconds(4))), answer.solicitations());
    scene.now = first.plusSeconds(4);
    assertEquals(List.of(), scene.solicits().decides().changes());
    scene.now = first.plusMillis(4300);
    scene.hears(R1, preferred(B));
    scene.now = first.plusMillis(7499);
    assertEquals(List.of(), scene.decides().changes());
    assertEquals(Optional.of(first.plusMillis(7500)), scene.decides().lookAgainAt());

    scene.now = first.plusMillis(7500);
    PrefixDecision two = scene.decides();
    assertEquals(List.of(new Replaced(A, B, R1, Standing.UNMENTIONED)), two.changes());
    assertEquals(
        "fe80::1 on lan0 announces 2001:db8:b::/56; 2001:db8:a::/56 is no longer announced"
            + " and is replaced at once",
        two.changes().getFirst().reason());
    assertFalse(two.doubtful());
    assertEquals(List.of(), two.solicitations());
  }

  @Test
  void isProvenAfterTheSameTimeWhenTheClockIsSet() {
    for (int seconds : new int[] {-86_400 * 9000, 86_400 * 9000}) {
      Scene scene = Scene.usual().holding(A);
      scene.newestCommit = Instant.EPOCH;
      Duration step = Duration.ofSeconds(seconds);
      Instant first = scene.now.plus(step);
      scene.hears(R1, preferred(B));
      scene.setsTheClock(step);
      scene.solicits().hears(R1, preferred(B));
      scene.setsTheClock(step.negated()).setsTheClock(step);
      scene.answers(R1, preferred(B));
      assertEquals(Optional.of(B), scene.current());
      assertEquals(first.plusMillis(7500), scene.now);
    }
  }

  /** RFC 7559: pauses of 4, 8, 16 s and so on, up to an hour. */
  @Test
  void doublesThePauseBetweenUnansweredSolicitations() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1, announced(A, 90_000, 90_000));
    PrefixDecision decision = scene.hears(R1, announced(B, 90_000, 90_000));
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      Instant due = decision.solicitations().getFirst().at();
      pauses.add(Duration.between(scene.now, due).toSeconds());
      scene.now = due;
      decision = scene.solicits().decides();
    }
    assertEquals(
        List.of(0L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 1024L, 2048L, 3600L, 3600L), pauses);
  }

  @Test
  void solicitsAboutAcceptedAndLeasedPrefixes() {
    Prefix ula = Prefix.parse("fd00::/56");
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1, preferred(A), preferred(ula), preferred(B));
    assertEquals(List.of(), scene.hears(R1, preferred(A), preferred(B)).solicitations());
    assertEquals(
        List.of(new Solicitation("lan0", scene.now)),
        scene.hears(R1, preferred(A)).solicitations());

    Scene refused = Scene.usual().holding(A);
    Accept accept = new Accept(List.of(B), 48, 64, List.of());
    refused.policy = new PrefixPolicy(Scene.intent(accept, Transition.DEFAULT, false), Set.of());
    assertEquals(List.of(new Solicitation("lan0", refused.now)), refused.hears(R1).solicitations());
  }

  @Test
  void isNotReportedAsLostWhileItsRouterIsSolicited() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1);
    for (int i = 0; i < 7; i++) {
      scene.solicits().hears(R1);
      assertFalse(scene.after(1).lost());
    }
    assertTrue(scene.answers(R1).lost());
  }

  @Test
  void takesASuccessorFromAnAnswer() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1);
    scene.answers(R1, preferred(B));
    assertEquals(Optional.of(B), scene.current());
  }

  /** Any number of them proves nothing, because they may be parts of a split. */
  @Test
  void isNotProvenByUnsolicitedAdvertisements() {
    Scene scene = Scene.usual().holding(A);
    for (int i = 0; i < 100; i++) {
      assertEquals(List.of(), scene.hears(R1, preferred(B)).changes());
      scene.now = scene.now.plusMillis(900);
    }
  }

  @Test
  void isNotProvenByEmptyWindows() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1, preferred(B));
    for (int i = 0; i < 10; i++) {
      scene.solicits();
      assertEquals(List.of(), scene.after(600).changes());
    }
  }

  /** Each unsolicited advertisement then counts as a window. */
  @Test
  void isProvenByUnsolicitedAdvertisementsOfAnUnresponsiveRouter() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1, announced(A, 90_000, 90_000));
    scene.hears(R1, preferred(B));
    for (int i = 0; i < 4; i++) { // the first solicitation and three unanswered ones
      scene.solicits();
      scene.after(100);
    }
    assertEquals(List.of(), scene.hears(R1, preferred(B)).changes());
    scene.solicits().after(100);
    scene.hears(R1, preferred(B));
    assertEquals(Optional.of(B), scene.current());
  }

  @Test
  void isNotProvenWhenAnAnswerHasThePrefix() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1, preferred(B));
    scene.solicits().after(4);
    scene.hears(R1, preferred(B));
    scene.solicits().after(3);
    PrefixDecision back = scene.hears(R1, preferred(A));
    assertEquals(List.of(), back.changes());
    assertFalse(back.doubtful());
    assertFalse(scene.after(60).lost());
  }

  @Test
  void isNotDetectedInSplitAdvertisements() {
    Scene scene = Scene.usual().holding(A);
    for (int i = 0; i < 100; i++) {
      scene.now = scene.now.plusSeconds(60);
      assertEquals(List.of(), scene.hears(R1, preferred(A)).changes());
      scene.now = scene.now.plusMillis(1);
      assertEquals(List.of(), scene.hears(R1, preferred(B)).changes());
      scene.solicits();
    }
  }

  @Test
  void needsMoreAndLongerWindowsForARouterThatSplits() {
    Scene scene = splitting();
    Instant first = scene.now.plusSeconds(60);
    scene.now = first;
    scene.hears(R1, preferred(C)); // a new set without A
    assertEquals(
        List.of(new Replaced(A, C, R1, Standing.UNMENTIONED)),
        scene.answers(R1, preferred(C)).changes());
    // 0.5 s + 3 s for each of two parts; six windows, because the other part may only be lost
    assertEquals(first.plusMillis(6 * 6500), scene.now);
  }

  /** The router sent a whole cycle without A. */
  @Test
  void needsFewerWindowsWhenAnotherPartTookThePlace() {
    Scene scene = splitting();
    Instant first = scene.now.plusSeconds(60);
    scene.now = first;
    scene.hears(R1, preferred(C));
    scene.answersInParts(R1, List.of(List.of(preferred(B)), List.of(preferred(C))));
    assertEquals(Optional.of(B), scene.current());
    // four windows, and one more for the earlier false alarm
    assertEquals(first.plusMillis(5 * 6500), scene.now);
  }

  /** The number of parts is unknown, so all windows that fit into 55 s are needed. */
  @Test
  void needsMoreWindowsInTheFirstMinuteOfARouter() {
    Scene scene = Scene.usual().holding(A);
    scene.after(5);
    Instant first = scene.now;
    scene.hears(R1, preferred(B));
    scene.answersInParts(
        R1, List.of(List.of(preferred(B)), List.of(preferred(C)), List.of(preferred(Scene.D))));
    assertEquals(Optional.of(B), scene.current());
    // 0.5 s + 3 s for each of four parts, because A may be one of them; four windows and two
    // answers
    assertEquals(first.plusMillis(4 * 12_500 + 200), scene.now);
  }

  @Test
  void doesNotSolicitWhileASplittingRouterSendsKnownParts() {
    Scene scene = splitting();
    scene.now = scene.now.plusSeconds(60);
    scene.hears(R1, announced(A, 90_000, 90_000));
    scene.now = scene.now.plusSeconds(1);
    PrefixDecision usual = scene.hears(R1, preferred(B));
    assertFalse(usual.doubtful());
    assertFalse(scene.hears(R1, preferred(B)).doubtful());
    // Until A is overdue: the longest time between two announcements of A is a minute.
    assertFalse(scene.after(118).doubtful());
    assertTrue(scene.after(2).doubtful());
  }

  @Test
  void solicitsWhenASplittingRouterSendsANewPart() {
    Scene scene = splitting();
    scene.now = scene.now.plusSeconds(60);
    scene.hears(R1, announced(A, 90_000, 90_000));
    assertFalse(scene.hears(R1, preferred(B)).doubtful());
    assertTrue(scene.hears(R1, preferred(C)).doubtful());
  }

  @Test
  void needsProofFromEveryRouterOfThePrefix() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R2, preferred(A));
    silent(scene, R1);
    assertEquals(Optional.of(A), scene.current());
    silent(scene, R2);
    assertEquals(Optional.of(B), scene.current());
  }

  /** After a false alarm, the next proof needs more windows. */
  @Test
  void learnsFromAFalseAlarmThatTheRouterSplits() {
    Scene scene = Scene.usual().holding(A);
    silent(scene, R1);
    assertEquals(Optional.of(B), scene.current());
    scene.after(60);
    scene.hears(R1, preferred(A)); // B is left out
    Instant first = scene.now;
    scene.answers(R1, preferred(A));
    assertEquals(Optional.of(A), scene.current());
    assertEquals(first.plusMillis(6 * 6500), scene.now);
  }

  /** The prefix was really gone, so its return does not show that the router splits. */
  @Test
  void learnsNothingFromAPrefixThatComesBackMuchLater() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1, announced(A, 90_000, 90_000));
    silent(scene, R1);
    assertEquals(Optional.of(B), scene.current());
    scene.after(3600);
    scene.hears(R1, preferred(A), preferred(B));
    Instant first = scene.now;
    scene.hears(R1, preferred(A));
    scene.answers(R1, preferred(A));
    assertEquals(Optional.of(A), scene.current());
    assertEquals(first.plusMillis(7500), scene.now);
  }

  @Test
  void learnsNothingFromAPrefixThatTheRouterNeverHad() {
    Scene scene = Scene.usual().found(A);
    for (int i = 0; i < 3; i++) {
      scene.hears(R1, preferred(B));
    }
    scene.hears(R1, preferred(A), preferred(B));
    scene.solicits().after(5);
    Instant first = scene.now;
    scene.hears(R1, preferred(B));
    scene.answers(R1, preferred(B));
    assertEquals(Optional.of(B), scene.current());
    assertEquals(first.plusMillis(7500), scene.now);
  }

  @Test
  void needsTwoWindowsAgainAfterCompleteMessages() {
    Scene scene = Scene.usual();
    scene.hears(R1, announced(A, 90_000, 90_000));
    scene.solicits().after(5);
    scene.solicits();
    assertEquals(Optional.of(A), scene.current());
    Instant first = scene.now;
    silent(scene, R1); // heard once so far: the router may split
    assertEquals(Optional.of(B), scene.current());
    assertEquals(first.plusMillis(5 * 4000 + 3500), scene.now);
    for (int i = 0; i < 3; i++) {
      scene.hears(R1, preferred(B));
    }
    first = scene.now;
    scene.hears(R1, preferred(C));
    scene.answers(R1, preferred(C));
    assertEquals(Optional.of(C), scene.current());
    assertEquals(first.plusMillis(7500), scene.now);
  }

  @Test
  void isNotProvenByARouterThatNeverAnnouncedThePrefix() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R2, preferred(B));
    for (int i = 0; i < 20; i++) {
      scene.solicits().hears(R2, preferred(B));
      scene.after(4);
    }
    assertEquals(Optional.of(A), scene.current());
    assertFalse(scene.decides().doubtful());
  }

  @Test
  void isAnExpiryWhenTheRouterIsSilent() {
    Scene scene = Scene.usual().holding(A);
    scene.now = scene.now.plusSeconds(1700);
    scene.hears(R2, preferred(B));
    scene.after(60);
    assertEquals(Optional.of(A), scene.current());
    scene.after(60); // A's preferred lifetime has ended, so A is deprecated and drains
    assertEquals(Optional.of(B), scene.current());
    assertEquals(List.of(A), scene.draining());
  }

  @Test
  void afterARestartIsProvenByAnyRouter() {
    Scene scene = Scene.usual().found(A);
    assertTrue(scene.hears(R2, preferred(B)).doubtful());
    Instant first = scene.now;
    assertEquals(
        List.of(new Replaced(A, B, R2, Standing.UNMENTIONED)),
        scene.answers(R2, preferred(B)).changes());
    assertEquals(first.plusMillis(7500), scene.now);
  }

  /** A router with only a ULA is heard before the router with the prefix. */
  @Test
  void afterARestartIsNotProvenByARouterWithOnlyAUla() {
    Scene scene = Scene.usual().found(A);
    Prefix ula = Prefix.parse("fd00:1::/64");
    for (int i = 0; i < 20; i++) {
      scene.hears(R2, preferred(ula));
      scene.solicits().after(4);
    }
    assertEquals(Standing.UNKNOWN, scene.decides().current());
    assertFalse(scene.decides().doubtful());
  }

  @Test
  void afterARestartWithMemoryIsProvenByTheRouterThatAnnouncedIt(@TempDir Path folder)
      throws IOException {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R2, preferred(B));
    restart(scene, folder);

    silent(scene, R2);
    silent(scene, R2);
    assertEquals(Optional.of(A), scene.current());
    assertFalse(scene.decides().doubtful());
    Instant first = scene.now.plusSeconds(1);
    scene.now = first;
    assertEquals(List.of(), scene.hears(R1, preferred(B)).changes());
    assertEquals(
        List.of(new Replaced(A, B, R2, Standing.UNMENTIONED)),
        scene.answers(R1, preferred(B)).changes());
    // It is unknown since the restart whether R1 splits: six windows, 4 s apart.
    assertEquals(first.plusMillis(5 * 4000 + 3500), scene.now);
  }

  @Test
  void afterARestartIgnoresALapseDuringTheDowntime(@TempDir Path folder) throws IOException {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R2, Scene.announced(B, 86_400, 86_400));
    scene.now = scene.now.plusSeconds(2000); // A's preferred lifetime ended during the downtime
    restart(scene, folder);
    scene.hears(R2, preferred(B));
    assertEquals(List.of(), scene.after(60).changes());
    assertEquals(List.of(), scene.hears(R1, preferred(A)).changes());
  }

  @Test
  void keepsALostPrefixWithoutASuccessor() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1);
    PrefixDecision two = scene.answers(R1);
    assertEquals(List.of(), two.changes());
    assertTrue(two.lost());
    assertFalse(scene.hears(R1, preferred(A)).lost());
  }

  @Test
  void removesALostPrefixWhenOnLossIsWithdraw() {
    Scene scene = Scene.with(transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW)).holding(A);
    scene.hears(R1);
    assertEquals(List.of(new Lost(A, Standing.UNMENTIONED)), scene.answers(R1).changes());
  }

  @Test
  void drainsWhenOnFlashIsDrain() {
    Scene scene = Scene.with(transition(5, OnFlash.DRAIN, OnLoss.KEEP)).holding(A);
    scene.hears(R1, preferred(B));
    PrefixDecision two = scene.answers(R1, preferred(B));
    Instant validUntil = Scene.START.plusSeconds(3600);
    assertEquals(
        List.of(new Renumbered(A, B, R1, Standing.UNMENTIONED, validUntil)), two.changes());
  }

  @Test
  void needsNoProofFromARouterThatWithdrewThePrefix() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R2, preferred(A));
    scene.hears(R2, withdrawn(A), preferred(B));
    assertEquals(Optional.of(A), scene.current());
    silent(scene, R1);
    assertEquals(Optional.of(B), scene.current());
  }

  @Test
  void staysADeprecationWhileOneRouterAnnouncesThePrefix() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R2, deprecated(A));
    silent(scene, R1);
    assertEquals(Optional.of(B), scene.current());
    assertEquals(List.of(A), scene.draining());
  }

  @Test
  void isNotProvenByARouterThatIsNotAccepted() {
    Scene scene =
        Scene.with(
                Scene.intent(
                    new Accept(Scene.ACCEPT.within(), 48, 64, List.of(R1.router())),
                    Transition.DEFAULT,
                    false))
            .found(A);
    silent(scene, R2);
    assertEquals(Sightings.NONE, scene.sightings);
    silent(scene, R1);
    assertEquals(Optional.of(B), scene.current());
  }

  /** The router answers each solicitation with B alone. */
  private static void silent(Scene scene, Origin router) {
    scene.hears(router, preferred(B));
    scene.answers(router, preferred(B));
  }

  /** A router that sends A and B in separate advertisements. A is current. */
  private static Scene splitting() {
    Scene scene = Scene.usual().holding(A);
    scene.now = scene.now.plusSeconds(50);
    scene.hears(R1, announced(A, 90_000, 90_000));
    scene.hears(R1, announced(B, 90_000, 90_000));
    scene.solicits().after(1);
    scene.hears(R1, announced(A, 90_000, 90_000));
    scene.after(60);
    scene.hears(R1, announced(A, 90_000, 90_000));
    return scene;
  }

  private static void restart(Scene scene, Path folder) throws IOException {
    RouterMemory memory = new RouterMemory(folder.resolve("home"));
    memory.write(scene.sightings);
    scene.sightings = ((RouterMemory.Known) memory.read(scene.now)).sightings();
    assertEquals(List.of(), scene.decides().changes());
  }
}
