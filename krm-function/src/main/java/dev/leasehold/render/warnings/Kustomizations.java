package dev.leasehold.render.warnings;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.render.files.UnreadFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Kustomizations that {@code kubectl kustomize} (kustomize 5) refuses, so that nothing of what they
 * list is delivered. They are other people's files, so this is a warning and never an error.
 */
public final class Kustomizations {
  private enum Shape {
    TEXT("a text"),
    MAPPING("a mapping"),
    TEXTS("a list of texts"),
    MAPPINGS("a list of mappings"),
    LIST("a list");

    private final String words;

    Shape(String words) {
      this.words = words;
    }
  }

  /** By name in lower case: kustomize ignores case. */
  private static final Map<String, Shape> FIELDS = new TreeMap<>();

  static {
    put(Shape.TEXT, "apiVersion", "kind", "namePrefix", "nameSuffix", "namespace");
    put(Shape.MAPPING, "metadata", "openapi", "commonLabels", "commonAnnotations", "sortOptions");
    put(Shape.MAPPING, "generatorOptions", "helmGlobals");
    put(Shape.TEXTS, "resources", "components", "bases", "crds", "configurations", "generators");
    put(Shape.TEXTS, "transformers", "validators", "buildMetadata", "patchesStrategicMerge");
    put(Shape.MAPPINGS, "patches", "patchesJson6902", "labels", "images", "replicas", "vars");
    put(Shape.MAPPINGS, "configMapGenerator", "secretGenerator", "helmCharts", "replacements");
    put(Shape.LIST, "imageTags", "helmChartInflationGenerator");
  }

  private static void put(Shape shape, String... names) {
    for (String name : names) {
      FIELDS.put(name.toLowerCase(Locale.ROOT), shape);
    }
  }

  private final List<Finding> findings = new ArrayList<>();

  /** The existing files, read or not, and their folders. */
  private final Set<String> known = new HashSet<>();

  private Kustomizations() {}

  /**
   * A warning for each problem.
   *
   * @param unread files of the package that no document is from
   */
  public static List<Finding> findings(List<Document> documents, List<UnreadFile> unread) {
    Kustomizations kustomizations = new Kustomizations();
    Set<String> seen = new HashSet<>();
    for (Document document : documents) { // kustomize reads the first document of a file
      if (PackageLayout.isKustomization(document) && seen.add(document.file())) {
        if (kustomizations.known.isEmpty()) {
          documents.forEach(d -> kustomizations.add(d.file()));
          unread.forEach(file -> kustomizations.add(file.path()));
        }
        kustomizations.look(document);
      }
    }
    return kustomizations.findings;
  }

  private void add(String file) {
    known.add(file);
    String folder = PackageLayout.folderOf(file);
    while (!folder.isEmpty() && known.add(folder)) {
      folder = PackageLayout.folderOf(folder.substring(0, folder.length() - 1));
    }
  }

  private void look(Document document) {
    try {
      Optional<Field> tree = document.tree();
      if (tree.isEmpty()) {
        return;
      }
      Field root = tree.get();
      if (!root.isMapping()) {
        warn(root.place(), "must be a mapping such as 'resources: [FILE]'");
      } else if (!isFluxs(root)) {
        root.fields().forEach(field -> look(field, document));
        String kind = ObjectKey.text(root, "kind");
        if (!kind.isEmpty() && !kind.equals("Kustomization") && !kind.equals("Component")) {
          warn(root.get("kind").place(), "must be Kustomization or Component, not '" + kind + "'");
        }
      }
    } catch (FieldException e) {
      warn(e.place(), e.getMessage() == null ? "cannot be read" : e.getMessage());
    }
  }

  private static boolean isFluxs(Field root) {
    return ObjectKey.text(root, "apiVersion").startsWith("kustomize.toolkit.fluxcd.io/");
  }

  private void look(Field field, Document document) {
    String name = field.key().orElse("");
    Shape shape = FIELDS.get(name.toLowerCase(Locale.ROOT));
    if (shape == null) {
      warn(field.place(), "is not a field of a kustomization");
      return;
    }
    if (field.isNull()) {
      return;
    }
    boolean fits =
        switch (shape) {
          case TEXT -> isText(field);
          case MAPPING -> field.isMapping();
          case TEXTS -> field.isList() && field.items().stream().allMatch(Kustomizations::isText);
          case MAPPINGS -> field.isList() && field.items().stream().allMatch(Field::isMapping);
          case LIST -> field.isList();
        };
    if (!fits) {
      warn(field.place(), "must be " + shape.words);
    } else if (List.of("resources", "components", "bases").contains(name) && !document.isItem()) {
      String folder = PackageLayout.folderOf(document.file());
      field.items().forEach(item -> lookFor(item, folder));
    }
  }

  private static boolean isText(Field field) {
    return !field.isMapping() && !field.isList();
  }

  /** Only where a file beside it is known: a submodule may have anything. */
  private void lookFor(Field item, String folder) {
    String entry = item.text();
    if (entry.contains(":") || entry.contains("?") || entry.startsWith("/")) {
      return; // from elsewhere
    }
    Optional<String> path = PackageLayout.resolve(folder, entry);
    if (path.isEmpty()) {
      return; // outside
    }
    boolean isFile = entry.endsWith(".yaml") || entry.endsWith(".yml");
    String beside = PackageLayout.folderOf(path.get());
    if (isFile && !known.contains(path.get()) && (beside.isEmpty() || known.contains(beside))) {
      warn(item.place(), "file " + path.get() + " not found; add it, or remove this entry");
    }
    String inside = path.get().isEmpty() ? "" : path.get() + "/";
    if (!isFile
        && known.contains(inside)
        && PackageLayout.kustomizationNames().stream().noneMatch(n -> known.contains(inside + n))) {
      warn(
          item.place(), "no kustomization.yaml in " + inside + "; add one, or list its files here");
    }
  }

  private void warn(Place place, String message) {
    findings.add(Finding.warning(place, message + "; kubectl refuses this kustomization"));
  }
}
