package dev.leasehold.check;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.Place;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The addresses of the pools of one allocator: no address may be in two of them. */
final class Ranges {
  private final String consequence;
  private final List<PoolRange> all = new ArrayList<>();
  private boolean incomplete;

  /**
   * No ranges yet.
   *
   * @param consequence what the allocator does with an overlap
   */
  Ranges(String consequence) {
    this.consequence = consequence;
  }

  private record PoolRange(
      int number, CheckedObject pool, Field at, AddressRange range, boolean enabled) {}

  /** In the order of the package. */
  private record Overlap(PoolRange first, PoolRange second) {}

  void add(CheckedObject pool, Field at, AddressRange range, boolean enabled) {
    all.add(new PoolRange(all.size(), pool, at, range, enabled));
  }

  /** Records that some pool has unknown addresses. */
  void addUnknown() {
    incomplete = true;
  }

  boolean has(Family family) {
    for (PoolRange held : all) {
      if (held.range().family() == family) {
        return true;
      }
    }
    return false;
  }

  /** Whether all addresses of that family are known, and there are any. */
  boolean isComplete(Family family) {
    return !incomplete && has(family);
  }

  /** Whether some of its pools have variables. */
  boolean isPartlyKnown() {
    return incomplete;
  }

  /** The enabled ranges, merged: first address to last. */
  NavigableMap<Address, Address> merged() {
    NavigableMap<Address, Address> merged = new TreeMap<>();
    for (PoolRange held : sorted(all)) {
      if (held.enabled()) {
        Map.Entry<Address, Address> before = merged.floorEntry(held.range().first());
        boolean joins =
            before != null
                && before.getValue().family() == held.range().family()
                && before.getValue().compareTo(held.range().first()) >= 0;
        Address first = joins ? before.getKey() : held.range().first();
        merged.merge(first, held.range().last(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
      }
    }
    return merged;
  }

  /** Reports the overlaps, first those that reach a cluster together, then the others. */
  void reportOverlaps(Delivery delivery) {
    if (overlaps(all).isEmpty()) {
      return;
    }
    Map<String, List<PoolRange>> groups = new TreeMap<>();
    for (PoolRange held : all) {
      for (String name : delivery.of(held.pool())) {
        groups.computeIfAbsent(name, group -> new ArrayList<>()).add(held);
      }
    }
    Set<Overlap> together = new LinkedHashSet<>(); // two may share a folder and a kustomization
    groups.values().forEach(group -> together.addAll(overlaps(group)));
    together.forEach(overlap -> report(overlap, true));
    for (Overlap overlap : overlaps(all)) {
      if (Collections.disjoint(
          delivery.of(overlap.first().pool()), delivery.of(overlap.second().pool()))) {
        report(overlap, false);
      }
    }
  }

  /** In the order of their first addresses, each is compared only with the one that ends last. */
  private static List<Overlap> overlaps(List<PoolRange> ranges) {
    List<Overlap> overlaps = new ArrayList<>();
    PoolRange widest = null;
    for (PoolRange held : sorted(ranges)) {
      if (widest != null && widest.range().overlaps(held.range())) {
        boolean later = held.number() > widest.number();
        overlaps.add(later ? new Overlap(widest, held) : new Overlap(held, widest));
      }
      if (widest == null
          || widest.range().family() != held.range().family()
          || widest.range().last().compareTo(held.range().last()) < 0) {
        widest = held;
      }
    }
    return overlaps;
  }

  private void report(Overlap overlap, boolean together) {
    PoolRange first = overlap.first();
    PoolRange second = overlap.second();
    boolean samePool = first.pool() == second.pool();
    if (!samePool && first.pool().isSameObject(second.pool())) {
      return; // two variants of one object are never in one cluster
    }
    Place place = first.at().place();
    String where =
        samePool
            ? place.field()
            : first.pool().title() + (place.file().isEmpty() ? "" : " in " + place.file());
    second
        .pool()
        .report(
            together && (first.pool().ours() || second.pool().ours()),
            second.at().place(),
            shown(second.range())
                + " overlaps "
                + shown(first.range())
                + " of "
                + where
                + "; "
                + consequence
                + (together ? "; remove one of them" : ", if both are in one cluster"));
  }

  private static List<PoolRange> sorted(List<PoolRange> ranges) {
    List<PoolRange> sorted = new ArrayList<>(ranges);
    sorted.sort((a, b) -> {
      int byRange = a.range().compareTo(b.range());
      return byRange != 0 ? byRange : Integer.compare(a.number(), b.number());
    });
    return sorted;
  }

  static String shown(AddressRange range) {
    return range.asPrefix().map(Prefix::toString).orElseGet(range::toString);
  }
}
