package dev.leasehold.git;

import dev.leasehold.git.Operations.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One operation with the Git server. One thread does the work. Another thread checks the deadlines
 * and ends the operation: it closes the connections, kills the started programs and interrupts the
 * working thread.
 */
final class Operation {
  /**
   * A small fetch stays far below this size, and a slow server that sends single bytes does not
   * reach it.
   */
  private static final long LARGE_BYTES = 64 << 10;

  private final Kind kind;
  private final GitTarget target;
  private final Timeouts timeouts;
  private final Duration pause;
  private final LongSupplier nanos;
  private final long start;
  private final Thread thread;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Set<ProcessHandle> childrenBefore;

  // Guarded by this.
  private final List<Runnable> connections = new ArrayList<>();
  private String reason = "";
  private boolean paused;
  private boolean started; // whether the server was asked to start its program
  private boolean listed; // whether the server has sent all refs
  private boolean large;
  private long received;
  private boolean waiting = true; // for the server: for a connection or a byte
  private long waitingSince;
  private long longestForRefs;

  /**
   * Creates an operation that begins now.
   *
   * @param pause the longest pause of the server before the end of its refs
   * @param thread the thread that does the work
   */
  Operation(
      Kind kind,
      GitTarget target,
      Timeouts timeouts,
      Duration pause,
      LongSupplier nanos,
      Thread thread) {
    this.kind = kind;
    this.target = target;
    this.timeouts = timeouts;
    this.pause = pause;
    this.nanos = nanos;
    this.thread = thread;
    start = nanos.getAsLong();
    waitingSince = start;
    childrenBefore = target.isLocal() ? children() : Set.of();
  }

  synchronized Operations.Running running(long now) {
    return new Operations.Running(kind, Duration.ofNanos(now - start), limit());
  }

  /** The operation in messages, {@code pushing}. */
  String words() {
    return kind.words();
  }

  /** The reason why the operation was ended; empty if it was not. */
  synchronized String reason() {
    return reason;
  }

  /** Whether the operation was ended because the server paused before the end of its refs. */
  synchronized boolean paused() {
    return paused;
  }

  /**
   * Registers a connection.
   *
   * @param close closes the connection at once, from any thread
   * @throws IOException if the operation was ended meanwhile
   */
  void connected(Runnable close) throws IOException {
    String ended;
    synchronized (this) {
      ended = reason;
      if (ended.isEmpty()) {
        connections.add(close);
        return;
      }
    }
    close.run(); // without the lock: closing may wait for the server
    throw new IOException(ended);
  }

  /** Records the request to start the program on the server, which sends its refs first. */
  synchronized void started() {
    started = true;
    awaits();
  }

  /** Records that the server must send something now. */
  synchronized void awaits() {
    waiting = true;
    waitingSince = nanos.getAsLong();
  }

  /** Records bytes from the server; 0 means the end of the stream. */
  synchronized void received(int bytes) {
    waiting = false;
    if (!listed) {
      longestForRefs = Math.max(longestForRefs, nanos.getAsLong() - waitingSince);
    }
    received += bytes;
    large |= received > LARGE_BYTES;
  }

  /** Records the end of the refs; ignored after the operation was ended. */
  synchronized void listed() {
    listed |= reason.isEmpty();
  }

  /** Whether the client may have sent more than the request for the refs. */
  synchronized boolean maySend() {
    return listed || target.isLocal();
  }

  /** The longest time without a byte while the server sent its refs. */
  synchronized Duration longestForRefs() {
    return Duration.ofNanos(longestForRefs);
  }

  /** Marks a fetch that may be large and whose bytes are not counted. */
  synchronized void mayBeLarge() {
    large = true;
  }

  /**
   * The timeout for a read from a local repository, in seconds; 0 means that only the limit of the
   * operation applies.
   */
  int localIdleSeconds() {
    return kind == Kind.PUSH ? 0 : (int) Math.max(1, timeouts.idle().toSeconds());
  }

  /**
   * Records a failure. A read from a local repository that exceeds its timeout ends with a failure.
   */
  synchronized void failed(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (reason.isEmpty() && cause instanceof InterruptedIOException && target.isLocal()) {
        reason = noByte();
      }
    }
  }

  private String noByte() {
    return kind.words() + ": no byte came for " + text(timeouts.idle()) + raise("idle");
  }

  /**
   * Ends the operation when a deadline has passed, and repeats that until the operation has
   * finished.
   */
  synchronized void check(long now) {
    if (reason.isEmpty()) {
      Duration elapsed = Duration.ofNanos(now - start);
      boolean counted =
          waiting && !target.isLocal(); // the bytes of a local repository are not counted
      Duration silent = Duration.ofNanos(now - waitingSince);
      if (elapsed.compareTo(limit()) > 0) {
        end(
            kind.words()
                + " took longer than "
                + text(limit())
                + raise(kind == Kind.PUSH ? "push" : isClone() ? "clone" : "look"));
      } else if (counted
          && (kind != Kind.PUSH || !listed)
          && silent.compareTo(timeouts.idle()) > 0) {
        end(noByte());
      } else if (counted && started && !listed && silent.compareTo(pause) > 0) {
        paused = true;
        end(
            kind.words()
                + (received > 0
                    ? ": the server stopped in the middle of its refs and sent nothing for "
                    : ": the server did not send its refs for ")
                + text(pause));
      }
    } else {
      end(reason);
    }
  }

  /** Ends the operation; may be called more than once. */
  synchronized void end(String why) {
    if (finished.getCount() == 0) {
      return;
    }
    if (reason.isEmpty()) {
      reason = why;
    }
    // Each close may wait for the server or for a thread that is ended here.
    connections.forEach(close -> Thread.ofPlatform().daemon().name("git-close").start(close));
    connections.clear();
    if (target.isLocal()) {
      Set<ProcessHandle> programs = children();
      programs.removeAll(childrenBefore);
      programs.forEach(program -> {
        List<ProcessHandle> below = program.descendants().toList();
        program.destroyForcibly(); // first; otherwise it reports that its hook declined the push
        below.forEach(ProcessHandle::destroyForcibly);
      });
    }
    thread.interrupt();
  }

  /** Finishes the operation in the working thread; after that the thread is not interrupted. */
  synchronized void finish() {
    finished.countDown();
    if (!reason.isEmpty()) {
      Thread.interrupted(); // the interrupt was meant for the operation
    }
  }

  /** Waits until the operation finishes; false if the time is too short. */
  boolean awaitFinish(Duration time) throws InterruptedException {
    return finished.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean isClone() {
    return kind == Kind.CLONE || large;
  }

  private Duration limit() {
    if (kind == Kind.PUSH) {
      return timeouts.push();
    }
    return isClone() ? timeouts.cloning() : timeouts.look();
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toCollection(HashSet::new));
  }

  private static String raise(String field) {
    return "; if it needs more time, raise spec.timeouts." + field;
  }

  private static String text(Duration duration) {
    return duration.toSeconds() + " s";
  }
}
