package dev.leasehold.git;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Contents by blob id, the longest unused going first: most files are the same at the next tip. */
final class BlobCache {
  private final long maxBytes;
  private final Map<String, byte[]> contents = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  BlobCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  byte @Nullable [] get(String blob) {
    return contents.get(blob);
  }

  void put(String blob, byte[] content) {
    byte[] before = contents.put(blob, content);
    bytes += content.length - (before == null ? 0 : before.length);
    var eldest = contents.values().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      bytes -= eldest.next().length;
      eldest.remove();
    }
  }
}
