package dev.leasehold.wire;

import java.util.function.Function;

/** The result of parsing untrusted bytes: a value, or the reason to discard them. */
public sealed interface Parsed<T> {
  /** The reason for discarding bytes; each protocol has an enum of its reasons. */
  interface Reason {
    /**
     * The reason in counters, logs and status, {@code too_short}: a stable interface. The counter
     * is named {@code refused_} and the spelling.
     */
    String spelling();

    /**
     * Whether the reason is normal in a healthy network, such as a second server that answers late.
     */
    default boolean isUsual() {
      return false;
    }
  }

  record Accepted<T>(T value) implements Parsed<T> {}

  /**
   * Discarded bytes.
   *
   * @param detail the finding, in words
   */
  record Rejected<T>(Reason reason, String detail) implements Parsed<T> {}

  default <R> Parsed<R> flatMap(Function<? super T, Parsed<R>> next) {
    return switch (this) {
      case Accepted<T>(T value) -> next.apply(value);
      case Rejected<T>(Reason reason, String detail) -> new Rejected<>(reason, detail);
    };
  }
}
