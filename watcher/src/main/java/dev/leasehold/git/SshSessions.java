package dev.leasehold.git;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSession;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * The SSH connections of a writer. A connection is kept for the next operation, because its setup
 * takes longer than a commit and the branch may move meanwhile. Not thread-safe.
 */
final class SshSessions implements AutoCloseable {
  /** Some routers and servers forget an idle connection after five minutes. */
  private static final Duration MOST_IDLE = Duration.ofMinutes(4);

  /**
   * After so many failures on kept connections in a row, none is kept any more: some servers start
   * only one program on a connection.
   */
  private static final int MOST_REFUSALS = 3;

  private final SshAccess ssh;
  private final LongSupplier nanos;
  private boolean usesKept;
  private int refusals;
  private @Nullable SshdSession kept;
  private long keptAt;

  /**
   * Creates sessions without a connection.
   *
   * @param nanos the monotonic clock in nanoseconds
   */
  SshSessions(SshAccess ssh, LongSupplier nanos) {
    this.ssh = ssh;
    this.nanos = nanos;
  }

  SshAccess ssh() {
    return ssh;
  }

  /**
   * Records a failed operation. Its connection is not kept.
   *
   * @return whether the connection was one of an earlier operation
   */
  boolean failed() {
    close(kept);
    kept = null;
    refusals += usesKept ? 1 : 0;
    return usesKept;
  }

  /** Takes the connection of the previous operation; the server may have closed it. */
  @Nullable SshdSession takeKept() {
    refusals = usesKept && kept != null ? 0 : refusals; // the previous operation did not fail
    SshdSession session = kept;
    kept = null;
    if (session != null && nanos.getAsLong() - keptAt > MOST_IDLE.toNanos()) {
      close(session);
      session = null;
    }
    usesKept = session != null;
    return session;
  }

  SshdSession open(URIish uri, CredentialsProvider provider, FS fs, int timeoutMillis)
      throws TransportException {
    return ssh.getSession(uri, provider, fs, timeoutMillis);
  }

  /** Returns a connection after an operation that was not ended early. */
  void giveBack(SshdSession session) {
    if (refusals < MOST_REFUSALS && kept == null) {
      kept = session;
      keptAt = nanos.getAsLong();
    } else {
      session.disconnect();
    }
  }

  private static void close(@Nullable SshdSession session) {
    if (session != null) {
      session.disconnect();
    }
  }

  @Override
  public void close() {
    close(kept);
    kept = null;
    ssh.close();
  }
}
