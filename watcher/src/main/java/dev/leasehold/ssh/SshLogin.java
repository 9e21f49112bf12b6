package dev.leasehold.ssh;

import dev.leasehold.credential.SecretFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A login with exactly one key and one known_hosts file. It records why a login failed, because the
 * exceptions of the clients do not say.
 */
public final class SshLogin {
  private static final Logger log = LoggerFactory.getLogger(SshLogin.class);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private final String entry;
  private final SshFiles files;
  private final KnownHosts knownHosts;
  private final Optional<SecretFile> passphrase;
  // Set by threads of the SSH client; read after its call failed.
  private volatile @Nullable String hostRefused;
  private volatile boolean passphraseAsked;
  private volatile boolean passphraseRefused;

  /**
   * @param entry the entry of the configuration with the three files, for messages: {@code
   *     auth.ssh}
   */
  public SshLogin(String entry, SshFiles files) {
    this.entry = entry;
    this.files = files;
    this.knownHosts = new KnownHosts(entry + ".knownHostsFile", files.knownHostsFile());
    this.passphrase =
        files.passphraseFile().map(file -> new SecretFile(entry + ".passphraseFile", file));
    warnIfOthersCanRead(entry, files.keyFile());
  }

  /** The files of this login. */
  public SshFiles files() {
    return files;
  }

  /** The problem of the files, before any connection; forgets an earlier refusal. */
  public Optional<Refusal> missing() {
    hostRefused = null;
    passphraseAsked = false;
    passphraseRefused = false;
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
    if (!Files.isReadable(files.knownHostsFile())) {
      return Optional.of(
          new Refusal(
              entry + ".knownHostsFile: " + unreadable(files.knownHostsFile()),
              "Put the server's host key there (ssh-keyscan prints it; compare its fingerprint)."));
    }
    return Optional.empty();
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
                  + files.knownHostsFile()
                  + ": ssh-keyscan [-p PORT] HOST prints it. A key that differs from an earlier one"
                  + " may mean an attack on the connection."));
    }
    if (passphraseAsked && files.passphraseFile().isEmpty()) {
      return Optional.of(
          new Refusal(
              entry + ".keyFile: " + files.keyFile() + " is protected by a passphrase",
              "Put the passphrase into a file and set passphraseFile."));
    }
    if (passphraseRefused) {
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
    passphraseRefused |= files.passphraseFile().isPresent();
  }
}
