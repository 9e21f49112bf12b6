package dev.leasehold.render.warnings;

import dev.leasehold.check.Delivery;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.WordSet;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.render.files.Reading;
import dev.leasehold.setters.Setters;
import dev.leasehold.targets.Owned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Objects that were made, in this run or in an earlier one, where kustomizations deliver the
 * package and none lists their file. One that people wrote is theirs to deliver.
 */
public final class Undelivered {
  /** What is made has a record of who feeds it, or the setter comments of its template. */
  private static final WordSet MADE = WordSet.of(Owned.ANNOTATION, Setters.COMMENT);

  private Undelivered() {}

  /** A warning with the line to add, for each of them. */
  public static List<Finding> tell(List<Document> documents) {
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
    for (Document document : documents) {
      if (document.mentions(MADE)) {
        made(document)
            .filter(root -> !delivery.isListed(document.file()))
            .ifPresent(root -> findings.add(finding(root, document.file())));
      }
    }
    return findings;
  }

  /** Its root, if its file has the name that is given to what is made. */
  private static Optional<Field> made(Document document) {
    String file = document.file();
    String folder = PackageLayout.folderOf(file);
    try {
      return Reading.object(document, new ArrayList<>())
          .filter(root -> PackageLayout.fileFor(ObjectKey.of(root), folder).equals(file));
    } catch (FieldException e) {
      return Optional.empty(); // told of elsewhere
    }
  }

  private static Finding finding(Field root, String file) {
    String folder = PackageLayout.folderOf(file);
    return Finding.warning(
        root.place(),
        "is delivered by nothing, as no kustomization lists its file; add '- "
            + file.substring(folder.length())
            + "' to the resources of "
            + folder
            + "kustomization.yaml, and list that folder where your cluster reads");
  }
}
