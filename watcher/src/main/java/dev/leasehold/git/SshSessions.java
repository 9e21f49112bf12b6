package dev.leasehold.git;

import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSession;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * The SSH connections of a writer. The operations of one write share a connection: to set one up
 * takes longer than a small fetch, and the branch may move meanwhile. Used by one thread.
 */
final class SshSessions implements AutoCloseable {
  private final SshAccess ssh;
  private boolean shares;
  private boolean failed;
  private @Nullable SshdSession kept;

  SshSessions(SshAccess ssh) {
    this.ssh = ssh;
  }

  SshAccess ssh() {
    return ssh;
  }

  /**
   * From now on a connection is kept for the next operation, until {@link #endSharing}; but not
   * after a failure, as there may be servers that start one program for a connection.
   */
  void share() {
    shares = !failed;
    failed = false;
  }

  /** An operation failed. */
  void failed() {
    failed = true;
  }

  void endSharing() {
    shares = false;
    SshdSession session = takeKept();
    if (session != null) {
      session.disconnect();
    }
  }

  /** The connection of the operation before; the server may have closed it. */
  @Nullable SshdSession takeKept() {
    SshdSession session = kept;
    kept = null;
    return session;
  }

  SshdSession open(URIish uri, CredentialsProvider provider, FS fs, int timeoutMillis)
      throws TransportException {
    return ssh.getSession(uri, provider, fs, timeoutMillis);
  }

  /** An operation is done with it, and it was not broken off. */
  void giveBack(SshdSession session) {
    if (shares && kept == null) {
      kept = session;
    } else {
      session.disconnect();
    }
  }

  @Override
  public void close() {
    endSharing();
    ssh.close();
  }
}
