package dev.leasehold.git;

import dev.leasehold.credential.SecretFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.KeyPasswordProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SSH with exactly one key and one known_hosts file: without an agent, {@code ~/.ssh} or questions
 * to a user, and only with host keys from the file. Both files are read again for every connection.
 *
 * <p>The class records why a login failed, because the exceptions of JGit do not say.
 */
final class SshAccess extends SshdSessionFactory {
  private static final Logger log = LoggerFactory.getLogger(SshAccess.class);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private final GitTarget.Auth.SshKey files;
  private final Optional<SecretFile> passphrase;
  // Set by threads of the SSH client; read after its call failed.
  private volatile @Nullable String hostRefused;
  private volatile boolean passphraseAsked;
  private volatile boolean passphraseRefused;

  /**
   * @param home a directory that replaces the user's home; no file is read from it
   */
  SshAccess(GitTarget.Auth.SshKey files, Path home) {
    super(null, null);
    this.files = files;
    this.passphrase =
        files.passphraseFile().map(file -> new SecretFile("auth.ssh.passphraseFile", file));
    setHomeDirectory(home.toFile());
    setSshDirectory(home.resolve("ssh").toFile());
    warnIfOthersCanRead(files.keyFile());
  }

  /** The problem of the two files, before any connection. */
  Optional<Outcome.Failure> missing() {
    hostRefused = null;
    passphraseAsked = false;
    passphraseRefused = false;
    if (passphrase.isPresent()) {
      try {
        String _ = passphrase.get().read();
      } catch (SecretFile.Unusable e) {
        return Optional.of(new Outcome.Stalled(e.reason(), "Put the passphrase of the key there."));
      }
    }
    if (!Files.isReadable(files.keyFile())) {
      return Optional.of(
          new Outcome.Stalled(
              "auth.ssh.keyFile: " + unreadable(files.keyFile()),
              "Put the private key there (ssh-keygen -t ed25519 creates one), readable by this user."));
    }
    if (!Files.isReadable(files.knownHostsFile())) {
      return Optional.of(
          new Outcome.Stalled(
              "auth.ssh.knownHostsFile: " + unreadable(files.knownHostsFile()),
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
  Optional<Outcome.Failure> refusal() {
    String refused = hostRefused;
    if (refused != null) {
      return Optional.of(
          new Outcome.Stalled(
              refused,
              "Compare the fingerprint with that of the server's owner, then put the key into "
                  + files.knownHostsFile()
                  + ": ssh-keyscan [-p PORT] HOST prints it. A key that differs from an earlier one"
                  + " may mean an attack on the connection."));
    }
    if (passphraseAsked && files.passphraseFile().isEmpty()) {
      return Optional.of(
          new Outcome.Stalled(
              "auth.ssh.keyFile: " + files.keyFile() + " is protected by a passphrase",
              "Put the passphrase into a file and set passphraseFile."));
    }
    if (passphraseRefused) {
      return Optional.of(
          new Outcome.Stalled(
              "auth.ssh.passphraseFile: "
                  + files.passphraseFile().map(String::valueOf).orElse("")
                  + " does not have the passphrase of "
                  + files.keyFile(),
              "Put the passphrase of the key there."));
    }
    return Optional.empty();
  }

  Outcome.Failure loginRefused(String where, String words) {
    return new Outcome.Stalled(
        "the server rejects the key " + files.keyFile() + ": " + where + ": " + words,
        "Allow its public key to write to the repository (as a deploy key), or fix the user"
            + " name in the url.");
  }

  private static void warnIfOthersCanRead(Path keyFile) {
    try {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(keyFile));
      if (permissions.removeAll(OTHERS)) {
        log.warn("auth.ssh.keyFile: {} can be read by others; chmod 600 it", keyFile);
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      log.debug("permissions of {} unknown", keyFile, e);
    }
  }

  @Override
  protected @Nullable File getSshConfig(File sshDirectory) {
    return null;
  }

  @Override
  protected List<Path> getDefaultIdentities(File sshDirectory) {
    return new ArrayList<>(List.of(files.keyFile()));
  }

  @Override
  protected List<Path> getDefaultKnownHostsFiles(File sshDirectory) {
    return List.of(files.knownHostsFile());
  }

  @Override
  protected String getDefaultPreferredAuthentications() {
    return "publickey";
  }

  @Override
  protected ServerKeyDatabase createServerKeyDatabase(File home, File sshDirectory) {
    ServerKeyDatabase knownHosts = super.createServerKeyDatabase(home, sshDirectory);
    return new ServerKeyDatabase() {
      @Override
      public List<PublicKey> lookup(
          String address, InetSocketAddress remote, Configuration configuration) {
        return knownHosts.lookup(address, remote, configuration);
      }

      @Override
      public boolean accept(
          String address,
          InetSocketAddress remote,
          PublicKey key,
          Configuration configuration,
          @Nullable CredentialsProvider nobody) {
        Configuration strict = new Strict(configuration);
        if (isRevoked(key)) {
          hostRefused =
              "the host key of "
                  + address
                  + " is revoked in "
                  + files.knownHostsFile()
                  + ": "
                  + KeyUtils.getKeyType(key)
                  + " "
                  + KeyUtils.getFingerPrint(key);
          return false;
        }
        if (knownHosts.accept(address, remote, key, strict, null)) {
          return true;
        }
        boolean other = !knownHosts.lookup(address, remote, strict).isEmpty();
        hostRefused =
            (other ? "the host key of " : "the host ")
                + address
                + (other ? " is not the one in " : " is not in ")
                + files.knownHostsFile()
                + "; it shows "
                + KeyUtils.getKeyType(key)
                + " "
                + KeyUtils.getFingerPrint(key);
        return false;
      }
    };
  }

  /**
   * Whether a line with {@code @revoked} has the key. JGit stops at the first line of the host, so
   * that it may not come to that one. The hosts of the line do not matter: a key that leaked is
   * good for none.
   */
  private boolean isRevoked(PublicKey key) {
    String encoded = PublicKeyEntry.toString(key).split(" ", 3)[1];
    try (Stream<String> lines = Files.lines(files.knownHostsFile())) {
      return lines
          .map(line -> Arrays.asList(line.strip().split("\\s+")))
          .anyMatch(words -> words.getFirst().equals("@revoked") && words.contains(encoded));
    } catch (IOException | UncheckedIOException e) {
      log.warn("auth.ssh.knownHostsFile: cannot read {}: {}", files.knownHostsFile(), e.toString());
      return true;
    }
  }

  private record Strict(ServerKeyDatabase.Configuration inner)
      implements ServerKeyDatabase.Configuration {
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
      return inner.getHashKnownHosts();
    }

    @Override
    public String getUsername() {
      return inner.getUsername();
    }
  }

  @Override
  protected KeyPasswordProvider createKeyPasswordProvider(@Nullable CredentialsProvider nobody) {
    return new KeyPasswordProvider() {
      @Override
      public char @Nullable [] getPassphrase(URIish key, int attempt) {
        passphraseAsked = true;
        if (attempt > 0 || passphrase.isEmpty()) {
          return null;
        }
        try {
          return passphrase.get().read().toCharArray();
        } catch (SecretFile.Unusable e) {
          log.debug("no passphrase", e);
          return null;
        }
      }

      @Override
      public void setAttempts(int attempts) {
        // The first attempt shows that the key needs a passphrase.
      }

      @Override
      public boolean keyLoaded(URIish key, int attempt, @Nullable Exception error) {
        passphraseRefused |= error != null && files.passphraseFile().isPresent();
        return false; // no further attempt
      }
    };
  }
}
