package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.LeasePolicy.LinkPrefix;
import dev.leasehold.lease.Sightings;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the sources said of each prefix, also before a restart. */
final class SourceKnowledge {
  private final Memories memories;
  private final WatchEvents events;
  private final Map<String, Sightings> sightings = new TreeMap<>();
  private final Map<String, Set<LinkPrefix>> links = new HashMap<>();
  private final SourceActivity activity = new SourceActivity();

  SourceKnowledge(Memories memories, WatchEvents events) {
    this.memories = memories;
    this.events = events;
  }

  Sightings of(DynamicPrefix prefix) {
    return of(prefix.name());
  }

  Sightings of(String prefix) {
    return sightings.getOrDefault(prefix, Sightings.NONE);
  }

  /** From now on nothing is missed on that interface. */
  void listening(String interfaceName, Instant now) {
    sightings.replaceAll((prefix, known) -> known.listening(interfaceName, now));
  }

  void hear(Tip at, DynamicPrefix prefix, Observation said) {
    activity.take(prefix, said);
    Sightings after = at.hear(prefix, of(prefix), said);
    sightings.put(prefix.name(), after);
    memories.keep(prefix.name(), after, said.at(), events);
  }

  /** The routers on that interface are asked: what they leave out from now on counts. */
  void solicited(Tip at, String interfaceName, Instant now) {
    for (DynamicPrefix prefix : at.prefixes()) {
      sightings.put(prefix.name(), at.solicited(prefix, of(prefix), interfaceName, now));
    }
  }

  /** The prefixes whose link lost a prefix of its own: a reason to ask for the delegation. */
  List<DynamicPrefix> withLinkThatLost(Tip at, Instant now) {
    List<DynamicPrefix> lost = new ArrayList<>();
    links.keySet().retainAll(at.contents().prefixes().keySet());
    for (DynamicPrefix prefix : at.prefixes()) {
      Set<LinkPrefix> on = at.linkPrefixes(prefix, of(prefix), now);
      Set<LinkPrefix> before = links.put(prefix.name(), on);
      if (before != null && !on.containsAll(before)) {
        lost.add(prefix);
      }
    }
    return lost;
  }

  /**
   * Follows a new tip.
   *
   * @param before what the tip before it asked for
   * @return the prefixes that are asked for in another way than before
   */
  List<DynamicPrefix> see(Tip seen, List<DynamicPrefix> before, Instant now) {
    Map<String, DynamicPrefix.Acquisition> asked = new HashMap<>();
    before.forEach(p -> asked.put(p.name(), p.acquisition()));
    List<DynamicPrefix> changed = new ArrayList<>();
    for (DynamicPrefix prefix : seen.prefixes()) {
      Sightings known = sightings.computeIfAbsent(prefix.name(), n -> memories.recall(n, now));
      if (!prefix.acquisition().equals(asked.get(prefix.name()))) {
        changed.add(prefix);
        known = knownToOthers(prefix, known, asked.keySet());
      }
      sightings.put(prefix.name(), seen.relevant(prefix, known, now));
    }
    return changed;
  }

  /** A source that runs for others already has nothing new to say: the kernel's addresses. */
  private Sightings knownToOthers(DynamicPrefix prefix, Sightings known, Set<String> others) {
    Sightings all = known;
    for (String other : others) {
      Sightings shared =
          of(other).of(o -> o instanceof Origin.Configured && Channels.listens(prefix, o));
      if (!other.equals(prefix.name()) && !shared.equals(Sightings.NONE)) {
        all = all.and(shared);
        activity.takeFrom(other, prefix);
      }
    }
    return all;
  }

  /** What more has to be heard before a decision is the last word, in words. */
  Optional<String> unclear(DynamicPrefix prefix, Decision decision, Instant now) {
    return activity.unclear(prefix, decision, now);
  }

  /** Remembers what is known of that prefix, for a restart. */
  void keep(String prefix, Instant now) {
    memories.keepNow(prefix, of(prefix), now, events);
  }

  /**
   * The same after the wall clock was set.
   *
   * @param step how far forward; negative: back
   */
  void movedBy(Duration step, Instant now) {
    activity.movedBy(step);
    sightings.replaceAll((prefix, known) -> known.movedBy(step));
    sightings.keySet().forEach(prefix -> keep(prefix, now));
  }
}
