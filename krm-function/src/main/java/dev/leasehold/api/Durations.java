package dev.leasehold.api;

import dev.leasehold.krm.Field;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Lengths of time, as our documents have them. */
public final class Durations {
  private Durations() {}

  /**
   * {@code 90s}, {@code 60m} or {@code 1h30m}.
   *
   * @throws dev.leasehold.krm.FieldException where it is something else
   */
  public static Duration read(Field field) {
    String text = field.text();
    return parse(text)
        .orElseThrow(() ->
            field.error(
                "invalid duration '" + Values.shortened(text) + "'; write 60m, 5s or 1h30m"));
  }

  /** The spelling of a duration in whole seconds: {@code 60m}, {@code 90s}. */
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** The same of a text; empty where it is something else. */
  public static Optional<Duration> parse(String text) {
    boolean known =
        !text.isEmpty()
            && text.length() <= 20
            && text.chars().allMatch(c -> c >= '0' && c <= '9' || "hms".indexOf(c) >= 0);
    try {
      return known
          ? Optional.of(Duration.parse("PT" + text.toUpperCase(Locale.ROOT)))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
