package dev.leasehold.render;

import dev.leasehold.krm.Document;
import java.util.List;
import java.util.OptionalInt;

/** Where new files go in a package whose layout is its owner's. */
public final class PackageLayout {
  private static final List<String> KUSTOMIZATIONS =
      List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  private PackageLayout() {}

  /**
   * The folder of that name nearest to a file, looking upwards, with a slash at the end; the file's
   * own folder where there is none.
   */
  public static String folderFor(String name, String file, List<Document> documents) {
    for (String folder = folderOf(file); ; folder = parentOf(folder)) {
      String candidate = folder + name + "/";
      if (documents.stream().anyMatch(document -> document.file().startsWith(candidate))) {
        return candidate;
      }
      if (folder.isEmpty()) {
        return folderOf(file);
      }
    }
  }

  /** Position of the kustomization that a file belongs to, the nearest one upwards. */
  static OptionalInt kustomizationFor(String file, List<Document> documents) {
    for (String folder = folderOf(file); ; folder = parentOf(folder)) {
      for (int i = 0; i < documents.size(); i++) {
        String path = documents.get(i).file();
        if (folderOf(path).equals(folder)
            && KUSTOMIZATIONS.contains(path.substring(folder.length()))) {
          return OptionalInt.of(i);
        }
      }
      if (folder.isEmpty()) {
        return OptionalInt.empty();
      }
    }
  }

  /** The folder of a file, with a slash at the end; empty for the package itself. */
  static String folderOf(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }

  private static String parentOf(String folder) {
    return folderOf(folder.substring(0, folder.length() - 1));
  }
}
