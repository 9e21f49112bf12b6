package dev.leasehold.forge;

import dev.leasehold.http.HttpAnswer.Reply;
import dev.leasehold.http.HttpCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How a product takes credentials, limits calls, and what its refusals mean. */
interface Dialect {
  Forge.Product product();

  /** The call with the headers that the product asks for. */
  HttpCall authorize(HttpCall call, String secret);

  /** Whether this reply is a rate limit. */
  boolean isRateLimit(Reply reply, String words);

  /** The wait that a rate limit asks for. */
  Optional<Duration> wait(Reply reply, Instant now);

  /** Whether a 401 to this call is about the right to do it, and not about the token. */
  default boolean isMissingRight(ForgeCall call) {
    return false;
  }

  /** A sentence for the person who is to end this refusal. */
  String whatToDo(ForgeCall call, int status, String words);
}
