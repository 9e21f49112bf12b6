package dev.leasehold.forge;

import java.time.Duration;
import java.util.Optional;

/** What a forge did. */
public sealed interface ForgeAnswer<T> {
  /** It did what was asked, or it was done already. */
  record Done<T>(T value) implements ForgeAnswer<T> {}

  /**
   * It refuses until a person acts.
   *
   * @param reason the call and the forge's own words, without secrets
   * @param whatToDo a sentence: which right, label or setting is missing
   */
  record Refused<T>(String reason, String whatToDo) implements ForgeAnswer<T> {}

  /**
   * It may do it later: no connection, an error of the server, a rate limit.
   *
   * @param retryAfter how long the forge asks to wait; empty: it does not say
   */
  record Unavailable<T>(String reason, Optional<Duration> retryAfter) implements ForgeAnswer<T> {}
}
