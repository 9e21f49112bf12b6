package dev.leasehold.render.warnings;

import dev.leasehold.api.Kinds;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.render.files.PackageLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Documents of Leasehold that a deliverer would apply to the cluster, which does not know their
 * kinds. Flux, and Argo CD with a folder, apply every YAML file where there is no kustomization,
 * whatever its annotations; kustomize leaves local configuration out.
 */
public final class MisplacedDocuments {
  private static final String LOCAL_CONFIG = "config.kubernetes.io/local-config";

  /** The kustomization that lists a file. */
  private final Map<String, String> listedBy = new HashMap<>();

  /** The folders with a kustomization. */
  private final Set<String> kustomized = new HashSet<>();

  /** The folders with an object for the cluster. */
  private final Set<String> delivered = new HashSet<>();

  private final List<Finding> findings = new ArrayList<>();

  private MisplacedDocuments() {}

  /** A warning for each listed document, and one for each folder that is applied as a whole. */
  public static List<Finding> findings(List<Document> documents) {
    MisplacedDocuments found = new MisplacedDocuments();
    List<Field> own = new ArrayList<>();
    for (Document document : documents) {
      try {
        Optional<Field> root = document.tree().filter(Field::isMapping);
        if (PackageLayout.isKustomization(document)) {
          root.ifPresent(found::read);
        } else if (root.filter(MisplacedDocuments::isOwn).isPresent()) {
          own.add(root.get());
        } else if (root.filter(MisplacedDocuments::isForTheCluster).isPresent()) {
          found.delivered.add(PackageLayout.folderOf(document.file()));
        }
      } catch (FieldException e) {
        // rendering reports it
      }
    }
    Map<String, Field> folders = new TreeMap<>();
    for (Field root : own) {
      found.look(root, folders);
    }
    folders.forEach((folder, root) -> found.findings.add(applied(folder, root)));
    return found.findings;
  }

  private void read(Field kustomization) {
    String file = kustomization.document().file();
    String folder = PackageLayout.folderOf(file);
    kustomized.add(folder);
    for (Field item : kustomization.find("resources").map(Field::items).orElse(List.of())) {
      PackageLayout.resolve(folder, item.text()).ifPresent(path -> listedBy.put(path, file));
    }
  }

  private void look(Field root, Map<String, Field> folders) {
    String file = root.document().file();
    String by = listedBy.get(file);
    if (by != null) {
      if (!isLocal(root)) {
        findings.add(
            Finding.warning(
                root.place(),
                "is delivered to the cluster, which does not know this kind: "
                    + by
                    + " lists its file; annotate it with "
                    + LOCAL_CONFIG
                    + ": \"true\", or remove it from the list"));
      }
      return;
    }
    Optional<String> applied = Optional.empty();
    String path = file;
    String folder;
    do {
      folder = PackageLayout.folderOf(path);
      path = folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1);
      if (kustomized.contains(folder)) {
        return; // a deliverer of this folder reads the list
      }
      if (applied.isEmpty() && delivered.contains(folder)) {
        applied = Optional.of(folder);
      }
    } while (!folder.isEmpty());
    applied.ifPresent(in -> folders.putIfAbsent(in, root));
  }

  private static Finding applied(String folder, Field root) {
    return Finding.warning(
        root.place(),
        "is beside or below objects for the cluster in "
            + (folder.isEmpty() ? "the package's folder" : folder)
            + ", without a kustomization.yaml: Flux, or Argo CD with a folder, applies both; make "
            + folder
            + "kustomization.yaml that lists the objects only, or move the documents of Leasehold"
            + " out of the folder");
  }

  private static boolean isOwn(Field root) {
    return !Kinds.kindOf(root).isEmpty();
  }

  private static boolean isForTheCluster(Field root) {
    return root.find("apiVersion").isPresent()
        && root.find("kind").filter(kind -> !kind.text().equals("Kptfile")).isPresent()
        && !isLocal(root);
  }

  private static boolean isLocal(Field root) {
    return root.find(List.of("metadata", "annotations", LOCAL_CONFIG))
        .filter(value -> value.text().equals("true"))
        .isPresent();
  }
}
