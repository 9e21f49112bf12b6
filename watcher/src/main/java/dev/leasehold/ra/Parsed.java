package dev.leasehold.ra;

import java.util.function.Function;

/**
 * What came of reading bytes that anybody may have sent: a value, or the reason to discard them.
 */
sealed interface Parsed<T> {
  record Accepted<T>(T value) implements Parsed<T> {}

  /**
   * Bytes to discard.
   *
   * @param detail what was found, in words
   */
  record Rejected<T>(Refusal reason, String detail) implements Parsed<T> {}

  default <R> Parsed<R> flatMap(Function<? super T, Parsed<R>> next) {
    return switch (this) {
      case Accepted<T>(T value) -> next.apply(value);
      case Rejected<T>(Refusal reason, String detail) -> new Rejected<>(reason, detail);
    };
  }
}
