package dev.leasehold.render;

import dev.leasehold.api.RenderConfig;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.net.AddressException;
import dev.leasehold.pins.PinnedPools;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.targets.CidrTarget;
import dev.leasehold.targets.Owned;
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
  private final RenderConfig config;
  private final boolean knowsAll;
  private final SortedMap<ObjectKey, SortedMap<String, TargetSlot>> slots;
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
      RenderConfig config,
      boolean knowsAll,
      SortedMap<ObjectKey, SortedMap<String, TargetSlot>> slots,
      Draft draft,
      TargetEdits edits) {
    this.config = config;
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
    ObjectKey object = ObjectKey.of(root);
    gone(root)
        .forEach((place, owners) ->
            TargetSlots.target(object, place, config)
                .filter(target -> !draft.document(index).isRemoved())
                .ifPresent(target -> {
                  if (target instanceof CidrTarget) {
                    new PerCidr(config.ciliumVersion(), draft).release(index, owners);
                  } else {
                    edits.fill(index, new TargetSlot(object, target, place), owners);
                    deletePinned(index, object, owners);
                  }
                }));
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
      slots.forEach((object, places) -> {
        for (TargetSlot slot : places.values()) {
          if (object.matches(root)
              || slot.target() instanceof CidrTarget // its objects have names of their own
                  && ObjectKey.text(root, "kind").equals(object.kind())) {
            slot.contributions().forEach(contribution -> contributing.add(contribution.owner()));
          }
        }
      });
      for (String owner : Owned.read(root).byOwner().keySet()) {
        if (!contributing.contains(owner)) {
          gone.computeIfAbsent(Owned.place(owner), p -> new ArrayList<>()).add(owner);
        }
      }
    }
    return gone;
  }
}
