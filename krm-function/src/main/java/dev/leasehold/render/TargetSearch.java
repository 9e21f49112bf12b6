package dev.leasehold.render;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks for the object that a binding names. */
record TargetSearch(List<Document> documents, List<Finding> findings) {
  /**
   * Position of the target's document; -1 when there is none. One without a namespace is taken when
   * none says the one that is meant. Of files that are no documents at all, as links, nothing is
   * known here: who makes the target then says so.
   */
  int find(Outlet outlet) {
    List<Integer> found = new ArrayList<>();
    List<Finding> unreadable = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      Document document = documents.get(i);
      if (document.mentions(outlet.object().kind())
          && Reading.object(document, unreadable)
              .filter(root -> isTarget(root, outlet))
              .isPresent()) {
        found.add(i);
      }
    }
    if (found.size() > 1) {
      Set<String> patches = PackageLayout.patches(documents);
      found.removeIf(i -> patches.contains(documents.get(i).file()));
    }
    if (found.size() > 1 && !outlet.object().namespace().isEmpty()) {
      List<Integer> exact = new ArrayList<>(found);
      exact.removeIf(i -> ObjectKey.of(documents.get(i).root()).namespace().isEmpty());
      found = exact.isEmpty() ? found : exact;
    }
    if (found.size() > 1) {
      throw documents
          .get(found.get(1))
          .root()
          .error(
              "stands in "
                  + documents.get(found.getFirst()).file()
                  + " too, so it is not clear which one "
                  + outlet.feeds().getFirst().owner()
                  + (isInOneNamespace(found)
                      ? " means; keep one in this package"
                      : " means; give the target the namespace of one"));
    }
    if (found.isEmpty()) {
      rejectInList(outlet);
    }
    if (found.isEmpty()) { // it may be in what could not be read
      findings.addAll(unreadable);
      unreadable.stream()
          .filter(Finding::isError)
          .findFirst()
          .ifPresent(error -> {
            throw new FieldException(
                outlet.blame(),
                outlet.object()
                    + " was not found, and "
                    + error.place().file()
                    + " cannot be read");
          });
    }
    if (found.isEmpty()) {
      return -1;
    }
    Document target = documents.get(found.getFirst());
    if (Reading.isEncrypted(target)) {
      throw target
          .root()
          .error("SOPS could not read it any more after an edit; keep it in a file of its own");
    }
    return found.getFirst();
  }

  /** In a List it would be made a second time, and kustomize delivers neither. */
  private void rejectInList(Outlet outlet) {
    for (Document document : documents) {
      if (!document.mentions(outlet.object().name()) || !document.mentions("List")) {
        continue;
      }
      Optional<Field> root = Reading.object(document, new ArrayList<>());
      if (root.isPresent() && ObjectKey.text(root.get(), "kind").endsWith("List")) {
        for (Field item : root.get().find("items").map(Field::items).orElse(List.of())) {
          if (item.isMapping() && isTarget(item, outlet)) {
            throw item.error(
                "is the target of "
                    + outlet.feeds().getFirst().owner()
                    + ", and in a List nothing is edited; write it as a document of its own");
          }
        }
      }
    }
  }

  private boolean isInOneNamespace(List<Integer> found) {
    Set<String> namespaces = new HashSet<>();
    found.forEach(i -> namespaces.add(ObjectKey.of(documents.get(i).root()).namespace()));
    return namespaces.size() == 1;
  }

  /** A template that seems to make the object: a second one of that name would fight it. */
  boolean isPassedBy(Outlet outlet) {
    for (Document document : documents) {
      if (document.mentions(outlet.object().kind())
          && document.mentions(outlet.object().name())
          && Reading.isTemplate(document)
          && Reading.object(document, new ArrayList<>()).isEmpty()) {
        findings.add(
            Finding.warning(
                outlet.blame(),
                outlet.object()
                    + " is not made: "
                    + document.file()
                    + ", a template, seems to make it"));
        return true;
      }
    }
    return false;
  }

  private static boolean isTarget(Field root, Outlet outlet) {
    return outlet.object().matches(root)
        && outlet.target().isOfGroup(ObjectKey.text(root, "apiVersion"));
  }
}
