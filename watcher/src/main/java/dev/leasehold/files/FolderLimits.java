package dev.leasehold.files;

import dev.leasehold.log.CorrectableException;
import java.nio.file.Path;

/**
 * The limits of what is read of a folder on disk.
 *
 * @param depth the most folders above a file
 * @param entries the most files and folders
 * @param bytes the most bytes of YAML files and templates
 */
public record FolderLimits(int depth, int entries, long bytes) {
  /** For a folder that its user chose as a package. */
  static final FolderLimits NONE =
      new FolderLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);

  /** For a folder that may be any: somebody can give a home folder, or the root of a disk. */
  public static final FolderLimits OF_A_REPOSITORY = new FolderLimits(64, 100_000, 64L << 20);

  void check(Path path, int entriesSoFar, long bytesSoFar) {
    if (path.getNameCount() > depth) {
      throw tooLarge("folders are nested more than " + depth + " deep", path);
    }
    if (entriesSoFar > entries) {
      throw tooLarge("the folder has more than " + entries + " files and folders", path);
    }
    if (bytesSoFar > bytes) {
      throw tooLarge("the folder has more than " + (bytes >> 20) + " MiB of YAML", path);
    }
  }

  private static CorrectableException tooLarge(String limit, Path path) {
    return new CorrectableException(limit + " (at " + path + "); give a folder in it");
  }
}
