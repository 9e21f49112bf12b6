package dev.leasehold.lease;

import dev.leasehold.lease.Observation.Announced;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules once more, the slow and plain way: everything that was ever said is kept, and each
 * question reads it from the beginning. The simulation holds the lease book against it.
 */
final class Chronicle {
  private sealed interface Event {}

  private record Said(Observation observation) implements Event {}

  /** From here on nothing is known but what was remembered. */
  private record Restarted(Instant at) implements Event {}

  private List<Event> events = new ArrayList<>();
  private final Duration minStable;

  Chronicle(Duration minStable) {
    this.minStable = minStable;
  }

  Chronicle copy() {
    Chronicle copy = new Chronicle(minStable);
    copy.events.addAll(events);
    return copy;
  }

  void hear(Observation observation) {
    events.add(new Said(observation));
  }

  void restart(Instant at) {
    events.add(new Restarted(at));
  }

  void moveBy(Duration step) {
    List<Event> moved = new ArrayList<>();
    for (Event event : events) {
      moved.add(
          switch (event) {
            case Said(Observation o) ->
                new Said(new Observation(o.at().plus(step), o.origin(), o.prefixes()));
            case Restarted(Instant at) -> new Restarted(at.plus(step));
          });
    }
    events = moved;
  }

  /** One router and one prefix, from the beginning to now. */
  private final class Story {
    boolean announced;
    boolean heardSinceStart;
    Instant first = Instant.MIN;
    Instant steadySince = Instant.MIN;
    Instant last = Instant.MIN;
    Instant preferredUntil = Instant.MIN;
    Instant validUntil = Instant.MIN;
    Optional<Instant> silentFrom = Optional.empty();
    Instant silentTo = Instant.MIN;

    Story(Origin router, Prefix prefix) {
      for (Event event : events) {
        switch (event) {
          case Restarted(Instant at) -> restart(at);
          case Said(Observation o) when o.origin().equals(router) -> {
            if (o.prefixes().stream().noneMatch(a -> a.prefix().equals(prefix))) {
              leaveOut(o.at());
            }
            for (Announced said : o.prefixes()) {
              if (said.prefix().equals(prefix)) {
                mention(o.at(), said);
              }
            }
          }
          case Said other -> {}
        }
      }
    }

    private void restart(Instant at) {
      silentFrom = Optional.empty();
      heardSinceStart = false;
      if (!at.isBefore(validUntil)) {
        announced = false;
      } else if (preferredUntil.isAfter(last) && !at.isBefore(preferredUntil)) {
        preferredUntil = validUntil;
      }
    }

    private void leaveOut(Instant at) {
      silentFrom = silentFrom.or(() -> Optional.of(at));
      silentTo = at;
    }

    private void mention(Instant at, Announced said) {
      boolean broken = !announced || stopped() || !at.isBefore(validUntil);
      first = broken ? at : first;
      steadySince = broken || !heardSinceStart ? at : steadySince;
      announced = true;
      heardSinceStart = true;
      last = at;
      validUntil = at.plus(said.validLifetime());
      preferredUntil =
          at.plus(
              said.preferredLifetime().compareTo(said.validLifetime()) < 0
                  ? said.preferredLifetime()
                  : said.validLifetime());
      silentFrom = Optional.empty();
    }

    boolean stopped() {
      return silentFrom.isPresent()
          && silentTo.isAfter(silentFrom.get())
          && !silentTo.isBefore(silentFrom.get().plus(minStable));
    }

    boolean isValid(Instant now) {
      return announced && now.isBefore(validUntil);
    }

    boolean isPreferred(Instant now) {
      return isValid(now) && now.isBefore(preferredUntil) && !stopped();
    }
  }

  private List<Story> stories(Prefix prefix) {
    Set<Origin> routers = new TreeSet<>();
    for (Event event : events) {
      if (event instanceof Said(Observation o)) {
        routers.add(o.origin());
      }
    }
    return routers.stream().map(r -> new Story(r, prefix)).toList();
  }

  Standing standing(Prefix prefix, Instant now) {
    List<Story> all = stories(prefix);
    List<Story> known = all.stream().filter(t -> t.announced).toList();
    List<Story> valid = known.stream().filter(t -> t.isValid(now)).toList();
    if (known.isEmpty()) {
      return all.stream().anyMatch(Story::stopped) ? Standing.UNMENTIONED : Standing.UNKNOWN;
    }
    if (valid.isEmpty()) {
      Instant end = known.stream().map(t -> t.validUntil).max(Comparator.naturalOrder()).get();
      return known.stream().anyMatch(t -> t.validUntil.equals(end) && t.last.equals(end))
          ? Standing.WITHDRAWN
          : Standing.EXPIRED;
    }
    if (valid.stream().allMatch(Story::stopped)) {
      return Standing.UNMENTIONED;
    }
    return valid.stream().anyMatch(t -> t.isPreferred(now))
        ? Standing.PREFERRED
        : Standing.DEPRECATED;
  }

  /** Until when somebody said that it is valid. */
  Optional<Instant> validUntil(Prefix prefix) {
    return stories(prefix).stream()
        .filter(t -> t.announced)
        .map(t -> t.validUntil)
        .max(Comparator.naturalOrder());
  }

  /** The best of these prefixes to take, only of those long enough announced or of all. */
  Optional<Prefix> best(List<Prefix> prefixes, boolean steady, Instant now) {
    record Choice(Prefix prefix, Instant first, Instant until) {}
    List<Choice> choices = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      List<Story> preferred =
          stories(prefix).stream().filter(t -> t.isPreferred(now) && t.heardSinceStart).toList();
      boolean ripe = preferred.stream().anyMatch(t -> !now.isBefore(t.steadySince.plus(minStable)));
      if (!preferred.isEmpty() && (ripe || !steady)) {
        choices.add(
            new Choice(
                prefix,
                preferred.stream().map(t -> t.first).min(Comparator.naturalOrder()).orElseThrow(),
                preferred.stream()
                    .map(t -> t.preferredUntil)
                    .max(Comparator.naturalOrder())
                    .orElseThrow()));
      }
    }
    return choices.stream()
        .min(
            Comparator.comparing(Choice::first)
                .thenComparing(Choice::until, Comparator.reverseOrder())
                .thenComparing(Choice::prefix))
        .map(Choice::prefix);
  }
}
