package dev.leasehold.git;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSession;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/** SSH for an operation, which can close the connections and counts each byte received. */
final class WatchedSsh extends SshSessionFactory {
  private static final int KEPT_TIMEOUT_SECONDS = 3;

  private final SshSessions sessions;
  private final Operation operation;

  WatchedSsh(SshSessions sessions, Operation operation) {
    this.sessions = sessions;
    this.operation = operation;
  }

  @Override
  public RemoteSession getSession(
      URIish uri, CredentialsProvider provider, FS fs, int timeoutMillis)
      throws TransportException {
    Opening opening = () -> watched(uri, sessions.open(uri, provider, fs, timeoutMillis));
    SshdSession kept = sessions.takeKept();
    Session session = kept == null ? opening.open() : watched(uri, kept);
    return new Renewed(session, kept == null ? null : opening);
  }

  private Session watched(URIish uri, SshdSession session) throws TransportException {
    Session watched = new Session(session);
    try {
      operation.connected(watched::breakOff);
    } catch (IOException e) {
      throw new TransportException(uri, e.getMessage(), e);
    }
    return watched;
  }

  @Override
  public String getType() {
    return sessions.ssh().getType();
  }

  private interface Opening {
    Session open() throws TransportException;
  }

  private interface Start {
    Process on(SshdSession session) throws IOException;
  }

  /** A session that is replaced with a new one if the server has closed it since its last use. */
  private final class Renewed implements RemoteSession2 {
    private Session session;
    private @Nullable Opening opening;

    /**
     * Wraps a session that was not replaced yet.
     *
     * @param opening opens a new session; null: the session is new
     */
    Renewed(Session session, @Nullable Opening opening) {
      this.session = session;
      this.opening = opening;
    }

    @Override
    public Process exec(String command, int timeoutSeconds) throws IOException {
      return exec(command, s -> s.exec(command, seconds(timeoutSeconds)));
    }

    /** A kept connection may be dead; it is replaced before {@link Operations#PAUSE} is over. */
    private int seconds(int timeout) {
      return opening == null ? timeout : KEPT_TIMEOUT_SECONDS;
    }

    @Override
    public Process exec(String command, Map<String, String> environment, int timeoutSeconds)
        throws IOException {
      return exec(command, s -> s.exec(command, environment, seconds(timeoutSeconds)));
    }

    private Process exec(String command, Start start) throws IOException {
      Opening again = opening;
      if (again == null) {
        return session.exec(command, start);
      }
      try {
        Process process = session.exec(command, start);
        opening = null;
        return process;
      } catch (IOException | RuntimeException e) {
        opening = null;
        session.breakOff();
        if (!operation.reason().isEmpty()) {
          throw e;
        }
        session = again.open();
        return session.exec(command, start);
      }
    }

    @Override
    public void disconnect() {
      session.giveBack();
    }
  }

  private final class Session {
    private final SshdSession session;
    private final AtomicBoolean over = new AtomicBoolean(); // JGit can disconnect only once

    Session(SshdSession session) {
      this.session = session;
    }

    Process exec(String command, Start start) throws IOException {
      operation.started();
      Process process = start.on(session);
      operation.connected(process::destroy); // immediate; closing a session takes longer
      return new WatchedProcess(process, command.contains("receive-pack"));
    }

    void breakOff() {
      if (over.compareAndSet(false, true)) {
        session.disconnect();
      }
    }

    void giveBack() {
      if (over.compareAndSet(false, true)) {
        sessions.giveBack(session);
      }
    }
  }

  private final class WatchedProcess extends Process {
    private final Process process;
    private final InputStream in;
    private final OutputStream out;

    /**
     * Wraps the streams of a process.
     *
     * @param pushes whether the first write comes after all refs
     */
    WatchedProcess(Process process, boolean pushes) {
      this.process = process;
      in = new ServerInput(process.getInputStream(), operation);
      out = pushes ? new FirstWrite(process.getOutputStream()) : process.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public OutputStream getOutputStream() {
      return out;
    }

    @Override
    public InputStream getErrorStream() {
      return process.getErrorStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
      return process.waitFor();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
      return process.waitFor(timeout, unit);
    }

    @Override
    public int exitValue() {
      return process.exitValue();
    }

    @Override
    public void destroy() {
      process.destroy();
    }
  }

  private final class FirstWrite extends FilterOutputStream {
    FirstWrite(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int octet) throws IOException {
      operation.listed();
      out.write(octet);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      operation.listed();
      out.write(from, offset, length);
    }
  }
}
