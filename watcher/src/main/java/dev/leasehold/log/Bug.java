package dev.leasehold.log;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What cannot be, in one line: a person has no use for a stack trace, and a report needs these. */
public final class Bug {
  /** The nearest tell where to look. */
  private static final int MOST_PLACES = 5;

  private static final String OURS = "dev.leasehold.";

  private Bug() {}

  /** What it is, where in our code, and what to do. */
  public static String text(Throwable bug) {
    return text(bug, "");
  }

  /**
   * As {@link #text(Throwable)}.
   *
   * @param doing what we were at, {@code rendering 0123456789ab}; empty when that is not known
   */
  public static String text(Throwable bug, String doing) {
    String places =
        Arrays.stream(bug.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith(OURS))
            .limit(MOST_PLACES)
            .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
            .collect(Collectors.joining(", "));
    return "a bug in Leasehold: "
        + bug
        + (doing.isEmpty() ? "" : " while " + doing)
        + (places.isEmpty() ? "" : " (" + places + ")")
        + "; please report this line";
  }
}
