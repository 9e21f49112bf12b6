package dev.leasehold.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * The first contact with a machine: a person says that the host key it shows now is the right one.
 */
public final class HostKeyTrust {
  private HostKeyTrust() {}

  /** What became of the host key. */
  public sealed interface Result {
    /**
     * The key was added.
     *
     * @param key its type and fingerprint, such as {@code ssh-ed25519 SHA256:…}
     */
    record Added(String key) implements Result {}

    /** The key was there already. */
    record Known(String key) implements Result {}

    /**
     * The key is not in the Secret, which a person has to change.
     *
     * @param line the line to add
     */
    record Unwritten(String key, String line) implements Result {}

    /**
     * Nothing was added: another key of that host is there, the key is revoked, or the Secret
     * cannot be read until a person acts.
     */
    record Refused(String reason, String whatToDo) implements Result {}

    /** The machine did not show a key, or the source of known host keys does not answer. */
    record Unavailable(String reason) implements Result {}
  }

  private record Shown(PublicKey key, InetSocketAddress remote) {}

  /**
   * Adds the key that a machine shows now to its known_hosts file, unless the file has another key
   * of that host. A Secret is only read. Sends nothing of the user.
   */
  public static Result add(
      SshServer server, SshKeys keys, Algorithms algorithms, SshDeadlines deadlines) {
    return switch (keys) {
      case SshFiles files -> add(server, files.knownHostsFile(), algorithms, deadlines);
      case SshSecret(var _, Optional<Path> file) when file.isPresent() ->
          add(server, file.get(), algorithms, deadlines);
      case SshSecret secret ->
          switch (secret.secret().read()) {
            case SecretSource.Answer.Found(SecretData data) ->
                compare(server, secret, data, algorithms, deadlines);
            case SecretSource.Answer.Refused(Refusal(String reason, String whatToDo)) ->
                new Result.Refused(reason, whatToDo);
            case SecretSource.Answer.Unavailable(String reason) -> new Result.Unavailable(reason);
          };
    };
  }

  private static Result add(
      SshServer server, Path file, Algorithms algorithms, SshDeadlines deadlines) {
    Shown shown;
    try {
      shown = shown(server, algorithms, deadlines);
    } catch (IOException e) {
      return unavailable(server, e);
    }
    try {
      if (Files.exists(file)) {
        Optional<Result> found =
            find(
                server,
                shown,
                KnownHosts.ofFile(file),
                "remove the old one (ssh-keygen -f " + file + " -R '" + server.knownAs() + "')");
        if (found.isPresent()) {
          return found.get();
        }
      }
      append(file, line(server, shown.key()));
    } catch (IOException e) {
      return new Result.Unavailable("cannot write to " + file + ": " + e);
    }
    return new Result.Added(words(shown.key()));
  }

  private static Result compare(
      SshServer server,
      SshSecret secret,
      SecretData data,
      Algorithms algorithms,
      SshDeadlines deadlines) {
    Shown shown;
    try {
      shown = shown(server, algorithms, deadlines);
    } catch (IOException e) {
      return unavailable(server, e);
    }
    KnownHosts known = KnownHosts.ofText(secret.hostsPlace(), data.get(SshSecret.HOSTS).orElse(""));
    return find(server, shown, known, "remove the line of the old one there")
        .orElseGet(() -> new Result.Unwritten(words(shown.key()), line(server, shown.key())));
  }

  /**
   * What is known of a key already; empty if it can be added.
   *
   * @param removal what a person does about an old key
   */
  private static Optional<Result> find(
      SshServer server, Shown shown, KnownHosts known, String removal) {
    PublicKey key = shown.key();
    boolean hasOther = !known.keys(server.address(), shown.remote()).isEmpty();
    Optional<String> refusal = known.refusal(server.address(), shown.remote(), key);
    if (refusal.isEmpty()) {
      return Optional.of(new Result.Known(words(key)));
    }
    return hasOther || known.isRevoked(key)
        ? Optional.of(
            new Result.Refused(
                refusal.get(),
                "If that machine has a new key for a known reason, "
                    + removal
                    + " and repeat; otherwise somebody may be in between."))
        : Optional.empty();
  }

  private static Result unavailable(SshServer server, IOException e) {
    String words = String.valueOf(e.getMessage());
    return new Result.Unavailable(
        e instanceof Connecting.NoConnectionException ? words : server + ": " + words);
  }

  private static String words(PublicKey key) {
    return KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
  }

  private static String line(SshServer server, PublicKey key) {
    return server.knownAs() + " " + PublicKeyEntry.toString(key);
  }

  private static Shown shown(SshServer server, Algorithms algorithms, SshDeadlines deadlines)
      throws IOException {
    AtomicReference<@Nullable Shown> shown = new AtomicReference<>();
    SshClient client = SshClient.setUpDefaultClient();
    algorithms.apply(client);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setServerKeyVerifier((session, remote, key) -> {
      shown.set(new Shown(key, address(server, remote)));
      return false; // the connection ends here
    });
    CoreModuleProperties.NIO_WORKERS.set(client, 1);
    client.start();
    try {
      Connecting.logIn(client, server, deadlines).close(true);
    } catch (IOException e) {
      if (shown.get() == null) {
        throw e;
      }
    } finally {
      client.stop();
    }
    Shown seen = shown.get();
    if (seen == null) {
      throw new IOException("it showed no host key");
    }
    return seen;
  }

  private static InetSocketAddress address(SshServer server, SocketAddress remote) {
    return remote instanceof InetSocketAddress address
        ? address
        : InetSocketAddress.createUnresolved(server.host(), server.port());
  }

  private static void append(Path file, String line) throws IOException {
    if (Files.notExists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    }
    String text = Files.readString(file);
    String start = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
    Files.writeString(file, start + line + "\n", StandardOpenOption.APPEND);
  }
}
