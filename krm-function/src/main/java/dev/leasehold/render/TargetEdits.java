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
import dev.leasehold.targets.Filling;
import dev.leasehold.targets.Owned;
import java.util.ArrayList;
import java.util.List;

/** Edits of targets: what they change, and what is to be told of it. */
final class TargetEdits {
  private final List<Document> documents;
  private final List<Change> changes;
  private final List<Finding> findings;
  private final List<Finding> ofThisChange = new ArrayList<>();

  /** From there on, documents are made in this run. */
  private final int firstMade;

  TargetEdits(List<Document> documents, List<Change> changes, List<Finding> findings) {
    this.documents = documents;
    this.changes = changes;
    this.findings = findings;
    this.firstMade = documents.size();
  }

  /** What the changes take from somebody. */
  List<Finding> ofThisChange() {
    return List.copyOf(ofThisChange);
  }

  /** Sets a field; empty text removes it. */
  void set(int index, List<String> path, String value) {
    Document document = documents.get(index);
    Field root = document.root();
    String before = ObjectKey.text(root, path.toArray(String[]::new));
    Document edited =
        document.with(
            value.isEmpty() ? FieldEdit.remove(root, path) : FieldEdit.set(root, path, value));
    if (edited != document) {
      documents.set(index, edited);
      changes.add(
          new Change(
              document.file(),
              document.objectName(),
              FieldPath.text(path),
              before.isEmpty() ? List.of() : List.of(before),
              value.isEmpty() ? List.of() : List.of(value)));
    }
  }

  /** Has MetalLB give the addresses of a pool to the Service of that host, and to no other. */
  void allocate(int index, Pin pin) {
    Document document = documents.get(index);
    Document edited = ServiceAllocation.write(document, pin);
    if (edited != document) {
      documents.set(index, edited);
      changes.add(
          new Change(
              document.file(),
              document.objectName(),
              FieldPath.text(ServiceAllocation.PATH),
              ServiceAllocation.shown(document.root()),
              ServiceAllocation.shown(edited.root())));
    }
  }

  /**
   * Writes what feeds a place.
   *
   * @param gone the owners whose entries go
   */
  void fill(int index, Outlet outlet, List<String> gone) {
    Document document = documents.get(index);
    Filling filling = Filling.of(document, outlet.target(), outlet.feeds(), gone);
    Field root = document.root();
    if (filling.keptLast()) {
      findings.add(
          Finding.warning(
              root.place(),
              outlet.target().mayBeEmpty()
                  ? "keeps its last addresses: a field cannot do without; write others there"
                  : "keeps its last addresses: an empty group would deny all traffic"));
      return;
    }
    if (!filling.unexplained().isEmpty()) {
      findings.add(
          Finding.warning(
              root.place(),
              "loses "
                  + Owned.texts(filling.unexplained())
                  + ", which no lease explains; updateStrategy {type: Append} would leave it"));
    }
    documents.set(index, filling.document());
    for (Filling.Filled filled : filling.filled()) {
      changes.add(
          new Change(
              document.file(),
              document.objectName(),
              filled.path(),
              filled.before(),
              filled.after()));
      boolean wasThere = index < firstMade; // what is new has no address that it could lose
      boolean isFirst = wasThere && filled.before().isEmpty() && outlet.place().isEmpty();
      if (isFirst && OneFamily.isAsked(root, filled.after())) {
        Finding finding = OneFamily.finding(root);
        findings.add(finding);
        ofThisChange.add(finding);
      }
      if (!filled.words().isEmpty() && Outlets.isFieldPath(outlet.place())) {
        findings.add(
            Finding.warning(
                root.place(),
                filled.path()
                    + " keeps '"
                    + filled.words()
                    + "' beside the new addresses; if it is there to be replaced, write"
                    + " placeholder: true into the binding"));
      }
      if (filled.after().isEmpty()) {
        String owners = gone.isEmpty() ? "" : ": " + String.join(", ", gone) + " is gone";
        findings.add(
            Finding.warning(root.place(), filled.path() + " has no addresses left" + owners));
      }
    }
  }
}
