package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.C;
import static dev.leasehold.lease.Scene.D;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.announced;
import static dev.leasehold.lease.Scene.deprecated;
import static dev.leasehold.lease.Scene.preferred;
import static dev.leasehold.lease.Scene.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.Acquisition;
import dev.leasehold.api.DynamicPrefix.Delegation;
import dev.leasehold.api.DynamicPrefix.Fallback;
import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.lease.PrefixChange.Renumbered;
import dev.leasehold.lease.PrefixChange.Replaced;
import dev.leasehold.lease.PrefixDecision.Solicitation;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Origin;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A delegation with advertisements as fallback and cross-check. */
class DelegationTest {
  private static final Origin PD = new Origin.Delegated("lan0", "home");
  private static final Origin KERNEL = new Origin.Configured("lan0");
  private static final Prefix LINK = Prefix.parse("2001:db8:0:1::/64");

  @Test
  void isUsedAfterMinStable() {
    Scene scene = delegating();
    assertEquals(List.of(), scene.hears(PD, preferred(A)).changes());
    assertEquals(List.of(new PrefixChange.Acquired(A, PD)), scene.after(5).changes());
    assertEquals("dhcpv6-pd", scene.tip.source());
    assertEquals("DHCPv6 on lan0 delegates " + A, new PrefixChange.Acquired(A, PD).reason());
  }

  @Test
  void isPreferredOverAnEarlierAdvertisement() {
    Scene scene = delegating();
    scene.hears(R1, preferred(LINK));
    scene.after(30);
    scene.hears(PD, preferred(A));
    scene.after(5);
    assertEquals(Optional.of(A), scene.current());
  }

  @Test
  void holdsBackAdvertisementsUntilTheServerAnswers() {
    Scene scene = delegating();
    scene.hears(R1, announced(LINK, 90_000, 90_000));
    scene.after(5);
    assertEquals(Optional.empty(), scene.current());
    scene.after(3000);
    assertEquals(Optional.empty(), scene.current());
  }

  @Test
  void fallsBackToAdvertisementsWithoutADelegation() {
    Scene scene = delegating();
    scene.hears(R1, preferred(LINK));
    scene.after(60);
    scene.hears(PD);
    assertEquals(Optional.of(LINK), scene.current());
    assertEquals("router-advertisement", scene.tip.source());
  }

  /** The prefix of a provider's link is shared with neighbours. */
  @Test
  void ignoresAdvertisementsWithoutAFallback() {
    Scene scene = acquiring(delegation(Fallback.NONE), Transition.DEFAULT);
    scene.hears(R1, announced(LINK, 90_000, 90_000));
    scene.hears(PD);
    scene.after(5);
    assertEquals(Optional.empty(), scene.current());
    scene.after(3000);
    assertEquals(Optional.empty(), scene.current());
  }

  @Test
  void keepsALostDelegationInGitWithoutAFallback() {
    Scene scene = acquiring(delegation(Fallback.NONE), Transition.DEFAULT);
    scene.hears(PD, preferred(A));
    scene.after(5);
    scene.hears(R1, preferred(LINK));
    scene.hears(PD, withdrawn(A));
    scene.hears(PD);
    assertTrue(scene.after(600).lost());
    assertEquals(Optional.of(A), scene.current());
  }

  /** DHCPv6 withdraws the delegation while the old prefix of the link is still preferred. */
  @Test
  void returnsToTheDrainingPrefixWhenTheDelegationIsWithdrawn() {
    Scene scene = stopgap();
    scene.hears(PD, preferred(A));
    scene.after(5);
    assertEquals(List.of(LINK), scene.draining());
    PrefixDecision lost = scene.hears(PD, withdrawn(A));
    assertEquals(
        List.of(new PrefixChange.Returned(A, LINK, R1, Standing.WITHDRAWN)), lost.changes());
    assertEquals("router-advertisement", scene.tip.source());
  }

  @Test
  void replacesItsStopgapWhichDrains() {
    Scene scene = stopgap();
    scene.hears(PD, preferred(A));
    PrefixDecision decision = scene.after(5);
    Renumbered change = (Renumbered) decision.changes().getFirst();
    assertEquals(Standing.STOPGAP, change.cause());
    assertEquals(Optional.of(A), scene.current());
    assertEquals(List.of(LINK), scene.draining());
  }

  @Test
  void keepsTheStopgapWhenItIsDelegatedToo() {
    Scene scene = stopgap();
    assertEquals(Standing.PREFERRED, scene.hears(PD, preferred(LINK), preferred(A)).current());
    assertEquals(List.of(), scene.after(5).changes());
    assertEquals(Optional.of(LINK), scene.current());
  }

  @Test
  void replacesAStopgapThatIsNoLongerAnnounced() {
    Scene scene = delegating();
    scene.tip =
        new PrefixLease(
            "home",
            "router-advertisement",
            List.of(new Current(LINK, Scene.START.minusSeconds(9))));
    scene.hears(PD, preferred(A));
    scene.after(5);
    assertEquals(Optional.of(A), scene.current());
    assertEquals(List.of(LINK), scene.draining());
  }

  @Test
  void doesNotReplaceAStopgapWhenRefused() {
    Scene scene = stopgap();
    scene.hears(PD, preferred(Prefix.parse("2a00::/56")));
    scene.after(600);
    assertEquals(Optional.of(LINK), scene.current());
  }

  @Test
  void keepsTheDelegationWhenItsServerIsSlow() {
    Scene scene = holding();
    scene.hears(R1, preferred(LINK));
    scene.after(3601); // the valid lifetime of A has ended, and the client asks again
    scene.hears(R1, preferred(LINK));
    scene.after(5);
    assertEquals(Optional.of(A), scene.current());
    assertTrue(scene.decides().lost());
    scene.hears(PD, preferred(A));
    scene.after(5);
    assertFalse(scene.decides().lost());
  }

  @Test
  void isReplacedByAnAdvertisementAfterItExpired() {
    Scene scene = holding();
    scene.after(3601);
    scene.hears(R1, preferred(LINK));
    scene.hears(PD);
    PrefixDecision decision = scene.after(5);
    assertEquals(Standing.EXPIRED, ((Replaced) decision.changes().getFirst()).cause());
    assertEquals(Optional.of(LINK), scene.current());
  }

  /**
   * RFC 8415 section 18.2.10.1: one Reply to a Renew has the old prefix with lifetimes 0/0 and the
   * new prefix.
   */
  @Test
  void isReplacedAtOnceWhenOneReplyWithdrawsItAndBringsASuccessor() {
    Scene scene = holding();
    PrefixDecision decision = scene.hears(PD, withdrawn(A), preferred(B));
    assertEquals(List.of(new Replaced(A, B, PD, Standing.WITHDRAWN)), decision.changes());
  }

  @Test
  void drainsWhenOneReplyDeprecatesItAndBringsASuccessor() {
    Scene scene = holding();
    scene.hears(PD, deprecated(A), preferred(B));
    scene.after(5);
    assertEquals(Optional.of(B), scene.current());
    assertEquals(List.of(A), scene.draining());
  }

  @Test
  void isGoneWhenOneReplyLeavesItOut() {
    Scene scene = holding();
    PrefixDecision decision = scene.hears(PD, preferred(B));
    assertEquals(List.of(new Replaced(A, B, PD, Standing.UNMENTIONED)), decision.changes());
  }

  @Test
  void drainsWhenOneReplyLeavesItOutAndOnFlashIsDrain() {
    Scene scene = holding(Scene.transition(5, OnFlash.DRAIN, OnLoss.KEEP));
    scene.hears(PD, preferred(B));
    assertEquals(Optional.of(B), scene.current());
    assertEquals(List.of(A), scene.draining());
  }

  /** No solicitation is needed: a prefix that the server leaves out is no longer delegated. */
  @Test
  void isNeverInDoubt() {
    Scene scene = holding(Scene.transition(5, OnFlash.DRAIN, OnLoss.KEEP));
    for (int i = 0; i < 3; i++) {
      assertFalse(scene.hears(PD, preferred(B)).doubtful());
      assertFalse(scene.after(5).doubtful());
    }
    assertEquals(List.of(A), scene.draining());
  }

  @Test
  void staysWhenDeniedWithoutASuccessor() {
    Scene scene = holding();
    PrefixDecision decision = scene.hears(PD, withdrawn(A));
    assertEquals(List.of(), decision.changes());
    assertEquals(Standing.WITHDRAWN, decision.current());
    assertEquals(Optional.of(A), scene.current());
  }

  @Test
  void isNotAffectedByAdvertisementsWithoutIt() {
    Scene scene = holding(Scene.transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW));
    for (int i = 0; i < 5; i++) {
      scene.hears(R1, preferred(LINK));
      scene.after(10);
    }
    assertEquals(Optional.of(A), scene.current());
    assertEquals(Standing.PREFERRED, scene.decides().current());
  }

  @Test
  void isNotAffectedByAdvertisementsAfterARestart() {
    Scene scene = delegating(Scene.transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW));
    scene.tip =
        new PrefixLease("home", "dhcpv6-pd", List.of(new Current(A, Scene.START.minusSeconds(9))));
    for (int i = 0; i < 5; i++) {
      scene.hears(R1, preferred(LINK));
      scene.after(10);
    }
    assertEquals(Optional.of(A), scene.current());
  }

  /** A start without memory while no server answers: the delegation may still be valid. */
  @Test
  void staysAfterARestartWhileNoServerAnswers() {
    Scene scene = delegating(Scene.transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW));
    scene.tip =
        new PrefixLease("home", "dhcpv6-pd", List.of(new Current(A, Scene.START.minusSeconds(9))));
    scene.hears(R1, preferred(LINK));
    scene.after(60);
    scene.hears(PD);
    scene.hears(R1, preferred(LINK));
    assertEquals(Standing.UNKNOWN, scene.after(600).current());
    assertEquals(Optional.of(A), scene.current());
    scene.hears(PD, preferred(B));
    assertEquals(Optional.of(B), scene.current());
  }

  @Test
  void isCheckedWhenTheLinkWasRenumbered() {
    Scene scene = holding();
    scene.hears(R1, preferred(C));
    scene.hears(R1, preferred(C));
    scene.hears(R1, preferred(C));
    assertEquals(Set.of(C), link(scene));
    scene.hears(R1, preferred(C), preferred(D));
    assertEquals(Set.of(C, D), link(scene), "one more");
    scene.hears(R1, preferred(D));
    assertEquals(Set.of(C, D), link(scene), "left out once");
    for (int i = 0; i < 3; i++) {
      scene.solicits().hears(R1, preferred(D));
      scene.after(4);
    }
    assertEquals(Set.of(D), link(scene), "left out of all answers");
    scene.hears(R1, deprecated(D));
    assertEquals(Set.of(), link(scene), "deprecated");
    scene.hears(R1, preferred(D));
    scene.hears(R1, withdrawn(D));
    assertEquals(Set.of(), link(scene), "withdrawn");
    assertEquals(Optional.of(A), scene.current());
  }

  /** The loss of the link prefix is a reason to ask the server, even if the prefix is not used. */
  @Test
  void solicitsTheRouterWhenThePrefixOfTheLinkIsLeftOut() {
    Prefix ula = Prefix.parse("fd00::/64");
    Scene scene = holding();
    scene.hears(R1, preferred(ula));
    assertEquals(List.of(new Solicitation("lan0", scene.now)), scene.hears(R1).solicitations());
  }

  /**
   * Another program configures the interface: networkd restarts, and the prefix is missing for a
   * moment.
   */
  @Test
  void keepsAKernelPrefixThatIsMissingForAMoment() {
    Scene scene = kernel();
    scene.hears(KERNEL);
    assertEquals(Standing.PREFERRED, scene.after(4).current());
    scene.hears(KERNEL, preferred(A));
    assertEquals(Standing.PREFERRED, scene.after(60).current());
    assertEquals(Optional.of(A), scene.current());
  }

  @Test
  void followsAChangedKernelPrefixAfterMinStable() {
    Scene scene = kernel();
    assertEquals(List.of(), scene.hears(KERNEL, preferred(B)).changes());
    assertEquals(
        List.of(new Replaced(A, B, KERNEL, Standing.UNMENTIONED)), scene.after(5).changes());
  }

  @Test
  void followsAChangedKernelPrefixDespiteRepeatedReports() {
    Scene scene = kernel();
    for (int i = 0; i < 5; i++) {
      PrefixDecision decision = scene.hears(KERNEL, preferred(B));
      assertEquals(List.of(), decision.changes());
      assertFalse(decision.doubtful());
      scene.now = scene.now.plusSeconds(1);
    }
    assertEquals(
        List.of(new Replaced(A, B, KERNEL, Standing.UNMENTIONED)),
        scene.hears(KERNEL, preferred(B)).changes());
  }

  @Test
  void fallsBackToAdvertisementsAfterAMinuteWithoutAKernelPrefix() {
    Scene scene = kernel();
    scene.hears(R1, preferred(LINK));
    scene.hears(KERNEL);
    scene.after(59);
    assertEquals(Optional.of(A), scene.current());
    scene.after(1);
    assertEquals(Optional.of(LINK), scene.current());
  }

  private static Set<Prefix> link(Scene scene) {
    return scene.policy.linkPrefixes(scene.sightings, scene.now).stream()
        .map(PrefixPolicy.LinkPrefix::prefix)
        .collect(Collectors.toSet());
  }

  private static Scene delegating() {
    return delegating(Transition.DEFAULT);
  }

  private static Scene delegating(Transition transition) {
    return acquiring(delegation(Fallback.ROUTER_ADVERTISEMENT), transition);
  }

  private static Acquisition delegation(Fallback fallback) {
    return new Acquisition(
        Optional.of("lan0"),
        Optional.of(new Delegation("lan0", 56, "")),
        Optional.empty(),
        fallback);
  }

  private static Scene holding() {
    return holding(Transition.DEFAULT);
  }

  private static Scene holding(Transition transition) {
    Scene scene = delegating(transition);
    scene.hears(PD, preferred(A));
    scene.after(5);
    assertEquals(Optional.of(A), scene.current());
    return scene;
  }

  private static Scene stopgap() {
    Scene scene = delegating();
    scene.hears(R1, preferred(LINK));
    scene.hears(PD);
    scene.after(5);
    assertEquals(Optional.of(LINK), scene.current());
    return scene;
  }

  private static Scene kernel() {
    Scene scene =
        acquiring(
            new Acquisition(
                Optional.of("lan0"),
                Optional.empty(),
                Optional.of("lan0"),
                Fallback.ROUTER_ADVERTISEMENT),
            Transition.DEFAULT);
    scene.hears(KERNEL, preferred(A));
    scene.after(5);
    assertEquals(Optional.of(A), scene.current());
    return scene;
  }

  private static Scene acquiring(Acquisition acquisition, Transition transition) {
    return Scene.with(
        new DynamicPrefix(
            "home", acquisition, Scene.ACCEPT, List.of(), List.of(), false, transition));
  }
}
