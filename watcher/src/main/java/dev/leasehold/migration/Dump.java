package dev.leasehold.migration;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.files.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The objects of a file: of several documents, of lists ({@code kubectl get … -o yaml}), or JSON.
 */
record Dump(List<Field> objects) {
  Dump {
    objects = List.copyOf(objects);
  }

  /**
   * Reads a file.
   *
   * @param name of the file, for findings
   * @throws dev.leasehold.krm.FieldException if it is not YAML
   */
  static Dump read(String name, String text) {
    List<Field> objects = new ArrayList<>();
    for (Document document : KrmPackage.of(new TreeMap<>(Map.of(name, text))).documents()) {
      document.tree().ifPresent(tree -> add(tree, objects));
    }
    return new Dump(objects);
  }

  private static void add(Field tree, List<Field> objects) {
    if (tree.isNull()) {
      return; // nothing after the last "---"
    }
    if (!tree.isMapping()) {
      throw tree.error("is not an object; give the output of kubectl get -o yaml, or manifests");
    }
    String kind = ObjectKey.text(tree, "kind");
    Optional<Field> items = tree.find("items").filter(Field::isList);
    if (kind.endsWith("List") && items.isPresent()) {
      items.get().items().stream().filter(Field::isMapping).forEach(item -> add(item, objects));
    } else if (!kind.isEmpty()) {
      objects.add(tree);
    }
  }

  /** The objects of an API group, which is written with its slash, and of that kind. */
  List<Field> of(String group, String kind) {
    return objects.stream()
        .filter(root -> ObjectKey.text(root, "apiVersion").startsWith(group))
        .filter(root -> ObjectKey.text(root, "kind").equals(kind))
        .toList();
  }
}
