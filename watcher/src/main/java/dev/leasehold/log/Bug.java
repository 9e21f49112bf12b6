package dev.leasehold.log;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A bug of Leasehold in one line. Users cannot use a stack trace, but a report needs the nearest
 * code locations.
 */
public final class Bug {
  /** The most code locations; the nearest ones are enough. */
  private static final int MOST_PLACES = 5;

  private static final String OURS = "dev.leasehold.";

  private Bug() {}

  /** The bug, its locations in our code, and the request to report it. */
  public static String text(Throwable bug) {
    return text(bug, "");
  }

  /**
   * The bug with the activity in which it happened.
   *
   * @param doing the activity, {@code rendering 0123456789ab}; empty if unknown
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
