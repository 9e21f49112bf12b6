package dev.leasehold.render;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.check.Checks;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.render.files.Reading;
import dev.leasehold.setters.Setters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The last stage: which of the rendered documents are checked, and which of those are ours. */
final class Validation {
  private Validation() {}

  /**
   * What is wrong in {@code rendered}.
   *
   * @param original the documents that it was made from, in the same order; new ones stand behind
   */
  static List<Finding> of(
      List<Document> original,
      List<Document> rendered,
      PackageContents contents,
      CiliumVersion version) {
    List<Document> checked = new ArrayList<>();
    List<Document> kustomizations = new ArrayList<>();
    Set<Document> written = new HashSet<>();
    for (int i = 0; i < rendered.size(); i++) {
      Document document = rendered.get(i);
      if (PackageLayout.isKustomization(document)) {
        kustomizations.add(document);
      } else if (Checks.concern(document) && !Reading.isTemplate(document)) {
        checked.add(document);
        if (i >= original.size() || document != original.get(i)) {
          written.add(document);
        }
      }
    }
    if (checked.isEmpty()) {
      return List.of();
    }
    Set<String> patches = PackageLayout.patches(kustomizations); // they hold parts of objects
    checked.removeIf(document -> patches.contains(document.file()));
    checked.addAll(kustomizations);
    Set<String> bound = new HashSet<>();
    for (DynamicPrefixBinding binding : contents.bindings().values()) {
      bound.add(binding.target().toString());
    }
    return Checks.of(
        checked,
        document ->
            written.contains(document)
                || document.mentions(Setters.COMMENT)
                || bound.contains(document.objectName()),
        version);
  }
}
