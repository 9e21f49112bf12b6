package dev.leasehold.render;

import dev.leasehold.krm.Place;
import dev.leasehold.pins.Pin;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.targets.Feed;
import dev.leasehold.targets.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One place of one object, and all who feed it.
 *
 * @param object the object's key: kind, namespace and name
 * @param place the part of its owners' names that tells the place; empty for the kind's own
 * @param fields what else it must say, by path; empty text for a field that it must not have
 * @param allocatedTo the host whose Service alone MetalLB gives its addresses to; empty for others
 */
record Outlet(
    ObjectKey object,
    Target target,
    String place,
    List<Feeding> feedings,
    Map<List<String>, String> fields,
    List<Pin> allocatedTo) {
  /**
   * One who feeds it.
   *
   * @param blame where it is described, for what does not fit
   */
  record Feeding(Feed feed, Place blame) {}

  Outlet(ObjectKey object, Target target, String place) {
    this(object, target, place, new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
  }

  List<Feed> feeds() {
    List<Feed> feeds = new ArrayList<>(feedings.size());
    for (Feeding feeding : feedings) {
      feeds.add(feeding.feed());
    }
    return feeds;
  }

  /** The name of the template that it is made from where it is missing. */
  String template() {
    return object.kind().toLowerCase(Locale.ROOT) + (allocatedTo.isEmpty() ? "" : "-pinned");
  }

  /** Where the first who feeds it is described. */
  Place blame() {
    return feedings.getFirst().blame();
  }
}
