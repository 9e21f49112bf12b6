package dev.leasehold.adopt;

import dev.leasehold.files.FolderLimits;
import dev.leasehold.files.PackageFolder;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The YAML of a repository.
 *
 * @param objects the Kubernetes objects, patches among them
 * @param others YAML of another sort: Helm values, machine configurations, lists of patches
 * @param patches the files that kustomizations apply as patches
 * @param encrypted the files that SOPS encrypted
 * @param unread the files that are templates or not readable
 */
record Repository(
    PackageFolder folder,
    List<Field> objects,
    List<Field> others,
    Set<String> patches,
    SortedSet<String> encrypted,
    SortedSet<String> unread) {
  static Repository read(Path root) throws IOException {
    PackageFolder folder = PackageFolder.read(root, FolderLimits.OF_A_REPOSITORY);
    List<Document> documents = folder.packageFiles().yaml().documents();
    List<Field> objects = new ArrayList<>();
    List<Field> others = new ArrayList<>();
    SortedSet<String> encrypted = new TreeSet<>();
    SortedSet<String> unread = new TreeSet<>();
    folder.packageFiles().unread().forEach(file -> unread.add(file.path()));
    for (Document document : documents) {
      List<Finding> findings = new ArrayList<>();
      DocumentReading.tree(document, findings)
          .ifPresent(tree -> (isObject(tree) ? objects : others).add(tree));
      if (!findings.isEmpty()) {
        unread.add(document.file());
      }
      if (DocumentReading.isEncrypted(document)) {
        encrypted.add(document.file());
      }
    }
    return new Repository(
        folder, objects, others, PackageLayout.patches(documents), encrypted, unread);
  }

  /** Whether a file is there, of any sort. */
  boolean holds(String path) {
    return folder.holds(path);
  }

  boolean isEncrypted(Field tree) {
    return encrypted.contains(tree.document().file());
  }

  /** The objects of an API group, which is written with its slash. */
  List<Field> objectsOf(String group) {
    return objects.stream()
        .filter(root -> ObjectKey.text(root, "apiVersion").startsWith(group))
        .toList();
  }

  private static boolean isObject(Field tree) {
    return tree.isMapping()
        && !ObjectKey.text(tree, "apiVersion").isEmpty()
        && !ObjectKey.text(tree, "kind").isEmpty();
  }
}
