package dev.leasehold.git;

import dev.leasehold.fence.Fence;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations with the Git server, one at a time, each with its deadlines. A separate thread
 * watches each operation and ends it when its time is up. A server that neither answers nor closes
 * the connection must not stop the watch.
 */
public final class Operations {
  private static final Logger log = LoggerFactory.getLogger(Operations.class);

  /** The time that a server gets for its refs and for a pause in them, at first. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  /** The time that an operation always gets, even when the time for all operations is up. */
  private static final Duration BRIEF = Duration.ofSeconds(2);

  /** The interval of the deadline checks. */
  private static final Duration TICK = Duration.ofMillis(100);

  private static final String PROCESS_ENDS = "the process was told to end";

  private final Timeouts timeouts;
  private final LongSupplier nanos;
  private final Fence fence;
  private volatile @Nullable Operation running;
  private boolean ending; // guarded by this
  private volatile boolean closed;
  private volatile @Nullable Limit limit;
  private Duration pause = PAUSE;

  /** The kind of an operation. */
  public enum Kind {
    LOOK("look", "looking at the branch"),
    CLONE("clone", "cloning"),
    PUSH("push", "pushing");

    private final String spelling;
    private final String words;

    Kind(String spelling, String words) {
      this.spelling = spelling;
      this.words = words;
    }

    /** The kind in status and metrics: a stable interface. */
    public String spelling() {
      return spelling;
    }

    /** The kind in messages, {@code pushing}. */
    public String words() {
      return words;
    }
  }

  /**
   * An operation in progress.
   *
   * @param elapsed the time since it began
   * @param limit the time after which it is ended
   */
  public record Running(Kind kind, Duration elapsed, Duration limit) {
    /** The operation and its duration, {@code pushing for 42 s}. */
    public String words() {
      return kind.words() + " for " + elapsed.toSeconds() + " s";
    }
  }

  /**
   * The time at which all operations have to end.
   *
   * @param end the time on the clock {@link #nanos}
   * @param option the option that sets the time, for messages
   */
  private record Limit(long end, String option) {}

  interface Work<T> {
    T run(Operation operation) throws IOException;
  }

  /** An operation ended early: a deadline passed, or the process ends. */
  static final class EndedException extends IOException {
    private static final long serialVersionUID = 1;

    EndedException(String reason, @Nullable Exception cause) {
      super(reason, cause);
    }

    /** Whether the operation had begun. */
    boolean begun() {
      return getCause() != null;
    }
  }

  /**
   * Creates an instance without a current operation.
   *
   * @param nanos the monotonic clock in nanoseconds, from an arbitrary origin
   */
  public Operations(Timeouts timeouts, LongSupplier nanos) {
    this(timeouts, nanos, Fence.OPEN);
  }

  /**
   * Creates an instance without a current operation.
   *
   * @param fence is asked before each push begins, and again before the server is told what to
   *     change
   */
  public Operations(Timeouts timeouts, LongSupplier nanos, Fence fence) {
    this.timeouts = timeouts;
    this.nanos = nanos;
    this.fence = fence;
  }

  /** The monotonic clock in nanoseconds. */
  LongSupplier nanos() {
    return nanos;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  /** The current operation. Thread-safe. */
  public Optional<Running> running() {
    Operation operation = running;
    return operation == null ? Optional.empty() : Optional.of(operation.running(nanos.getAsLong()));
  }

  /**
   * Sets a time limit for all operations, for {@code --once}.
   *
   * @param left the time from now
   * @param option the option to change if the time is too short, for messages
   */
  public void endAllIn(Duration left, String option) {
    limit = new Limit(nanos.getAsLong() + left.toNanos(), option);
  }

  /**
   * Stops new operations, because the process ends. The current operation continues. Thread-safe.
   */
  public synchronized void beginNoMore() {
    ending = true;
  }

  /** Stops new operations and ends the current one. Thread-safe. */
  public void close() {
    beginNoMore();
    closed = true;
    Operation operation = running;
    if (operation != null) {
      operation.end(PROCESS_ENDS);
    }
  }

  /**
   * Runs an operation with the server within its time limits.
   *
   * @param target the target, for messages
   * @throws EndedException if the time was up or the process ends
   */
  <T> T run(Kind kind, GitTarget target, Work<T> work) throws IOException {
    Operation operation = begin(kind, target);
    Thread.ofPlatform().daemon().name("git-deadline").start(() -> lookAfter(operation));
    try {
      T result = work.run(operation);
      if (operation.longestForRefs().compareTo(PAUSE) < 0) {
        pause = PAUSE; // a slow server needs the longer pause again
      }
      return result;
    } catch (IOException | RuntimeException e) {
      operation.failed(e);
      if (operation.reason().isEmpty()) {
        throw e;
      }
      if (operation.paused()) {
        pause = pause.multipliedBy(2); // a slow server gets more time
      }
      throw new EndedException(operation.reason(), e);
    } finally {
      operation.finish();
      running = null;
    }
  }

  /** Why this process must not push now; empty if it may. */
  Optional<String> closed() {
    return fence.closed().map(why -> Kind.PUSH.words() + " did not begin: " + why);
  }

  private synchronized Operation begin(Kind kind, GitTarget target) throws EndedException {
    Optional<String> closed = kind == Kind.PUSH ? closed() : Optional.empty();
    if (closed.isPresent()) {
      throw new EndedException(closed.get(), null);
    }
    if (ending) {
      String refusal = kind.words() + " did not begin: " + PROCESS_ENDS;
      log.info("{}; the next start completes it", refusal);
      throw new EndedException(refusal, null);
    }
    Operation operation =
        new Operation(kind, target, timeouts, pause, nanos, Thread.currentThread());
    running = operation;
    return operation;
  }

  private boolean isOver(Limit all, Operation operation) {
    long now = nanos.getAsLong();
    return now - all.end() > 0 && operation.running(now).elapsed().compareTo(BRIEF) > 0;
  }

  private void check(Operation operation) {
    try {
      Limit all = limit;
      if (closed) {
        operation.end(PROCESS_ENDS);
      } else if (all != null && isOver(all, operation)) {
        operation.end("the time of " + all.option() + " was up");
      }
      operation.check(nanos.getAsLong());
    } catch (RuntimeException
        | Error e) { // the next check may succeed; without checks an operation could hang for ever
      log.warn("cannot check the deadlines of {}: {}", operation.words(), e.toString());
      log.debug("stack trace", e);
    }
  }

  private void lookAfter(Operation operation) {
    try {
      do {
        check(operation);
      } while (!operation.awaitFinish(TICK));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no code interrupts this thread
    }
  }
}
