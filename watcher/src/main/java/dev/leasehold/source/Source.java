package dev.leasehold.source;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Listens to one {@link Channel}: on the wire, in the kernel, or in a capture.
 *
 * <p>{@link #run} is called once, on its own thread. The other methods are thread-safe.
 */
public interface Source extends AutoCloseable {
  /**
   * Passes events to the consumer, in order and on the calling thread, until {@link #close} or
   * until the end of a replay.
   *
   * @throws RestartNeededException when only a restart of the program helps
   * @throws IOException when an immediate retry does not help; the message includes the fix
   */
  void run(Consumer<? super SourceEvent> events) throws IOException;

  /**
   * Asks once and returns; the answer comes as an event. The caller limits the rate. If asking is
   * not possible, the source logs the reason.
   */
  void ask();

  /**
   * Takes over a channel that its own one {@link Channel#continuesAs continues as}, while it runs.
   */
  default void follow(Channel channel) {
    throw new IllegalArgumentException(this + " cannot follow " + channel);
  }

  /** The status, for people and machines. */
  SourceStatus status();

  /** Makes {@link #run} return, without waiting for it. Repeated calls have no effect. */
  @Override
  void close();

  /** An error that only a restart of the program resolves. */
  class RestartNeededException extends IOException {
    protected RestartNeededException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
