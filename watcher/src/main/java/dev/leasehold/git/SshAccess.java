package dev.leasehold.git;

import dev.leasehold.ssh.Refusal;
import dev.leasehold.ssh.SshFiles;
import dev.leasehold.ssh.SshLogin;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.KeyPasswordProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * JGit's SSH with exactly one key and one known_hosts file: without an agent, {@code ~/.ssh} or
 * questions to a user. Both files are read again for every connection.
 */
final class SshAccess extends SshdSessionFactory {
  private final SshFiles files;
  private final SshLogin login;

  /**
   * @param home a directory that replaces the user's home; no file is read from it
   */
  SshAccess(GitTarget.Auth.SshKey key, Path home) {
    super(null, null);
    this.files = key.files();
    this.login = new SshLogin("auth.ssh", files);
    setHomeDirectory(home.toFile());
    setSshDirectory(home.resolve("ssh").toFile());
  }

  /** The problem of the two files, before any connection. */
  Optional<Outcome.Failure> missing() {
    return login
        .prepare()
        .map(obstacle ->
            switch (obstacle) {
              case SshLogin.Obstacle.Missing(Refusal refusal) ->
                  Outcome.Stalled.here(refusal.reason(), refusal.whatToDo());
              case SshLogin.Obstacle.Unavailable(String reason) -> new Outcome.Unreachable(reason);
            });
  }

  /**
   * The reason why the last connection failed, if the host key or the client key was the reason.
   */
  Optional<Outcome.Failure> refusal() {
    return login.refusal().map(SshAccess::stalled);
  }

  private static Outcome.Failure stalled(Refusal refusal) {
    return new Outcome.Stalled(refusal.reason(), refusal.whatToDo());
  }

  Outcome.Failure loginRefused(String where, String words) {
    return new Outcome.Stalled(
        "the server rejects the key " + files.keyFile() + ": " + where + ": " + words,
        "Allow its public key to write to the repository (as a deploy key), or fix the user"
            + " name in the url.");
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
    return new ServerKeyDatabase() {
      @Override
      public List<PublicKey> lookup(
          String address, InetSocketAddress remote, Configuration configuration) {
        return login.hostKeys(address, remote);
      }

      @Override
      public boolean accept(
          String address,
          InetSocketAddress remote,
          PublicKey key,
          Configuration configuration,
          @Nullable CredentialsProvider nobody) {
        return login.accepts(address, remote, key);
      }
    };
  }

  @Override
  protected KeyPasswordProvider createKeyPasswordProvider(@Nullable CredentialsProvider nobody) {
    return new KeyPasswordProvider() {
      @Override
      public char @Nullable [] getPassphrase(URIish key, int attempt) {
        return login.passphrase(attempt).map(String::toCharArray).orElse(null);
      }

      @Override
      public void setAttempts(int attempts) {
        // The first attempt shows that the key needs a passphrase.
      }

      @Override
      public boolean keyLoaded(URIish key, int attempt, @Nullable Exception error) {
        if (error != null) {
          login.notDecrypted();
        }
        return false; // no further attempt
      }
    };
  }
}
