package dev.leasehold.files;

/**
 * The limits of what is read of a package. Without them a push to the branch could exhaust the
 * memory, or keep the processor busy for hours.
 */
final class ReadLimits {
  /** The documents, for each of which a few hundred bytes are needed. */
  static final int DOCUMENTS = 200_000;

  private static final long READ_BYTES = 1L << 30;
  private static final long MOST_NEEDED_BYTES = 256L << 20;

  /**
   * The share of Java's memory for the files that the function may need: one sixth, for their text
   * and the parsed documents.
   */
  private static final int SHARE_OF_MEMORY = 6;

  private final long neededBytes;
  private long read;
  private long needed;
  private long documents;

  ReadLimits() {
    this(Math.min(MOST_NEEDED_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY));
  }

  ReadLimits(long neededBytes) {
    this.neededBytes = neededBytes;
  }

  /**
   * Counts a file.
   *
   * @throws TooLargeException if it is one too many
   */
  void add(String path, KnownFile file) {
    read += file.size();
    documents += file.index().documents();
    needed += file.index().mentionsNothing() ? 0 : file.size();
    if (read > READ_BYTES) {
      throw tooMany((READ_BYTES >> 20) + " MiB of YAML", path);
    }
    if (documents > DOCUMENTS) {
      throw tooMany(DOCUMENTS + " YAML documents", path);
    }
    if (needed > neededBytes) {
      throw tooMany(
          (neededBytes >> 20)
              + " MiB of YAML that may concern Leasehold (LEASEHOLD_JAVA_OPTIONS=-Xmx512m in the"
              + " environment allows more)",
          path);
    }
  }

  private static TooLargeException tooMany(String what, String path) {
    return new TooLargeException(
        "the package is too large: there are more than "
            + what
            + "; the first file too many is "
            + path
            + ". Remove files that do not belong there, or set path to the folder of the package");
  }
}
