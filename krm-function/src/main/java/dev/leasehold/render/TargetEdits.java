package dev.leasehold.render;

import dev.leasehold.api.FieldPath;
import dev.leasehold.edit.FieldEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import dev.leasehold.pins.Pin;
import dev.leasehold.pins.ServiceAllocation;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.warnings.OneFamily;
import dev.leasehold.targets.Owned;
import dev.leasehold.targets.SlotUpdate;
import java.util.List;

/** Edits of targets, and the findings about them. */
final class TargetEdits {
  private final Draft draft;

  TargetEdits(Draft draft) {
    this.draft = draft;
  }

  /** Sets a field; empty text removes it. */
  void set(int index, List<String> path, String value) {
    Document document = draft.document(index);
    Field root = document.root();
    String before = ObjectKey.text(root, path.toArray(String[]::new));
    Document edited =
        document.with(
            value.isEmpty() ? FieldEdit.remove(root, path) : FieldEdit.set(root, path, value));
    if (edited != document) {
      draft.put(index, edited);
      draft.changed(
          document,
          FieldPath.text(path),
          before.isEmpty() ? List.of() : List.of(before),
          value.isEmpty() ? List.of() : List.of(value));
    }
  }

  /** Allocates the addresses of a MetalLB pool to the Service of that host alone. */
  void allocate(int index, Pin pin) {
    Document document = draft.document(index);
    Document edited = ServiceAllocation.write(document, pin);
    if (edited != document) {
      draft.put(index, edited);
      draft.changed(
          document,
          FieldPath.text(ServiceAllocation.PATH),
          ServiceAllocation.shown(document.root()),
          ServiceAllocation.shown(edited.root()));
    }
  }

  /** Whether the place has a single value: with {@code Append} it would have two in one text. */
  private static boolean isOneValue(TargetSlot slot, SlotUpdate update) {
    return BindingKinds.isFieldPath(slot.place())
        && update.filled().stream().allMatch(filled -> filled.before().size() == 1);
  }

  /**
   * Writes the contributions to a place.
   *
   * @param gone the owners whose entries are removed
   */
  void fill(int index, TargetSlot slot, List<String> gone) {
    Document document = draft.document(index);
    SlotUpdate update = SlotUpdate.of(document, slot.target(), slot.contributions(), gone);
    Field root = document.root();
    if (!slot.target().isBuiltIn() && !update.missing().isEmpty()) {
      draft.report(
          Finding.warning(
              root.place(),
              "has no "
                  + Owned.texts(update.missing())
                  + " where its TargetKind says, but "
                  + Owned.ANNOTATION
                  + " records it; if field or entry of the TargetKind has changed, delete the"
                  + " addresses at the old place by hand"));
    }
    if (update.keptLast()) {
      draft.report(
          Finding.warning(
              root.place(),
              "keeps its last addresses: "
                  + (slot.target().mayBeEmpty()
                      ? "a field cannot be empty; write other addresses there"
                      : slot.target().isBuiltIn()
                          ? "an empty group would deny all traffic"
                          : "its TargetKind has lastEntry: Keep")));
      return;
    }
    if (!update.unexplained().isEmpty()) {
      draft.report(
          Finding.warning(
              root.place(),
              "loses "
                  + Owned.texts(update.unexplained())
                  + ", which no lease explains; "
                  + (isOneValue(slot, update)
                      ? "remove the binding to keep it"
                      : "set updateStrategy {type: Append} to keep it")));
    }
    draft.put(index, update.document());
    for (SlotUpdate.Filled filled : update.filled()) {
      draft.changed(document, filled.path(), filled.before(), filled.after());
      boolean wasThere = !draft.isMade(index); // a new object has no address to lose
      boolean isFirst = wasThere && filled.before().isEmpty() && slot.place().isEmpty();
      if (isFirst) {
        OneFamily.finding(root, filled.after())
            .ifPresent(finding -> {
              draft.report(finding);
              draft.reportOnce(List.of(finding));
            });
      }
      if (!filled.words().isEmpty() && BindingKinds.isFieldPath(slot.place())) {
        draft.report(
            Finding.warning(
                root.place(),
                filled.path()
                    + " keeps '"
                    + filled.words()
                    + "' beside the new addresses; set placeholder: true in the binding to replace"
                    + " it"));
      }
      if (filled.after().isEmpty()) {
        String owners = gone.isEmpty() ? "" : ": " + String.join(", ", gone) + " is gone";
        draft.report(
            Finding.warning(root.place(), filled.path() + " has no addresses left" + owners));
      }
    }
  }
}
