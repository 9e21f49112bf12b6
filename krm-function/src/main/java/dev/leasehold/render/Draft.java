package dev.leasehold.render;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A package on its way through the stages: its documents, the places that asked for new ones, the
 * changes and the findings. Each stage passes it to the next.
 */
final class Draft {
  private final List<Document> original;
  private final List<Document> documents;

  /** The place that asked for each new document, in the order of the new documents. */
  private final List<Place> asked = new ArrayList<>();

  private final List<Change> changes = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Finding> ofThisChange = new ArrayList<>();

  Draft(List<Document> original) {
    this.original = List.copyOf(original);
    this.documents = new ArrayList<>(original);
  }

  /** The documents of the input. */
  List<Document> original() {
    return original;
  }

  /** The documents in their current form, in the order of the input, new ones last: a view. */
  List<Document> documents() {
    return Collections.unmodifiableList(documents);
  }

  Document document(int index) {
    return documents.get(index);
  }

  int size() {
    return documents.size();
  }

  /** The documents that this run adds: a view. */
  List<Document> made() {
    return documents().subList(original.size(), documents.size());
  }

  boolean isMade(int index) {
    return index >= original.size();
  }

  /** Whether it is new or changed. */
  boolean isWritten(int index) {
    return isMade(index) || documents.get(index) != original.get(index);
  }

  /** Replaces a document. */
  void put(int index, Document document) {
    documents.set(index, document);
  }

  /** Adds a document for which that place asked, and returns its position. */
  int make(Document document, Place asker) {
    documents.add(document);
    asked.add(asker);
    return documents.size() - 1;
  }

  /** Records a change of a field of a document. */
  void changed(Document document, String field, List<String> before, List<String> after) {
    changed(new Change(document.file(), document.objectName(), field, before, after));
  }

  void changed(Change change) {
    changes.add(change);
  }

  void report(Finding finding) {
    findings.add(finding);
  }

  void report(Collection<Finding> reported) {
    findings.addAll(reported);
  }

  /** Marks findings that only this change causes: the next rendering does not repeat them. */
  void reportOnce(Collection<Finding> reported) {
    ofThisChange.addAll(reported);
  }

  boolean hasError() {
    return Finding.hasError(findings);
  }

  /** The result; with an error its documents are those of the input. */
  Rendering rendering() {
    Map<String, Place> askers = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      askers.put(made().get(i).file(), asked.get(i));
    }
    // Two stages may report the same.
    List<Finding> reported = List.copyOf(new LinkedHashSet<>(blamed(findings, askers)));
    return hasError()
        ? new Rendering(original, List.of(), reported, List.of())
        : new Rendering(documents, changes, reported, blamed(ofThisChange, askers));
  }

  /** Moves findings in a new object to the place that asked for it: its file does not exist yet. */
  private static List<Finding> blamed(List<Finding> findings, Map<String, Place> askers) {
    List<Finding> blamed = new ArrayList<>(findings.size());
    for (Finding finding : findings) {
      Place by = askers.get(finding.place().file());
      blamed.add(by == null ? finding : made(finding, by));
    }
    return blamed;
  }

  private static Finding made(Finding finding, Place by) {
    Place place = finding.place();
    Place unread = new Place(place.file(), 0, place.object(), place.field());
    return new Finding(finding.severity(), by, "makes " + unread + ": " + finding.message());
  }
}
