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
 * One prefix, its routers, a clock that the test moves, and a Git in which every decision lands at
 * once. What is heard is decided on at once, twice: the second time nothing may change.
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

  PrefixPolicy book = new PrefixPolicy(intent(Transition.DEFAULT), Set.of());
  Instant now = START;
  PrefixLease tip = PrefixPolicy.noLease("home", SOURCE);
  Instant newestCommit = START.minusSeconds(1000);
  Sightings sightings = Sightings.NONE;
  Drains drains = Drains.NONE;
  DampingState damping = DampingState.NONE;

  /** The design's defaults. */
  static Scene usual() {
    return new Scene();
  }

  static Scene with(Transition transition) {
    return with(intent(transition));
  }

  static Scene with(DynamicPrefix intent, String... boundSubnets) {
    Scene scene = new Scene();
    scene.book = new PrefixPolicy(intent, Set.of(boundSubnets));
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

  /** With lifetimes of 30 and 60 minutes. */
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
   * {@code first} is Current since 5 s after the start, and the router is known not to split what
   * it says: it has said the same three times, and was asked twice.
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

  /** Git holds it, and nothing was heard yet: what a restart without memory finds. */
  Scene found(Prefix current) {
    tip = new PrefixLease("home", SOURCE, List.of(new Current(current, START.minusSeconds(5000))));
    return this;
  }

  PrefixDecision hears(Origin router, Announced... prefixes) {
    sightings = book.hear(sightings, new Observation(now, router, List.of(prefixes)), tip);
    return decides();
  }

  /**
   * Time passes until no prefix is in doubt: each solicitation is sent when it is due, and the
   * router answers after 100 ms with these prefixes.
   *
   * @return the first decision that changed something, else the last
   */
  PrefixDecision answers(Origin router, Announced... prefixes) {
    return answersInParts(router, List.of(List.of(prefixes)));
  }

  /** The same, and the answer is split: each part comes 3 s after the one before. */
  PrefixDecision answersInParts(Origin router, List<List<Announced>> parts) {
    PrefixDecision decision = decides();
    while (decision.doubtful()) {
      Instant next = looksAgainAt(decision);
      boolean due = decision.solicitations().stream().anyMatch(s -> !s.at().isAfter(now));
      if (due) {
        sightings = book.solicited(sightings, "lan0", now);
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

  /** The wall clock is set, and everything that is known moves along. */
  Scene setsTheClock(Duration step) {
    sightings = sightings.movedBy(step);
    drains = drains.movedBy(step);
    damping = damping.movedBy(step);
    now = now.plus(step);
    return this;
  }

  /** When something changes by itself, or somebody is to be asked. */
  private Instant looksAgainAt(PrefixDecision decision) {
    return Stream.concat(
            decision.lookAgainAt().stream(),
            decision.solicitations().stream().map(Solicitation::at))
        .filter(now::isBefore)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** A solicitation is sent now. */
  Scene solicits() {
    sightings = book.solicited(sightings, "lan0", now);
    return this;
  }

  PrefixDecision after(long seconds) {
    now = now.plusSeconds(seconds);
    return decides();
  }

  PrefixDecision decides() {
    PrefixDecision decision = book.decide(tip, newestCommit, sightings, drains, damping, now);
    if (!decision.lease().equals(tip)) {
      damping = damping.wrote(decision.changes(), now);
      tip = decision.lease();
      Instant commit = now.truncatedTo(ChronoUnit.SECONDS);
      newestCommit = commit.isAfter(newestCommit) ? commit : newestCommit;
    }
    PrefixDecision again = book.decide(tip, newestCommit, sightings, drains, damping, now);
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
        .map(Draining::drainUntil)
        .findFirst()
        .orElseThrow();
  }

  static String at(Instant instant) {
    return instant.toString().substring("2026-11-21T".length());
  }
}
