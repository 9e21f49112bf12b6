package dev.leasehold.source;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Listens to one {@link Channel}: on the wire, in the kernel, or in a capture.
 *
 * <p>{@link #run} once, on a thread of its own; all else from any.
 */
public interface Source extends AutoCloseable {
  /**
   * Hands over events, in order and on the calling thread, until {@link #close} or, for a replay,
   * until the end.
   *
   * @throws RestartNeededException when nothing but another start of the program is of use
   * @throws IOException when a retry soon is useless; the message says what to do
   */
  void run(Consumer<? super SourceEvent> events) throws IOException;

  /**
   * Asks once and returns; the answer comes as an event. How often to ask is the caller's business.
   * Where that is not possible, the log says why.
   */
  void ask();

  /** How it stands, for people and machines to look at. */
  SourceStatus status();

  /** Ends {@link #run}; at once and without waiting for it. More than once does no harm. */
  @Override
  void close();

  /** Only another start of the program ends it. */
  class RestartNeededException extends IOException {
    protected RestartNeededException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
