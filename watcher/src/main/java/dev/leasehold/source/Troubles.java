package dev.leasehold.source;

import dev.leasehold.source.SourceStatus.Trouble;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with a source now, each by what it is about. From any thread. */
public final class Troubles {
  private final Map<Object, Trouble> troubles = new LinkedHashMap<>();

  /** It is so, until {@link #end}. */
  public synchronized void begin(Object about, Trouble trouble) {
    troubles.put(about, trouble);
  }

  /** It is over, if it was so. */
  public synchronized void end(Object about) {
    troubles.remove(about);
  }

  /** Each once, in the order in which they began. */
  public synchronized List<Trouble> all() {
    return troubles.values().stream().distinct().toList();
  }
}
