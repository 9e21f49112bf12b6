package dev.leasehold.git;

import dev.leasehold.git.Operations.Kind;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A branch on the server: reads its tip and pushes one commit onto it. */
final class RemoteBranch {
  private static final Logger log = LoggerFactory.getLogger(RemoteBranch.class);
  // The spec has no destination; JGit calls this a mismatch.
  private static final RefSpec ALL_BRANCHES =
      new RefSpec(Constants.R_HEADS + "*", RefSpec.WildcardMode.ALLOW_MISMATCH);

  private final GitTarget target;
  private final String branch;
  private final String ref;
  private final ServerAccess server;
  private final Operations operations;
  private boolean filters = true; // false after a server rejected a filter

  /**
   * Creates a branch; does not connect yet.
   *
   * @param branch the short name, {@code main}
   */
  RemoteBranch(GitTarget target, String branch, ServerAccess server, Operations operations) {
    this.target = target;
    this.branch = branch;
    this.ref = Constants.R_HEADS + branch;
    this.server = server;
    this.operations = operations;
  }

  /** The result of a push. */
  sealed interface Answer {
    record Landed() implements Answer {}

    /** Another push came first. */
    record Moved(String words) implements Answer {}

    record Failed(Outcome.Failure failure) implements Answer {}

    /** The connection ended after the commit may have been sent. */
    record Unanswered(Outcome.Unreachable why) implements Answer {}
  }

  /**
   * Fetches the tip without its history.
   *
   * @throws IOException if the local repository failed
   */
  Fetched fetch(LocalRepository local) throws IOException {
    Optional<Outcome.Failure> missing = server.missing();
    if (missing.isPresent()) {
      return missing.get();
    }
    try {
      boolean first = local.tip(branch).isEmpty();
      local.hideHistory();
      RemoteTip found = run(first ? Kind.CLONE : Kind.LOOK, o -> tip(local, o));
      if (found.commit().isEmpty()) {
        return PushFailures.noBranch(target, found.branches());
      }
      ObjectId tip = found.commit().get();
      if (!local.tip(branch).equals(Optional.of(tip))) {
        local.remember(branch, tip);
      }
      Optional<Snapshot> snapshot = snapshot(local, tip);
      return snapshot.isPresent() ? snapshot.get() : PushFailures.noFolder(target);
    } catch (PackageLimits.TooLargeException e) {
      return PushFailures.tooLarge(target, e);
    } catch (IOException e) {
      return trouble(local, e);
    } catch (RuntimeException e) {
      return broken(local, e);
    }
  }

  /** The commit of a branch that may not exist. */
  sealed interface Look {
    /** The branch is at a commit, whose files are in the local repository. */
    record At(ObjectId commit) implements Look {}

    /** The server has no such branch. */
    record Absent() implements Look {}

    record Failed(Outcome.Failure why) implements Look {}
  }

  /**
   * Fetches the commit of the branch without its history, if there is one.
   *
   * @throws IOException if the local repository failed
   */
  Look look(LocalRepository local) throws IOException {
    try {
      local.hideHistory();
      RemoteTip found = run(Kind.LOOK, o -> tip(local, o));
      Optional<ObjectId> commit = found.commit();
      if (commit.isEmpty()) {
        local.forget(branch);
        Optional<Outcome.Failure> inTheWay =
            PushFailures.inTheWay(target, branch, found.branches());
        return inTheWay.isPresent() ? new Look.Failed(inTheWay.get()) : new Look.Absent();
      }
      if (!local.tip(branch).equals(commit)) {
        local.remember(branch, commit.get());
      }
      return new Look.At(commit.get());
    } catch (IOException e) {
      return new Look.Failed(trouble(local, e));
    } catch (RuntimeException e) {
      return new Look.Failed(broken(local, e));
    }
  }

  /**
   * The last known tip, without a connection; empty before the first fetch, or if it has no package
   * that can be read.
   *
   * @throws IOException if the local repository failed
   */
  Optional<Snapshot> known(LocalRepository local) throws IOException {
    Optional<ObjectId> tip = local.tip(branch);
    try {
      return tip.isPresent() ? snapshot(local, tip.get()) : Optional.empty();
    } catch (PackageLimits.TooLargeException e) {
      return Optional.empty(); // a fetch says so
    }
  }

  private Optional<Snapshot> snapshot(LocalRepository local, ObjectId tip)
      throws IOException, PackageLimits.TooLargeException {
    return Snapshot.read(
        local,
        tip,
        target.path(),
        (commit, depth, contents) -> deepen(local, commit, depth, contents));
  }

  /**
   * The tip, after its fetch.
   *
   * @param commit the tip; empty if the branch does not exist
   * @param branches all branches of the server
   */
  private record RemoteTip(Optional<ObjectId> commit, Collection<Ref> branches) {}

  private RemoteTip tip(LocalRepository local, Operation operation) throws IOException {
    try (Transport transport = server.open(local, operation)) {
      transport.setDepth(1);
      // Transport.fetch would need a second connection to find out whether the tip is new.
      try (FetchConnection connection = transport.openFetch(List.of(ALL_BRANCHES))) {
        operation.listed();
        Ref found = connection.getRef(ref);
        ObjectId tip = found == null ? null : found.getObjectId();
        if (found != null && !local.tip(branch).equals(Optional.ofNullable(tip))) {
          fetch(connection, found, operation);
        }
        return new RemoteTip(Optional.ofNullable(tip), connection.getRefs());
      }
    }
  }

  /**
   * Pushes a commit. The server accepts it only while the branch is at {@code expected}: a branch
   * that was deleted or reset meanwhile is not changed.
   *
   * @param expected the tip of the branch before the push
   * @throws IOException if the local repository failed
   */
  Answer push(LocalRepository local, ObjectId commit, ObjectId expected) throws IOException {
    return push(
        local,
        () -> new RemoteRefUpdate(local.git(), commit.name(), commit, ref, false, null, expected),
        List.of(),
        new Messages());
  }

  /**
   * A push of a request.
   *
   * @param ref the full name on the server
   * @param expected the commit there before the push; zero: none; null: it has none ever
   * @param options the push options
   */
  record RequestPush(String ref, @Nullable ObjectId expected, List<String> options) {}

  /** What the server printed. */
  static final class Messages {
    private String text = "";

    String text() {
      return text;
    }
  }

  /** Pushes the commit of a request, also over an earlier one. */
  Answer push(LocalRepository local, ObjectId commit, RequestPush push, Messages printed)
      throws IOException {
    return push(
        local,
        () ->
            new RemoteRefUpdate(
                local.git(), commit.name(), commit, push.ref(), true, null, push.expected()),
        push.options(),
        printed);
  }

  /** Deletes the branch, if it is at this commit. */
  Answer delete(LocalRepository local, ObjectId expected) throws IOException {
    return push(
        local,
        () -> new RemoteRefUpdate(local.git(), null, ObjectId.zeroId(), ref, true, null, expected),
        List.of(),
        new Messages());
  }

  private interface Update {
    RemoteRefUpdate make() throws IOException;
  }

  private Answer push(LocalRepository local, Update update, List<String> options, Messages printed)
      throws IOException {
    Optional<Outcome.Failure> missing = server.missing().or(server::notWritable);
    if (missing.isPresent()) {
      return new Answer.Failed(missing.get());
    }
    PushResult result;
    AtomicBoolean sent = new AtomicBoolean();
    try {
      result = run(Kind.PUSH, o -> push(local, update.make(), options, o, sent));
    } catch (IOException e) {
      return failed(writeTrouble(local, e), sent.get());
    } catch (RuntimeException e) {
      return failed(broken(local, e), sent.get());
    }
    printed.text = result.getMessages();
    RemoteRefUpdate done = result.getRemoteUpdates().iterator().next();
    String status = done.getMessage() == null ? "" : done.getMessage();
    return switch (done.getStatus()) {
      case OK, UP_TO_DATE, NON_EXISTING -> new Answer.Landed();
      case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED ->
          new Answer.Moved("the branch has another tip");
      case REJECTED_OTHER_REASON ->
          PushFailures.isRace(status, result.getMessages())
              ? new Answer.Moved(status)
              : new Answer.Failed(
                  PushFailures.refused(
                      target,
                      Repository.shortenRefName(done.getRemoteName()),
                      status,
                      result.getMessages()));
      default ->
          new Answer.Failed(
              new Outcome.Unreachable(
                  "the server did not report the result of the push to " + target.where()));
    };
  }

  private PushResult push(
      LocalRepository local,
      RemoteRefUpdate update,
      List<String> options,
      Operation operation,
      AtomicBoolean sent)
      throws IOException {
    boolean isSent = true;
    try (Transport transport = server.open(local, operation)) {
      if (!options.isEmpty()) {
        transport.setPushOptions(options);
      }
      return transport.push(new LastQuestion(), List.of(update));
    } catch (LastQuestion.ClosedException e) {
      isSent = false;
      throw new Operations.EndedException(String.valueOf(e.getMessage()), null);
    } finally {
      sent.set(isSent && operation.maySend());
    }
  }

  /**
   * Asks the fence once more when the server has listed its refs and was told of no change yet.
   * JGit's way to cancel is no help there: it may leave the server waiting for the objects.
   */
  private final class LastQuestion extends EmptyProgressMonitor {
    private boolean isAsked;

    /** The fence closed. JGit passes on unchecked exceptions. */
    static final class ClosedException extends RuntimeException {
      private static final long serialVersionUID = 1L;

      ClosedException(String why) {
        super(why);
      }
    }

    /** The first task ends before the changes are sent. */
    @Override
    public void endTask() {
      if (!isAsked) {
        isAsked = true;
        operations
            .closed()
            .ifPresent(why -> {
              throw new ClosedException(why);
            });
      }
    }
  }

  private static Answer failed(Outcome.Failure failure, boolean sent) {
    return sent && failure instanceof Outcome.Unreachable why
        ? new Answer.Unanswered(why)
        : new Answer.Failed(failure);
  }

  /**
   * Whether the branch is at a commit, after a push without an answer.
   *
   * @return false also if the server does not answer
   */
  boolean isAt(LocalRepository local, ObjectId commit) {
    try {
      return run(
          Kind.LOOK,
          operation -> {
            try (Transport transport = server.open(local, operation);
                FetchConnection connection = transport.openFetch(List.of(ALL_BRANCHES))) {
              operation.listed();
              Ref found = connection.getRef(ref);
              return found != null && commit.equals(found.getObjectId());
            }
          });
    } catch (IOException | RuntimeException e) {
      log.debug("cannot check whether {} is at {}", target.where(), commit.name(), e);
      return false;
    }
  }

  /**
   * Fetches commits below the tip.
   *
   * @param contents whether to fetch file contents; if false, a server that supports filters leaves
   *     them out
   * @return the reason for a failure; empty on success
   * @throws Snapshot.MovedException if the branch has another tip now
   * @throws IOException if the local repository failed
   */
  private Optional<Outcome.Failure> deepen(
      LocalRepository local, ObjectId tip, int commits, boolean contents) throws IOException {
    try {
      if (filters && !contents) {
        try {
          return deepen(local, tip, commits, FilterSpec.fromFilterLine("blob:none"));
        } catch (TransportException e) {
          if (PushFailures.isOfNetwork(e)) {
            throw e;
          }
          filters = false; // the server has no filters, and JGit does not continue without them
        }
      }
      return deepen(local, tip, commits, FilterSpec.NO_FILTER);
    } catch (IOException e) {
      return Optional.of(trouble(local, e));
    } catch (RuntimeException e) {
      return Optional.of(broken(local, e));
    }
  }

  private Optional<Outcome.Failure> deepen(
      LocalRepository local, ObjectId tip, int commits, FilterSpec filter) throws IOException {
    Set<ObjectId> shallow = local.onlyKnows(tip); // JGit cannot deepen twice
    try {
      return run(
          Kind.LOOK,
          operation -> {
            try (Transport transport = server.open(local, operation)) {
              transport.setDepth(commits);
              transport.setFilterSpec(filter);
              return deepen(transport, tip, operation);
            }
          });
    } finally {
      local.knowsAlso(shallow);
    }
  }

  private Optional<Outcome.Failure> deepen(Transport transport, ObjectId tip, Operation operation)
      throws IOException {
    try (FetchConnection connection = transport.openFetch(List.of(ALL_BRANCHES))) {
      operation.listed();
      Ref found = connection.getRef(ref);
      if (found == null || !tip.equals(found.getObjectId())) {
        throw new Snapshot.MovedException(target);
      }
      fetch(connection, found, operation);
      return Optional.empty();
    }
  }

  private void fetch(FetchConnection connection, Ref found, Operation operation)
      throws IOException {
    if (target.isLocal()) {
      operation.mayBeLarge();
    }
    connection.fetch(NullProgressMonitor.INSTANCE, Set.of(found), Set.of());
    for (PackLock lock : connection.getPackLocks()) {
      lock.unlock();
    }
  }

  /**
   * Opens a push connection without a push, to check for write access. Hooks and branch protection
   * are not checked.
   *
   * @return the reason why a push is not permitted; empty if it is
   * @throws IOException if the local repository failed
   */
  Optional<Outcome.Failure> mayPush(LocalRepository local) throws IOException {
    Optional<Outcome.Failure> missing =
        server.missing().or(server::notWritable).or(() -> WorkTree.inTheWay(target));
    if (missing.isPresent()) {
      return missing;
    }
    try {
      return run(
          Kind.LOOK,
          operation -> {
            try (Transport transport = server.open(local, operation);
                PushConnection _ = transport.openPush()) {
              return Optional.empty();
            }
          });
    } catch (IOException e) {
      return Optional.of(writeTrouble(local, e));
    } catch (RuntimeException e) {
      return Optional.of(broken(local, e));
    }
  }

  /**
   * Runs an operation. If it fails on a connection of an earlier operation, it runs once more on a
   * new one: the server may have closed the earlier one, or start only one program on it. A push
   * can be repeated, because it names the old value.
   */
  private <T> T run(Kind kind, Operations.Work<T> work) throws IOException {
    try {
      return operations.run(kind, target, work);
    } catch (Snapshot.MovedException | Snapshot.DamagedException e) {
      throw e; // the connection is not the cause
    } catch (IOException | RuntimeException e) {
      if (!server.failed(e) || e instanceof Operations.EndedException) {
        throw e;
      }
      log.debug("{}: trying on a new connection", target.url(), e);
    }
    return operations.run(kind, target, work);
  }

  /**
   * Handles an exception that JGit does not expect from a connection, such as {@link
   * IllegalThreadStateException} after the program on the server was killed. It must not end the
   * watch.
   *
   * @throws IOException if the local repository failed
   */
  private Outcome.Failure broken(LocalRepository local, RuntimeException defect)
      throws IOException {
    if (defect instanceof Snapshot.DamagedException || defect instanceof Snapshot.MovedException) {
      throw defect;
    }
    if (!local.isSound()) {
      throw new IOException("an object cannot be parsed", defect);
    }
    log.debug("the Git library failed with {}", target.url(), defect);
    return new Outcome.Unreachable(
        "the connection to "
            + target.url()
            + " broke: "
            + (defect instanceof IllegalThreadStateException
                ? "the program on the server ended early"
                : "the Git library could not handle it (details: log level DEBUG)"));
  }

  private Outcome.Failure trouble(LocalRepository local, IOException failure) throws IOException {
    if (failure instanceof Operations.EndedException ended) {
      return PushFailures.ended(target, ended); // the local repository is not damaged by it
    }
    // JGit wraps local and remote failures in the same exceptions.
    if (!local.isSound()) {
      throw failure;
    }
    return PushFailures.with(target, server, failure);
  }

  private Outcome.Failure writeTrouble(LocalRepository local, IOException failure)
      throws IOException {
    Outcome.Failure otherwise = trouble(local, failure);
    return failure instanceof Operations.EndedException
        ? otherwise
        : PushFailures.ofWriting(target, otherwise, failure);
  }
}
