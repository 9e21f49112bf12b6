package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.C;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.announced;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.Acquisition;
import dev.leasehold.api.DynamicPrefix.Delegation;
import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every pair of changes, 0 to 60 s apart, against one rule: Services are not on a dead prefix,
 * while one that works is known, for longer than a decision takes. LB-IPAM keeps a Service on its
 * block as long as that stands; then it has the current one.
 */
class PairsOfChangesTest {
  private static final int[] SECONDS_APART = {0, 1, 3, 5, 7, 8, 15, 30, 60};
  private static final Duration TICK = Duration.ofMillis(500);

  /** What becomes of the prefixes on the wire. */
  private enum Change {
    /** The preferred one is deprecated, and a new one is preferred. */
    ANNOUNCED,
    /** The preferred one is withdrawn, and nothing takes its place. */
    WITHDRAWN,
    /** Nobody says anything of the preferred one any more; a new one is preferred. */
    VANISHED,
    /** Nobody says anything of any; a new one is preferred. */
    ALL_VANISHED,
    /** Nobody says anything of those that are deprecated. */
    OLD_VANISHED,
    OLD_WITHDRAWN,
    /** Nobody says anything of the preferred one any more, and nothing takes its place. */
    LOST,
    /** The server denies all that was lent; only a delegation can be. */
    TAKEN_BACK;

    boolean isFlash() {
      return this == VANISHED || this == ALL_VANISHED;
    }
  }

  private enum State {
    PREFERRED,
    DEPRECATED,
    WITHDRAWN
  }

  enum Source {
    ROUTER,
    SERVER;

    Origin origin() {
      return this == ROUTER ? R1 : new Origin.Delegated("lan0", "home");
    }

    /** A router is asked twice, with 3.5 s for its answers; what a server leaves out is gone. */
    Duration aDecision() {
      return this == ROUTER ? Duration.ofSeconds(8) : Duration.ZERO;
    }

    /** Two sets of prefixes while the router is asked look like the parts of one that splits. */
    Duration twoFlashes(int secondsApart) {
      return this == ROUTER && secondsApart < 8 ? Duration.ofSeconds(18) : aDecision();
    }

    Acquisition acquisition() {
      return this == ROUTER
          ? new Acquisition(Optional.of("lan0"), Optional.empty(), Optional.empty())
          : new Acquisition(
              Optional.empty(), Optional.of(new Delegation("lan0", 56, "")), Optional.empty());
    }
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void leaveNoServiceOnADeadPrefixForLongerThanADecisionTakes(Source source) {
    EnumSet<Change> changes = EnumSet.allOf(Change.class);
    if (source == Source.ROUTER) {
      changes.remove(Change.TAKEN_BACK);
    }
    int pairs = 0;
    for (Change first : changes) {
      for (Change second : changes) {
        for (int apart : SECONDS_APART) {
          Duration dead = new Run(source).plays(first, second, apart);
          String pair = first + ", " + apart + " s later " + second;
          Duration most =
              first.isFlash() && second.isFlash() ? source.twoFlashes(apart) : source.aDecision();
          assertFalse(dead.compareTo(most) > 0, () -> pair + ": on a dead prefix for " + dead);
          pairs++;
        }
      }
    }
    assertEquals(changes.size() * changes.size() * SECONDS_APART.length, pairs);
  }

  private static final class Run {
    private final Source source;
    private final Scene scene;
    private final List<Prefix> unused = new ArrayList<>(List.of(B, C, Scene.D));
    private final Map<Prefix, State> wire = new LinkedHashMap<>();
    private Prefix services = A;
    private Optional<Instant> answerAt = Optional.empty();
    private Duration deadFor = Duration.ZERO;
    private Duration longest = Duration.ZERO;

    Run(Source source) {
      this.source = source;
      this.scene =
          Scene.with(
              new DynamicPrefix(
                  "home",
                  source.acquisition(),
                  Scene.ACCEPT,
                  List.of(),
                  List.of(),
                  false,
                  Transition.DEFAULT));
      wire.put(A, State.PREFERRED);
    }

    Duration plays(Change first, Change second, int apart) {
      says();
      passes(15);
      assertEquals(Optional.of(A), scene.current());
      change(first);
      passes(apart);
      change(second);
      passes(40);
      assertTrue(scene.tip.current().isPresent());
      return longest;
    }

    private void change(Change change) {
      switch (change) {
        case ANNOUNCED -> {
          wire.replaceAll((p, s) -> s == State.PREFERRED ? State.DEPRECATED : s);
          wire.put(unused.removeFirst(), State.PREFERRED);
        }
        case WITHDRAWN -> withdraw(State.PREFERRED);
        case VANISHED -> {
          wire.values().removeIf(State.PREFERRED::equals);
          wire.put(unused.removeFirst(), State.PREFERRED);
        }
        case ALL_VANISHED -> {
          wire.clear();
          wire.put(unused.removeFirst(), State.PREFERRED);
        }
        case OLD_VANISHED -> wire.values().removeIf(State.DEPRECATED::equals);
        case OLD_WITHDRAWN -> withdraw(State.DEPRECATED);
        case LOST -> wire.values().removeIf(State.PREFERRED::equals);
        case TAKEN_BACK -> wire.replaceAll((p, s) -> State.WITHDRAWN);
      }
      says();
    }

    private void withdraw(State state) {
      wire.replaceAll((p, s) -> s == state ? State.WITHDRAWN : s);
    }

    private void says() {
      scene.hears(
          source.origin(),
          wire.entrySet().stream()
              .map(e ->
                  switch (e.getValue()) {
                    case PREFERRED -> announced(e.getKey(), 7200, 14_400);
                    case DEPRECATED -> announced(e.getKey(), 0, 14_400);
                    case WITHDRAWN -> announced(e.getKey(), 0, 0);
                  })
              .toArray(Announced[]::new));
    }

    private void passes(int seconds) {
      Instant end = scene.now.plusSeconds(seconds);
      look();
      while (scene.now.isBefore(end)) {
        scene.now = scene.now.plus(TICK);
        if (answerAt.filter(at -> !at.isAfter(scene.now)).isPresent()) {
          answerAt = Optional.empty();
          says();
          scene.hears(Scene.R2, announced(SimulatedDay.ULA, 7200, 14_400)); // it is on the link too
        }
        look();
      }
    }

    private void look() {
      PrefixDecision decision = scene.decides();
      boolean due = decision.solicitations().stream().anyMatch(s -> !s.at().isAfter(scene.now));
      if (due && answerAt.isEmpty()) {
        scene.solicits();
        answerAt = Optional.of(scene.now.plus(TICK));
      }
      boolean stands =
          Stream.concat(scene.current().stream(), scene.draining().stream())
              .anyMatch(services::equals);
      services = stands ? services : scene.current().orElse(services);
      boolean dead = !works(services) && wire.keySet().stream().anyMatch(this::works);
      deadFor = dead ? deadFor.plus(TICK) : Duration.ZERO;
      longest = deadFor.compareTo(longest) > 0 ? deadFor : longest;
    }

    private boolean works(Prefix prefix) {
      State state = wire.getOrDefault(prefix, State.WITHDRAWN);
      return state != State.WITHDRAWN;
    }
  }
}
