package dev.leasehold.render;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.render.files.UnreadFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for the object that a binding names.
 *
 * @param unread files of the package that no document is from
 */
record TargetSearch(Draft draft, List<UnreadFile> unread) {
  /**
   * The index of the target's document; -1 when there is none. A document without a namespace
   * matches when no other document has the right one. The search does not follow links.
   *
   * @throws FieldException when the target may be in an unreadable file, or several documents match
   */
  int find(TargetSlot slot) {
    List<Integer> found = new ArrayList<>();
    List<Finding> unreadable = new ArrayList<>();
    for (int i = 0; i < draft.size(); i++) {
      Document document = draft.document(i);
      if (document.mentions(slot.object().kind())
          && DocumentReading.object(document, unreadable)
              .filter(root -> isTarget(root, slot))
              .isPresent()) {
        found.add(i);
      }
    }
    if (found.size() > 1) {
      Set<String> patches = PackageLayout.patches(draft.documents());
      found.removeIf(i -> patches.contains(draft.document(i).file()));
    }
    if (found.size() > 1 && !slot.object().namespace().isEmpty()) {
      List<Integer> exact = new ArrayList<>(found);
      exact.removeIf(i -> ObjectKey.of(draft.document(i).root()).namespace().isEmpty());
      found = exact.isEmpty() ? found : exact;
    }
    if (found.size() > 1) {
      throw draft
          .document(found.get(1))
          .root()
          .error(
              "is also defined in "
                  + draft.document(found.getFirst()).file()
                  + ", so it is ambiguous which one "
                  + slot.contributions().getFirst().owner()
                  + (isInOneNamespace(found)
                      ? " means; keep one in this package"
                      : " means; give the target the namespace of one"));
    }
    if (found.isEmpty()) {
      rejectInList(slot);
    }
    if (found.isEmpty()) {
      rejectUnreadable(slot.object(), slot.object().name(), slot.blame(), unreadable);
    }
    if (found.isEmpty()) {
      return -1;
    }
    Document target = draft.document(found.getFirst());
    slot.target().requireVersion(target.root());
    if (DocumentReading.isEncrypted(target)) {
      throw target
          .root()
          .error(
              "is in an encrypted file, which SOPS cannot read after an edit; move it to its own"
                  + " file");
    }
    return found.getFirst();
  }

  /**
   * Rejects an object inside a List: a second one would be made, and kustomize would deliver
   * neither.
   */
  private void rejectInList(TargetSlot slot) {
    for (Document document : draft.documents()) {
      if (!document.mentions(slot.object().name()) || !document.mentions("List")) {
        continue;
      }
      Optional<Field> root = DocumentReading.object(document, new ArrayList<>());
      if (root.isPresent() && ObjectKey.text(root.get(), "kind").endsWith("List")) {
        for (Field item : root.get().find("items").map(Field::items).orElse(List.of())) {
          if (item.isMapping() && isTarget(item, slot)) {
            throw item.error(
                "is the target of "
                    + slot.contributions().getFirst().owner()
                    + ", but objects in a List are not edited; write it as its own document");
          }
        }
      }
    }
  }

  private boolean isInOneNamespace(List<Integer> found) {
    Set<String> namespaces = new HashSet<>();
    found.forEach(i -> namespaces.add(ObjectKey.of(draft.document(i).root()).namespace()));
    return namespaces.size() == 1;
  }

  /**
   * Throws when the object may be in an unreadable file or document: a second one would be made.
   *
   * @param name empty text for any
   * @param ofDocuments the findings about documents that mention its kind
   */
  void rejectUnreadable(ObjectKey object, String name, Place asked, List<Finding> ofDocuments) {
    draft.report(ofDocuments);
    for (Finding finding : ofDocuments) {
      if (finding.isError()) {
        throw new FieldException(
            asked, object + " was not found, and " + finding.place().file() + " cannot be read");
      }
    }
    for (UnreadFile file : unread) {
      if (file.mayHold(object.kind(), name)) {
        throw new FieldException(
            asked,
            object
                + " was not found, and "
                + file.path()
                + ", which mentions it, is not read: "
                + file.reason().text());
      }
    }
  }

  /**
   * Whether a template seems to make the object. Then it is reported: a second one of that name
   * would conflict.
   *
   * @param name empty text for any
   */
  boolean isMadeByTemplate(ObjectKey object, String name, Place asked) {
    Optional<String> template = template(object, name);
    template.ifPresent(file ->
        draft.report(
            Finding.warning(
                asked, object + " is not made: " + file + ", a template, seems to make it")));
    return template.isPresent();
  }

  private Optional<String> template(ObjectKey object, String name) {
    for (Document document : draft.documents()) {
      if (document.mentions(object.kind())
          && document.mentions(name)
          && DocumentReading.isTemplate(document)
          && DocumentReading.object(document, new ArrayList<>()).isEmpty()) {
        return Optional.of(document.file());
      }
    }
    for (UnreadFile file : unread) {
      if (file.mayMake(object.kind(), name)) {
        return Optional.of(file.path());
      }
    }
    return Optional.empty();
  }

  /** The links, whose content is unknown. */
  List<String> links() {
    return unread.stream()
        .filter(file -> file.reason() == UnreadFile.Reason.LINK)
        .map(UnreadFile::path)
        .sorted()
        .toList();
  }

  private static boolean isTarget(Field root, TargetSlot slot) {
    return slot.object().matches(root)
        && slot.target().isOfGroup(ObjectKey.text(root, "apiVersion"));
  }
}
