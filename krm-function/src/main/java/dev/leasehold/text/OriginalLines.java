package dev.leasehold.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The original line of each line of an edited text. A line whose start is kept has its own. Among
 * lines that an edit writes as a whole, a line has the original with the same text; the others have
 * those in their place where their number is the same, and are new where it is not.
 */
final class OriginalLines {
  private static final int NEW = -1;

  private final int[] originals;

  private OriginalLines(int[] originals) {
    this.originals = originals;
  }

  static OriginalLines of(String original, List<TextEdit> edits, String text) {
    int[] originals = new KeptLines(original, edits).find(lines(text).size());
    match(originals, lines(original), lines(text));
    return new OriginalLines(originals);
  }

  int of(int line) {
    return line < originals.length ? originals[line] : NEW;
  }

  /** The line that is what follows the last line break too, even if it is empty. */
  private static List<String> lines(String text) {
    return Arrays.asList(text.split("\n", -1));
  }

  /** Walks over both texts at once, to find the lines that keep their start, or all but that. */
  private static final class KeptLines {
    private final String original;
    private final List<TextEdit> edits;
    private int[] originals = {};
    private int line;
    private int originalLine;

    /** The line of the original where this one began; {@link #NEW} if it began in an edit. */
    private int beganAs;

    KeptLines(String original, List<TextEdit> edits) {
      this.original = original;
      this.edits = edits;
    }

    int[] find(int count) {
      originals = new int[count];
      Arrays.fill(originals, NEW);
      int at = 0;
      boolean isAtStart = true;
      for (TextEdit edit : edits) {
        keep(at, edit.start());
        isAtStart = edit.start() > at ? isStart(edit.start()) : isAtStart;
        if (!isAtStart) {
          originals[line] = beganAs;
        }
        String added = edit.replacement();
        int breaks = breaks(added, 0, added.length());
        line += breaks;
        originalLine += breaks(original, edit.start(), edit.end());
        isAtStart = added.isEmpty() ? isAtStart : added.endsWith("\n");
        if (isAtStart) {
          beganAs = isStart(edit.end()) ? originalLine : NEW;
        } else if (breaks > 0) {
          beganAs = NEW;
        }
        at = edit.end();
      }
      keep(at, original.length());
      end();
      return originals;
    }

    private boolean isStart(int offset) {
      return offset == 0 || original.charAt(offset - 1) == '\n';
    }

    private void keep(int from, int to) {
      for (int at = original.indexOf('\n', from); at >= 0 && at < to; ) {
        end();
        line++;
        originalLine++;
        beganAs = originalLine;
        at = original.indexOf('\n', at + 1);
      }
    }

    /** The line ends as the one of the original does. */
    private void end() {
      if (beganAs == originalLine) {
        originals[line] = originalLine;
      }
    }

    private static int breaks(String text, int from, int to) {
      int breaks = 0;
      for (int at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
        breaks++;
      }
      return breaks;
    }
  }

  /** Finds the originals of the other lines, between those that are known. */
  private static void match(int[] originals, List<String> before, List<String> after) {
    int line = 0;
    while (line < originals.length) {
      if (originals[line] >= 0) {
        line++;
        continue;
      }
      int from = line;
      while (line < originals.length && originals[line] < 0) {
        line++;
      }
      int first = from == 0 ? 0 : originals[from - 1] + 1;
      int last = line == originals.length ? before.size() : originals[line];
      match(originals, from, before.subList(first, last), first, after.subList(from, line));
    }
  }

  private static void match(
      int[] originals, int from, List<String> before, int first, List<String> after) {
    Map<String, Deque<Integer>> free = new HashMap<>();
    for (int i = 0; i < before.size(); i++) {
      free.computeIfAbsent(before.get(i), text -> new ArrayDeque<>()).add(i);
    }
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      Deque<Integer> same = free.get(after.get(i));
      Integer found = same == null ? null : same.poll();
      if (found == null) {
        open.add(i);
      } else {
        originals[from + i] = first + found;
      }
    }
    if (before.size() == after.size()) {
      open.forEach(i -> originals[from + i] = first + i);
    }
  }
}
