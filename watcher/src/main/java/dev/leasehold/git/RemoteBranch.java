package dev.leasehold.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The branch on the server: what its tip is, and pushing one commit on top of it. */
final class RemoteBranch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RemoteBranch.class);
  private static final int TIMEOUT_SECONDS = 30;
  private static final int BRANCHES_NAMED = 10;

  private static final List<String> HOOKS =
      List.of("pre-receive", "update", "post-receive", "post-update", "reference-transaction");
  // It has no destination, which JGit calls a mismatch.
  private static final RefSpec ALL_BRANCHES =
      new RefSpec(Constants.R_HEADS + "*", RefSpec.WildcardMode.ALLOW_MISMATCH);

  private final GitTarget target;
  private final String ref;
  private final @Nullable SshAccess ssh;
  private boolean filters = true; // until a server turns out to have none

  /**
   * @param home a directory of our own, in place of the user's home
   */
  RemoteBranch(GitTarget target, Path home) {
    this.target = target;
    this.ref = Constants.R_HEADS + target.branch();
    this.ssh = target.auth() instanceof GitTarget.Auth.SshKey key ? new SshAccess(key, home) : null;
  }

  /** What became of a push. */
  sealed interface Answer {
    record Landed() implements Answer {}

    /** Someone else was faster. */
    record Moved(String words) implements Answer {}

    record Failed(Outcome.Failure failure) implements Answer {}
  }

  /**
   * Brings the tip here, without its history.
   *
   * @throws IOException when the local repository is the trouble
   */
  Fetched fetch(LocalRepository local) throws IOException {
    Optional<Outcome.Failure> missing = missing();
    if (missing.isPresent()) {
      return missing.get();
    }
    try (Transport transport = open(local)) {
      transport.setDepth(1);
      // The connection itself rather than Transport.fetch: that one would connect a second time
      // where we only wanted to know whether there is anything new.
      try (FetchConnection connection = transport.openFetch(List.of(ALL_BRANCHES))) {
        Ref branch = connection.getRef(ref);
        ObjectId tip = branch == null ? null : branch.getObjectId();
        if (branch == null || tip == null) {
          return noBranch(connection);
        }
        if (!local.tip().equals(Optional.of(tip))) {
          fetch(connection, branch);
          local.remember(tip);
        }
        Optional<Snapshot> snapshot =
            Snapshot.read(
                local,
                tip,
                target.path(),
                (commit, depth, contents) -> deepen(local, commit, depth, contents));
        return snapshot.isPresent() ? snapshot.get() : noFolder();
      }
    } catch (PackageLimits.TooLargeException e) {
      return tooLarge(e);
    } catch (IOException e) {
      return trouble(local, e);
    } catch (RuntimeException e) {
      return broken(e);
    }
  }

  /**
   * Offers a commit whose parent is the tip. Taken only while that still is the tip: a branch that
   * was deleted or put back meanwhile is left as it is.
   *
   * @throws IOException when the local repository is the trouble
   */
  Answer push(LocalRepository local, ObjectId commit, ObjectId tip) throws IOException {
    Optional<Outcome.Failure> missing = missing().or(this::notWritable);
    if (missing.isPresent()) {
      return new Answer.Failed(missing.get());
    }
    RemoteRefUpdate update =
        new RemoteRefUpdate(local.git(), commit.name(), commit, ref, false, null, tip);
    PushResult result;
    try (Transport transport = open(local)) {
      result = transport.push(NullProgressMonitor.INSTANCE, List.of(update));
    } catch (IOException e) {
      return new Answer.Failed(writeTrouble(local, e));
    } catch (RuntimeException e) {
      return new Answer.Failed(broken(e));
    }
    String status = update.getMessage() == null ? "" : update.getMessage();
    return switch (update.getStatus()) {
      case OK, UP_TO_DATE -> new Answer.Landed();
      case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED ->
          new Answer.Moved("the branch is not where it was");
      case REJECTED_OTHER_REASON ->
          Trouble.isRace(status, result.getMessages())
              ? new Answer.Moved(status)
              : new Answer.Failed(Trouble.refused(target, status, result.getMessages()));
      default ->
          new Answer.Failed(
              new Outcome.Unreachable(
                  "no answer to the push to " + target.where() + ": " + update.getStatus()));
    };
  }

  /**
   * Brings commits below the tip here.
   *
   * @param contents whether with the contents of their files; else without, where the server can
   *     leave those out
   * @return why it cannot
   * @throws IOException when the local repository is the trouble
   */
  private Optional<Outcome.Failure> deepen(
      LocalRepository local, ObjectId tip, int commits, boolean contents) throws IOException {
    try {
      if (filters && !contents) {
        try {
          return deepen(local, tip, commits, FilterSpec.fromFilterLine("blob:none"));
        } catch (TransportException e) {
          if (Trouble.isOfNetwork(e)) {
            throw e;
          }
          filters = false; // the server has no filters, and JGit does not go on without
        }
      }
      return deepen(local, tip, commits, FilterSpec.NO_FILTER);
    } catch (IOException e) {
      return Optional.of(trouble(local, e));
    } catch (RuntimeException e) {
      return Optional.of(broken(e));
    }
  }

  private Optional<Outcome.Failure> deepen(
      LocalRepository local, ObjectId tip, int commits, FilterSpec filter) throws IOException {
    Set<ObjectId> shallow = local.onlyKnows(tip); // JGit cannot deepen twice
    try (Transport transport = open(local)) {
      transport.setDepth(commits);
      transport.setFilterSpec(filter);
      try (FetchConnection connection = transport.openFetch(List.of(ALL_BRANCHES))) {
        Ref branch = connection.getRef(ref);
        if (branch == null || !tip.equals(branch.getObjectId())) {
          return Optional.of(
              new Outcome.Unreachable(target.where() + " moved while its history was read"));
        }
        fetch(connection, branch);
        return Optional.empty();
      }
    } finally {
      local.knowsAlso(shallow);
    }
  }

  private static void fetch(FetchConnection connection, Ref branch) throws IOException {
    connection.fetch(NullProgressMonitor.INSTANCE, Set.of(branch), Set.of());
    for (PackLock lock : connection.getPackLocks()) {
      lock.unlock();
    }
  }

  /**
   * Opens a push and pushes nothing: whether the server lets us write at all. Hooks and protected
   * branches have no say in that yet.
   *
   * @return why it does not
   * @throws IOException when the local repository is the trouble
   */
  Optional<Outcome.Failure> mayPush(LocalRepository local) throws IOException {
    Optional<Outcome.Failure> missing = missing().or(this::notWritable);
    if (missing.isPresent()) {
      return missing;
    }
    try (Transport transport = open(local);
        PushConnection _ = transport.openPush()) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(writeTrouble(local, e));
    } catch (RuntimeException e) {
      return Optional.of(broken(e));
    }
  }

  /**
   * What servers do to a connection is more than the Git library expects: it throws {@link
   * IllegalThreadStateException} where the server's program was killed. None of that may end the
   * watch.
   */
  private Outcome.Failure broken(RuntimeException defect) {
    if (defect instanceof Snapshot.DamagedException) {
      throw defect;
    }
    log.debug("the Git library failed with {}", target.url(), defect);
    return new Outcome.Unreachable(
        "the connection to "
            + target.url()
            + " broke: "
            + (defect instanceof IllegalThreadStateException
                ? "the server's program ended before its time"
                : defect));
  }

  /** Git creates its objects there first. */
  private Optional<Outcome.Failure> notWritable() {
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
                "Let this user write to " + directory + " and all that is in it.",
                Outcome.Step.RIGHTS));
  }

  private Outcome.Failure trouble(LocalRepository local, IOException failure) throws IOException {
    // JGit wraps what goes wrong on either side in the same way.
    if (!local.isSound()) {
      throw failure;
    }
    return Trouble.with(target, ssh, failure);
  }

  private Outcome.Failure writeTrouble(LocalRepository local, IOException failure)
      throws IOException {
    return Trouble.ofWriting(target, trouble(local, failure), failure);
  }

  private Transport open(LocalRepository local) throws IOException {
    Transport transport = Transport.open(local.git(), target.uri());
    transport.setTimeout(TIMEOUT_SECONDS);
    if (transport instanceof SshTransport overSsh && ssh != null) {
      overSsh.setSshSessionFactory(ssh);
    }
    if (target.isLocal() && needsNativeGit()) {
      // JGit's own receive-pack runs no hook and writes to a branch that is checked out; what git
      // refuses must stay refused. Any spelling but the usual two makes JGit run the program.
      transport.setOptionReceivePack("exec git receive-pack");
    }
    return transport;
  }

  private Optional<Outcome.Failure> missing() {
    if (ssh != null) {
      return ssh.missing();
    }
    Path directory = Path.of(target.uri().getPath());
    return Files.isDirectory(directory)
        ? Optional.empty()
        : Optional.of(
            new Outcome.Stalled(
                "url: there is no directory " + directory,
                "Create the repository there (git init --bare), or correct the url."));
  }

  private boolean needsNativeGit() {
    Path directory = Path.of(target.uri().getPath());
    return Files.isDirectory(directory.resolve(".git"))
        || HOOKS.stream().anyMatch(h -> Files.isExecutable(directory.resolve("hooks").resolve(h)));
  }

  private Outcome.Failure noBranch(FetchConnection connection) {
    List<String> branches =
        connection.getRefs().stream()
            .map(Ref::getName)
            .filter(name -> name.startsWith(Constants.R_HEADS))
            .map(name -> name.substring(Constants.R_HEADS.length()))
            .sorted()
            .toList();
    if (branches.isEmpty()) {
      return new Outcome.Stalled(
          target.url() + " has no commits yet",
          "Push a first commit with your package to branch " + target.branch() + ".",
          Outcome.Step.BRANCH);
    }
    String named = branches.stream().limit(BRANCHES_NAMED).collect(Collectors.joining(", "));
    int more = branches.size() - BRANCHES_NAMED;
    return new Outcome.Stalled(
        target.url() + " has no branch " + target.branch(),
        "Create it, or name one of those that there are: "
            + named
            + (more > 0 ? " and " + more + " more." : "."),
        Outcome.Step.BRANCH);
  }

  private Outcome.Failure tooLarge(PackageLimits.TooLargeException e) {
    String folder = target.path().isEmpty() ? "the repository" : "the folder " + target.path();
    return new Outcome.Stalled(
        folder + " of " + target.where() + " is too large: " + e.getMessage(),
        "Take out what does not belong there, or let path name the folder of the package alone.",
        Outcome.Step.PACKAGE);
  }

  private Outcome.Failure noFolder() {
    return new Outcome.Stalled(
        "there is no folder " + target.path() + " on " + target.where(),
        "Commit your package there, or correct the path.",
        Outcome.Step.PACKAGE);
  }

  @Override
  public void close() {
    if (ssh != null) {
      ssh.close();
    }
  }
}
