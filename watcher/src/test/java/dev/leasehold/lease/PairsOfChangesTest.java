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
 * Checks one rule for every pair of changes, 0 to 60 s apart: while a working prefix is known, no
 * Service stays on a dead prefix for longer than a decision takes. LB-IPAM keeps a Service in its
 * block for as long as the block exists, and then moves it to the current block.
 */
class PairsOfChangesTest {
  private static final int[] SECONDS_APART = {0, 1, 3, 5, 7, 8, 15, 30, 60};
  private static final Duration TICK = Duration.ofMillis(500);

  /** A change of the announced prefixes. */
  private enum Change {
    /** The preferred prefix is deprecated, and a new one is preferred. */
    ANNOUNCED,
    /** The preferred prefix is withdrawn without a successor. */
    WITHDRAWN,
    /** The preferred prefix is no longer announced, and a new one is preferred. */
    VANISHED,
    /** No old prefix is announced any more, and a new one is preferred. */
    ALL_VANISHED,
    /** The deprecated prefixes are no longer announced. */
    OLD_VANISHED,
    OLD_WITHDRAWN,
    /** The preferred prefix is no longer announced and has no successor. */
    LOST,
    /** The server withdraws all delegations. Only a delegation can be withdrawn this way. */
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

    /**
     * A router is solicited twice, with 3.5 s for its answers. A prefix that a server leaves out is
     * gone at once.
     */
    Duration aDecision() {
      return this == ROUTER ? Duration.ofSeconds(8) : Duration.ZERO;
    }

    /** Two sets of prefixes during the proof look like the parts of a router that splits. */
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
  void keepNoServiceOnADeadPrefixForLongerThanADecisionTakes(Source source) {
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
          scene.hears(
              Scene.R2, announced(SimulatedDay.ULA, 7200, 14_400)); // the prefix is on the link too
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
