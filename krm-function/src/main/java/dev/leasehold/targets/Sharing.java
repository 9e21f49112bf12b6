package dev.leasehold.targets;

import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who owns which elements of a list that several may write: which stay, which go, which come.
 *
 * <p>An element goes when the record says that an owner added it and that owner wants it no longer,
 * or is gone. Where an owner replaces, what nobody owns goes too, of the family that it holds; what
 * an owner added of whom nothing is known yet always stays. Without a record, what an owner wants
 * and finds there is taken for its own: somebody deleted the annotation, or wrote by hand what the
 * lease says.
 *
 * @param slots the list as it should be
 * @param owned who owns what in it
 * @param unexplained what goes although nobody recorded it, by replacing; told only where there is
 *     a record
 */
record Sharing(
    List<Slot> slots,
    List<String> after,
    NavigableMap<String, NavigableSet<AddressRange>> owned,
    List<AddressRange> unexplained) {

  /** What is wanted of a list, and by whom. */
  private record Wanted(String owner, Element element) {}

  /**
   * Works it out.
   *
   * @throws AddressException when addresses do not fit the list, or what is wanted overlaps
   */
  static Sharing of(AddressList list, List<Feed> feeds, List<String> gone, Owned record) {
    List<Optional<AddressRange>> present = list.present();
    List<Wanted> wanted = wanted(list, feeds);
    List<Element> elements = disjoint(wanted);
    Set<AddressRange> going = retired(feeds, gone, record, present);
    Set<AddressRange> recorded = new HashSet<>();
    record.byOwner().values().forEach(recorded::addAll);

    List<Slot> slots = new ArrayList<>();
    List<String> after = new ArrayList<>();
    List<String> shown = list.shown();
    Set<AddressRange> ours = new HashSet<>();
    elements.forEach(element -> ours.add(element.addresses()));
    List<Integer> others = new ArrayList<>();
    Set<AddressRange> unexplained = new LinkedHashSet<>();
    for (int i = 0; i < present.size(); i++) {
      Optional<AddressRange> range = present.get(i);
      if (range.isEmpty() || !going.contains(range.get()) && !ours.contains(range.get())) {
        others.add(i);
      } else if (!recorded.isEmpty()
          && !ours.contains(range.get())
          && !recorded.contains(range.get())) {
        unexplained.add(range.get());
      }
    }
    // What stands in front of all of ours stays there: only lines that must move do.
    int leading = 0;
    while (leading < others.size() && others.get(leading) == leading) {
      leading++;
    }
    for (int i : others.subList(0, leading)) {
      slots.add(new Slot.Kept(i));
      after.add(shown.get(i));
    }
    for (Element element : elements) {
      int at = present.indexOf(Optional.of(element.addresses()));
      slots.add(at >= 0 ? new Slot.Kept(at) : new Slot.Added(element.entry()));
      after.add(Owned.text(element.addresses()));
    }
    for (int i : others.subList(leading, others.size())) {
      slots.add(new Slot.Kept(i));
      after.add(shown.get(i));
    }
    return new Sharing(
        slots,
        after,
        owned(feeds, record, wanted, ours, new HashSet<>(present)),
        List.copyOf(unexplained));
  }

  /** What is current, of all owners, before what drains. */
  private static List<Wanted> wanted(AddressList list, List<Feed> feeds) {
    List<Wanted> wanted = new ArrayList<>();
    for (boolean current : new boolean[] {true, false}) {
      for (Feed feed : feeds) {
        for (Feed.Held held : feed.held()) {
          if (held.current() == current) {
            list.elements(held.addresses()).forEach(e -> wanted.add(new Wanted(feed.owner(), e)));
          }
        }
      }
    }
    return wanted;
  }

  /**
   * Addresses that another element holds too are left to that one: Cilium allocates from no block
   * that overlaps.
   */
  private static List<Element> disjoint(List<Wanted> wanted) {
    List<Element> disjoint = new ArrayList<>();
    for (Wanted one : wanted) {
      AddressRange range = one.element.addresses();
      boolean held =
          wanted.stream()
                  .map(other -> other.element.addresses())
                  .anyMatch(other -> !other.equals(range) && other.contains(range))
              || disjoint.stream().anyMatch(e -> e.addresses().equals(range));
      if (!held) {
        for (Element other : disjoint) {
          if (other.addresses().overlaps(range)) {
            throw new AddressException(
                Owned.text(other.addresses())
                    + " and "
                    + Owned.text(range)
                    + " overlap; bind them to two objects");
          }
        }
        disjoint.add(one.element);
      }
    }
    return disjoint;
  }

  /** What may go: what owners that are known added, and what replacing sweeps out. */
  private static Set<AddressRange> retired(
      List<Feed> feeds, List<String> gone, Owned record, List<Optional<AddressRange>> present) {
    Set<String> known = new HashSet<>(gone);
    feeds.stream().filter(Feed::leased).map(Feed::owner).forEach(known::add);
    Set<AddressRange> retired = new HashSet<>();
    Set<AddressRange> held = new HashSet<>(); // by the others, of whom nothing is known here
    record
        .byOwner()
        .forEach((owner, ranges) -> (known.contains(owner) ? retired : held).addAll(ranges));
    if (feeds.stream().allMatch(Feed::leased)) {
      Set<Family> swept = new HashSet<>();
      for (Feed feed : feeds) {
        if (feed.strategy() == Feed.Strategy.REPLACE) {
          swept.add(feed.held().isEmpty() ? Family.IPV6 : family(feed));
        }
      }
      for (Optional<AddressRange> range : present) {
        range.filter(r -> swept.contains(r.family())).ifPresent(retired::add);
      }
    }
    retired.removeAll(held);
    return retired;
  }

  private static Family family(Feed feed) {
    return feed.held().getFirst().addresses().family();
  }

  private static NavigableMap<String, NavigableSet<AddressRange>> owned(
      List<Feed> feeds,
      Owned record,
      List<Wanted> wanted,
      Set<AddressRange> written,
      Set<Optional<AddressRange>> present) {
    NavigableMap<String, NavigableSet<AddressRange>> owned = new TreeMap<>();
    for (Feed feed : feeds) {
      NavigableSet<AddressRange> before = record.of(feed.owner());
      NavigableSet<AddressRange> now = new TreeSet<>();
      if (!feed.leased()) {
        before.stream().filter(range -> present.contains(Optional.of(range))).forEach(now::add);
      }
      for (Wanted one : wanted) {
        AddressRange range = one.element.addresses();
        boolean somebodyElses =
            feed.strategy() == Feed.Strategy.APPEND
                && !before.isEmpty()
                && !before.contains(range)
                && present.contains(Optional.of(range))
                && !record.isOwned(range);
        if (one.owner.equals(feed.owner()) && written.contains(range) && !somebodyElses) {
          now.add(range);
        }
      }
      owned.put(feed.owner(), now);
    }
    return owned;
  }
}
