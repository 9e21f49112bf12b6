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

  /**
   * The package at a tip. The files that its documents need are read on demand.
   *
   * @throws TooLargeException if it is too large
   */
  public PackageFiles read(Snapshot tip) {
    PackageFiles.Reader reader = new PackageFiles.Reader();
    ReadLimits limits = new ReadLimits();
    int entries = 0;
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
        entries++;
        Optional<KnownFile> known = files.get(entry, () -> contents.read(entry).map(KnownFile::of));
        if (known.isEmpty()) {
          reader.addLarge(path, () -> contents.open(entry));
        } else {
          limits.add(path, known.get());
          reader.addFile(
              path, known.get(), () -> KnownFile.text(contents.read(entry).orElseThrow()));
        }
      }
    }
    if (files.size() > 2 * entries + 1_000) {
      files.clear(); // most of them are of earlier tips
    }
    return reader.files();
  }
}
