package dev.leasehold.check;

import dev.leasehold.krm.Document;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which documents reach a cluster together: those with the same nearest kustomization upwards, or
 * with none at all. A repository may hold several clusters, and what two of them both have is no
 * conflict.
 */
final class Delivery {
  private static final String NONE = "-";

  private final Set<String> kustomized = new HashSet<>();

  Delivery(List<Document> documents) {
    for (Document document : documents) {
      String file = document.file();
      if (isKustomization(file)) {
        kustomized.add(folderOf(file));
      }
    }
  }

  private static boolean isKustomization(String file) {
    return file.endsWith("ustomization.yaml") && isNamed(file, "kustomization.yaml")
        || file.endsWith("ustomization.yml") && isNamed(file, "kustomization.yml")
        || file.endsWith("Kustomization") && isNamed(file, "Kustomization");
  }

  /**
   * What to do where they only seem to be delivered together, as no kustomization says otherwise;
   * empty text for two in one folder.
   */
  String apart(Subject a, Subject b) {
    return of(a).equals(NONE) && !folderOf(a.file()).equals(folderOf(b.file()))
        ? "; if they are in two clusters, give each a folder with a kustomization.yaml"
        : "";
  }

  /** The folder whose kustomization delivers that document; {@code -} when none does. */
  String of(Subject subject) {
    for (String folder = folderOf(subject.file()); ; folder = parentOf(folder)) {
      if (kustomized.contains(folder)) {
        return folder;
      }
      if (folder.isEmpty()) {
        return NONE;
      }
    }
  }

  private static boolean isNamed(String file, String name) {
    return folderOf(file).length() + name.length() == file.length() && file.endsWith(name);
  }

  private static String folderOf(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }

  private static String parentOf(String folder) {
    return folderOf(folder.substring(0, folder.length() - 1));
  }
}
