package dev.leasehold.ssh;

import dev.leasehold.credential.SecretFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A login with exactly one key and one source of trusted host keys. It records why a login failed,
 * because the exceptions of the clients do not say.
 */
public final class SshLogin {
  private static final Logger log = LoggerFactory.getLogger(SshLogin.class);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private final String entry;
  private final SshKeys keys;
  private final Optional<SecretFile> passphrase;
  // Both are of the last reading of a Secret.
  private volatile KnownHosts knownHosts;
  private volatile List<KeyPair> pairs = List.of();
  // Set by threads of the SSH client; read after its call failed.
  private volatile @Nullable String hostRefused;
  private volatile boolean passphraseAsked;
  private volatile boolean passphraseRefused;

  /** A reason why there is no connection to open. */
  public sealed interface Obstacle {
    /** Nothing works until a person acts. */
    record Missing(Refusal refusal) implements Obstacle {}

    /** The source of the key did not answer; another try may succeed. */
    record Unavailable(String reason) implements Obstacle {}
  }

  /**
   * @param entry the entry of the configuration with the keys, for messages: {@code auth.ssh}
   */
  public SshLogin(String entry, SshKeys keys) {
    this.entry = entry;
    this.keys = keys;
    switch (keys) {
      case SshFiles files -> {
        this.knownHosts = KnownHosts.ofFile(files.knownHostsFile());
        this.passphrase =
            files.passphraseFile().map(file -> new SecretFile(entry + ".passphraseFile", file));
        warnIfOthersCanRead(entry, files.keyFile());
      }
      case SshSecret secret -> {
        this.knownHosts =
            secret
                .knownHostsFile()
                .map(KnownHosts::ofFile)
                .orElseGet(() -> KnownHosts.ofText(secret.hostsPlace(), ""));
        this.passphrase = Optional.empty();
      }
    }
  }

  /** Where the key and the trusted host keys are. */
  SshKeys keys() {
    return keys;
  }

  /** Reads what the next connection needs, and forgets an earlier refusal. */
  public Optional<Obstacle> prepare() {
    hostRefused = null;
    passphraseAsked = false;
    passphraseRefused = false;
    return switch (keys) {
      case SshFiles files -> missing(files).map(Obstacle.Missing::new);
      case SshSecret secret -> read(secret);
    };
  }

  private Optional<Refusal> missing(SshFiles files) {
    if (passphrase.isPresent()) {
      try {
        String _ = passphrase.get().read();
      } catch (SecretFile.Unusable e) {
        return Optional.of(new Refusal(e.reason(), "Put the passphrase of the key there."));
      }
    }
    if (!Files.isReadable(files.keyFile())) {
      return Optional.of(
          new Refusal(
              entry + ".keyFile: " + unreadable(files.keyFile()),
              "Put the private key there (ssh-keygen -t ed25519 creates one), readable by this user."));
    }
    return missingHosts(files.knownHostsFile());
  }

  private Optional<Refusal> missingHosts(Path file) {
    return Files.isReadable(file)
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                entry + ".knownHostsFile: " + unreadable(file),
                "Put the server's host key there (ssh-keyscan prints it; compare its fingerprint)."));
  }

  private Optional<Obstacle> read(SshSecret secret) {
    Optional<Refusal> missingHosts = secret.knownHostsFile().flatMap(this::missingHosts);
    if (missingHosts.isPresent()) {
      return missingHosts.map(Obstacle.Missing::new);
    }
    return switch (secret.secret().read()) {
      case SecretSource.Answer.Found(SecretData data) ->
          take(secret, data).map(Obstacle.Missing::new);
      case SecretSource.Answer.Refused(Refusal(String reason, String whatToDo)) ->
          Optional.of(new Obstacle.Missing(refusal(reason, whatToDo)));
      case SecretSource.Answer.Unavailable(String reason) ->
          Optional.of(new Obstacle.Unavailable(entry + ".secretRef: " + reason));
    };
  }

  /** Takes the keys from the data of a Secret, or says what is missing there. */
  private Optional<Refusal> take(SshSecret secret, SecretData data) {
    String place = secret.secret().place();
    Optional<String> key = data.get(SshSecret.KEY);
    if (key.isEmpty()) {
      return Optional.of(
          refusal(
              place + " has no " + SshSecret.KEY,
              "Put the private key there, under that name whatever its type"
                  + " (ssh-keygen -t ed25519 -N '' creates one)."));
    }
    Optional<String> hosts = data.get(SshSecret.HOSTS);
    if (secret.knownHostsFile().isEmpty()) {
      if (hosts.isEmpty()) {
        return Optional.of(
            refusal(
                place + " has no " + SshSecret.HOSTS,
                "Put the host key of the router there (ssh-keyscan prints it; compare its"
                    + " fingerprint), or set knownHostsFile beside secretRef."));
      }
      knownHosts = KnownHosts.ofText(secret.hostsPlace(), hosts.get());
    }
    switch (PrivateKeys.read(keys.keyPlace(), key.get())) {
      case PrivateKeys.Read.Usable usable -> pairs = usable.pairs();
      case PrivateKeys.Read.Locked() -> {
        return Optional.of(
            refusal(
                keys.keyPlace() + " is protected by a passphrase",
                "Put the key there without one: ssh-keygen -p -N '' -f COPY removes it."));
      }
      case PrivateKeys.Read.Unreadable() -> {
        return Optional.of(
            refusal(
                keys.keyPlace() + " is not a private key",
                "Put the private key there in the format of OpenSSH or PEM, all lines of it."));
      }
    }
    return Optional.empty();
  }

  private Refusal refusal(String reason, String whatToDo) {
    return new Refusal(entry + ".secretRef: " + reason, whatToDo);
  }

  /**
   * The key, for a client.
   *
   * @param passphrase is asked for the passphrase of a key in a file
   */
  KeyIdentityProvider identity(FilePasswordProvider passphrase) {
    return switch (keys) {
      case SshFiles files -> {
        FileKeyPairProvider provider = new FileKeyPairProvider(files.keyFile());
        provider.setPasswordFinder(passphrase);
        yield provider;
      }
      case SshSecret _ -> KeyIdentityProvider.wrapKeyPairs(pairs);
    };
  }

  private static String unreadable(Path file) {
    return file + (Files.exists(file) ? " cannot be read" : " does not exist");
  }

  /**
   * The reason why the last connection failed, if the host key or the client key was the reason.
   */
  public Optional<Refusal> refusal() {
    String refused = hostRefused;
    if (refused != null) {
      return Optional.of(
          new Refusal(
              refused,
              "Compare the fingerprint with that of the server's owner, then put the key into "
                  + keys.hostsPlace()
                  + ": ssh-keyscan [-p PORT] HOST prints it. A key that differs from an earlier one"
                  + " may mean an attack on the connection."));
    }
    if (passphraseAsked && passphrase.isEmpty()) {
      return Optional.of(
          new Refusal(
              entry + ".keyFile: " + keys.keyPlace() + " is protected by a passphrase",
              "Put the passphrase into a file and set passphraseFile."));
    }
    if (passphraseRefused && keys instanceof SshFiles files) {
      return Optional.of(
          new Refusal(
              entry
                  + ".passphraseFile: "
                  + files.passphraseFile().map(String::valueOf).orElse("")
                  + " does not have the passphrase of "
                  + files.keyFile(),
              "Put the passphrase of the key there."));
    }
    return Optional.empty();
  }

  private static void warnIfOthersCanRead(String entry, Path keyFile) {
    try {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(keyFile));
      if (permissions.removeAll(OTHERS)) {
        log.warn("{}.keyFile: {} can be read by others; chmod 600 it", entry, keyFile);
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      log.debug("permissions of {} unknown", keyFile, e);
    }
  }

  /**
   * The trusted keys of a host.
   *
   * @param address {@code host:port} as it is in the configuration
   */
  public List<PublicKey> hostKeys(String address, InetSocketAddress remote) {
    return knownHosts.keys(address, remote);
  }

  /**
   * Whether a host key is trusted; records why it is not.
   *
   * @param address {@code host:port} as it is in the configuration
   */
  public boolean accepts(String address, InetSocketAddress remote, PublicKey key) {
    Optional<String> refused = knownHosts.refusal(address, remote, key);
    refused.ifPresent(words -> hostRefused = words);
    return refused.isEmpty();
  }

  /**
   * The passphrase of the key, when a client asks for it.
   *
   * @param attempt the number of earlier questions about the same key
   * @return empty if there is none, or if it was wrong
   */
  public Optional<String> passphrase(int attempt) {
    passphraseAsked = true;
    if (attempt > 0 || passphrase.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(passphrase.get().read());
    } catch (SecretFile.Unusable e) {
      log.debug("no passphrase", e);
      return Optional.empty();
    }
  }

  /** Records that the key could not be decrypted. */
  public void notDecrypted() {
    passphraseRefused |= passphrase.isPresent();
  }
}
