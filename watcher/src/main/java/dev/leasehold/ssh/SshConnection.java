package dev.leasehold.ssh;

import dev.leasehold.text.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a machine that runs commands, several at once. The host key is verified always;
 * keepalives end a connection whose peer is silent, and with it the commands on it.
 */
public final class SshConnection implements AutoCloseable {
  private static final int UNANSWERED_KEEPALIVES = 3;

  /** The longest output of a command that is kept, for each stream. */
  private static final int MOST_OUTPUT = 256 * 1024;

  private final SshServer server;
  private final SshClient client;
  private final ClientSession session;
  private final SshDeadlines deadlines;

  private SshConnection(
      SshServer server, SshClient client, ClientSession session, SshDeadlines deadlines) {
    this.server = server;
    this.client = client;
    this.session = session;
    this.deadlines = deadlines;
  }

  /** A connection, or why there is none. */
  public sealed interface Opened {
    record Open(SshConnection connection) implements Opened {}

    record Failed(SshReply why) implements Opened {}
  }

  /** Connects and logs in. */
  public static Opened open(
      SshServer server, SshLogin login, Algorithms algorithms, SshDeadlines deadlines) {
    Optional<SshLogin.Obstacle> obstacle = login.prepare();
    if (obstacle.isPresent()) {
      return switch (obstacle.get()) {
        case SshLogin.Obstacle.Missing(Refusal refusal) -> failed(refusal);
        case SshLogin.Obstacle.Unavailable(String reason) -> unavailable(reason);
      };
    }
    SshClient client = client(server, login, algorithms, deadlines);
    boolean isOpen = false;
    try {
      SshException rejected = null;
      for (List<NamedFactory<Signature>> signatures : algorithms.userKeys()) {
        client.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory(signatures)));
        try {
          ClientSession session = Connecting.logIn(client, server, deadlines);
          isOpen = true;
          return new Opened.Open(new SshConnection(server, client, session, deadlines));
        } catch (SshException e) {
          if (!isRejection(e)) {
            throw e;
          }
          rejected = e;
        }
      }
      throw Objects.requireNonNull(rejected);
    } catch (IOException e) {
      return login.refusal().map(SshConnection::failed).orElseGet(() -> failed(server, login, e));
    } finally {
      if (!isOpen) {
        client.stop();
      }
    }
  }

  private static boolean isRejection(SshException e) {
    return e.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE;
  }

  private static SshClient client(
      SshServer server, SshLogin login, Algorithms algorithms, SshDeadlines deadlines) {
    SshClient client = SshClient.setUpDefaultClient();
    algorithms.apply(client);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setAgentFactory(null);
    client.setServerKeyVerifier(verifier(server, login));
    FilePasswordProvider passphrase = passphrase(login);
    client.setFilePasswordProvider(passphrase);
    client.setKeyIdentityProvider(login.identity(passphrase));
    client.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionCreated(Session session) {
            // before the key exchange begins
            session.setSignatureFactories(
                algorithms.hostKeys(
                    login.hostKeys(server.address(), remote(server, session.getRemoteAddress()))));
          }
        });
    CoreModuleProperties.NIO_WORKERS.set(client, 1);
    CoreModuleProperties.AUTH_TIMEOUT.set(client, deadlines.login());
    CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, deadlines.keepalive());
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, UNANSWERED_KEEPALIVES);
    client.start();
    return client;
  }

  private static ServerKeyVerifier verifier(SshServer server, SshLogin login) {
    return (session, remote, key) -> login.accepts(server.address(), remote(server, remote), key);
  }

  private static InetSocketAddress remote(SshServer server, SocketAddress remote) {
    return remote instanceof InetSocketAddress address
        ? address
        : InetSocketAddress.createUnresolved(server.host(), server.port());
  }

  private static FilePasswordProvider passphrase(SshLogin login) {
    return new FilePasswordProvider() {
      @Override
      public @Nullable String getPassword(SessionContext session, NamedResource key, int attempt) {
        return login.passphrase(attempt).orElse(null);
      }

      @Override
      public ResourceDecodeResult handleDecodeAttemptResult(
          SessionContext session,
          NamedResource key,
          int attempt,
          @Nullable String passphrase,
          @Nullable Exception error) {
        if (error != null) {
          login.notDecrypted();
        }
        return ResourceDecodeResult.TERMINATE;
      }
    };
  }

  private static Opened failed(SshServer server, SshLogin login, IOException e) {
    String words = words(e);
    if (e instanceof SshException rejected && isRejection(rejected)) {
      return failed(
          new Refusal(
              server + " rejects the key " + login.keys().keyPlace(),
              "Append its public key to authorized_keys of that user; the firmware update of some"
                  + " routers empties that file."));
    }
    if (words.contains("Unable to negotiate")) {
      return failed(
          new Refusal(
              server + " has no algorithm in common: " + words,
              "Update it, or set legacy: true for an old one."));
    }
    return unavailable(
        e instanceof Connecting.NoConnectionException ? words : server + ": " + words);
  }

  private static Opened failed(Refusal refusal) {
    return new Opened.Failed(new SshReply.Refused(refusal.reason(), refusal.whatToDo()));
  }

  private static Opened unavailable(String reason) {
    return new Opened.Failed(new SshReply.Unavailable(reason, false));
  }

  /** Whether commands can be started. */
  public boolean isOpen() {
    return session.isOpen();
  }

  /**
   * Runs a command and waits for its end.
   *
   * @param command the command line for the shell of the user; a constant, never with values
   * @param input its standard input
   * @param limit the time after which the command is given up
   */
  public SshReply run(String command, String input, Duration limit) {
    BoundedOutput output = new BoundedOutput(MOST_OUTPUT);
    BoundedOutput error = new BoundedOutput(MOST_OUTPUT);
    boolean started = false;
    try (ChannelExec channel = session.createExecChannel(command)) {
      channel.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
      channel.setOut(output);
      channel.setErr(error);
      channel.open().verify(deadlines.start());
      started = true;
      Set<ClientChannelEvent> events =
          channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), limit);
      if (events.contains(ClientChannelEvent.TIMEOUT)) {
        channel.close(true);
        return new SshReply.Unavailable(
            server + ": the command did not end within " + Connecting.text(limit) + said(error),
            true);
      }
      Integer status = channel.getExitStatus();
      if (status == null) {
        String signal = channel.getExitSignal();
        return new SshReply.Unavailable(
            server
                + ": the command ended "
                + (signal == null ? "with the connection" : "by signal " + signal)
                + said(error),
            true);
      }
      return new SshReply.Done(
          status, output.text(), error.text(), output.isCut() || error.isCut());
    } catch (IOException e) {
      return new SshReply.Unavailable(server + ": " + words(e), started);
    }
  }

  private static String said(BoundedOutput error) {
    String words = error.text().strip();
    return words.isEmpty() ? "" : "; it said: " + Printable.start(Printable.text(words), 400);
  }

  private static String words(IOException e) {
    String message = e.getMessage();
    return Printable.text(message == null ? e.toString() : message);
  }

  @Override
  public void close() {
    session.close(true);
    client.stop();
  }
}
