package dev.leasehold.git;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations with the Git server, one at a time, each with its deadlines. A separate thread
 * watches each operation and ends it when its time is up: a server that neither answers nor hangs
 * up must not stop the watch.
 */
public final class Operations {
  private static final Logger log = LoggerFactory.getLogger(Operations.class);

  /** How long a server may take for its refs, and pause in them, at first. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  /** What takes no longer is done all the same when the time for everything is up. */
  private static final Duration BRIEF = Duration.ofSeconds(2);

  /** How often the deadlines of an operation are checked. */
  private static final Duration TICK = Duration.ofMillis(100);

  private static final String PROCESS_ENDS = "the process was told to end";

  private final Timeouts timeouts;
  private final LongSupplier nanos;
  private volatile @Nullable Operation running;
  private boolean ending; // guarded by this
  private volatile boolean closed;
  private volatile @Nullable Limit limit;
  private Duration pause = PAUSE;

  /** What an operation is. */
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

    /** As status and metrics have it: a stable interface. */
    public String spelling() {
      return spelling;
    }

    /** {@code pushing}. */
    public String words() {
      return words;
    }
  }

  /**
   * An operation that has not ended.
   *
   * @param elapsed since it began
   * @param limit after which it is ended
   */
  public record Running(Kind kind, Duration elapsed, Duration limit) {
    /** {@code pushing for 42 s}. */
    public String words() {
      return kind.words() + " for " + elapsed.toSeconds() + " s";
    }
  }

  /**
   * Until when all operations have to end.
   *
   * @param end on the clock of {@link #nanos}
   */
  private record Limit(long end, String option) {}

  interface Work<T> {
    T run(Operation operation) throws IOException;
  }

  /** An operation was ended before it was done: a deadline passed, or the process ends. */
  static final class EndedException extends IOException {
    private static final long serialVersionUID = 1;

    EndedException(String reason, @Nullable Exception cause) {
      super(reason, cause);
    }

    /** Whether it had begun. */
    boolean begun() {
      return getCause() != null;
    }
  }

  /**
   * None yet.
   *
   * @param nanos the monotonic clock, from an arbitrary origin
   */
  public Operations(Timeouts timeouts, LongSupplier nanos) {
    this.timeouts = timeouts;
    this.nanos = nanos;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  /** The current operation; from any thread. */
  public Optional<Running> running() {
    Operation operation = running;
    return operation == null ? Optional.empty() : Optional.of(operation.running(nanos.getAsLong()));
  }

  /**
   * Ends everything that has not ended by then, for {@code --once}.
   *
   * @param left from now
   * @param option what is to be changed where that is too short
   */
  public void endAllIn(Duration left, String option) {
    limit = new Limit(nanos.getAsLong() + left.toNanos(), option);
  }

  /**
   * From now on no operation begins: the process ends. The one that is under way goes on. From any
   * thread.
   */
  public synchronized void beginNoMore() {
    ending = true;
  }

  /** Ends the operation that is under way too. From any thread. */
  public void close() {
    beginNoMore();
    closed = true;
    Operation operation = running;
    if (operation != null) {
      operation.end(PROCESS_ENDS);
    }
  }

  /**
   * Does something with the server, within the time that it may take.
   *
   * @param target for messages
   * @throws EndedException when the time was up, or the process ends
   */
  <T> T run(Kind kind, GitTarget target, Work<T> work) throws IOException {
    Operation operation = begin(kind, target);
    Thread.ofPlatform().daemon().name("git-deadline").start(() -> lookAfter(operation));
    try {
      T result = work.run(operation);
      if (operation.longestForRefs().compareTo(PAUSE) < 0) {
        pause = PAUSE; // else it is as slow as that, and needs the longer time again
      }
      return result;
    } catch (IOException | RuntimeException e) {
      operation.failed(e);
      if (operation.reason().isEmpty()) {
        throw e;
      }
      if (operation.paused()) {
        pause = pause.multipliedBy(2); // a server that is slow, and not broken, gets its time
      }
      throw new EndedException(operation.reason(), e);
    } finally {
      operation.finish();
      running = null;
    }
  }

  private synchronized Operation begin(Kind kind, GitTarget target) throws EndedException {
    if (ending) {
      String refusal = kind.words() + " did not begin, as " + PROCESS_ENDS;
      log.info("{}; the next start makes up for it", refusal);
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
    } catch (RuntimeException | Error e) { // the next round may do it, and none would hang for good
      log.warn("the deadlines of {} could not be checked: {}", operation.words(), e.toString());
      log.debug("all of it", e);
    }
  }

  private void lookAfter(Operation operation) {
    try {
      do {
        check(operation);
      } while (!operation.awaitFinish(TICK));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that
    }
  }
}
