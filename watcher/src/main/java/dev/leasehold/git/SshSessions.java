package dev.leasehold.git;

import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSession;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * The SSH connections of a writer. The operations of one write share a connection, because its
 * setup takes longer than a small fetch and the branch may move meanwhile. Not thread-safe.
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
   * Keeps a connection for the next operation until {@link #endSharing}. After a failure the
   * connection is not kept, because some servers may start only one program per connection.
   */
  void share() {
    shares = !failed;
    failed = false;
  }

  /** Records a failed operation. */
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

  /** Takes the connection of the previous operation; the server may have closed it. */
  @Nullable SshdSession takeKept() {
    SshdSession session = kept;
    kept = null;
    return session;
  }

  SshdSession open(URIish uri, CredentialsProvider provider, FS fs, int timeoutMillis)
      throws TransportException {
    return ssh.getSession(uri, provider, fs, timeoutMillis);
  }

  /** Returns a connection after an operation that was not ended early. */
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
