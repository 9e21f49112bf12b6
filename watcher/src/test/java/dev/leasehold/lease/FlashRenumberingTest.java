package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.R2;
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
import dev.leasehold.lease.Decision.Solicitation;
import dev.leasehold.lease.LeaseChange.Lost;
import dev.leasehold.lease.LeaseChange.Renumbered;
import dev.leasehold.lease.LeaseChange.Replaced;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prefix that its routers mention no longer: RFC 9096 section 3, RFC 8978. */
class FlashRenumberingTest {

  @Test
  void isBelievedWithTheSecondAdvertisementWhichIsSolicited() {
    Scene scene = Scene.usual().holding(A);
    scene.now = scene.now.plusSeconds(60);
    Instant first = scene.now;
    Decision one = scene.hears(R1, preferred(B));
    assertEquals(List.of(), one.changes());
    assertEquals(List.of(new Solicitation("lan0", first.plusSeconds(5))), one.solicitations());
    assertEquals(Optional.of(first.plusSeconds(5)), one.lookAgainAt());

    scene.now = first.plusSeconds(3); // one between, too early to prove anything
    Decision between = scene.hears(R1, preferred(B));
    assertEquals(one.solicitations(), between.solicitations());
    assertEquals(one.solicitations(), scene.after(2).solicitations());

    Decision two = scene.hears(R1, preferred(B));
    assertEquals(List.of(new Replaced(A, B, R1, Standing.UNMENTIONED)), two.changes());
    assertEquals(
        "fe80::1 on lan0 announces 2001:db8:b::/56; 2001:db8:a::/56 is no longer announced"
            + " and is replaced at once",
        two.changes().getFirst().reason());
    assertEquals(List.of(), two.solicitations());
  }

  @Test
  void takesASuccessorThatOnlyTheSecondAdvertisementNames() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1);
    scene.after(5);
    scene.hears(R1, preferred(B));
    assertEquals(Optional.of(B), scene.current());
  }

  @Test
  void isNotBelievedOfTwoAdvertisementsTooCloseTogether() {
    Scene scene = Scene.usual().holding(A);
    for (int i = 0; i < 5; i++) {
      assertEquals(List.of(), scene.hears(R1, preferred(B)).changes());
      scene.now = scene.now.plusMillis(900);
    }
  }

  @Test
  void isNotBelievedWhenOneBetweenMentionsThePrefix() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1, preferred(B));
    scene.after(4);
    scene.hears(R1, preferred(A));
    scene.after(4);
    assertEquals(List.of(), scene.hears(R1, preferred(B)).changes());
    assertFalse(scene.after(60).lost());
  }

  @Test
  void isBelievedWithTheSecondAdvertisementAtOnceWithoutMinStable() {
    Scene scene = Scene.with(transition(0, OnFlash.REPLACE, OnLoss.KEEP)).holding(A);
    Decision one = scene.hears(R1, preferred(B));
    assertEquals(List.of(), one.changes());
    assertEquals(List.of(new Solicitation("lan0", scene.now)), one.solicitations());
    scene.now = scene.now.plusMillis(1);
    scene.hears(R1, preferred(B));
    assertEquals(Optional.of(B), scene.current());
  }

  @Test
  void isNotSeenInAdvertisementsThatSplitTheirOptions() {
    Scene scene = Scene.usual().holding(A);
    for (int i = 0; i < 100; i++) {
      scene.now = scene.now.plusSeconds(60);
      assertEquals(List.of(), scene.hears(R1, preferred(A)).changes());
      scene.now = scene.now.plusMillis(1);
      assertEquals(List.of(), scene.hears(R1, preferred(B)).changes());
    }
  }

  @Test
  void asksARouterThatSplitsItsOptionsLessAndLess() {
    Scene scene = Scene.usual().holding(A);
    Duration wait = Duration.ZERO;
    for (int seconds : new int[] {5, 10, 20, 40, 80}) {
      scene.now = scene.now.plusSeconds(100);
      scene.hears(R1, preferred(A));
      scene.now = scene.now.plusMillis(1);
      Decision silent = scene.hears(R1, preferred(B));
      wait = Duration.between(scene.now, silent.solicitations().getFirst().at());
      assertEquals(Duration.ofSeconds(seconds), wait);
    }
    scene.hears(R1, preferred(A));
    scene.hears(R1, preferred(A));
    Decision asBefore = scene.hears(R1, preferred(B));
    assertEquals(scene.now.plusSeconds(5), asBefore.solicitations().getFirst().at());
  }

  @Test
  void needsEveryRouterThatAnnouncedThePrefix() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R2, preferred(A));
    silent(scene, R1);
    assertEquals(Optional.of(A), scene.current());
    silent(scene, R2);
    assertEquals(Optional.of(B), scene.current());
  }

  @Test
  void isNotProvenByARouterThatNeverAnnouncedThePrefix() {
    Scene scene = Scene.usual().holding(A);
    silent(scene, R2);
    silent(scene, R2);
    assertEquals(Optional.of(A), scene.current());
    assertEquals(List.of(), scene.decides().solicitations());
  }

  @Test
  void isAnExpiryWhenTheRouterItselfFellSilent() {
    Scene scene = Scene.usual().holding(A);
    scene.now = scene.now.plusSeconds(1700);
    scene.hears(R2, preferred(B));
    scene.after(60);
    assertEquals(Optional.of(A), scene.current());
    scene.after(60); // A's preferred lifetime has run out: deprecated, so it drains
    assertEquals(Optional.of(B), scene.current());
    assertEquals(List.of(A), scene.draining());
  }

  @Test
  void afterARestartIsProvenByAnyRouter() {
    Scene scene = Scene.usual().found(A);
    Decision one = scene.hears(R2, preferred(B));
    assertEquals(List.of(new Solicitation("lan0", scene.now.plusSeconds(5))), one.solicitations());
    scene.after(5);
    assertEquals(
        List.of(new Replaced(A, B, R2, Standing.UNMENTIONED)),
        scene.hears(R2, preferred(B)).changes());
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
    assertEquals(List.of(), scene.hears(R1, preferred(B)).changes());
    scene.after(5);
    assertEquals(
        List.of(new Replaced(A, B, R2, Standing.UNMENTIONED)),
        scene.hears(R1, preferred(B)).changes());
  }

  @Test
  void afterARestartIsNotSeenInALapseThatNobodyHeard(@TempDir Path folder) throws IOException {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R2, Scene.announced(B, 86_400, 86_400));
    scene.now = scene.now.plusSeconds(2000); // A's preferred lifetime ran out meanwhile
    restart(scene, folder);
    scene.hears(R2, preferred(B));
    assertEquals(List.of(), scene.after(60).changes());
    assertEquals(List.of(), scene.hears(R1, preferred(A)).changes());
  }

  @Test
  void leavesALostPrefixWhereNothingTakesItsPlace() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R1);
    scene.after(5);
    Decision two = scene.hears(R1);
    assertEquals(List.of(), two.changes());
    assertTrue(two.lost());
    assertFalse(scene.hears(R1, preferred(A)).lost());
  }

  @Test
  void endsALostPrefixWhereTheIntentSaysSo() {
    Scene scene = Scene.with(transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW)).holding(A);
    scene.hears(R1);
    scene.after(5);
    assertEquals(List.of(new Lost(A, Standing.UNMENTIONED)), scene.hears(R1).changes());
  }

  @Test
  void drainsWhereTheIntentSaysSo() {
    Scene scene = Scene.with(transition(5, OnFlash.DRAIN, OnLoss.KEEP)).holding(A);
    scene.hears(R1, preferred(B));
    scene.after(5);
    Decision two = scene.hears(R1, preferred(B));
    Instant validUntil = Scene.START.plusSeconds(3600);
    assertEquals(
        List.of(new Renumbered(A, B, R1, Standing.UNMENTIONED, validUntil)), two.changes());
  }

  @Test
  void needsNoSecondRouterOnceItWithdrew() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R2, preferred(A));
    scene.hears(R2, withdrawn(A), preferred(B));
    assertEquals(Optional.of(A), scene.current());
    silent(scene, R1);
    assertEquals(Optional.of(B), scene.current());
  }

  @Test
  void staysADeprecationWhileOneRouterStillMentionsThePrefix() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R2, deprecated(A));
    silent(scene, R1);
    assertEquals(Optional.of(B), scene.current());
    assertEquals(List.of(A), scene.draining());
  }

  @Test
  void isNotProvenByARouterThatIsNotBelieved() {
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

  /** Two advertisements with B alone, far enough apart. */
  private static void silent(Scene scene, Origin router) {
    scene.hears(router, preferred(B));
    scene.after(5);
    scene.hears(router, preferred(B));
  }

  private static void restart(Scene scene, Path folder) throws IOException {
    RouterMemory memory = new RouterMemory(folder.resolve("home"));
    memory.write(scene.sightings);
    scene.sightings = ((RouterMemory.Known) memory.read(scene.now)).sightings();
    assertEquals(List.of(), scene.decides().changes());
  }
}
