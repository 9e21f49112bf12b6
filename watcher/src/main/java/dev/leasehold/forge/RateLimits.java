package dev.leasehold.forge;

import dev.leasehold.http.HttpAnswer.Reply;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long a server asks to wait. */
final class RateLimits {
  private static final Duration LONGEST = Duration.ofDays(1);

  private RateLimits() {}

  /** {@code Retry-After}, in seconds or as a date: RFC 9110 section 10.2.3. */
  static Optional<Duration> retryAfter(Reply reply, Instant now) {
    return reply
        .headers()
        .firstValue("Retry-After")
        .flatMap(text -> seconds(text).or(() -> date(text, now)));
  }

  /** A header with the end of the limit as seconds since 1970. */
  static Optional<Duration> until(Reply reply, String header, Instant now) {
    return reply
        .headers()
        .firstValue(header)
        .flatMap(RateLimits::whole)
        .map(end -> bounded(Duration.ofSeconds(end - now.getEpochSecond())));
  }

  private static Optional<Duration> seconds(String text) {
    return whole(text).map(seconds -> bounded(Duration.ofSeconds(seconds)));
  }

  private static Optional<Long> whole(String text) {
    String digits = text.strip();
    return digits.matches("[0-9]{1,12}") ? Optional.of(Long.valueOf(digits)) : Optional.empty();
  }

  private static Optional<Duration> date(String text, Instant now) {
    try {
      Instant end = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(bounded(Duration.between(now, end)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
