package dev.leasehold.watch;

import dev.leasehold.files.PackageFiles;
import dev.leasehold.git.Snapshot;
import java.util.Optional;
import java.util.function.Function;

/** Reads packages. A package is read once for the look at a tip and the write on top of it. */
final class PackageReader {
  private final Function<Snapshot, PackageFiles> reading;
  private Optional<Read> last = Optional.empty();

  private record Read(String packageTree, PackageFiles files) {}

  PackageReader(Function<Snapshot, PackageFiles> reading) {
    this.reading = reading;
  }

  PackageFiles at(Snapshot snapshot) {
    Optional<Read> same = last.filter(r -> r.packageTree().equals(snapshot.packageTree()));
    if (same.isPresent()) {
      return same.get().files();
    }
    PackageFiles files = reading.apply(snapshot);
    last = Optional.of(new Read(snapshot.packageTree(), files));
    return files;
  }

  /** Reads another package, without dropping the last one. */
  PackageFiles once(Snapshot snapshot) {
    return reading.apply(snapshot);
  }

  /** Drops the files, because they need too much memory for an idle watch. */
  void forget() {
    last = Optional.empty();
  }
}
