package dev.leasehold.yaml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Offsets of a text that count its code points, as the engine's do. */
final class CodePoints {
  /** Which of them, counted from 0, take two characters. */
  private final int[] wide;

  CodePoints(String text) {
    this.wide = wide(text);
  }

  /** The same offset in characters. */
  int toOffset(int codePoints) {
    int before = Arrays.binarySearch(wide, codePoints);
    return codePoints + (before < 0 ? -before - 1 : before);
  }

  private static int[] wide(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length == text.length()) {
      return new int[0]; // ASCII
    }
    int[] codePoints = text.codePoints().toArray();
    return IntStream.range(0, codePoints.length)
        .filter(i -> Character.isSupplementaryCodePoint(codePoints[i]))
        .toArray();
  }
}
