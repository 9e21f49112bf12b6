package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.C;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.START;
import static dev.leasehold.lease.Scene.announced;
import static dev.leasehold.lease.Scene.preferred;
import static dev.leasehold.lease.Scene.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.Acquisition;
import dev.leasehold.api.DynamicPrefix.Delegation;
import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.lease.PrefixChange.Renumbered;
import dev.leasehold.lease.PrefixChange.Replaced;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Origin;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A DynamicPrefix that changes its source while Services still use the old prefix. */
class SourceChangeTest {
  private record Source(Acquisition acquisition, Origin origin) {}

  private static final Source DELEGATION = delegation("lan0");
  private static final Source OTHER_DELEGATION = delegation("lan1");
  private static final Source KERNEL =
      new Source(
          new Acquisition(Optional.empty(), Optional.empty(), Optional.of("lan0")),
          new Origin.Configured("lan0"));
  private static final Source ADVERTISEMENTS = advertisements("lan0");
  private static final Source ADVERTISEMENTS_ELSEWHERE = advertisements("lan1");
  private static final List<Source> SOURCES =
      List.of(DELEGATION, OTHER_DELEGATION, KERNEL, ADVERTISEMENTS, ADVERTISEMENTS_ELSEWHERE);

  private Transition transition = Transition.DEFAULT;
  private final Scene scene = new Scene();

  @Test
  void drainsFromAnySourceToAnyOther() {
    for (Source from : SOURCES) {
      for (Source to : SOURCES) {
        if (to.equals(from)) {
          continue;
        }
        Scene fresh = new Scene();
        asks(fresh, from);
        hearsSteadily(fresh, from, A);
        asks(fresh, to);
        hearsSteadily(fresh, to, B);
        assertEquals(List.of(A), fresh.draining(), from + " to " + to);
        assertEquals(to.origin.source(), fresh.tip.source());
      }
    }
  }

  /**
   * As after a renumbering, the drain ends with drainPeriod or the valid lifetime, whichever is
   * earlier.
   */
  @Test
  void drainsNoLongerThanTheValidLifetime() {
    asks(DELEGATION);
    scene.hears(DELEGATION.origin, announced(A, 600, 1200));
    scene.after(5);
    asks(KERNEL);
    assertEquals(List.of(), scene.hears(KERNEL.origin, preferred(B)).changes());
    assertEquals(
        List.of(
            new Renumbered(A, B, KERNEL.origin, Standing.SOURCE_CHANGED, START.plusSeconds(1200))),
        scene.after(5).changes());
  }

  @Test
  void drainsAfterARestartWithoutMemory() {
    asks(DELEGATION);
    hearsSteadily(scene, DELEGATION, A);
    scene.sightings = Sightings.NONE;
    asks(KERNEL);
    hearsSteadily(scene, KERNEL, B);
    assertEquals(List.of(A), scene.draining());
    assertEquals(scene.now.plus(transition.drainPeriod()), scene.drainUntil(A));
  }

  @Test
  void keepsThePrefixUntilTheNewSourceHasOne() {
    transition = Scene.transition(5, OnFlash.REPLACE, OnLoss.WITHDRAW);
    asks(DELEGATION);
    hearsSteadily(scene, DELEGATION, A);
    asks(KERNEL);
    scene.hears(KERNEL.origin);
    assertEquals(Standing.SOURCE_CHANGED, scene.after(600).current());
    assertEquals(Optional.of(A), scene.current());
  }

  @Test
  void changesNothingWhenTheNewSourceHasTheSamePrefix() {
    asks(DELEGATION);
    hearsSteadily(scene, DELEGATION, A);
    asks(KERNEL);
    assertEquals(Standing.PREFERRED, scene.hears(KERNEL.origin, preferred(A)).current());
    assertEquals(List.of(), scene.after(600).changes());
  }

  @Test
  void doesNotDrainAWithdrawnPrefix() {
    asks(DELEGATION);
    hearsSteadily(scene, DELEGATION, A);
    scene.hears(DELEGATION.origin, withdrawn(A));
    asks(KERNEL);
    assertEquals(
        List.of(new Replaced(A, B, KERNEL.origin, Standing.WITHDRAWN)),
        scene.hears(KERNEL.origin, preferred(B)).changes());
  }

  @Test
  void doesNotDrainAnExpiredPrefix() {
    asks(DELEGATION);
    hearsSteadily(scene, DELEGATION, A);
    asks(KERNEL);
    scene.after(3600);
    assertEquals(Standing.EXPIRED, scene.decides().current());
    scene.hears(KERNEL.origin, preferred(B));
    assertEquals(
        List.of(new Replaced(A, B, KERNEL.origin, Standing.EXPIRED)), scene.after(5).changes());
  }

  /** The program that configures the interface was just restarted, and the result was not seen. */
  @Test
  void ignoresAPauseBeforeTheChange() {
    asks(KERNEL);
    hearsSteadily(scene, KERNEL, A);
    scene.hears(KERNEL.origin);
    asks(DELEGATION);
    hearsSteadily(scene, DELEGATION, B);
    assertEquals(List.of(A), scene.draining());
  }

  @Test
  void usesNewObservationsAfterAChangeBack() {
    asks(DELEGATION);
    hearsSteadily(scene, DELEGATION, A);
    asks(KERNEL);
    hearsSteadily(scene, KERNEL, B);
    asks(DELEGATION);
    assertEquals(List.of(), scene.after(60).changes());
    assertEquals(Optional.of(B), scene.current());
    hearsSteadily(scene, DELEGATION, A);
    assertEquals(Optional.of(A), scene.current());
    assertEquals(List.of(B), scene.draining());
  }

  @Test
  void dropsTheFormerSourceWhenTheLeaseNoLongerNeedsIt() {
    asks(DELEGATION);
    scene.hears(DELEGATION.origin, preferred(A), preferred(C));
    scene.after(5);
    asks(KERNEL);
    assertEquals(List.of(), scene.policy.said(scene.sightings, scene.now));
    hearsSteadily(scene, KERNEL, B);
    scene.after(3600);
    assertEquals(List.of(), scene.draining());
    asks(KERNEL);
    assertEquals(
        List.of(KERNEL.origin),
        scene.sightings.routers().stream().map(PrefixProvider::origin).toList());
  }

  private static Source delegation(String interfaceName) {
    return new Source(
        new Acquisition(
            Optional.empty(), Optional.of(new Delegation(interfaceName, 56, "")), Optional.empty()),
        new Origin.Delegated(interfaceName, "home"));
  }

  private static Source advertisements(String interfaceName) {
    return new Source(
        new Acquisition(Optional.of(interfaceName), Optional.empty(), Optional.empty()),
        new Origin.Advertised(interfaceName, R1.router()));
  }

  private void asks(Source source) {
    asks(scene, source);
  }

  private void asks(Scene scene, Source source) {
    DynamicPrefix intent =
        new DynamicPrefix(
            "home", source.acquisition, Scene.ACCEPT, List.of(), List.of(), false, transition);
    scene.policy = new PrefixPolicy(intent, Set.of());
    scene.sightings = scene.policy.relevant(scene.sightings, scene.tip, scene.now);
    scene.decides();
  }

  /**
   * Hears the source for minStable and for long enough to prove the absence of the other prefixes.
   */
  private static void hearsSteadily(Scene scene, Source source, Prefix prefix) {
    scene.hears(source.origin, preferred(prefix));
    scene.after(5);
    scene.hears(source.origin, preferred(prefix));
    assertEquals(Optional.of(prefix), scene.current());
  }
}
