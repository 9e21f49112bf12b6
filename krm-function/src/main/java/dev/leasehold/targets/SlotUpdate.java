package dev.leasehold.targets;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.AddressRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The change of an object by contributions.
 *
 * @param document the new object; the same one when nothing changes
 * @param filled the changed lists
 * @param unexplained removed elements that no record explains
 * @param missing recorded elements that are not in the list
 * @param keptLast whether it keeps its last addresses only because it may not be empty
 */
public record SlotUpdate(
    Document document,
    List<Filled> filled,
    List<AddressRange> unexplained,
    List<AddressRange> missing,
    boolean keptLast) {
  public SlotUpdate {
    filled = List.copyOf(filled);
    unexplained = List.copyOf(unexplained);
    missing = List.copyOf(missing);
  }

  /**
   * One list that changed: its path, and its elements before and after.
   *
   * @param words the previous text without any address, if it stays beside the new ones
   */
  public record Filled(String path, List<String> before, List<String> after, String words) {
    public Filled {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /**
   * Feeds one place of an object.
   *
   * @param contributions all contributions to that place
   * @param gone owners in the object's record that no longer feed it; their entries are removed
   * @throws dev.leasehold.krm.FieldException when the object has a shape that cannot be edited
   * @throws dev.leasehold.net.AddressException when addresses do not fit, or two contributions
   *     overlap
   */
  public static SlotUpdate of(
      Document document, TargetKind target, List<Contribution> contributions, List<String> gone) {
    Owned record = Owned.read(document.root());
    NavigableMap<String, NavigableSet<AddressRange>> owned = new TreeMap<>();
    owned.putAll(record.byOwner());
    gone.forEach(owned::remove);
    List<Filled> filled = new ArrayList<>();
    List<AddressRange> unexplained = new ArrayList<>();
    Document now = document;
    contributions.forEach(contribution -> owned.remove(contribution.owner()));
    Owned here = record.at(place(contributions, gone));
    NavigableSet<AddressRange> missing = new TreeSet<>();
    here.byOwner().values().forEach(missing::addAll);
    int places = places(document, target, contributions);
    for (int i = 0; i < places; i++) {
      AddressList list = target.lists(now.root(), contributions).get(i);
      Sharing sharing = Sharing.of(list, contributions, gone, here);
      list.present().forEach(range -> range.ifPresent(missing::remove));
      List<String> before = list.shown();
      boolean mayBeEmpty = target.mayBeEmpty() && list.mayBeEmpty();
      if (sharing.slots().isEmpty() && !before.isEmpty() && !mayBeEmpty) {
        return new SlotUpdate(document, List.of(), List.of(), List.copyOf(missing), true);
      }
      Document edited = now.with(list.arrange(sharing.slots()));
      if (edited != now) {
        boolean isText =
            list instanceof CommaText && list.present().stream().allMatch(Optional::isEmpty);
        boolean stays = !before.isEmpty() && sharing.after().size() > before.size();
        String words = isText && stays ? String.join(", ", before) : "";
        filled.add(new Filled(list.path(), before, sharing.after(), words));
        now = edited;
      }
      unexplained.addAll(sharing.unexplained());
      sharing
          .owned()
          .forEach((owner, ranges) -> {
            NavigableSet<AddressRange> all = new TreeSet<>(ranges);
            all.addAll(owned.getOrDefault(owner, Collections.emptyNavigableSet()));
            owned.put(owner, all);
          });
    }
    Owned after = new Owned(owned);
    if (!after.equals(record)) { // else the object is not parsed again
      now = now.with(after.write(now.root()));
    }
    return new SlotUpdate(now, filled, unexplained, List.copyOf(missing), false);
  }

  /** The one place of all of them. */
  private static String place(List<Contribution> contributions, List<String> gone) {
    List<String> owners = new ArrayList<>(gone);
    contributions.forEach(contribution -> owners.add(contribution.owner()));
    return owners.isEmpty() ? "" : Owned.place(owners.getFirst());
  }

  /** The number of lists; 0 where the place was deleted and has no contributions. */
  private static int places(
      Document document, TargetKind target, List<Contribution> contributions) {
    try {
      return target.lists(document.root(), contributions).size();
    } catch (FieldException e) {
      if (contributions.isEmpty()) {
        return 0;
      }
      throw e;
    }
  }
}
