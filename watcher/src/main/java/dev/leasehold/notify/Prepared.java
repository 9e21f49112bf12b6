package dev.leasehold.notify;

import dev.leasehold.http.HttpCall;

/** A notification before it is sent. */
sealed interface Prepared {
  /** It can be sent. */
  record Ready(HttpCall call) implements Prepared {}

  /**
   * It cannot be sent now.
   *
   * @param reason the problem and its place
   * @param whatToDo a sentence without a full stop
   */
  record NotReady(String reason, String whatToDo) implements Prepared {}
}
