package dev.leasehold.autoscale;

import dev.leasehold.api.Durations;
import dev.leasehold.api.PublicIPAutoscaler;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.autoscale.AutoscalerStatus.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Decides which numbers one autoscaler has. It grows at once, by all that is missing. It shrinks by
 * one number, the highest that has been free for the delay, and only when there were too many for
 * the whole delay, and when nothing was added or released within it. Not thread-safe; it has no
 * clock.
 */
final class Scaler {
  private static final Usage.Known NOTHING = new Usage.Known(Set.of(), Optional.empty());

  private static final String LIST_DECIDES = "; the next list of Services decides";

  /** How long the router may fail to give an address before another one is asked for. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** With as many numbers without an address, the provider gives no more. */
  private static final int MOST_UNASSIGNED = 3;

  /** What is asked for beyond Git, with the reason. A number stays until its address is in Git. */
  private final NavigableMap<Integer, String> asked = new TreeMap<>();

  /** Since when each address in Git has not been used, as far as that was known all the time. */
  private final Map<Integer, Instant> freeSince = new HashMap<>();

  /** Since when the router says that it has no address for a number. */
  private final Map<Integer, Instant> refusedSince = new HashMap<>();

  private Optional<Instant> lastStep = Optional.empty();

  private Optional<Demand.GivenUp> givenUp = Optional.empty();

  /** Since when there are too many, with no change and no doubt in between. */
  private Optional<Instant> surplusSince = Optional.empty();

  private Optional<Instant> lookAgainAt = Optional.empty();

  /** When the next number counts as one without an address. */
  private Optional<Instant> patience = Optional.empty();

  /** Whether a new list of Services would decide. */
  private boolean needsList;

  /** The numbers of which one is given up if they stay free for the delay. */
  private Set<Integer> undecided = Set.of();

  /** What is asked for and given up, after the last step. */
  List<Demand.Change> changes(String name) {
    List<Demand.Change> changes = new ArrayList<>();
    asked.forEach((number, why) -> changes.add(new Demand.Asked(name, number, why)));
    givenUp.filter(change -> !undecided.contains(change.number())).ifPresent(changes::add);
    return changes;
  }

  /** The numbers that may be given up soon, after the last step. */
  Set<Integer> undecided() {
    return undecided;
  }

  /** When time alone may change the decision; empty: never. */
  Optional<Instant> lookAgainAt() {
    return Stream.concat(lookAgainAt.stream(), patience.stream()).min(Instant::compareTo);
  }

  /** Whether a release waits for a list of Services at the end of the delay. */
  boolean needsList() {
    return needsList;
  }

  /** Moves every stored instant by the same step. */
  void movedBy(Duration step) {
    freeSince.replaceAll((_, since) -> since.plus(step));
    refusedSince.replaceAll((_, since) -> since.plus(step));
    surplusSince = surplusSince.map(since -> since.plus(step));
    lastStep = lastStep.map(at -> at.plus(step));
  }

  /**
   * Decides, and says why.
   *
   * @param refused the numbers for which the router says that it has no address
   * @param unanswered those of which it says nothing now
   */
  AutoscalerStatus step(
      PublicIPAutoscaler spec,
      Numbers git,
      Set<Integer> refused,
      Set<Integer> unanswered,
      Usage usage,
      Instant now) {
    lookAgainAt = Optional.empty();
    needsList = false;
    undecided = Set.of();
    follow(spec, git);
    follow(refused, unanswered, now);
    Set<Integer> unassigned = unassigned(unanswered, now);
    return switch (usage) {
      case Usage.Known known -> decide(new View(spec, git, asked.keySet(), unassigned, known), now);
      case Usage.Unknown(String why, boolean isTrouble) -> {
        startOver();
        freeSince.clear();
        yield new View(spec, git, asked.keySet(), unassigned, NOTHING)
            .status(Optional.empty(), Reason.USE_UNKNOWN, "the number stays: " + why, isTrouble);
      }
    };
  }

  /** Takes over what came into Git and what left it. */
  private void follow(PublicIPAutoscaler spec, Numbers git) {
    if (asked.keySet().removeIf(git.held()::containsKey)) {
      startOver(); // a surplus begins after the last change
    }
    asked.keySet().removeIf(number -> number <= spec.minFree() || git.taken().contains(number));
    freeSince.keySet().retainAll(git.held().keySet());
  }

  /** Takes over what the router says. While it says nothing, a refusal does not become older. */
  private void follow(Set<Integer> refused, Set<Integer> unanswered, Instant now) {
    Duration step = Duration.between(lastStep.orElse(now), now);
    lastStep = Optional.of(now);
    refusedSince
        .keySet()
        .removeIf(number -> !refused.contains(number) && !unanswered.contains(number));
    refusedSince.replaceAll(
        (number, since) -> unanswered.contains(number) ? since.plus(step) : since);
    refused.forEach(number -> refusedSince.putIfAbsent(number, now));
  }

  private Set<Integer> unassigned(Set<Integer> unanswered, Instant now) {
    Set<Integer> unassigned = new TreeSet<>();
    patience = Optional.empty();
    refusedSince.forEach((number, since) -> {
      Instant end = since.plus(PATIENCE);
      if (!now.isBefore(end)) {
        unassigned.add(number);
      } else if (!unanswered.contains(number) && patience.filter(end::isAfter).isEmpty()) {
        patience = Optional.of(end);
      }
    });
    return unassigned;
  }

  private void startOver() {
    givenUp = Optional.empty();
    surplusSince = Optional.empty();
  }

  private AutoscalerStatus decide(View view, Instant now) {
    view.git().held().keySet().forEach(number -> freeSince.putIfAbsent(number, now));
    freeSince.keySet().removeAll(view.used());
    int missing = view.spec().minFree() - view.free();
    Set<Integer> replaced = new TreeSet<>(asked.keySet());
    replaced.retainAll(view.unassigned());
    boolean isEnough = view.freeInGit() >= view.spec().minFree();
    if (isEnough && asked.keySet().removeAll(replaced)) {
      return decide(view.without(replaced), now); // others are free in their place
    }
    boolean isAboveMax = view.numbers().size() > view.spec().max() && !view.spare().isEmpty();
    if (missing > 0 && !isAboveMax) {
      startOver();
      return grow(view, missing);
    }
    if (view.spare().isEmpty()) {
      startOver();
      if (!view.unassigned().isEmpty()) {
        return unassigned(view, "");
      }
      boolean isGrowing = view.numbers().size() > view.git().held().size();
      String why = asked.isEmpty() ? "" : asked.lastEntry().getValue();
      return view.status(isGrowing ? Reason.GROWING : Reason.STEADY, why);
    }
    if (givenUp.filter(change -> !view.spare().contains(change.number())).isPresent()) {
      startOver(); // it is used now, or gone
    }
    if (givenUp.isEmpty()) {
      return shrink(view, now);
    }
    if (view.known().listedBefore().isEmpty()) { // somebody may take it now
      undecided = Set.of(givenUp.get().number());
      return view.status(Reason.SURPLUS, view.surplus() + LIST_DECIDES);
    }
    return view.status(Reason.SHRINKING, givenUp.get().why());
  }

  private AutoscalerStatus grow(View view, int missing) {
    boolean isExhausted = view.unassigned().size() >= MOST_UNASSIGNED;
    int room = isExhausted ? 0 : view.room();
    String why = view.why(view.used().size() + " of " + view.numbers().size() + " are in use");
    int number = 1;
    for (int more = Math.min(missing, room); more > 0 && number <= PublicIPAutoscaler.MOST; ) {
      if (!view.numbers().contains(number) && !view.git().taken().contains(number)) {
        asked.put(number, why);
        more--;
      }
      number++;
    }
    View after = view.asking(asked.keySet());
    if (isExhausted) {
      return unassigned(after, ", so no more is asked for");
    }
    if (missing > room) {
      return after.status(
          Optional.of(after.usedInGit()),
          Reason.AT_MAX,
          (view.unassigned().isEmpty() ? why : why + "; " + view.withoutAddress())
              + "; max is "
              + view.spec().max()
              + ", so no more is asked for",
          true);
    }
    return view.unassigned().isEmpty()
        ? after.status(Reason.GROWING, why)
        : unassigned(after, ", so others are asked for in their place");
  }

  private static AutoscalerStatus unassigned(View view, String then) {
    return view.status(
        Optional.of(view.usedInGit()), Reason.UNASSIGNED, view.withoutAddress() + then, true);
  }

  private AutoscalerStatus shrink(View view, Instant now) {
    Instant since = surplusSince.orElse(now);
    surplusSince = Optional.of(since);
    Set<Integer> droppable = new TreeSet<>(view.spare());
    if (view.spec().template().onDelete() == PublicIPClaim.OnDelete.KEEP) {
      droppable.retainAll(asked.keySet());
    }
    droppable.removeAll(view.git().kept());
    if (droppable.isEmpty()) {
      startOver();
      return view.status(
          Reason.KEPT, view.surplus() + "; onDelete: Keep in the template keeps them");
    }
    Duration delay = view.spec().scaleDownDelay();
    Instant first = droppable.stream().map(this::freeSince).min(Instant::compareTo).orElse(since);
    Instant opens = (first.isAfter(since) ? first : since).plus(delay);
    boolean isConfirmed =
        view.known().listedBefore().filter(ago -> !now.minus(ago).isBefore(opens)).isPresent();
    if (now.isBefore(opens) || !isConfirmed) {
      undecided = Set.copyOf(droppable);
      lookAgainAt = Optional.of(opens).filter(at -> at.isAfter(now));
      needsList = !now.isBefore(opens) && view.known().listedBefore().isPresent();
      return view.status(Reason.SURPLUS, view.surplus() + (now.isBefore(opens) ? "" : LIST_DECIDES))
          .releasing(lookAgainAt);
    }
    int last =
        droppable.stream()
            .filter(number -> !freeSince(number).plus(delay).isAfter(now))
            .max(
                Comparator.comparing((Integer number) -> asked.containsKey(number))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow();
    if (asked.remove(last) != null) {
      surplusSince = Optional.empty();
      return view.asking(asked.keySet()).status(Reason.STEADY, "");
    }
    String why = view.why(view.surplus() + " for " + Durations.text(delay));
    givenUp = Optional.of(new Demand.GivenUp(view.spec().name(), last, why));
    return view.status(Reason.SHRINKING, why);
  }

  /** Since when a number is free; one that is not in Git was never used. */
  private Instant freeSince(int number) {
    return freeSince.getOrDefault(number, Instant.MIN);
  }
}
