package dev.leasehold.notify;

import dev.leasehold.http.HttpAnswer;
import dev.leasehold.http.HttpAnswer.Failed;
import dev.leasehold.http.HttpAnswer.Reply;
import dev.leasehold.text.Printable;
import java.time.Duration;
import java.util.regex.Pattern;

/** The result of one try. */
sealed interface Verdict {
  /** The receiver has it. */
  record Delivered() implements Verdict {}

  /**
   * The receiver does not have it.
   *
   * @param reason the problem and its place, without secrets
   * @param whatToDo a sentence; empty if it may work later
   * @param lasting whether a person must act
   * @param notBefore the wait that the server asks for
   */
  record NotDelivered(String reason, String whatToDo, boolean lasting, Duration notBefore)
      implements Verdict {}

  Duration LONGEST_WAIT = Duration.ofMinutes(5);
  int MOST_WORDS = 200;

  /** A path after a host, and the target of a redirect: both may be secrets. */
  Pattern PATHS = Pattern.compile("(https?://[^/\\s]+|redirected to )/[^\\s;]*?(?=:?(\\s|;|$))");

  static Verdict of(Receiver receiver, HttpAnswer answer) {
    return switch (answer) {
      case Failed failed ->
          new NotDelivered(
              PATHS.matcher(failed.reason()).replaceAll("$1/…"),
              "",
              failed.lasting(),
              Duration.ZERO);
      case Reply reply when isDelivered(receiver, reply) -> new Delivered();
      case Reply reply ->
          new NotDelivered(
              receiver.host() + " replied " + reply.status() + words(receiver, reply),
              Advice.of(receiver, reply.status()),
              isLasting(reply.status()),
              retryAfter(reply));
    };
  }

  /** Flux's other service, for events of controllers, replies 202 to anything and does nothing. */
  private static boolean isDelivered(Receiver receiver, Reply reply) {
    return receiver instanceof Receiver.FluxReceiver ? reply.status() == 200 : reply.isSuccess();
  }

  /** Whether a person must act. */
  static boolean isLasting(int status) {
    return switch (status) {
      case 408, 409, 425, 429 -> false;
      default -> status < 500;
    };
  }

  /** The words of the server; not after a credential was sent to it, as it may repeat that. */
  private static String words(Receiver receiver, Reply reply) {
    boolean mayRepeat =
        receiver instanceof Receiver.Webhook webhook && webhook.headersFile().isPresent();
    String words = Printable.line(Printable.start(reply.body().strip(), MOST_WORDS));
    return mayRepeat || words.isEmpty() ? "" : ": " + words;
  }

  private static Duration retryAfter(Reply reply) {
    long seconds = 0;
    String given = reply.headers().firstValue("Retry-After").orElse("");
    if (given.matches("[0-9]{1,9}")) {
      seconds = Math.min(Long.parseLong(given), LONGEST_WAIT.toSeconds());
    }
    return Duration.ofSeconds(seconds);
  }
}
