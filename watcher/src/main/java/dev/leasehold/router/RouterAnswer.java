package dev.leasehold.router;

/**
 * What a router said.
 *
 * @param <T> the content of the answer
 */
public sealed interface RouterAnswer<T> {
  /** The router did it. */
  record Done<T>(T value) implements RouterAnswer<T> {}

  /**
   * A person must act before another try makes sense.
   *
   * @param reason what is wrong, and where
   * @param whatToDo the remedy, as a sentence
   */
  record Refused<T>(String reason, String whatToDo) implements RouterAnswer<T> {}

  /**
   * Another try later may succeed. The state of the router is unknown, which is no sign that
   * anything changed there.
   */
  record Unavailable<T>(String reason) implements RouterAnswer<T> {}
}
