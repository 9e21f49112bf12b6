package dev.leasehold.clusterevent;

import dev.leasehold.text.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * An event to write.
 *
 * @param regarding the object that it is about
 * @param isWarning whether a person may have to act
 * @param action what was done or tried, one word in PascalCase
 * @param reason what happened, one word in PascalCase
 * @param note for people, at most 1,024 bytes
 */
public record ClusterEvent(
    Instant at, Regarding regarding, boolean isWarning, String action, String reason, String note) {
  /** The limit of API servers, in bytes. */
  static final int LONGEST_NOTE = 1_024;

  private static final String CUT = "…";

  public ClusterEvent {
    note = cut(Printable.line(note));
  }

  private static String cut(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NOTE) {
      return text;
    }
    int bytes = CUT.getBytes(StandardCharsets.UTF_8).length;
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      String character = Character.toString(text.codePointAt(i));
      bytes += character.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > LONGEST_NOTE) {
        break;
      }
      start.append(character);
      i += character.length();
    }
    return start + CUT;
  }

  /** Whether the other one says the same, at another time. */
  boolean repeats(ClusterEvent other) {
    return new ClusterEvent(other.at, regarding, isWarning, action, reason, note).equals(other);
  }
}
