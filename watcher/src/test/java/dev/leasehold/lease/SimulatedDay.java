package dev.leasehold.lease;

import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.PrefixDecision.Solicitation;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A simulation of a router (RFC 4861 section 6.2) and the lease policy. The router sends one to
 * four advertisements, each with its own timer. It answers a solicitation with all of them, in any
 * order: the first within 0.5 s, each further one 3 s after the previous one. Messages get lost in
 * both directions.
 */
final class SimulatedDay {
  static final Prefix ULA = Prefix.parse("fd00:1::/64");
  private static final Duration BETWEEN = Duration.ofSeconds(3);
  private static final int[] INTERVALS = {60, 200, 600, 1800};

  /** A simulated event. */
  private record Event(Instant at, Runnable happens) {}

  /** A change and its time. */
  record Changed(Instant at, LeaseChange change) {}

  final List<Changed> changes = new ArrayList<>();
  int solicitations;

  /** When each prefix was first sent. */
  final Map<Prefix, Instant> firstSent = new HashMap<>();

  boolean everLost;
  Instant now = Scene.START;
  PrefixLease tip = PrefixPolicy.noLease("home", Scene.SOURCE);

  private final Random random;
  private final double loss;
  private final PrefixPolicy policy =
      new PrefixPolicy(Scene.intent(Scene.transition(5, OnFlash.REPLACE, OnLoss.KEEP)), Set.of());
  private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> a.at.compareTo(b.at));
  private final List<Set<Prefix>> parts = new ArrayList<>();
  private final Set<Integer> pending = new TreeSet<>();
  private Instant lastSent = Instant.EPOCH;
  private Instant lastSolicited = Instant.EPOCH;
  private Sightings sightings = Sightings.NONE;
  private Instant committed = Scene.START;
  private Optional<Instant> wake = Optional.empty();
  private boolean heardAny;

  /**
   * A router that has run for a long time.
   *
   * @param loss the share of lost messages
   * @param prefixes the parts, each with its prefixes
   */
  SimulatedDay(Random random, double loss, List<Set<Prefix>> prefixes) {
    this.random = random;
    this.loss = loss;
    parts.addAll(prefixes);
    for (int part = 0; part < parts.size(); part++) {
      Duration most = Duration.ofSeconds(INTERVALS[random.nextInt(INTERVALS.length)]);
      int mine = part;
      unsolicited(mine, most, now.plus(share(most, random.nextDouble())));
    }
    begin(now.plus(share(Duration.ofSeconds(1), random.nextDouble())), Duration.ofSeconds(4));
  }

  /** Random parts. At least one of them has an accepted prefix. */
  static List<Set<Prefix>> anyParts(Random random) {
    int count = 1 + random.nextInt(4);
    List<Prefix> prefixes = new ArrayList<>(List.of(Scene.A, Scene.B, Scene.C, ULA));
    Collections.shuffle(prefixes, random);
    List<Set<Prefix>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(new TreeSet<>(List.of(prefixes.get(i))));
    }
    int more = random.nextInt(5 - count);
    for (int i = count; i < count + more; i++) {
      parts.get(random.nextInt(count)).add(prefixes.get(i));
    }
    if (parts.size() == 1) {
      parts.getFirst().add(Scene.A);
    }
    return parts;
  }

  SimulatedDay until(Instant end) {
    while (true) {
      Instant next = events.isEmpty() ? end : events.peek().at();
      next = wake.isPresent() && wake.get().isBefore(next) ? wake.get() : next;
      if (!next.isBefore(end)) {
        now = end;
        return this;
      }
      now = next.isAfter(now) ? next : now;
      if (!events.isEmpty() && !events.peek().at().isAfter(now)) {
        events.poll().happens().run();
      } else {
        decide();
      }
    }
  }

  /** Changes the parts of the router. It sends them at once, as after a reconnect. */
  void becomes(List<Set<Prefix>> other) {
    for (int i = 0; i < parts.size(); i++) {
      parts.set(i, other.get(i));
    }
    pending.clear();
    answer(now);
  }

  private void unsolicited(int part, Duration most, Instant at) {
    events.add(
        new Event(
            at,
            () -> {
              send(part);
              // RFC 4861 section 6.2.4: between MinRtrAdvInterval, a third, and MaxRtrAdvInterval
              Duration pause = share(most, 0.33 + 0.67 * random.nextDouble());
              unsolicited(part, most, now.plus(pause));
            }));
  }

  private void begin(Instant at, Duration pause) {
    events.add(
        new Event(
            at,
            () -> {
              if (!heardAny) {
                solicit();
                begin(now.plus(pause), pause.multipliedBy(2));
              }
            }));
  }

  private void solicit() {
    solicitations++;
    lastSolicited = now;
    sightings = policy.solicited(sightings, "lan0", now);
    if (random.nextDouble() >= loss) {
      answer(now);
    }
    if (random.nextDouble() >= loss) {
      events.add(new Event(now.plusMillis(200), this::bystander));
    }
  }

  private void bystander() {
    hears(Scene.R2, Set.of(Prefix.parse("fd00:2::/64")));
  }

  private void answer(Instant at) {
    List<Integer> order = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      if (pending.add(part)) {
        order.add(part);
      }
    }
    Collections.shuffle(order, random);
    Instant next = at.plus(share(Duration.ofMillis(500), random.nextDouble()));
    for (int part : order) {
      Instant earliest = lastSent.plus(BETWEEN);
      next = earliest.isAfter(next) ? earliest : next;
      lastSent = next;
      events.add(
          new Event(
              next,
              () -> {
                if (pending.remove(part)) {
                  send(part);
                }
              }));
    }
  }

  private void send(int part) {
    lastSent = now.isAfter(lastSent) ? now : lastSent;
    parts.get(part).forEach(p -> firstSent.putIfAbsent(p, now));
    if (random.nextDouble() < loss) {
      return;
    }
    hears(Scene.R1, parts.get(part));
  }

  private void hears(Origin router, Set<Prefix> prefixes) {
    heardAny = true;
    List<Announced> announced =
        prefixes.stream().map(p -> Scene.announced(p, 14_400, 86_400)).toList();
    sightings = policy.hear(sightings, new Observation(now, router, announced), tip);
    decide();
  }

  private void decide() {
    PrefixDecision decision =
        policy.decide(tip, committed, sightings, Drains.NONE, DampingState.NONE, now);
    decision.changes().forEach(c -> changes.add(new Changed(now, c)));
    tip = decision.lease();
    everLost |= decision.lost();
    boolean due =
        decision.solicitations().stream().map(Solicitation::at).anyMatch(at -> !at.isAfter(now));
    Instant again = lastSolicited.plusSeconds(1);
    wake = wake(decision);
    if (due && !again.isAfter(now)) {
      solicit();
      wake = wake(policy.decide(tip, committed, sightings, Drains.NONE, DampingState.NONE, now));
    } else if (due) {
      wake = wake.filter(again::isAfter).or(() -> Optional.of(again));
    }
  }

  private Optional<Instant> wake(PrefixDecision decision) {
    return Stream.concat(
            decision.lookAgainAt().stream(),
            decision.solicitations().stream().map(Solicitation::at).filter(now::isBefore))
        .min(Comparator.naturalOrder());
  }

  private static Duration share(Duration of, double share) {
    return Duration.ofNanos((long) (of.toNanos() * share));
  }
}
