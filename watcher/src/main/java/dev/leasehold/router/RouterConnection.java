package dev.leasehold.router;

import dev.leasehold.fence.Fence;
import dev.leasehold.ssh.Algorithms;
import dev.leasehold.ssh.SshConnection;
import dev.leasehold.ssh.SshConnection.Opened;
import dev.leasehold.ssh.SshDeadlines;
import dev.leasehold.ssh.SshLogin;
import dev.leasehold.ssh.SshReply;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connection to a router, kept and shared by all its commands. It is opened at the first
 * command, and again when it died. After a failure to connect there is no other try for a while,
 * which doubles with each further one. Thread-safe.
 */
public final class RouterConnection implements AutoCloseable {
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final int MOST_DOUBLINGS = 6; // 64 s

  private final Router router;
  private final SshDeadlines deadlines;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final Fence fence;
  private final Semaphore permits;
  private final ReentrantLock lock = new ReentrantLock();
  // Below: guarded by the lock.
  private final SshLogin login;
  private @Nullable SshConnection kept;
  private SshReply lastFailure = new SshReply.Unavailable("never connected", false);
  private int failures;
  private long nextTry;
  private int opened;
  private boolean isClosed;

  /**
   * Creates a connection that is not open yet.
   *
   * @param nanos the monotonic clock in nanoseconds
   */
  public RouterConnection(
      Router router, SshDeadlines deadlines, LongSupplier nanos, RandomGenerator random) {
    this(router, deadlines, nanos, random, Fence.OPEN);
  }

  /**
   * Creates a connection that is not open yet.
   *
   * @param nanos the monotonic clock in nanoseconds
   * @param fence is asked before each command
   */
  public RouterConnection(
      Router router,
      SshDeadlines deadlines,
      LongSupplier nanos,
      RandomGenerator random,
      Fence fence) {
    this.router = router;
    this.deadlines = deadlines;
    this.nanos = nanos;
    this.random = random;
    this.fence = fence;
    this.login = new SshLogin(router.entry(), router.keys());
    this.permits = new Semaphore(router.maxConcurrent(), true);
  }

  /** The router of the configuration. */
  public Router router() {
    return router;
  }

  /** How many connections were opened so far. */
  public int opened() {
    lock.lock();
    try {
      return opened;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs a script and waits for its end, and before that for a turn: no more than {@code
   * maxConcurrent} run at once.
   *
   * @param script the standard input of a shell
   * @param limit the time after which the script is given up
   */
  SshReply run(String script, Duration limit) {
    return run(Script.SHELL, script, limit);
  }

  /**
   * Runs a command on a router that has no shell, such as one with RouterOS, and waits as {@link
   * #run} does.
   *
   * @param command a constant, never with values
   */
  SshReply runWithoutShell(String command, Duration limit) {
    return run(command, "", limit);
  }

  private SshReply run(String command, String input, Duration limit) {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SshReply.Unavailable(router.server() + ": interrupted before the command", false);
    }
    try {
      Attempt first = attempt(command, input, limit);
      // A kept connection may have died since its last use. Nothing ran, so once more is safe.
      return first.onKept()
              && first.reply() instanceof SshReply.Unavailable(var _, boolean mayHaveRun)
              && !mayHaveRun
          ? attempt(command, input, limit).reply()
          : first.reply();
    } finally {
      permits.release();
    }
  }

  /**
   * @param onKept whether an earlier command used the connection
   */
  private record Attempt(SshReply reply, boolean onKept) {}

  private Attempt attempt(String command, String input, Duration limit) {
    SshConnection connection;
    boolean onKept;
    lock.lock();
    try {
      connection = kept;
      onKept = connection != null && connection.isOpen();
      if (connection == null || !onKept) {
        drop(connection);
        connection = open();
        if (connection == null) {
          return new Attempt(lastFailure, false);
        }
      }
    } finally {
      lock.unlock();
    }
    Optional<String> closed = fence.closed();
    if (closed.isPresent()) {
      return new Attempt(
          new SshReply.Unavailable(
              router.server() + ": the command was not run: " + closed.get(), false),
          false);
    }
    SshReply reply = connection.run(command, input, limit);
    if (!connection.isOpen()
        || reply instanceof SshReply.Unavailable(var _, boolean mayHaveRun) && !mayHaveRun) {
      lock.lock();
      try {
        drop(connection);
      } finally {
        lock.unlock();
      }
    }
    return new Attempt(reply, onKept);
  }

  /** A new connection; null if there is none, and {@link #lastFailure} says why. */
  private @Nullable SshConnection open() {
    if (isClosed) {
      lastFailure = new SshReply.Unavailable(router.server() + ": the connection is closed", false);
      return null;
    }
    if (failures > 0 && nextTry - nanos.getAsLong() > 0) {
      return null;
    }
    Opened result =
        SshConnection.open(
            router.server(),
            login,
            router.legacy() ? Algorithms.LEGACY : Algorithms.MODERN,
            deadlines);
    switch (result) {
      case Opened.Open(SshConnection connection) -> {
        failures = 0;
        opened++;
        kept = connection;
        return connection;
      }
      case Opened.Failed(SshReply why) -> {
        lastFailure = why;
        long ceiling = FIRST_PAUSE_MILLIS << Math.min(failures, MOST_DOUBLINGS);
        failures++;
        // At least half of it, and the rest at random, so that several watchers do not try
        // together.
        long pause = ceiling / 2 + random.nextLong(ceiling / 2 + 1);
        nextTry = nanos.getAsLong() + Duration.ofMillis(pause).toNanos();
        return null;
      }
    }
  }

  private void drop(@Nullable SshConnection connection) {
    if (connection != null) {
      connection.close();
      if (kept == connection) {
        kept = null;
      }
    }
  }

  /** Ends the connection and the commands on it. */
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      failures = 0;
      drop(kept);
    } finally {
      lock.unlock();
    }
  }
}
