package dev.leasehold.render.warnings;

import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.Kinds;
import dev.leasehold.check.Delivery;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.WordSet;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.setters.Setters;
import dev.leasehold.targets.Owned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Objects that were made, in this run or in an earlier one, or that a binding feeds, where
 * kustomizations deliver the package and none lists their file. One that people wrote, and that has
 * no kustomization in its folder or above, may be delivered by its folder.
 */
public final class Undelivered {
  /**
   * The words in a made object: the record of its owners, or the setter comments of its template.
   */
  private static final WordSet MADE = WordSet.of(Owned.ANNOTATION, Setters.COMMENT);

  private Undelivered() {}

  /** A warning with the line to add, for each of them. */
  public static List<Finding> findings(
      List<Document> documents, Collection<DynamicPrefixBinding> bindings) {
    List<Document> kustomizations = new ArrayList<>();
    for (Document document : documents) {
      if (PackageLayout.isKustomization(document)) {
        kustomizations.add(document);
      }
    }
    List<Finding> findings = new ArrayList<>();
    if (kustomizations.isEmpty()) { // the folder itself is delivered
      return findings;
    }
    Delivery delivery = new Delivery(kustomizations);
    Set<String> patches = PackageLayout.patches(kustomizations);
    for (Document document : documents) {
      String file = document.file();
      Optional<Field> made = document.mentions(MADE) ? made(document) : Optional.empty();
      made.or(() -> bound(document, bindings))
          .filter(root -> !PackageLayout.isLocal(root))
          .filter(root -> !delivery.isListed(file) && !patches.contains(file))
          .ifPresent(root -> {
            OptionalInt nearest = PackageLayout.kustomizationFor(file, kustomizations);
            if (nearest.isPresent()) {
              String by = kustomizations.get(nearest.getAsInt()).file();
              String entry = file.substring(PackageLayout.folderOf(by).length());
              String add = "add '- " + entry + "' to the resources of " + by;
              findings.add(finding(root, add));
            } else if (made.isPresent()) {
              String folder = PackageLayout.folderOf(file);
              findings.add(
                  finding(
                      root,
                      "make "
                          + folder
                          + "kustomization.yaml with '- "
                          + file.substring(folder.length())
                          + "' under resources, and list that folder where your cluster reads"));
            }
          });
    }
    return findings;
  }

  /** Its root, if a binding feeds it. */
  private static Optional<Field> bound(
      Document document, Collection<DynamicPrefixBinding> bindings) {
    for (DynamicPrefixBinding binding : bindings) {
      DynamicPrefixBinding.Target target = binding.target();
      if (document.mentions(target.kind()) && document.mentions(target.name())) {
        ObjectKey key = new ObjectKey(target.kind(), target.namespace(), target.name());
        try {
          Optional<Field> root =
              DocumentReading.object(document, new ArrayList<>()).filter(key::matches);
          if (root.isPresent()) {
            return root;
          }
        } catch (FieldException e) {
          return Optional.empty(); // reported elsewhere
        }
      }
    }
    return Optional.empty();
  }

  /** Its root, if its file has the name of a made object. */
  private static Optional<Field> made(Document document) {
    String file = document.file();
    String folder = PackageLayout.folderOf(file);
    try {
      return DocumentReading.object(document, new ArrayList<>())
          .filter(root -> PackageLayout.fileFor(ObjectKey.of(root), folder).equals(file))
          .filter(root -> !ObjectKey.text(root, "apiVersion").startsWith(Kinds.GROUP));
    } catch (FieldException e) {
      return Optional.empty(); // reported elsewhere
    }
  }

  private static Finding finding(Field root, String whatToDo) {
    return Finding.warning(
        root.place(), "is not delivered: no kustomization lists its file; " + whatToDo);
  }
}
