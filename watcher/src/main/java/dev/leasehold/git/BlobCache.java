package dev.leasehold.git;

import dev.leasehold.text.FileContent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * File contents by blob id; drops the least recently used, but never the last one: its documents
 * are read one after the other.
 */
final class BlobCache {
  private final long maxBytes;
  private final Map<ObjectId, FileContent> contents = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  BlobCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Nullable FileContent get(ObjectId blob) {
    return contents.get(blob);
  }

  void put(ObjectId blob, FileContent content) {
    FileContent before = contents.put(blob, content);
    bytes += content.size() - (before == null ? 0 : before.size());
    var eldest = contents.values().iterator();
    while (bytes > maxBytes && contents.size() > 1) {
      bytes -= eldest.next().size();
      eldest.remove();
    }
  }
}
