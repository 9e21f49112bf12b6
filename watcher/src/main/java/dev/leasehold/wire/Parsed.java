package dev.leasehold.wire;

import java.util.function.Function;

/**
 * What came of reading bytes that anybody may have sent: a value, or the reason to discard them.
 */
public sealed interface Parsed<T> {
  /** Why bytes are discarded; each protocol has an enum of its reasons. */
  interface Reason {
    /**
     * The reason in counters, logs and status, {@code too_short}: a stable interface. The counter
     * is {@code refused_} and this.
     */
    String spelling();

    /** Whether it happens where all is well, such as a second server that answers late. */
    default boolean isUsual() {
      return false;
    }
  }

  record Accepted<T>(T value) implements Parsed<T> {}

  /**
   * Bytes to discard.
   *
   * @param detail what was found, in words
   */
  record Rejected<T>(Reason reason, String detail) implements Parsed<T> {}

  default <R> Parsed<R> flatMap(Function<? super T, Parsed<R>> next) {
    return switch (this) {
      case Accepted<T>(T value) -> next.apply(value);
      case Rejected<T>(Reason reason, String detail) -> new Rejected<>(reason, detail);
    };
  }
}
