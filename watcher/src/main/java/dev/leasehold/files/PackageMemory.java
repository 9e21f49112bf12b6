package dev.leasehold.files;

import dev.leasehold.git.BlobMap;
import dev.leasehold.git.Snapshot;
import java.util.Optional;

/**
 * Reads packages from commits, and remembers of each file what tells whether the function needs it.
 * Every file is read once; later only the files that the function needs, and those that are new.
 * Used by one thread.
 */
public final class PackageMemory {
  /** Empty for a file that is too large for memory. */
  private final BlobMap<Optional<KnownFile>> files = new BlobMap<>();

  /** The weight of what is remembered: a file and each of its documents count one. */
  private long remembered;

  /**
   * The package at a tip. The files that its documents need are read on demand.
   *
   * @throws TooLargeException if it is too large
   */
  public PackageFiles read(Snapshot tip) {
    try {
      return readWithin(new ReadLimits(), tip);
    } catch (TooLargeException e) {
      forget(); // other packages that are too large may follow
      throw e;
    }
  }

  private PackageFiles readWithin(ReadLimits limits, Snapshot tip) {
    PackageFiles.Reader reader = new PackageFiles.Reader();
    long weight = 0;
    try (Snapshot.Contents contents = tip.contents()) {
      for (Snapshot.Entry entry : tip.entries()) {
        String path = entry.path();
        if (!reader.add(path)) {
          continue;
        }
        if (!entry.kind().isFile()) {
          reader.addLink(path);
          continue;
        }
        Optional<KnownFile> known = files.get(entry, () -> learn(contents, entry));
        weight += weight(known);
        if (known.isEmpty()) {
          reader.addLarge(path, () -> contents.open(entry));
        } else {
          limits.add(path, known.get());
          reader.addFile(
              path, known.get(), () -> KnownFile.text(contents.read(entry).orElseThrow()));
        }
      }
    }
    if (remembered > 2 * weight + 1_000) {
      forget(); // most of it is of earlier tips
    }
    return reader.files();
  }

  private Optional<KnownFile> learn(Snapshot.Contents contents, Snapshot.Entry entry) {
    Optional<KnownFile> known = contents.read(entry).map(KnownFile::of);
    remembered += weight(known);
    return known;
  }

  private static long weight(Optional<KnownFile> known) {
    return 1L + known.map(file -> file.index().documents()).orElse(0);
  }

  private void forget() {
    files.clear();
    remembered = 0;
  }
}
