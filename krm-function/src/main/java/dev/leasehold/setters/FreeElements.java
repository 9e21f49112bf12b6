package dev.leasehold.setters;

import dev.leasehold.edit.ListEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The elements of a list that no wanted value has taken yet, by their values. */
final class FreeElements {
  private static final int NONE = -1;

  /** The first element of each text, and of each spelled value. */
  private final Map<String, Integer> texts;

  private final Map<String, Integer> spelled = new HashMap<>();

  /** For each element, the next that reads the same. */
  private final int[] next;

  /** For each first element, the first of those that read the same and are free. */
  private final int[] free;

  FreeElements(List<ListEntry> elements) {
    texts = HashMap.newHashMap(elements.size());
    next = new int[elements.size()];
    free = new int[next.length];
    for (int i = next.length - 1; i >= 0; i--) {
      Integer same =
          switch (elements.get(i)) {
            case ListEntry.Text(String value) -> texts.put(value, i);
            case ListEntry.Spelled(String yaml) -> spelled.put(yaml, i);
            case ListEntry.Fields _ -> null; // no reader of a list makes one
          };
      next[i] = same == null ? NONE : same;
      free[i] = i;
    }
  }

  /** Takes the first element that reads as that entry, and gives its index; negative for none. */
  int take(ListEntry entry) {
    return switch (entry) {
      case ListEntry.Text(String value) -> {
        int text = take(texts, value);
        yield text == NONE ? take(spelled, value) : text; // it reads the same: someone chose a type
      }
      case ListEntry.Spelled(String yaml) -> take(spelled, yaml);
      case ListEntry.Fields _ -> NONE;
    };
  }

  private int take(Map<String, Integer> first, String value) {
    Integer same = first.isEmpty() ? null : first.get(value);
    if (same == null || free[same] == NONE) {
      return NONE;
    }
    int taken = free[same];
    free[same] = next[taken];
    return taken;
  }
}
