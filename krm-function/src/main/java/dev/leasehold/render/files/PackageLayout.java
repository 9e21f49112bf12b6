package dev.leasehold.render.files;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The paths of new files in a package whose layout is its owner's. */
public final class PackageLayout {
  private static final List<String> KUSTOMIZATIONS =
      List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  /** The annotation of what never reaches a cluster, {@code "true"}. */
  public static final String LOCAL_CONFIG = "config.kubernetes.io/local-config";

  /** The common part of the names of all kustomizations. */
  public static final String KUSTOMIZATION = "ustomization";

  private static final String KUSTOMIZE_GROUP = "kustomize.config.k8s.io/";

  /** The key of patches, and the beginning of its older name. */
  private static final String PATCHES = "patches";

  private PackageLayout() {}

  /**
   * The folder of that name nearest to a file, looking upwards, with a slash at the end; the file's
   * own folder where there is none.
   *
   * @param paths the files of the package, of any kind: a folder is there when something is in it
   */
  public static String folderFor(String name, String file, Collection<String> paths) {
    for (String folder = folderOf(file); ; folder = parentOf(folder)) {
      String candidate = folder + name + "/";
      if (paths.stream().anyMatch(path -> path.startsWith(candidate))) {
        return candidate;
      }
      if (folder.isEmpty()) {
        return folderOf(file);
      }
    }
  }

  /** Position of the kustomization that a file belongs to, the nearest one upwards. */
  public static OptionalInt kustomizationFor(String file, List<Document> documents) {
    for (String folder = folderOf(file); ; folder = parentOf(folder)) {
      for (int i = 0; i < documents.size(); i++) {
        Document document = documents.get(i);
        if (isKustomization(document)
            && folderOf(document.file()).equals(folder)
            && isOfKustomize(document)) {
          return OptionalInt.of(i);
        }
      }
      if (folder.isEmpty()) {
        return OptionalInt.empty();
      }
    }
  }

  /** Whether its author keeps the object out of clusters. */
  public static boolean isLocal(Field root) {
    return ObjectKey.text(root, "metadata", "annotations", LOCAL_CONFIG).equals("true");
  }

  public static boolean isKustomization(Document document) {
    if (document.isItem() && !document.mentions(KUSTOMIZATION)) {
      return false; // an item names its file; most need no parse
    }
    String file = document.file();
    return KUSTOMIZATIONS.contains(file.substring(file.lastIndexOf('/') + 1));
  }

  /** Flux's own kind may have that file name too, and lists no files. */
  private static boolean isOfKustomize(Document document) {
    try {
      return document
          .tree()
          .filter(Field::isMapping)
          .map(root -> ObjectKey.text(root, "apiVersion"))
          .filter(version -> !version.isEmpty() && !version.startsWith(KUSTOMIZE_GROUP))
          .isEmpty();
    } catch (FieldException e) {
      return true; // reported when it has to list something
    }
  }

  /** The files that some kustomization applies as patches: they name an object, but are not one. */
  public static Set<String> patches(List<Document> documents) {
    Set<String> patches = new HashSet<>();
    for (Document document : documents) {
      if (isKustomization(document) && document.mentions(PATCHES)) {
        try {
          collectPatches(document.root(), folderOf(document.file()), patches);
        } catch (FieldException e) {
          // Kustomize would not read it either.
        }
      }
    }
    return patches;
  }

  private static void collectPatches(Field kustomization, String folder, Set<String> patches) {
    for (String key : List.of(PATCHES, "patchesStrategicMerge")) {
      for (Field item : kustomization.find(key).map(Field::items).orElse(List.of())) {
        Optional<Field> path = item.isMapping() ? item.find("path") : Optional.of(item);
        path.flatMap(field -> resolve(folder, field.text())).ifPresent(patches::add);
      }
    }
  }

  /** The names that a kustomization may have. */
  public static List<String> kustomizationNames() {
    return KUSTOMIZATIONS;
  }

  /**
   * The path in the package of a kustomization's entry, without a slash at the end.
   *
   * @param folder empty, or with a slash at the end
   * @return empty when it is outside of the package
   */
  public static Optional<String> resolve(String folder, String entry) {
    List<String> names = new ArrayList<>();
    for (String name : (folder + entry).split("/")) {
      if (name.equals("..")) {
        if (names.isEmpty()) {
          return Optional.empty();
        }
        names.removeLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return Optional.of(String.join("/", names));
  }

  /** The path of a new object's file in that folder, which is empty or ends with a slash. */
  public static String fileFor(ObjectKey object, String folder) {
    return folder + object.kind().toLowerCase(Locale.ROOT) + "-" + object.name() + ".yaml";
  }

  /** The folder of a file, with a slash at the end; empty for the package itself. */
  public static String folderOf(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }

  private static String parentOf(String folder) {
    return folderOf(folder.substring(0, folder.length() - 1));
  }
}
