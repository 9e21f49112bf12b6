package dev.leasehold.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.leasehold.http.HttpAccess;
import dev.leasehold.http.HttpAnswer.Failed;
import dev.leasehold.http.HttpAnswer.Reply;
import dev.leasehold.notify.Verdict.NotDelivered;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
  private static final URI URL = URI.create("https://x.example:8443/T0/c0ffee");
  private static final Receiver ARGO =
      new Receiver.ArgoCd("argo", URL, Path.of("/s"), HttpAccess.DEFAULT);
  private static final Receiver CHAT =
      new Receiver.Webhook(
          "chat",
          URL,
          BodyTemplate.DEFAULT,
          Receiver.Webhook.DEFAULT_ON,
          Optional.empty(),
          HttpAccess.DEFAULT);

  @ParameterizedTest
  @CsvSource({
    "POST https://x.example:8443/T0/c0ffee: the host refuses the connection,"
        + " POST https://x.example:8443/…: the host refuses the connection",
    "no answer to POST https://x.example:8443/T0/c0ffee within 10 s,"
        + " no answer to POST https://x.example:8443/… within 10 s",
    "POST https://x.example:8443/T0/c0ffee is redirected to /T1/c0ffee; configure that address,"
        + " POST https://x.example:8443/… is redirected to /…; configure that address",
    "POST https://x.example:8443/T0/c0ffee is redirected without end,"
        + " POST https://x.example:8443/… is redirected without end",
  })
  void hasNoPathInItsReason(String reason, String shown) {
    assertEquals(
        new NotDelivered(shown, "", false, Duration.ZERO),
        Verdict.of(CHAT, new Failed(reason, false)));
  }

  @Test
  void hasTheFirstWordsOfTheServerInOneLine() {
    String body = "\n{\"error\":\n" + "x".repeat(1000);
    String start = "x.example:8443 replied 500: {\"error\":\\nxxx";
    String reason = refused(CHAT, 500, body, "").reason();
    assertEquals(start, reason.substring(0, start.length()));
    assertEquals("x.example:8443 replied 500: ".length() + Verdict.MOST_WORDS + 1, reason.length());
  }

  @ParameterizedTest
  @CsvSource({
    "400, true",
    "401, true",
    "404, true",
    "408, false",
    "413, true",
    "429, false",
    "500, false",
    "503, false"
  })
  void lastsUntilAPersonActsWhereTryingAgainDoesNotHelp(int status, boolean isLasting) {
    assertEquals(isLasting, refused(ARGO, status, "", "").lasting());
    assertEquals(isLasting, refused(CHAT, status, "", "").lasting());
  }

  @ParameterizedTest
  @CsvSource({"42, 42", "99999, 300", "'', 0", "-1, 0", "'Wed, 21 Oct 2026 07:28:00 GMT', 0"})
  void waitsAsTheServerAsksButNotForEver(String retryAfter, long seconds) {
    assertEquals(Duration.ofSeconds(seconds), refused(CHAT, 429, "", retryAfter).notBefore());
  }

  private static NotDelivered refused(
      Receiver receiver, int status, String body, String retryAfter) {
    HttpHeaders headers =
        HttpHeaders.of(Map.of("Retry-After", List.of(retryAfter)), (_, _) -> true);
    return assertInstanceOf(
        NotDelivered.class, Verdict.of(receiver, new Reply(status, headers, body)));
  }
}
