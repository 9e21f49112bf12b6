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
 * One operation with the Git server. One thread works in it; another checks its deadlines and ends
 * it: closes the connections, kills the programs that it started, interrupts the thread.
 */
final class Operation {
  /** A small fetch stays far below it, and a server that trickles never reaches it. */
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
  private boolean started; // the program on the server
  private boolean listed; // the server has told its refs
  private boolean large;
  private long received;
  private boolean waiting = true; // for the server: to connect, or for a byte
  private long waitingSince;
  private long longestForRefs;

  /**
   * Begins now.
   *
   * @param pause how long the server may pause before the end of its refs
   * @param thread that works
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

  /** {@code pushing}. */
  String words() {
    return kind.words();
  }

  /** Why it was ended; empty: it was not. */
  synchronized String reason() {
    return reason;
  }

  /** Whether it was ended as the server paused before the end of its refs. */
  synchronized boolean paused() {
    return paused;
  }

  /**
   * There is a connection now.
   *
   * @param close closes it at once, from any thread
   * @throws IOException when the operation was ended meanwhile
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
    close.run(); // without the lock: it may wait for the other side
    throw new IOException(ended);
  }

  /** The server was asked to start its program, which tells its refs first. */
  synchronized void started() {
    started = true;
    awaits();
  }

  /** The server has to say something now. */
  synchronized void awaits() {
    waiting = true;
    waitingSince = nanos.getAsLong();
  }

  /** Bytes came from the server; 0: it has nothing more to say. */
  synchronized void received(int bytes) {
    waiting = false;
    if (!listed) {
      longestForRefs = Math.max(longestForRefs, nanos.getAsLong() - waitingSince);
    }
    received += bytes;
    large |= received > LARGE_BYTES;
  }

  /** The server has told its refs. What is written to a connection that is ended says nothing. */
  synchronized void listed() {
    listed |= reason.isEmpty();
  }

  /** Whether we may have sent more to the server than the request for its refs. */
  synchronized boolean maySend() {
    return listed || target.isLocal();
  }

  /** The longest time without a byte of its refs. */
  synchronized Duration longestForRefs() {
    return Duration.ofNanos(longestForRefs);
  }

  /** The fetch may be large, and nobody counts its bytes. */
  synchronized void mayBeLarge() {
    large = true;
  }

  /** How long a read from this machine may take; 0: as long as the operation may. */
  int localIdleSeconds() {
    return kind == Kind.PUSH ? 0 : (int) Math.max(1, timeouts.idle().toSeconds());
  }

  /** Whether a read from this machine took longer than that; it has ended by itself then. */
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

  /** Ends it when one of its deadlines has passed, and goes on ending it until it has ended. */
  synchronized void check(long now) {
    if (reason.isEmpty()) {
      Duration elapsed = Duration.ofNanos(now - start);
      boolean counted = waiting && !target.isLocal(); // elsewhere nobody counts bytes
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
                    ? ": the server stopped in the middle of its refs, and said nothing for "
                    : ": the server did not tell its refs for ")
                + text(pause));
      }
    } else {
      end(reason);
    }
  }

  /** Ends it; more than once does no harm. */
  synchronized void end(String why) {
    if (finished.getCount() == 0) {
      return;
    }
    if (reason.isEmpty()) {
      reason = why;
    }
    // Each may wait for the other side, or for a thread that is ended here.
    connections.forEach(close -> Thread.ofPlatform().daemon().name("git-close").start(close));
    connections.clear();
    if (target.isLocal()) {
      Set<ProcessHandle> programs = children();
      programs.removeAll(childrenBefore);
      programs.forEach(program -> {
        List<ProcessHandle> below = program.descendants().toList();
        program.destroyForcibly(); // first, or it tells that its hook declined the push
        below.forEach(ProcessHandle::destroyForcibly);
      });
    }
    thread.interrupt();
  }

  /** The operation has ended, in the thread that works: that thread is not interrupted any more. */
  synchronized void finish() {
    finished.countDown();
    if (!reason.isEmpty()) {
      Thread.interrupted(); // that was meant for the operation
    }
  }

  /** Whether it ends within that time. */
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
    return "; where it needs longer, raise spec.timeouts." + field;
  }

  private static String text(Duration duration) {
    return duration.toSeconds() + " s";
  }
}
