package dev.leasehold.forge;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

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

  /** The next step after {@link Done}; any other answer stays. */
  default <R> ForgeAnswer<R> then(Function<? super T, ForgeAnswer<R>> next) {
    return switch (this) {
      case Done<T>(T value) -> next.apply(value);
      case Refused<T>(String reason, String whatToDo) -> new Refused<>(reason, whatToDo);
      case Unavailable<T>(String reason, Optional<Duration> retryAfter) ->
          new Unavailable<>(reason, retryAfter);
    };
  }

  /** Another value after {@link Done}; any other answer stays. */
  default <R> ForgeAnswer<R> map(Function<? super T, ? extends R> value) {
    return then(done -> new Done<>(value.apply(done)));
  }
}
