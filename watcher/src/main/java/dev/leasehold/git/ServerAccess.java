package dev.leasehold.git;

import dev.leasehold.credential.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.jspecify.annotations.Nullable;

/** The access to the server of a target: by SSH, by HTTPS, or by a path on this machine. */
final class ServerAccess implements AutoCloseable {
  private static final List<String> HOOKS =
      List.of("pre-receive", "update", "post-receive", "post-update", "reference-transaction");

  private final GitTarget target;
  private final @Nullable SshSessions ssh;
  private final @Nullable HttpTokens http;

  /**
   * Creates the access; does not connect yet.
   *
   * @param home a directory of the watcher that replaces the user's home
   * @param clock the clock for tokens that expire
   */
  ServerAccess(GitTarget target, Path home, InstantSource clock, Operations operations) {
    this.target = target;
    this.ssh =
        target.auth() instanceof GitTarget.Auth.SshKey key
            ? new SshSessions(new SshAccess(key, home), operations.nanos())
            : null;
    this.http =
        target.auth() instanceof GitTarget.Auth.Https(Credential credential)
            ? new HttpTokens(credential, target, clock, operations.timeouts())
            : null;
  }

  /** The tokens for HTTPS; null for other targets. */
  @Nullable HttpTokens http() {
    return http;
  }

  /** The SSH access; null for a path on this machine. */
  @Nullable SshAccess ssh() {
    return ssh == null ? null : ssh.ssh();
  }

  /**
   * Records a failed operation.
   *
   * @return whether another try at once makes sense: it ran on a connection of an earlier
   *     operation, or with a token that was replaced meanwhile
   */
  boolean failed(Exception failure) {
    return ssh != null && ssh.failed() || http != null && http.isReplacedAfter(failure);
  }

  /** The local requirement that is missing, before any connection. */
  Optional<Outcome.Failure> missing() {
    if (ssh != null) {
      return ssh.ssh().missing();
    }
    if (http != null) {
      return http.missing();
    }
    Path directory = Path.of(target.uri().getPath());
    return Files.isDirectory(directory)
        ? Optional.empty()
        : Optional.of(
            new Outcome.Stalled(
                "url: there is no directory " + directory,
                "Create the repository there (git init --bare), or fix the url."));
  }

  /**
   * The reason why this user cannot write to a local repository. The objects directory is checked,
   * because Git writes there first.
   */
  Optional<Outcome.Failure> notWritable() {
    if (!target.isLocal()) {
      return Optional.empty();
    }
    Path directory = Path.of(target.uri().getPath());
    Path inside = directory.resolve(".git");
    Path objects = (Files.isDirectory(inside) ? inside : directory).resolve("objects");
    return !Files.isDirectory(objects) || Files.isWritable(objects)
        ? Optional.empty()
        : Optional.of(
            new Outcome.Stalled(
                "this user may read " + target.url() + ", but not write to it",
                "Let this user write to " + directory + " and everything in it.",
                Outcome.Stage.RIGHTS));
  }

  /** Opens a transport that the operation can close. */
  Transport open(LocalRepository local, Operation operation) throws IOException {
    Transport transport = Transport.open(local.git(), target.uri());
    if (transport instanceof SshTransport overSsh && ssh != null) {
      overSsh.setSshSessionFactory(new WatchedSsh(ssh, operation));
    }
    if (transport instanceof TransportHttp overHttp && http != null) {
      http.prepare(overHttp, operation);
    }
    if (target.isLocal()) {
      // The timeout of a fetch within this process, whose bytes are not counted.
      transport.setTimeout(operation.localIdleSeconds());
    }
    if (target.isLocal() && needsNativeGit()) {
      // JGit's own receive-pack runs no hooks and writes to a checked-out branch, which git
      // refuses. With any spelling but the usual two, JGit runs the git program instead.
      transport.setOptionReceivePack("exec git receive-pack");
    }
    return transport;
  }

  private boolean needsNativeGit() {
    Path directory = Path.of(target.uri().getPath());
    return Files.isDirectory(directory.resolve(".git"))
        || HOOKS.stream().anyMatch(h -> Files.isExecutable(directory.resolve("hooks").resolve(h)));
  }

  @Override
  public void close() {
    if (ssh != null) {
      ssh.close();
    }
    if (http != null) {
      http.close();
    }
  }
}
