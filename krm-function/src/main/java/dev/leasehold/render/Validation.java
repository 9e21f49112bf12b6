package dev.leasehold.render;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.check.Checks;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.render.files.Reading;
import dev.leasehold.setters.Setters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
    List<Finding> findings =
        Checks.of(
            checked,
            document ->
                written.contains(document)
                    || document.mentions(Setters.COMMENT)
                    || bound.contains(document.objectName()),
            version);
    List<Finding> placed = new ArrayList<>(findings.size());
    findings.forEach(finding -> placed.add(inOriginal(finding, original, rendered)));
    return placed;
  }

  /** With the line of the file that people have open, not of what rendering made of it. */
  private static Finding inOriginal(
      Finding finding, List<Document> original, List<Document> rendered) {
    Place place = finding.place();
    for (int i = 0; i < original.size() && place.line() > 0; i++) {
      Document now = rendered.get(i);
      if (now != original.get(i)
          && now.file().equals(place.file())
          && now.objectName().equals(place.object())) {
        int line = line(place.field(), original.get(i), now);
        return new Finding(
            finding.severity(),
            new Place(place.file(), line, place.object(), place.field()),
            finding.message());
      }
    }
    return finding;
  }

  /**
   * Of the same field; an element of a list is the same if it reads the same, or where setters
   * alone changed the object, so that all stands where it stood. 0: it is new.
   */
  private static int line(String path, Document original, Document rendered) {
    Optional<Field> field = fields(rendered).filter(f -> f.path().equals(path)).findFirst();
    Stream<Field> before =
        fields(original).filter(f -> withoutIndices(f.path()).equals(withoutIndices(path)));
    boolean isInList = !withoutIndices(path).equals(path);
    return before
        .filter(f -> !isInList || field.filter(now -> text(now).equals(text(f))).isPresent())
        .findFirst()
        .or(() ->
            fields(original)
                .filter(f -> f.path().equals(path) && isOfOneShape(original, rendered))
                .findFirst())
        .map(f -> f.place().line())
        .orElse(0);
  }

  private static boolean isOfOneShape(Document original, Document rendered) {
    return fields(original)
        .map(Field::path)
        .toList()
        .equals(fields(rendered).map(Field::path).toList());
  }

  private static Stream<Field> fields(Document document) {
    Field root = document.root();
    return Stream.of(root.mappings(), root.lists(), root.scalars()).flatMap(List::stream);
  }

  private static String text(Field field) {
    return field.document().text().substring(field.start(), field.contentEnd());
  }

  private static String withoutIndices(String path) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < path.length(); at++) {
      int digits = at + 1;
      while (digits < path.length() && Character.isDigit(path.charAt(digits))) {
        digits++;
      }
      boolean isIndex =
          path.charAt(at) == '['
              && digits > at + 1
              && digits < path.length()
              && path.charAt(digits) == ']';
      if (isIndex) {
        out.append("[]");
        at = digits;
      } else {
        out.append(path.charAt(at));
      }
    }
    return out.toString();
  }
}
