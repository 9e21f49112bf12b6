package dev.leasehold.yaml;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All aliases of a text, in its order; those of merge keys too, which are no nodes of the tree. */
public final class Aliases {
  static final Aliases NONE = new Aliases(List.of());

  private final List<Alias> all;

  /** The spans of values that aliases read, by start; made on demand. */
  private @Nullable NavigableMap<Integer, Integer> read;

  Aliases(List<Alias> all) {
    this.all = List.copyOf(all);
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** Where the last alias before that offset ends; 0 where there is none. */
  public int endBefore(int offset) {
    int end = 0;
    for (Alias alias : all) {
      end = alias.end() <= offset ? alias.end() : end;
    }
    return end;
  }

  /** An alias whose value includes that offset. */
  public Optional<Alias> reading(int offset) {
    if (all.isEmpty() || !mayBeRead(offset)) {
      return Optional.empty();
    }
    for (Alias alias : all) {
      if (alias.anchored().holds(offset)) {
        return Optional.of(alias);
      }
    }
    return Optional.empty();
  }

  /** Whether the value of some alias may include that offset: most edits are far from all. */
  private boolean mayBeRead(int offset) {
    NavigableMap<Integer, Integer> spans = read;
    if (spans == null) {
      spans = new TreeMap<>();
      for (Alias alias : all) {
        Alias.Anchored value = alias.anchored();
        spans.merge(value.start(), Math.max(value.start() + 1, value.end()), Math::max);
      }
      int end = -1;
      for (Map.Entry<Integer, Integer> span : spans.entrySet()) {
        end = Math.max(end, span.getValue()); // of all that begin before it too
        span.setValue(end);
      }
      read = spans;
    }
    Map.Entry<Integer, Integer> before = spans.floorEntry(offset);
    return before != null && offset < before.getValue();
  }

  /** An alias after that span whose value is in it. */
  public Optional<Alias> readingFrom(int start, int end) {
    for (Alias alias : all) {
      int value = alias.anchored().start();
      if (start <= value && value < end && alias.start() >= end) {
        return Optional.of(alias);
      }
    }
    return Optional.empty();
  }

  /** The first alias at or after that offset; the last one where there is none. */
  Alias next(int offset) {
    int low = 0;
    int high = all.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all.get(middle).start() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return all.get(low);
  }
}
