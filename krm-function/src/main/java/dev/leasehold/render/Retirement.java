package dev.leasehold.render;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.net.AddressException;
import dev.leasehold.pins.PinnedPools;
import dev.leasehold.render.agent.AgentObject;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.targets.Owned;
import dev.leasehold.targets.TargetKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Removes what was added for bindings that were deleted or have another target now. It runs only
 * where intent or leases are in the input: kpt can send the function a part of the package.
 */
final class Retirement {
  private final CiliumVersion version;
  private final boolean knowsAll;
  private final TargetSlots slots;
  private final Draft draft;
  private final TargetEdits edits;

  /** Objects whose recorded owners were all checked in this run. */
  private final Set<Document> done = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Before anything is removed.
   *
   * @param knowsAll whether the whole package is known; then only these slots feed an object
   */
  Retirement(
      CiliumVersion version, boolean knowsAll, TargetSlots slots, Draft draft, TargetEdits edits) {
    this.version = version;
    this.knowsAll = knowsAll;
    this.slots = slots;
    this.draft = draft;
    this.edits = edits;
  }

  /** Marks an object that has nothing left to remove. */
  void isDone(Document document) {
    done.add(document);
  }

  void apply() {
    for (int i = 0; i < draft.size(); i++) {
      Document document = draft.document(i);
      if (!document.mentions(Owned.ANNOTATION) || done.contains(document)) {
        continue;
      }
      try {
        Optional<Field> root = DocumentReading.object(document, new ArrayList<>());
        if (root.isPresent()) {
          retire(i);
        }
      } catch (FieldException e) {
        draft.report(e.finding());
      } catch (AddressException e) {
        draft.report(Finding.error(document.root().place(), String.valueOf(e.getMessage())));
      }
    }
  }

  private void retire(int index) {
    Field root = draft.document(index).root();
    gone(root)
        .forEach((place, owners) -> {
          Optional<TargetKind> target = slots.kinds().of(root, place);
          if (target.isEmpty()) {
            reportUnknown(root, place, owners);
          } else if (!draft.document(index).isRemoved()) {
            retire(index, new TargetSlot(ObjectKey.of(root), target.get(), place), owners);
          }
        });
  }

  private void retire(int index, TargetSlot slot, List<String> owners) {
    if (slot.target().isPerCidr()) {
      new PerCidr(version, slot.target(), draft).release(index, owners);
    } else {
      edits.fill(index, slot, owners);
      deletePinned(index, slot.object(), owners);
    }
  }

  /** Its TargetKind was deleted together with the bindings, or before. */
  private void reportUnknown(Field root, String place, List<String> owners) {
    if (place.isEmpty()) {
      draft.report(
          Finding.warning(
              root.place(),
              "keeps the addresses of "
                  + String.join(", ", owners)
                  + ": no TargetKind describes this kind; restore it for one run, or remove them"
                  + " and the annotation "
                  + Owned.ANNOTATION));
    }
  }

  /** Deletes the pool of a host that was removed. */
  private void deletePinned(int index, ObjectKey object, List<String> owners) {
    Document document = draft.document(index);
    boolean wasPinned =
        owners.stream().anyMatch(owner -> PinnedPools.isPoolOf(owner, object.kind(), object.name()))
            && Owned.read(document.root()).byOwner().isEmpty()
            && isEmpty(document.root());
    if (wasPinned) {
      Templates.delete(index, draft);
    }
  }

  /** Whether the pool has nothing that was added by hand. */
  private static boolean isEmpty(Field pool) {
    Optional<Field> spec = pool.find("spec");
    return Stream.of("blocks", "addresses") // of Cilium, of MetalLB
        .flatMap(list -> spec.flatMap(s -> s.find(list)).stream())
        .allMatch(list -> list.items().isEmpty());
  }

  /** The owners in the object's record that no longer feed it, by place. */
  SortedMap<String, List<String>> gone(Field root) {
    SortedMap<String, List<String>> gone = new TreeMap<>();
    if (knowsAll) {
      Set<String> contributing = new HashSet<>();
      String apiVersion = ObjectKey.text(root, "apiVersion");
      slots
          .byObject()
          .forEach((object, places) -> {
            for (TargetSlot slot : places.values()) {
              boolean isOfKind =
                  slot.target().isPerCidr() // its objects have names of their own
                      && ObjectKey.text(root, "kind").equals(object.kind());
              if ((isOfKind || object.matches(root)) && slot.target().isOfGroup(apiVersion)) {
                slot.contributions()
                    .forEach(contribution -> contributing.add(contribution.owner()));
              }
            }
          });
      for (String owner : Owned.read(root).byOwner().keySet()) {
        if (!contributing.contains(owner) && !AgentObject.isOwner(owner)) {
          gone.computeIfAbsent(Owned.place(owner), p -> new ArrayList<>()).add(owner);
        }
      }
    }
    return gone;
  }
}
