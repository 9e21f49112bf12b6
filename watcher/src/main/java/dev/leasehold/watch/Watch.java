package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Snapshot;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.Drains;
import dev.leasehold.lease.Observation;
import dev.leasehold.lease.Sightings;
import dev.leasehold.render.PackageContents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keeps the leases and manifests of one package as its sources say they should be.
 *
 * <p>What is in Git is the truth: the package is read at the tip, decided on there, and decided on
 * again at every tip that a push meets. One thread drives it: {@link #heard} with what happened,
 * then {@link #advance}, which says when to come back.
 */
public final class Watch {
  /** Clocks of honest people differ by less. */
  private static final Duration EVERYDAY_SKEW = Duration.ofSeconds(60);

  private final String name;
  private final Branch branch;
  private final SteadyClock clock;
  private final Memories memories;
  private final Journal journal = new Journal();
  private final Solicitations solicitations = new Solicitations();
  private final Schedule schedule = new Schedule();

  private final Map<String, Sightings> sightings = new TreeMap<>();
  private final Map<String, Instant> firstHeard = new HashMap<>();
  private Optional<Tip> tip = Optional.empty();
  private Drains drains = Drains.NONE;
  private boolean settled; // what the tip holds is what it renders to

  /**
   * When to come back, and what to ask for until then.
   *
   * @param at when to call {@link Watch#advance} again, at the latest; always in the future
   * @param solicit the interfaces whose routers are to be asked now
   * @param outcome what became of the write, if there was one, or why the tip could not be read
   * @param waitingFor what is still open, in words; empty when Git holds what the routers say
   */
  public record Next(
      Instant at, Set<String> solicit, Optional<Outcome> outcome, Set<String> waitingFor) {
    public Next {
      solicit = Set.copyOf(solicit);
      waitingFor = Set.copyOf(waitingFor);
    }
  }

  /**
   * A watch that has seen nothing yet.
   *
   * @param name the watcher's identity, for the trailers of its commits
   */
  public Watch(String name, Branch branch, SteadyClock clock, Memories memories) {
    this.name = name;
    this.branch = branch;
    this.clock = clock;
    this.memories = memories;
  }

  /** The interfaces on which advertisements matter, by what the tip asks for. */
  public Set<String> interfaces() {
    Set<String> interfaces = new TreeSet<>();
    prefixes()
        .forEach(p -> p.acquisition().routerAdvertisementInterface().ifPresent(interfaces::add));
    return interfaces;
  }

  /** Asks the routers on an interface on which nobody listened until now. */
  public void listening(String interfaceName) {
    solicitations.begin(interfaceName, now());
  }

  /** Takes in what a source said. */
  public void heard(Observation said) {
    now(); // a clock that was set moves what was heard before
    Observation observation =
        new Observation(clock.taken(said.at()), said.origin(), said.prefixes());
    solicitations.heard(observation.origin().interfaceName());
    tip.ifPresent(at ->
        at.prefixes().stream()
            .filter(p -> listensOn(p, observation.origin().interfaceName()))
            .forEach(prefix -> {
              journal.heard(prefix.name(), observation);
              firstHeard.putIfAbsent(prefix.name(), observation.at());
              Sightings after = at.hear(prefix, known(prefix), observation);
              sightings.put(prefix.name(), after);
              memories.keep(prefix.name(), after, observation.at());
            }));
  }

  /** Decides, writes what has to be written, and says when to come back. */
  public Next advance() {
    Instant now = now();
    Optional<Outcome> outcome = schedule.looks(now) ? look(now) : Optional.empty();
    List<Decision> decisions = decide(now);
    boolean due = !settled || decisions.stream().anyMatch(d -> !d.changes().isEmpty());
    if (tip.isPresent() && due && schedule.writes(now)) {
      outcome = Optional.of(write(now));
      now = clock.instant(); // the network may have taken its time
      decisions = decide(now);
      due = !settled;
    }
    Set<String> solicit = solicitations.due(decisions, now);
    return new Next(wake(decisions, due), solicit, outcome, waitingFor(decisions, due, now));
  }

  private Instant now() {
    clock.step().ifPresent(this::clockWasSet);
    return clock.instant();
  }

  /** Every instant that is kept moves along, so that no time is shortened or stretched by it. */
  private void clockWasSet(Duration step) {
    Instant now = clock.instant();
    journal.clockWasSet(step);
    firstHeard.replaceAll((prefix, at) -> at.plus(step));
    drains = drains.movedBy(step);
    sightings.replaceAll((prefix, known) -> known.movedBy(step));
    sightings.forEach((prefix, moved) -> memories.keepNow(prefix, moved, now));
    schedule.anew();
    solicitations.beginAnew(interfaces(), now);
  }

  /** Empty when the tip could be read. */
  private Optional<Outcome> look(Instant now) {
    return switch (branch.fetch()) {
      case Snapshot snapshot -> {
        schedule.looked(now);
        if (tip.filter(t -> t.commit().equals(snapshot.commit())).isEmpty()) {
          see(Tip.after(tip, snapshot, PackageContents::read, journal), now);
          settled = false;
          schedule.writeAtOnce();
        }
        if (settled) {
          recovered();
        }
        yield Optional.empty();
      }
      case Outcome.Failure failure -> {
        journal.failed(failure);
        schedule.unreachable(now);
        yield Optional.of(failure);
      }
    };
  }

  private void see(Tip seen, Instant now) {
    tip = Optional.of(seen);
    for (DynamicPrefix prefix : seen.prefixes()) {
      Sightings known = sightings.computeIfAbsent(prefix.name(), n -> memories.recall(n, now));
      prefix
          .acquisition()
          .routerAdvertisementInterface()
          .ifPresent(interfaceName -> sightings.put(prefix.name(), known.on(interfaceName)));
      journal.notSupported(prefix);
    }
  }

  /** In the order of {@link #prefixes}. */
  private List<Decision> decide(Instant now) {
    List<Decision> decisions = new ArrayList<>();
    tip.ifPresent(at -> {
      drains = at.time(drains, now);
      for (DynamicPrefix prefix : at.prefixes()) {
        Decision decision = at.decide(prefix, known(prefix), drains, now);
        journal.decided(prefix.name(), decision, now);
        decisions.add(decision);
      }
      boolean skewed = now.plus(EVERYDAY_SKEW).isBefore(at.committedAt());
      if (skewed && decisions.stream().anyMatch(Decision::clockBehind)) {
        journal.clockBehind(at, now);
      }
    });
    return decisions;
  }

  private Outcome write(Instant now) {
    Attempt attempt = new Attempt(name, clock, sightings, drains, journal);
    Outcome outcome = branch.write(attempt);
    settled = !(outcome instanceof Outcome.Failure);
    switch (outcome) {
      case Outcome.Pushed pushed -> {
        journal.pushed(pushed, attempt.subjects());
        attempt
            .proposed()
            .ifPresent(
                at -> see(new Tip(pushed.commit(), pushed.committedAt(), at.contents()), now));
        attempt
            .subjects()
            .forEach(s ->
                memories.keepNow(
                    s.prefix(), sightings.getOrDefault(s.prefix(), Sightings.NONE), now));
        recovered();
      }
      case Outcome.NoChange noChange -> {
        attempt.proposed().ifPresent(at -> see(at, now));
        recovered();
      }
      case Outcome.Stalled stalled -> {
        journal.failed(stalled);
        schedule.stalled(now);
      }
      case Outcome.Unreachable unreachable -> {
        journal.failed(unreachable);
        schedule.unreachable(now);
      }
    }
    return outcome;
  }

  private void recovered() {
    journal.recovered();
    schedule.reached();
  }

  private Instant wake(List<Decision> decisions, boolean due) {
    Instant wake = schedule.wake(due);
    Instant repeat = solicitations.again().orElse(wake);
    wake = repeat.isBefore(wake) ? repeat : wake;
    for (Decision decision : decisions) {
      Instant again = decision.lookAgainAt().orElse(wake);
      wake = again.isBefore(wake) ? again : wake;
    }
    return wake;
  }

  private Set<String> waitingFor(List<Decision> decisions, boolean due, Instant now) {
    Set<String> open = new TreeSet<>();
    if (tip.isEmpty() || due) {
      open.add("the repository");
    }
    List<DynamicPrefix> prefixes = prefixes();
    for (int i = 0; i < prefixes.size(); i++) {
      DynamicPrefix prefix = prefixes.get(i);
      Decision decision = decisions.get(i);
      prefix
          .acquisition()
          .routerAdvertisementInterface()
          .flatMap(interfaceName -> unclear(prefix, interfaceName, decision, now))
          .ifPresent(open::add);
    }
    return open;
  }

  /** What more has to be heard before the decision can be taken as the last word. */
  private Optional<String> unclear(
      DynamicPrefix prefix, String interfaceName, Decision decision, Instant now) {
    Instant first = firstHeard.get(prefix.name());
    if (first == null) {
      return Optional.of("a router advertisement on " + interfaceName);
    }
    Duration minStable = prefix.transition().minStable();
    boolean longEnough = Duration.between(first, now).compareTo(minStable) >= 0;
    boolean changesSoon =
        decision
            .lookAgainAt()
            .filter(at -> Duration.between(now, at).compareTo(minStable) <= 0)
            .isPresent();
    return longEnough && !changesSoon && decision.solicitations().isEmpty()
        ? Optional.empty()
        : Optional.of("what the routers on " + interfaceName + " settle on");
  }

  private List<DynamicPrefix> prefixes() {
    return tip.map(Tip::prefixes).orElse(List.of());
  }

  private Sightings known(DynamicPrefix prefix) {
    return sightings.getOrDefault(prefix.name(), Sightings.NONE);
  }

  private static boolean listensOn(DynamicPrefix prefix, String interfaceName) {
    return prefix
        .acquisition()
        .routerAdvertisementInterface()
        .filter(interfaceName::equals)
        .isPresent();
  }
}
