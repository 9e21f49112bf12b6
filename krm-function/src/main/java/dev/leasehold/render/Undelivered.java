package dev.leasehold.render;

import dev.leasehold.check.Delivery;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import java.util.ArrayList;
import java.util.List;

/** Objects that were made where kustomizations deliver the package and none lists their file. */
final class Undelivered {
  private Undelivered() {}

  /**
   * @param asked who asked for each of the documents that were made
   * @param made those documents, in that order
   */
  static List<Finding> tell(List<Document> documents, List<Document> made, List<Place> asked) {
    List<Document> kustomizations = new ArrayList<>();
    for (Document document : made.isEmpty() ? List.<Document>of() : documents) {
      if (PackageLayout.isKustomization(document)) {
        kustomizations.add(document);
      }
    }
    List<Finding> findings = new ArrayList<>();
    if (kustomizations.isEmpty()) { // the folder itself is delivered
      return findings;
    }
    Delivery delivery = new Delivery(kustomizations);
    for (int i = 0; i < Math.min(made.size(), asked.size()); i++) {
      String file = made.get(i).file();
      if (!made.get(i).isRemoved() && !delivery.isListed(file)) {
        String folder = PackageLayout.folderOf(file);
        findings.add(
            Finding.warning(
                asked.get(i),
                "makes "
                    + file
                    + ", and no kustomization lists it, so nothing delivers it; add '- "
                    + file.substring(folder.length())
                    + "' to the resources of "
                    + folder
                    + "kustomization.yaml, and list that folder where your cluster reads"));
      }
    }
    return findings;
  }
}
