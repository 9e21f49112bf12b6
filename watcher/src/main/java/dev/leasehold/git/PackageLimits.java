package dev.leasehold.git;

/**
 * How large a package may be, so that a push to the branch cannot take all memory. A tree of a
 * hundred million files takes a few hundred bytes in Git.
 */
public final class PackageLimits {
  static final int ENTRIES = 100_000;
  static final int DEPTH = 64;
  private static final long MOST_YAML_BYTES = 256L << 20;

  /** The share of Java's memory for YAML: its text, what is parsed from it, and what is cached. */
  private static final int SHARE_OF_MEMORY = 6;

  /** A package that is too large. The message says by what, and where. */
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }

  private final long yamlBytes;
  private int entries;
  private long yaml;

  PackageLimits() {
    this(Math.min(MOST_YAML_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY));
  }

  PackageLimits(long yamlBytes) {
    this.yamlBytes = yamlBytes;
  }

  /** Whether a file may hold Kubernetes objects, by its name. */
  public static boolean isYaml(String path) {
    return path.endsWith(".yaml") || path.endsWith(".yml") || path.endsWith("Kustomization");
  }

  /**
   * One more entry of a tree, or one more folder.
   *
   * @param depth of folders above it
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

  /** A file that will be read, with its size. */
  void addYaml(String path, long bytes) throws TooLargeException {
    yaml += bytes;
    if (yaml > yamlBytes) {
      throw new TooLargeException(
          "there are more than "
              + (yamlBytes >> 20)
              + " MiB of YAML; the first file too many is "
              + path);
    }
  }
}
