package dev.leasehold.git;

import java.util.function.Supplier;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdOwnerMap;

/**
 * What is known of files, by the ids of their contents. Equal ids have equal contents.
 *
 * @param <T> what is known
 */
public final class BlobMap<T> {
  private final ObjectIdOwnerMap<Known<T>> map = new ObjectIdOwnerMap<>();

  private static final class Known<T> extends ObjectIdOwnerMap.Entry {
    final T value;

    Known(ObjectId id, T value) {
      super(id);
      this.value = value;
    }
  }

  /** The value of a file's content; found out if it is new. */
  public T get(Snapshot.Entry entry, Supplier<T> finding) {
    Known<T> known = map.get(entry.id());
    if (known == null) {
      known = new Known<>(entry.id(), finding.get());
      map.add(known);
    }
    return known.value;
  }

  public void clear() {
    map.clear();
  }
}
