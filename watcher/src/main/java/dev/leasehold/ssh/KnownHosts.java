package dev.leasehold.ssh;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host keys of a known_hosts file (sshd(8)): hashed names, {@code [host]:port}, patterns, and
 * {@code @revoked}. A line with {@code @cert-authority} trusts nothing.
 */
final class KnownHosts {
  private static final Logger log = LoggerFactory.getLogger(KnownHosts.class);

  private final String entry;
  private final Path file;
  private final ServerKeyDatabase lines;

  /**
   * @param entry the field of the configuration that names the file, for messages
   */
  KnownHosts(String entry, Path file) {
    this.entry = entry;
    this.file = file;
    this.lines = new Reader(file).open();
  }

  /**
   * The trusted keys of a host.
   *
   * @param address {@code host:port} as it is in the configuration
   */
  List<PublicKey> keys(String address, InetSocketAddress remote) {
    return lines.lookup(address, remote, Strict.INSTANCE);
  }

  /**
   * Why the key of a host is not accepted; empty if it is.
   *
   * @param address {@code host:port} as it is in the configuration
   */
  Optional<String> refusal(String address, InetSocketAddress remote, PublicKey key) {
    String shown = KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
    if (isRevoked(key)) {
      return Optional.of("the host key of " + address + " is revoked in " + file + ": " + shown);
    }
    if (lines.accept(address, remote, key, Strict.INSTANCE, null)) {
      return Optional.empty();
    }
    boolean other = !keys(address, remote).isEmpty();
    return Optional.of(
        (other ? "the host key of " : "the host ")
            + address
            + (other ? " is not the one in " : " is not in ")
            + file
            + "; it shows "
            + shown);
  }

  /**
   * Whether a line with {@code @revoked} has the key. JGit stops at the first line of the host, so
   * that it may not come to that one. The hosts of the line do not matter: a key that leaked is
   * good for none.
   */
  boolean isRevoked(PublicKey key) {
    String encoded = PublicKeyEntry.toString(key).split(" ", 3)[1];
    try (Stream<String> text = Files.lines(file)) {
      return text.map(line -> Arrays.asList(line.strip().split("\\s+")))
          .anyMatch(words -> words.getFirst().equals("@revoked") && words.contains(encoded));
    } catch (IOException | UncheckedIOException e) {
      log.warn("{}: cannot read {}: {}", entry, file, e.toString());
      return true;
    }
  }

  /** JGit's reader of the file, which a factory of sessions alone creates. */
  private static final class Reader extends SshdSessionFactory {
    private static final File NO_DIRECTORY = new File("/nonexistent");

    private final Path file;

    Reader(Path file) {
      super(null, null);
      this.file = file;
    }

    @Override
    protected List<Path> getDefaultKnownHostsFiles(File sshDirectory) {
      return List.of(file);
    }

    ServerKeyDatabase open() {
      return createServerKeyDatabase(NO_DIRECTORY, NO_DIRECTORY);
    }
  }

  /** No file but the one of the configuration, and no key that is not there. */
  private enum Strict implements ServerKeyDatabase.Configuration {
    INSTANCE;

    @Override
    public List<String> getUserKnownHostsFiles() {
      return List.of();
    }

    @Override
    public List<String> getGlobalKnownHostsFiles() {
      return List.of();
    }

    @Override
    public StrictHostKeyChecking getStrictHostKeyChecking() {
      return StrictHostKeyChecking.REQUIRE_MATCH;
    }

    @Override
    public boolean getHashKnownHosts() {
      return false;
    }

    @Override
    public String getUsername() {
      return "";
    }
  }
}
