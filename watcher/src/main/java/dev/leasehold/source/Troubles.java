package dev.leasehold.source;

import dev.leasehold.source.SourceStatus.Trouble;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The current problems of a source, by topic. Thread-safe. */
public final class Troubles {
  private final Map<Object, Trouble> troubles = new LinkedHashMap<>();

  /** Starts a problem, until {@link #end}. */
  public synchronized void begin(Object about, Trouble trouble) {
    troubles.put(about, trouble);
  }

  /** Ends a problem, if there is one. */
  public synchronized void end(Object about) {
    troubles.remove(about);
  }

  /** The distinct problems, in the order in which they began. */
  public synchronized List<Trouble> all() {
    return troubles.values().stream().distinct().toList();
  }
}
