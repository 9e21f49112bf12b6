package dev.leasehold.render;

import dev.leasehold.api.RenderConfig;
import dev.leasehold.edit.FieldEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.net.AddressException;
import dev.leasehold.pins.OwnPools;
import dev.leasehold.pins.Pin;
import dev.leasehold.pins.PinnedPools;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.Scope;
import dev.leasehold.targets.Contribution;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The third stage: writes leases into targets. */
final class Bindings {
  private static final List<String> NAME = List.of("metadata", "name");

  private final RenderConfig config;
  private final Draft draft;
  private final TargetSlots slots;
  private final TargetSearch search;
  private final TargetEdits edits;
  private final Retirement retirement;

  /** The namespace that was meant, by position of the object. */
  private final Map<Integer, String> namespaces = new HashMap<>();

  Bindings(
      PackageContents contents,
      RenderConfig config,
      Scope scope,
      PinnedPools pinned,
      OwnPools ownPools,
      Draft draft) {
    this.config = config;
    this.draft = draft;
    this.slots = TargetSlots.of(contents, config, pinned, ownPools, draft);
    this.search = new TargetSearch(draft, scope.unread());
    this.edits = new TargetEdits(draft);
    this.retirement =
        new Retirement(config.ciliumVersion(), contents.knowsIntent(scope), slots, draft, edits);
  }

  /** Each target slot and its contributions, by object. */
  SortedMap<ObjectKey, SortedMap<String, TargetSlot>> slots() {
    return slots.byObject();
  }

  /** The words by which existing objects are found. */
  TargetSearch search() {
    return search;
  }

  void apply() {
    slots
        .byObject()
        .forEach((object, places) -> {
          for (TargetSlot slot : places.values()) {
            try {
              fill(slot);
            } catch (FieldException e) {
              draft.report(e.finding());
            } catch (AddressException e) {
              draft.report(Finding.error(slot.blame(), slot.object() + ": " + e.getMessage()));
            }
          }
        });
    if (!draft.hasError()) { // else the owner of what cannot be fed would count as removed
      retirement.apply();
    }
  }

  private void fill(TargetSlot slot) {
    int index = search.find(slot);
    rejectTwoNamespaces(index, slot);
    boolean nothing = true;
    boolean leased = false;
    for (Contribution contribution : slot.contributions()) {
      nothing &= contribution.held().isEmpty();
      leased |= contribution.leased();
    }
    if (slot.target().isPerCidr()) {
      if (index >= 0 || nothing || !isMadeByTemplate(slot)) {
        new PerCidr(config.ciliumVersion(), slot.target(), draft).fill(slot);
      }
      return;
    }
    if (index < 0 && (nothing || isMadeByTemplate(slot))) {
      return;
    }
    if (!leased) {
      return;
    }
    if (index < 0) {
      index = make(slot);
    }
    SortedMap<String, List<String>> gone = retirement.gone(draft.document(index).root());
    edits.fill(index, slot, gone.getOrDefault(slot.place(), List.of()));
    if (gone.isEmpty() || gone.size() == 1 && gone.containsKey(slot.place())) {
      retirement.isDone(draft.document(index));
    }
    for (boolean there : new boolean[] {true, false}) { // else the selector would be empty between
      for (Map.Entry<List<String>, String> field : slot.fields().entrySet()) {
        if (field.getValue().isEmpty() != there) {
          edits.set(index, field.getKey(), field.getValue());
        }
      }
    }
    for (Pin pin : slot.allocatedTo()) {
      edits.allocate(index, pin);
    }
  }

  private boolean isMadeByTemplate(TargetSlot slot) {
    return search.isMadeByTemplate(slot.object(), slot.object().name(), slot.blame());
  }

  /** Two targets must not both get the one object without a namespace. */
  private void rejectTwoNamespaces(int index, TargetSlot slot) {
    String namespace = slot.object().namespace();
    if (index < 0 || namespace.isEmpty()) {
      return;
    }
    String other = namespaces.putIfAbsent(index, namespace);
    if (other != null && !other.equals(namespace)) {
      throw new FieldException(
          slot.blame(),
          slot.object()
              + " in "
              + draft.document(index).file()
              + " has no namespace, but another binding targets it in '"
              + other
              + "'; write its namespace there");
    }
  }

  private int make(TargetSlot slot) {
    ObjectKey object = slot.object();
    Document template = slot.template().orElseThrow(slot::notMade);
    List<String> links = search.links();
    if (!links.isEmpty()) { // a link must not stop all making
      draft.report(
          Finding.warning(
              slot.blame(),
              object
                  + " was not found, so a new one is made. Links are not followed; if one of these"
                  + " leads to the object, delete the new file: "
                  + String.join(", ", links)));
    }
    Document named = Templates.named(template, object.name());
    named = named.with(FieldEdit.set(named.root(), NAME, object.name()));
    String namespace =
        object.namespace().isEmpty()
            ? slot.fields().getOrDefault(TargetSlots.NAMESPACE, "")
            : object.namespace();
    if (!namespace.isEmpty()) {
      named = Templates.withoutSetters(named, List.of(TargetSlots.NAMESPACE));
      named = named.with(FieldEdit.set(named.root(), TargetSlots.NAMESPACE, namespace));
    }
    return Templates.add(slot.inVersion(named, config.ciliumVersion()), slot.blame(), draft);
  }
}
