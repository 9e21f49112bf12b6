package dev.leasehold.git;

import dev.leasehold.git.Outcome.NoChange;
import dev.leasehold.git.Outcome.Pushed;
import dev.leasehold.git.Outcome.Stalled;
import dev.leasehold.git.Outcome.Unreachable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to one target. There is one writer per target and directory, and one thread uses it at a
 * time.
 *
 * <p>The writer keeps a bare repository in its directory, only to fetch less. The directory can be
 * deleted at any time while no writer has it open. A damaged repository is renamed to {@code
 * NAME.damaged} and fetched again. After a kill at any point, the next write reaches the same tree,
 * without a second commit for the same change.
 */
public final class GitWriter implements AutoCloseable {
  /** The most tries of one write, if the branch moves at each try. */
  static final int MAX_ATTEMPTS = 10;

  private static final Logger log = LoggerFactory.getLogger(GitWriter.class);

  private final GitTarget target;
  private final Path directory;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final Pause pause;
  private final CommitMaker commits;
  private final ServerAccess server;
  private final RemoteBranch remote;
  private final Operations operations;
  private final Set<String> branches = new HashSet<>();
  private @Nullable LocalRepository local;

  /**
   * Creates a writer; does not access the directory or the server yet.
   *
   * @param directory the directory of the bare repository; created if missing
   * @param clock the clock of commit times; a commit is never older than its parent
   * @param random the source of the random waits between tries
   * @param operations the operations of this writer alone
   */
  public GitWriter(
      GitTarget target,
      Path directory,
      InstantSource clock,
      RandomGenerator random,
      Pause pause,
      Operations operations) {
    this(target, directory, Optional.empty(), clock, random, pause, operations);
  }

  /**
   * Creates a writer; does not access the directory or the server yet.
   *
   * @param directory the directory of the bare repository; created if missing
   * @param signing how to sign each commit; empty: commits are not signed
   * @param clock the clock of commit times; a commit is never older than its parent
   * @param random the source of the random waits between tries
   * @param operations the operations of this writer alone
   */
  public GitWriter(
      GitTarget target,
      Path directory,
      Optional<Signing> signing,
      InstantSource clock,
      RandomGenerator random,
      Pause pause,
      Operations operations) {
    this.target = target;
    this.directory = directory;
    this.commits = new CommitMaker(target, clock, signing);
    this.random = random;
    this.backoff = new Backoff(random);
    this.pause = pause;
    this.server = new ServerAccess(target, directory, clock, operations);
    this.operations = operations;
    this.branches.add(target.branch());
    this.remote = new RemoteBranch(target, target.branch(), server, operations);
  }

  /** Fetches the tip of the branch. An unchanged tip costs one connection. */
  public Fetched fetch() {
    return withLocal(remote::fetch, failure -> failure);
  }

  /**
   * Checks whether the server permits a push to the repository, with one connection and without a
   * push. Hooks and branch protection answer only to a real push.
   *
   * @return the reason why a push is not permitted; empty if it is
   */
  public Optional<Outcome.Failure> mayPush() {
    return withLocal(remote::mayPush, Optional::of);
  }

  /**
   * The branch of the target's pull requests. Call it before any access: the commits of other
   * branches are forgotten.
   *
   * @param branch the short name, or the topic
   * @param ours whether a commit message is one of this watcher
   */
  public RequestBranch requests(String branch, RequestBranch.Form form, Predicate<String> ours) {
    branches.add(branch);
    RemoteBranch request = new RemoteBranch(target, branch, server, operations);
    Backoff waits = new Backoff(random); // who contends for one branch is not on the other
    return new RequestBranch(this, waits, target, commits, remote, request, form, branch, ours);
  }

  /**
   * Commits and pushes the change that the proposer returns. Blocks as long as the network needs.
   * The first proposal is for the last known tip, so that a commit takes one connection. If the
   * branch has moved, the writer fetches it and asks the proposer again, up to ten times.
   */
  public Outcome write(Proposer proposer) {
    String moved = "";
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      if (attempt > 1 && !waitAfter(backoff, attempt - 1)) {
        return new Unreachable("interrupted while waiting to push again to " + target.where());
      }
      switch (tryOnce(proposer, attempt)) {
        case Try.Done(Outcome outcome) -> {
          backoff.ended(attempt - 1);
          return outcome;
        }
        case Try.Again(String words) -> {
          moved = words;
          log.info("{}: the branch moved ({}), trying again", target.name(), words);
        }
      }
    }
    backoff.ended(MAX_ATTEMPTS);
    return new Unreachable(
        target.where() + " moved at each of " + MAX_ATTEMPTS + " tries, at last: " + moved);
  }

  private sealed interface Try {
    record Done(Outcome outcome) implements Try {}

    record Again(String words) implements Try {}
  }

  private Try tryOnce(Proposer proposer, int attempt) {
    return withLocal(
        repository -> {
          Optional<Try> onKnown =
              attempt == 1 ? proposeOnKnown(proposer, repository) : Optional.empty();
          return onKnown.isPresent()
              ? onKnown.get()
              : switch (remote.fetch(repository)) {
                case Outcome.Failure failure -> new Try.Done(failure);
                case Snapshot tip -> propose(proposer, repository, tip, attempt);
              };
        },
        Try.Done::new);
  }

  /**
   * Tries the last known tip without a fetch; the push finds out whether it is still the tip.
   *
   * @return empty if that tip is unknown or leads to no commit, which may be out of date
   */
  private Optional<Try> proposeOnKnown(Proposer proposer, LocalRepository repository)
      throws IOException {
    try {
      Optional<Snapshot> known = remote.known(repository);
      return known.isPresent() && proposer.propose(known.get()) instanceof Proposal.Change change
          ? Optional.of(put(repository, known.get(), change, 1))
          : Optional.empty();
    } catch (Snapshot.HistoryException e) {
      return Optional.empty(); // asked again at the fetched tip
    }
  }

  private Try propose(Proposer proposer, LocalRepository repository, Snapshot tip, int attempt)
      throws IOException {
    try {
      return switch (proposer.propose(tip)) {
        case Proposal.Nothing nothing -> new Try.Done(new NoChange(tip.commit()));
        case Proposal.Refused refused -> new Try.Done(stalledBy(refused, tip));
        case Proposal.Change change -> put(repository, tip, change, attempt);
      };
    } catch (Snapshot.MovedException e) {
      return new Try.Again("before its history was read");
    } catch (Snapshot.HistoryException e) {
      return new Try.Done(e.failure());
    }
  }

  private Try put(LocalRepository repository, Snapshot tip, Proposal.Change change, int attempt)
      throws IOException {
    return switch (commits.make(repository, tip, change)) {
      case CommitMaker.Commit.NoChange _ -> new Try.Done(new NoChange(tip.commit()));
      case CommitMaker.Commit.Refused(Stalled why) -> new Try.Done(why);
      case CommitMaker.Commit.Made made -> push(repository, tip, change, made, attempt);
    };
  }

  private Try push(
      LocalRepository repository,
      Snapshot tip,
      Proposal.Change change,
      CommitMaker.Commit.Made made,
      int attempt)
      throws IOException {
    Pushed pushed =
        new Pushed(made.id().name(), made.packageTree(), made.at(), change.files(), attempt);
    ObjectId parent = ObjectId.fromString(tip.commit());
    return switch (remote.push(repository, made.id(), parent)) {
      case RemoteBranch.Answer.Landed landed -> new Try.Done(landed(repository, pushed));
      case RemoteBranch.Answer.Moved(String words) -> new Try.Again(words);
      case RemoteBranch.Answer.Unanswered(Unreachable why) ->
          new Try.Done(unanswered(repository, pushed, why));
      case RemoteBranch.Answer.Failed(Outcome.Failure failure) -> new Try.Done(failure);
    };
  }

  private Outcome landed(LocalRepository repository, Pushed pushed) {
    keep(repository, ObjectId.fromString(pushed.commit()));
    return pushed;
  }

  /** Handles a push whose connection ended without an answer. The commit may be on the branch. */
  private Outcome unanswered(LocalRepository repository, Pushed pushed, Unreachable why) {
    if (remote.isAt(repository, ObjectId.fromString(pushed.commit()))) {
      log.info("{}: the push landed, though {}", target.name(), why.reason());
      return landed(repository, pushed);
    }
    return new Unreachable(why.reason(), Optional.of(pushed));
  }

  /** Records the pushed commit. A local failure does not change the result of the push. */
  private void keep(LocalRepository repository, ObjectId commit) {
    try {
      repository.remember(target.branch(), commit);
    } catch (IOException e) {
      log.warn("{} seems damaged ({})", directory, e.getMessage());
      repository.suspect();
    }
  }

  Stalled stalledBy(Proposal.Refused refused, Snapshot tip) {
    return new Stalled(
        refused.why(),
        "Fix it with a commit to "
            + target.where()
            + " (seen at "
            + tip.commit().substring(0, 10)
            + ").",
        Outcome.Stage.PACKAGE);
  }

  boolean waitAfter(Backoff waits, int failures) {
    Duration wait = waits.after(failures);
    if (wait.isZero()) {
      return true;
    }
    try {
      pause.pause(wait);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  interface Step<T> {
    T run(LocalRepository repository) throws IOException;
  }

  /** Runs a step. If the local repository fails, runs the step once more on a new one. */
  <T> T withLocal(Step<T> step, Function<Outcome.Failure, T> failed) {
    IOException trouble;
    try {
      LocalRepository repository = opened();
      if (repository.isSuspect()) {
        repository.startOver();
      }
      try {
        T result = step.run(repository);
        repository.tidy();
        return result;
      } catch (IOException e) {
        log.warn("{} seems damaged ({}): fetching it again", directory, e.getMessage());
      } catch (Snapshot.DamagedException e) {
        log.warn("{}: fetching it again", e.getMessage());
      }
      repository.startOver();
      return step.run(repository);
    } catch (IOException e) {
      trouble = e;
    } catch (Snapshot.DamagedException e) {
      trouble = new IOException(e.getMessage(), e);
    }
    String other =
        local == null
            ? ""
            : "; if both are the case, " + target.url() + " itself is damaged (git fsck)";
    return failed.apply(
        Stalled.here(
            "stateDir: cannot work in " + directory + ": " + PushFailures.ofState(trouble),
            "Make room there and let this user write" + other + "."));
  }

  private LocalRepository opened() throws IOException {
    LocalRepository repository = local;
    if (repository == null) {
      repository = LocalRepository.open(directory);
      local = repository;
      repository.keepOnly(branches);
    }
    return repository;
  }

  @Override
  public void close() {
    server.close();
    if (local != null) {
      local.close();
      local = null;
    }
  }
}
