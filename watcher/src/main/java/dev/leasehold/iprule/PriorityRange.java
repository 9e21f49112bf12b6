package dev.leasehold.iprule;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The priorities of a node's rules that are the agent's alone: in it, rules of other programs are
 * deleted too.
 *
 * @param first the first one, from 1: 0 has the kernel's rule for local addresses
 * @param last the last one, up to 32765: after it are the kernel's rules for main and default
 */
public record PriorityRange(int first, int last) {
  /** No priority. */
  public static final PriorityRange NONE = new PriorityRange(1, 0);

  private static final int MOST = 32_765;
  private static final Pattern TEXT = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

  public PriorityRange {
    if (first < 1 || last > MOST) {
      throw new IllegalArgumentException(first + "-" + last + " is not within 1-" + MOST);
    }
  }

  /**
   * Reads {@code FIRST-LAST}.
   *
   * @throws IllegalArgumentException for any other text, and if it has no priority
   */
  public static PriorityRange parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not FIRST-LAST");
    }
    int first = Integer.parseInt(matcher.group(1));
    int last = Integer.parseInt(matcher.group(2));
    if (first > last) {
      throw new IllegalArgumentException("the first of " + text + " is larger than the last");
    }
    return new PriorityRange(first, last);
  }

  boolean contains(long priority) {
    return first <= priority && priority <= last;
  }
}
