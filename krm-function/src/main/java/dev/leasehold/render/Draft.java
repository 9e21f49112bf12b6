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
 * A package on its way through the stages: its documents, who asked for those that are made, what
 * was changed, and what is to be told. One stage hands it to the next, and only here is any of it
 * written.
 */
final class Draft {
  private final List<Document> original;
  private final List<Document> documents;

  /** Who asked for each document that is made, in the order of those. */
  private final List<Place> asked = new ArrayList<>();

  private final List<Change> changes = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Finding> ofThisChange = new ArrayList<>();

  Draft(List<Document> original) {
    this.original = List.copyOf(original);
    this.documents = new ArrayList<>(original);
  }

  /** As they came. */
  List<Document> original() {
    return original;
  }

  /** As they are now, in the order in which they came, those that are made last: a view. */
  List<Document> documents() {
    return Collections.unmodifiableList(documents);
  }

  Document document(int index) {
    return documents.get(index);
  }

  int size() {
    return documents.size();
  }

  /** Those that are made in this run: a view. */
  List<Document> made() {
    return documents().subList(original.size(), documents.size());
  }

  boolean isMade(int index) {
    return index >= original.size();
  }

  /** Whether it is made, or not as it came. */
  boolean isWritten(int index) {
    return isMade(index) || documents.get(index) != original.get(index);
  }

  /** Another text of a document. */
  void put(int index, Document document) {
    documents.set(index, document);
  }

  /** One more document, for which somebody asked there; gives its position. */
  int make(Document document, Place asker) {
    documents.add(document);
    asked.add(asker);
    return documents.size() - 1;
  }

  /** What was changed in a field of a document. */
  void changed(Document document, String field, List<String> before, List<String> after) {
    changed(new Change(document.file(), document.objectName(), field, before, after));
  }

  void changed(Change change) {
    changes.add(change);
  }

  void tell(Finding finding) {
    findings.add(finding);
  }

  void tell(Collection<Finding> told) {
    findings.addAll(told);
  }

  /** Which of the findings tell what this change takes from somebody. */
  void tellOfThisChange(Collection<Finding> told) {
    ofThisChange.addAll(told);
  }

  boolean hasError() {
    return Finding.hasError(findings);
  }

  /** What came of it; with an error the documents are the ones that came. */
  Rendering rendering() {
    Map<String, Place> askers = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      askers.put(made().get(i).file(), asked.get(i));
    }
    // Two stages may see the same.
    List<Finding> told = List.copyOf(new LinkedHashSet<>(blamed(findings, askers)));
    return hasError()
        ? new Rendering(original, List.of(), told, List.of())
        : new Rendering(documents, changes, told, blamed(ofThisChange, askers));
  }

  /**
   * What is wrong in an object that would be made is told where it was asked for: its file is not
   * there to look into.
   */
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
