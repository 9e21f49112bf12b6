package dev.leasehold.git;

import dev.leasehold.text.FileContent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * File contents by blob id; drops the least recently used. Most files are unchanged at the next
 * tip.
 */
final class BlobCache {
  private final long maxBytes;
  private final Map<String, FileContent> contents = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  BlobCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Nullable FileContent get(String blob) {
    return contents.get(blob);
  }

  void put(String blob, FileContent content) {
    FileContent before = contents.put(blob, content);
    bytes += content.size() - (before == null ? 0 : before.size());
    var eldest = contents.values().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      bytes -= eldest.next().size();
      eldest.remove();
    }
  }
}
