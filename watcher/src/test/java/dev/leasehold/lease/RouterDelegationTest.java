package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.ACCEPT;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.deprecated;
import static dev.leasehold.lease.Scene.preferred;
import static dev.leasehold.lease.Scene.transition;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.Acquisition;
import dev.leasehold.api.DynamicPrefix.Fallback;
import dev.leasehold.api.DynamicPrefix.HeldByRouter;
import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.api.PrefixQuery;
import dev.leasehold.lease.PrefixChange.Acquired;
import dev.leasehold.lease.PrefixChange.Lost;
import dev.leasehold.lease.PrefixChange.Renumbered;
import dev.leasehold.lease.PrefixChange.Replaced;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.wire.Lifetime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The prefix that a router holds by delegation, as the router says itself. */
class RouterDelegationTest {
  private static final PrefixQuery WAN6 = new PrefixQuery.OpenWrt("wan6");
  private static final Origin ROUTER = new Origin.OfRouter("home", WAN6);
  private static final Prefix LINK = Prefix.parse("2001:db8:0:1::/64");

  @Test
  void isUsedAfterMinStable() {
    Scene scene = asking(Transition.DEFAULT);
    assertEquals(List.of(), scene.hears(ROUTER, preferred(A)).changes());
    assertEquals(List.of(new Acquired(A, ROUTER)), scene.after(5).changes());
    assertEquals("router", scene.tip.source());
    assertEquals("router home holds " + A, new Acquired(A, ROUTER).reason());
  }

  /** A successor is there, so the router is not just connecting again. */
  @Test
  void isReplacedAtOnceWhenTheRouterHoldsAnother() {
    Scene scene = holding(Transition.DEFAULT);
    assertEquals(
        List.of(new Replaced(A, B, ROUTER, Standing.UNMENTIONED)),
        scene.hears(ROUTER, preferred(B)).changes());
  }

  @Test
  void drainsIfAFlashDrains() {
    Scene scene = holding(transition(5, OnFlash.DRAIN, OnLoss.KEEP));
    PrefixDecision decision = scene.hears(ROUTER, preferred(B));
    assertEquals(1, decision.changes().size());
    assertTrue(decision.changes().getFirst() instanceof Renumbered, decision.toString());
    assertEquals(List.of(A), scene.draining());
  }

  @Test
  void drainsWhenTheRouterDeprecatesIt() {
    Scene scene = holding(Transition.DEFAULT);
    scene.hears(ROUTER, deprecated(A), preferred(B));
    assertEquals(Optional.of(A), scene.current());
    scene.after(5);
    assertEquals(Optional.of(B), scene.current());
    assertEquals(List.of(A), scene.draining());
  }

  @Test
  void staysWhileTheRouterIsSilent() {
    Scene scene = asking(transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW));
    scene.hears(ROUTER, new Announced(A, Lifetime.FOREVER, Lifetime.FOREVER));
    scene.after(5);
    scene.hears(R1, preferred(LINK));
    assertEquals(List.of(), scene.after(365 * 86_400).changes());
    assertEquals(Optional.of(A), scene.current());
  }

  @Test
  void staysWhileTheRouterConnectsAgain() {
    Scene scene = holding(transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW));
    assertEquals(List.of(), scene.hears(ROUTER).changes());
    assertEquals(List.of(), scene.after(30).changes());
    assertEquals(List.of(), scene.hears(ROUTER).changes());
    assertEquals(List.of(), scene.hears(ROUTER, preferred(A)).changes());
    assertEquals(List.of(), scene.after(600).changes());
    assertEquals(Standing.PREFERRED, scene.decides().current());
  }

  @Test
  void isLostAfterAMinuteWithoutAny() {
    Scene scene = holding(transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW));
    PrefixDecision decision = scene.hears(ROUTER);
    assertEquals(Optional.of(scene.now.plusSeconds(60)), decision.lookAgainAt());
    assertEquals(List.of(), scene.after(59).changes());
    assertEquals(List.of(new Lost(A, Standing.UNMENTIONED)), scene.after(1).changes());
  }

  @Test
  void isKeptAfterALossByDefault() {
    Scene scene = holding(Transition.DEFAULT);
    scene.hears(ROUTER);
    scene.after(120);
    assertEquals(Optional.of(A), scene.current());
    assertEquals(Standing.UNMENTIONED, scene.decides().current());
  }

  @Test
  void isPreferredOverAdvertisements() {
    Scene scene = asking(Transition.DEFAULT);
    scene.hears(R1, preferred(LINK));
    scene.after(600);
    assertEquals(Optional.empty(), scene.current());
    scene.hears(ROUTER, preferred(A));
    scene.after(5);
    assertEquals(Optional.of(A), scene.current());
  }

  @Test
  void fallsBackToAdvertisementsAfterAMinuteWithoutAny() {
    Scene scene = holding(Transition.DEFAULT);
    scene.hears(R1, preferred(LINK));
    scene.hears(ROUTER);
    scene.after(59);
    assertEquals(Optional.of(A), scene.current());
    scene.after(1);
    assertEquals(Optional.of(LINK), scene.current());
  }

  /** The link's prefix is lost first, so the router is worth a question. */
  @Test
  void watchesThePrefixesOfTheLink() {
    Scene scene = holding(Transition.DEFAULT);
    scene.hears(R1, preferred(LINK));
    assertEquals(1, scene.policy.linkPrefixes(scene.sightings, scene.now).size());
  }

  @Test
  void listensToNoOtherQueryOfTheRouter() {
    ConfiguredSources sources = new ConfiguredSources(intent(Transition.DEFAULT));
    assertTrue(sources.includes(ROUTER));
    assertFalse(sources.includes(new Origin.OfRouter("home", new PrefixQuery.OpenWrt("wan7"))));
    assertFalse(sources.includes(new Origin.OfRouter("attic", WAN6)));
    assertTrue(sources.includes(Origin.OfRouter.SOURCE));
    assertTrue(sources.hasPreferredSource());
  }

  @Test
  void isRememberedOverARestart() {
    Scene scene = asking(Transition.DEFAULT);
    Origin command = new Origin.OfRouter("home", new PrefixQuery.Command("/root/p.sh --all 1%"));
    scene.sightings =
        Sightings.NONE.with(
            new Observation(scene.now, command, List.of(preferred(A))),
            scene.tip,
            Transition.DEFAULT.minStable());
    List<String> lines = RouterMemory.lines(scene.sightings);
    Sightings recalled = RouterMemory.parse(lines, scene.now);
    assertEquals(command, recalled.routers().getFirst().origin());
    assertEquals(lines, RouterMemory.lines(recalled));
  }

  private static Scene holding(Transition transition) {
    Scene scene = asking(transition);
    scene.hears(ROUTER, preferred(A));
    scene.after(5);
    assertEquals(Optional.of(A), scene.current());
    return scene;
  }

  private static Scene asking(Transition transition) {
    return Scene.with(intent(transition));
  }

  private static DynamicPrefix intent(Transition transition) {
    Acquisition acquisition =
        new Acquisition(
            Optional.of("lan0"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new HeldByRouter("home", WAN6)),
            Fallback.ROUTER_ADVERTISEMENT);
    return new DynamicPrefix("home", acquisition, ACCEPT, List.of(), List.of(), false, transition);
  }
}
