package dev.leasehold.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.Accept;
import dev.leasehold.api.DynamicPrefix.Acquisition;
import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.api.DynamicPrefix.Review;
import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.api.Subnet;
import dev.leasehold.lease.PrefixDecision.Solicitation;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One prefix, its routers, a clock that the test moves, and a simulated Git that takes every
 * decision at once. Each observation is followed by two decisions. The second one must change
 * nothing.
 */
final class Scene {
  static final Prefix A = Prefix.parse("2001:db8:a::/56");
  static final Prefix B = Prefix.parse("2001:db8:b::/56");
  static final Prefix C = Prefix.parse("2001:db8:c::/56");
  static final Prefix D = Prefix.parse("2001:db8:d::/56");
  static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  static final String SOURCE = "router-advertisement";
  static final Origin.Advertised R1 = origin("fe80::1");
  static final Origin.Advertised R2 = origin("fe80::2");
  static final Accept ACCEPT =
      new Accept(List.of(Prefix.parse("2001:db8::/32")), 48, 64, List.of());

  PrefixPolicy policy = new PrefixPolicy(intent(Transition.DEFAULT), Set.of());
  Instant now = START;
  PrefixLease tip = PrefixPolicy.noLease("home", SOURCE);
  Instant newestCommit = START.minusSeconds(1000);
  Sightings sightings = Sightings.NONE;
  Drains drains = Drains.NONE;
  DampingState damping = DampingState.NONE;

  /** A scene with the default settings. */
  static Scene usual() {
    return new Scene();
  }

  static Scene with(Transition transition) {
    return with(intent(transition));
  }

  static Scene with(DynamicPrefix intent, String... boundSubnets) {
    Scene scene = new Scene();
    scene.policy = new PrefixPolicy(intent, Set.of(boundSubnets));
    return scene;
  }

  static DynamicPrefix intent(Transition transition) {
    return intent(ACCEPT, transition, false);
  }

  static DynamicPrefix intent(
      Accept accept, Transition transition, boolean suspend, Subnet... subnets) {
    return new DynamicPrefix(
        "home",
        new Acquisition(Optional.of("lan0"), Optional.empty(), Optional.empty()),
        accept,
        List.of(subnets),
        List.of(),
        suspend,
        transition);
  }

  static Transition transition(int minStableSeconds, OnFlash onFlash, OnLoss onLoss) {
    return new Transition(
        Duration.ofMinutes(60),
        2,
        Duration.ofSeconds(minStableSeconds),
        onFlash,
        onLoss,
        DynamicPrefix.Damping.ON,
        Review.AUTO);
  }

  static Origin.Advertised origin(String router) {
    return new Origin.Advertised("lan0", Address.parse(router));
  }

  /** A prefix with lifetimes of 30 and 60 minutes. */
  static Announced preferred(Prefix prefix) {
    return announced(prefix, 1800, 3600);
  }

  static Announced deprecated(Prefix prefix) {
    return announced(prefix, 0, 3600);
  }

  static Announced withdrawn(Prefix prefix) {
    return announced(prefix, 0, 0);
  }

  static Announced announced(Prefix prefix, long preferredSeconds, long validSeconds) {
    return new Announced(
        prefix, Duration.ofSeconds(preferredSeconds), Duration.ofSeconds(validSeconds));
  }

  /**
   * Makes {@code first} current 5 s after the start. The router is known not to split: it has
   * announced the same prefixes three times and was solicited twice.
   */
  Scene holding(Prefix first) {
    for (int i = 0; i < 3; i++) {
      hears(R1, preferred(first));
    }
    solicits().after(5);
    solicits().decides();
    assertEquals(Optional.of(first), current());
    return this;
  }

  /**
   * The state after a restart without memory: the prefix is in Git, and no router was heard yet.
   */
  Scene found(Prefix current) {
    tip = new PrefixLease("home", SOURCE, List.of(new Current(current, START.minusSeconds(5000))));
    return this;
  }

  PrefixDecision hears(Origin router, Announced... prefixes) {
    sightings = policy.hear(sightings, new Observation(now, router, List.of(prefixes)), tip);
    return decides();
  }

  /**
   * Lets time pass until no prefix is in doubt. Each solicitation is sent when it is due, and the
   * router answers after 100 ms with these prefixes.
   *
   * @return the first decision with a change, or the last decision if there is none
   */
  PrefixDecision answers(Origin router, Announced... prefixes) {
    return answersInParts(router, List.of(List.of(prefixes)));
  }

  /** Like {@link #answers}, with a split answer: each part comes 3 s after the previous one. */
  PrefixDecision answersInParts(Origin router, List<List<Announced>> parts) {
    PrefixDecision decision = decides();
    while (decision.doubtful()) {
      Instant next = looksAgainAt(decision);
      boolean due = decision.solicitations().stream().anyMatch(s -> !s.at().isAfter(now));
      if (due) {
        sightings = policy.solicited(sightings, "lan0", now);
        now = now.plusMillis(100);
        for (List<Announced> part : parts) {
          decision = hears(router, part.toArray(Announced[]::new));
          if (part.equals(parts.getLast()) || !decision.changes().isEmpty()) {
            break;
          }
          now = now.plusSeconds(3);
        }
      } else {
        now = next;
        decision = decides();
      }
      if (!decision.changes().isEmpty()) {
        return decision;
      }
    }
    return decision;
  }

  /** Sets the wall clock and moves all stored times. */
  Scene setsTheClock(Duration step) {
    sightings = sightings.movedBy(step);
    drains = drains.movedBy(step);
    damping = damping.movedBy(step);
    now = now.plus(step);
    return this;
  }

  /** When the next decision or solicitation is due. */
  private Instant looksAgainAt(PrefixDecision decision) {
    return Stream.concat(
            decision.lookAgainAt().stream(),
            decision.solicitations().stream().map(Solicitation::at))
        .filter(now::isBefore)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Sends a solicitation now. */
  Scene solicits() {
    sightings = policy.solicited(sightings, "lan0", now);
    return this;
  }

  PrefixDecision after(long seconds) {
    now = now.plusSeconds(seconds);
    return decides();
  }

  PrefixDecision decides() {
    PrefixDecision decision = policy.decide(tip, newestCommit, sightings, drains, damping, now);
    if (!decision.lease().equals(tip)) {
      damping = damping.wrote(decision.changes(), now);
      tip = decision.lease();
      Instant commit = now.truncatedTo(ChronoUnit.SECONDS);
      newestCommit = commit.isAfter(newestCommit) ? commit : newestCommit;
    }
    PrefixDecision again = policy.decide(tip, newestCommit, sightings, drains, damping, now);
    assertEquals(List.of(), again.changes(), "deciding again changes nothing");
    assertEquals(tip, again.lease());
    return decision;
  }

  Optional<Prefix> current() {
    return tip.current().map(Current::prefix);
  }

  List<Prefix> draining() {
    return tip.draining().stream().map(Draining::prefix).toList();
  }

  Instant drainUntil(Prefix prefix) {
    return tip.draining().stream()
        .filter(d -> d.prefix().equals(prefix))
        .flatMap(d -> d.drainUntil().stream())
        .findFirst()
        .orElseThrow();
  }

  static String at(Instant instant) {
    return instant.toString().substring("2026-11-21T".length());
  }
}
