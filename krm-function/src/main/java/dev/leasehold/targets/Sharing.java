package dev.leasehold.targets;

import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Merges the elements of several owners into one list: which stay, which are removed, which are
 * added.
 *
 * <p>An element is removed when an owner added it, by the record, and no longer wants it or does
 * not exist any more. Where an owner replaces, elements without an owner are removed too, if they
 * are of its family (unique local addresses only where a lease has some); elements of an owner
 * without a lease always stay. Without a record, an element that an owner wants counts as its own:
 * the annotation was deleted, or the address was written by hand.
 *
 * @param slots the new list
 * @param owned the new record
 * @param unexplained elements that are removed by replacing and are in no record
 */
record Sharing(
    List<Slot> slots,
    List<String> after,
    NavigableMap<String, NavigableSet<AddressRange>> owned,
    List<AddressRange> unexplained) {

  /** RFC 4193: no provider lends unique local addresses, so they belong to the user. */
  private static final AddressRange LOCAL = Prefix.parse("fc00::/7").range();

  /** A range that is wanted in the list, and its owners. */
  private record Wanted(String owner, Element element) {}

  /**
   * Computes the new list.
   *
   * @throws AddressException when addresses do not fit the list, or wanted ranges overlap
   */
  static Sharing of(
      AddressList list, List<Contribution> contributions, List<String> gone, Owned record) {
    List<Optional<AddressRange>> present = list.present();
    List<Wanted> wanted = wanted(list, contributions);
    List<Element> elements = disjoint(wanted);
    Set<AddressRange> theirs = new HashSet<>();
    for (Element element : elements) {
      if (isSomebodyElses(element.addresses(), wanted, contributions, record, present)) {
        theirs.add(element.addresses());
      }
    }
    elements.removeIf(element -> theirs.contains(element.addresses()));
    Set<AddressRange> ours = new HashSet<>();
    elements.forEach(element -> ours.add(element.addresses()));
    Set<AddressRange> going = retired(contributions, gone, record, present);
    Layout layout = new Layout(present, list, elements);
    for (int i = 0; i < present.size(); i++) {
      boolean leaves = present.get(i).filter(going::contains).isPresent();
      boolean isOurs = present.get(i).filter(ours::contains).isPresent();
      layout.next(i, isOurs, leaves);
    }
    layout.rest();
    Set<AddressRange> unexplained = new LinkedHashSet<>();
    for (Optional<AddressRange> range : present) {
      range
          .filter(r -> going.contains(r) && !ours.contains(r) && !record.isOwned(r))
          .ifPresent(unexplained::add);
    }
    return new Sharing(
        layout.slots,
        layout.after,
        owned(contributions, record, wanted, ours, theirs, new HashSet<>(present)),
        List.copyOf(unexplained));
  }

  /**
   * Orders the elements so that as few lines as possible move. Elements of others keep their
   * places; ours that stay share their present places; a new one comes before the next of ours,
   * else in the place of the first that is removed, else at the end.
   */
  private static final class Layout {
    final List<Slot> slots = new ArrayList<>();
    final List<String> after = new ArrayList<>();
    private final List<Optional<AddressRange>> present;
    private final AddressList list;
    private final List<String> shown;
    private final Iterator<Element> elements;
    private int kept; // of ours, not placed yet

    Layout(List<Optional<AddressRange>> present, AddressList list, List<Element> elements) {
      this.present = present;
      this.list = list;
      this.shown = list.shown();
      this.elements = elements.iterator();
      for (Element element : elements) {
        kept += present.contains(Optional.of(element.addresses())) ? 1 : 0;
      }
    }

    /** The current element; a duplicate of ours is removed. */
    void next(int index, boolean isOurs, boolean leaves) {
      if (isOurs) {
        if (present.indexOf(present.get(index)) == index) {
          ours();
        }
      } else if (leaves) {
        if (kept == 0) {
          rest();
        }
      } else {
        slots.add(new Slot.Kept(index));
        after.add(shown.get(index));
      }
    }

    /** Ours up to the next that is there, and after the last of those all. */
    private void ours() {
      while (elements.hasNext()) {
        if (write(elements.next())) {
          kept--;
          if (kept > 0) {
            return;
          }
        }
      }
    }

    void rest() {
      elements.forEachRemaining(this::write);
    }

    private boolean write(Element element) {
      int at = present.indexOf(Optional.of(element.addresses()));
      slots.add(at >= 0 ? new Slot.Kept(at) : new Slot.Added(element.entry()));
      after.add(list.shown(element.addresses()));
      return at >= 0;
    }
  }

  /**
   * Whether the element was written by hand before a lease had it: then it is not ours. This is so
   * where all owners append, and the record of those that want it lacks it.
   */
  private static boolean isSomebodyElses(
      AddressRange range,
      List<Wanted> wanted,
      List<Contribution> contributions,
      Owned record,
      List<Optional<AddressRange>> present) {
    return present.contains(Optional.of(range))
        && !record.isOwned(range)
        && allAppend(contributions)
        && wanted.stream()
            .filter(one -> one.element.addresses().equals(range))
            .allMatch(one -> record.knows(one.owner));
  }

  private static boolean allAppend(List<Contribution> contributions) {
    for (Contribution contribution : contributions) {
      if (contribution.strategy() != Contribution.Strategy.APPEND) {
        return false;
      }
    }
    return true;
  }

  /** The wanted ranges of all owners, current ones before draining ones. */
  private static List<Wanted> wanted(AddressList list, List<Contribution> contributions) {
    List<Wanted> wanted = new ArrayList<>();
    for (boolean current : new boolean[] {true, false}) {
      for (Contribution contribution : contributions) {
        for (Contribution.HeldRange held : contribution.held()) {
          if (held.current() == current) {
            list.elements(held.addresses())
                .forEach(e -> wanted.add(new Wanted(contribution.owner(), e)));
          }
        }
      }
    }
    return wanted;
  }

  /**
   * Without addresses that are in another element too: Cilium allocates from no block that
   * overlaps.
   */
  private static List<Element> disjoint(List<Wanted> wanted) {
    List<Element> disjoint = new ArrayList<>();
    for (Wanted one : wanted) {
      AddressRange range = one.element.addresses();
      boolean held = false;
      for (Wanted other : wanted) {
        AddressRange others = other.element.addresses();
        held |= !others.equals(range) && others.contains(range);
      }
      for (Element other : disjoint) {
        held |= other.addresses().equals(range);
      }
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

  /**
   * The elements that may be removed: those of known owners, and those that a replacing owner
   * removes.
   */
  private static Set<AddressRange> retired(
      List<Contribution> contributions,
      List<String> gone,
      Owned record,
      List<Optional<AddressRange>> present) {
    Set<String> known = new HashSet<>(gone);
    boolean allLeased = true;
    boolean lendsLocal = false;
    for (Contribution contribution : contributions) {
      if (contribution.leased()) {
        known.add(contribution.owner());
      }
      allLeased &= contribution.leased();
      for (Contribution.HeldRange held : contribution.held()) {
        lendsLocal |= LOCAL.contains(held.addresses());
      }
    }
    Set<AddressRange> retired = new HashSet<>();
    Set<AddressRange> held = new HashSet<>(); // by owners without a lease
    record
        .byOwner()
        .forEach((owner, ranges) -> (known.contains(owner) ? retired : held).addAll(ranges));
    boolean sweepsLocal = lendsLocal;
    if (allLeased) {
      Set<Family> swept = new HashSet<>();
      for (Contribution contribution : contributions) {
        if (contribution.strategy() == Contribution.Strategy.REPLACE) {
          swept.add(contribution.held().isEmpty() ? Family.IPV6 : family(contribution));
        }
      }
      for (Optional<AddressRange> range : present) {
        range
            .filter(r -> swept.contains(r.family()) && (sweepsLocal || !LOCAL.contains(r)))
            .ifPresent(retired::add);
      }
    }
    retired.removeAll(held);
    return retired;
  }

  private static Family family(Contribution contribution) {
    return contribution.held().getFirst().addresses().family();
  }

  private static NavigableMap<String, NavigableSet<AddressRange>> owned(
      List<Contribution> contributions,
      Owned record,
      List<Wanted> wanted,
      Set<AddressRange> written,
      Set<AddressRange> theirs,
      Set<Optional<AddressRange>> present) {
    NavigableMap<String, NavigableSet<AddressRange>> owned = new TreeMap<>();
    for (Contribution contribution : contributions) {
      NavigableSet<AddressRange> before = record.of(contribution.owner());
      NavigableSet<AddressRange> now = new TreeSet<>();
      if (!contribution.leased()) {
        before.stream().filter(range -> present.contains(Optional.of(range))).forEach(now::add);
      }
      boolean leavesSome = false;
      for (Wanted one : wanted) {
        AddressRange range = one.element.addresses();
        if (one.owner.equals(contribution.owner())) {
          leavesSome |= theirs.contains(range);
          if (written.contains(range)) {
            now.add(range);
          }
        }
      }
      if (!now.isEmpty() || leavesSome) {
        owned.put(contribution.owner(), now);
      }
    }
    return owned;
  }
}
