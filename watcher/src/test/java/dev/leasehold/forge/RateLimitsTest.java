package dev.leasehold.forge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.http.HttpAnswer.Reply;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitsTest {
  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "120, PT2M",
    "0, PT0S",
    "'Sun, 29 Nov 2026 10:00:30 GMT', PT30S",
    "'Sun, 29 Nov 2026 09:00:00 GMT', PT0S",
    "999999999, PT24H",
    "-5,",
    "soon,",
    "99999999999999999999,",
  })
  void readsRetryAfter(String header, Duration wait) {
    assertEquals(
        Optional.ofNullable(wait), RateLimits.retryAfter(reply("Retry-After", header), NOW));
  }

  @ParameterizedTest
  @CsvSource({"1795946460, PT1M", "1, PT0S", "never,", "99999999999, PT24H"})
  void readsTheEndOfALimit(String header, Duration wait) {
    assertEquals(Optional.ofNullable(wait), RateLimits.until(reply("reset", header), "reset", NOW));
  }

  private static Reply reply(String name, String value) {
    return new Reply(429, HttpHeaders.of(Map.of(name, List.of(value)), (_, _) -> true), "");
  }
}
