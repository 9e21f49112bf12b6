package dev.leasehold.ssh;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;

/** Connects and logs in, and says in an operator's terms why that failed. */
final class Connecting {
  private Connecting() {}

  /** No connection, with a message that names the machine and what to check. */
  static final class NoConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    NoConnectionException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * A session that is logged in.
   *
   * @throws NoConnectionException if the machine cannot be reached or does not answer
   * @throws IOException if it answers, and the login failed
   */
  static ClientSession logIn(SshClient client, SshServer server, SshDeadlines deadlines)
      throws IOException {
    Duration limit = deadlines.connect();
    try {
      ConnectFuture connecting =
          client.connect(
              new HostConfigEntry(
                  server.host(), server.host(), server.port(), server.user(), (String) null));
      if (!connecting.await(limit)) {
        connecting.cancel();
        throw new InterruptedIOException();
      }
      ClientSession session = connecting.verify().getSession();
      limit = deadlines.login();
      session.auth().verify(limit);
      return session;
    } catch (IOException | UnresolvedAddressException e) {
      throw inWords(server, limit, e);
    }
  }

  private static IOException inWords(SshServer server, Duration limit, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String words =
          switch (cause) {
            case UnknownHostException _, UnresolvedAddressException _ ->
                "there is no host " + server.host() + ", or no name service; check the name";
            case ConnectException _ ->
                server.address() + " refuses connections; is SSH enabled on the router?";
            case NoRouteToHostException _ ->
                "there is no route to " + server.address() + "; check host and network";
            case InterruptedIOException _, TimeoutException _ ->
                "no answer from "
                    + server.address()
                    + " within "
                    + text(limit)
                    + "; check host, port, network";
            default -> "";
          };
      if (!words.isEmpty()) {
        return new NoConnectionException(words, failure);
      }
    }
    return failure instanceof IOException io ? io : new IOException(failure);
  }

  static String text(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
