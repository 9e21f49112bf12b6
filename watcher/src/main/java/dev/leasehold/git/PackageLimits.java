package dev.leasehold.git;

/**
 * The size limits of a package's tree. Without them a push to the branch could exhaust the memory:
 * a tree of a hundred million files takes a few hundred bytes in Git.
 */
public final class PackageLimits {
  static final int ENTRIES = 100_000;
  static final int DEPTH = 64;

  /** The package is too large. The message names the limit and the first file beyond it. */
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }

  private int entries;

  /** Whether a file may have Kubernetes objects, by its name. */
  public static boolean isYaml(String path) {
    return path.endsWith(".yaml") || path.endsWith(".yml") || path.endsWith("Kustomization");
  }

  /**
   * Counts a file or folder.
   *
   * @param depth the number of folders above it
   */
  void addEntry(String path, int depth) throws TooLargeException {
    if (depth > DEPTH) {
      throw new TooLargeException(path + " is more than " + DEPTH + " folders deep");
    }
    entries++;
    if (entries > ENTRIES) {
      throw new TooLargeException(
          "there are more than "
              + ENTRIES
              + " files and folders; the first one too many is "
              + path);
    }
  }
}
