package dev.leasehold.git;

import dev.leasehold.git.Requested.Edited;
import dev.leasehold.git.Requested.NotNeeded;
import dev.leasehold.git.Requested.NotWritten;
import dev.leasehold.git.Requested.Ready;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * The branch of a pull request: one commit on the tip of the target's branch, replaced only while
 * it is at the commit that was last seen, and never when somebody else has written to it.
 */
public final class RequestBranch {
  /** The committers of a rebase by the button of a forge, which keeps the author. */
  private static final Set<String> FORGES = Set.of("noreply@github.com");

  private final GitWriter writer;
  private final Backoff backoff;
  private final GitTarget target;
  private final CommitMaker commits;
  private final RemoteBranch base;
  private final RemoteBranch remote;
  private final Form form;
  private final String branch;
  private final Predicate<String> ours;

  /** How the server makes a request. */
  public enum Form {
    /** A branch, from which a request is opened. */
    BRANCH,
    /** A push to {@code refs/for/BASE} with a topic (AGit); there is no branch. */
    AGIT
  }

  RequestBranch(
      GitWriter writer,
      Backoff backoff,
      GitTarget target,
      CommitMaker commits,
      RemoteBranch base,
      RemoteBranch remote,
      Form form,
      String branch,
      Predicate<String> ours) {
    this.writer = writer;
    this.backoff = backoff;
    this.target = target;
    this.commits = commits;
    this.base = base;
    this.remote = remote;
    this.form = form;
    this.branch = branch;
    this.ours = ours;
  }

  /** The short name of the branch, or the topic. */
  public String name() {
    return branch;
  }

  /**
   * What the forge tells about the branch.
   *
   * @param finished the commit of a merged or closed request: it stays in that request, and the
   *     branch is free
   * @param conflicts whether the open request has conflicts with its base
   */
  public record Known(Optional<String> finished, boolean conflicts) {
    /** Nothing is known. */
    public static final Known NOTHING = new Known(Optional.empty(), false);
  }

  /** Puts the proposed change on the branch, without knowledge of the forge. */
  public Requested put(RequestProposer proposer) {
    return put(Known.NOTHING, proposer);
  }

  /** Puts the proposed change on the branch, if it is not there. Blocks. */
  public Requested put(Known known, RequestProposer proposer) {
    for (int attempt = 1; attempt <= GitWriter.MAX_ATTEMPTS; attempt++) {
      if (attempt > 1 && !writer.waitAfter(backoff, attempt - 1)) {
        return new NotWritten(
            new Outcome.Unreachable("interrupted while waiting to push again to " + where()));
      }
      Optional<Requested> done =
          writer.withLocal(
              repository -> tryOnce(repository, known, proposer),
              failure -> Optional.of(new NotWritten(failure)));
      if (done.isPresent()) {
        backoff.ended(attempt - 1);
        return done.get();
      }
    }
    backoff.ended(GitWriter.MAX_ATTEMPTS);
    return new NotWritten(
        new Outcome.Unreachable(
            where() + " moved at each of " + GitWriter.MAX_ATTEMPTS + " tries"));
  }

  private String where() {
    return "branch " + branch + " of " + target.url();
  }

  /** Deletes the branch if it is still at this commit. */
  public Optional<Outcome.Failure> delete(String commit) {
    return writer.withLocal(
        repository -> {
          repository.forget(branch);
          if (form == Form.AGIT) {
            return Optional.empty();
          }
          return switch (remote.delete(repository, ObjectId.fromString(commit))) {
            case RemoteBranch.Answer.Landed _, RemoteBranch.Answer.Moved _ -> Optional.empty();
            case RemoteBranch.Answer.Failed(Outcome.Failure why) -> Optional.of(why);
            case RemoteBranch.Answer.Unanswered(Outcome.Unreachable why) -> Optional.of(why);
          };
        },
        Optional::of);
  }

  /** Returns empty if a branch moved during the try. */
  private Optional<Requested> tryOnce(
      LocalRepository repository, Known known, RequestProposer proposer) throws IOException {
    return switch (base.fetch(repository)) {
      case Outcome.Failure why -> Optional.of(new NotWritten(why));
      case Snapshot tip ->
          switch (open(repository)) {
            case RemoteBranch.Look.Failed(Outcome.Failure why) -> Optional.of(new NotWritten(why));
            case RemoteBranch.Look.Absent _ -> put(repository, known, proposer, tip, null);
            case RemoteBranch.Look.At(ObjectId commit) ->
                put(repository, known, proposer, tip, parse(repository, commit));
          };
    };
  }

  /** The request branch; with AGit, the commit of the last push, because it has no branch. */
  private RemoteBranch.Look open(LocalRepository repository) throws IOException {
    if (form == Form.BRANCH) {
      return remote.look(repository);
    }
    Optional<ObjectId> pushed = repository.tip(branch);
    return pushed.isPresent()
        ? new RemoteBranch.Look.At(pushed.get())
        : new RemoteBranch.Look.Absent();
  }

  private Optional<Requested> put(
      LocalRepository repository,
      Known known,
      RequestProposer proposer,
      Snapshot tip,
      @Nullable RevCommit found)
      throws IOException {
    boolean isEmpty = found == null || found.name().equals(tip.commit());
    boolean isEdited = found != null && !isEmpty && !isOurs(found) && !isFinished(known, found);
    try {
      Optional<Snapshot> files = isEmpty ? Optional.empty() : remote.known(repository);
      RequestProposer.Request request = proposer.propose(tip, files);
      return switch (request.proposal()) {
        case Proposal.Nothing _ -> Optional.of(notNeeded(tip, found, isEdited));
        case Proposal.Refused refused ->
            Optional.of(new NotWritten(writer.stalledBy(refused, tip)));
        case Proposal.Change change ->
            found != null && isEdited
                ? Optional.of(new Edited(found.name(), History.author(found)))
                : put(repository, known, tip, change, request, found, files);
      };
    } catch (Snapshot.MovedException e) {
      return Optional.empty();
    } catch (Snapshot.HistoryException e) {
      return Optional.of(new NotWritten(e.failure()));
    }
  }

  private static boolean isFinished(Known known, RevCommit found) {
    return known.finished().filter(found.name()::equals).isPresent();
  }

  private Optional<Requested> put(
      LocalRepository repository,
      Known known,
      Snapshot tip,
      Proposal.Change change,
      RequestProposer.Request request,
      @Nullable RevCommit found,
      Optional<Snapshot> files)
      throws IOException {
    return switch (commits.make(repository, tip, change)) {
      case CommitMaker.Commit.NoChange _ -> Optional.of(notNeeded(tip, found, false));
      case CommitMaker.Commit.Refused(Outcome.Stalled why) -> Optional.of(new NotWritten(why));
      case CommitMaker.Commit.Made made ->
          found != null
                  && files.filter(f -> f.packageTree().equals(made.packageTree())).isPresent()
                  && !isFinished(known, found)
                  && (!known.conflicts() || isOn(found, tip))
              ? Optional.of(new Ready(found.name(), false, ""))
              : push(repository, made, request, found);
    };
  }

  private Optional<Requested> push(
      LocalRepository repository,
      CommitMaker.Commit.Made made,
      RequestProposer.Request request,
      @Nullable RevCommit found)
      throws IOException {
    String ref = form == Form.AGIT ? "refs/for/" + target.branch() : "refs/heads/" + branch;
    @Nullable ObjectId expected = found == null ? ObjectId.zeroId() : found;
    RemoteBranch.Messages printed = new RemoteBranch.Messages();
    RemoteBranch.RequestPush push =
        new RemoteBranch.RequestPush(
            ref, form == Form.AGIT ? null : expected, request.pushOptions());
    return switch (remote.push(repository, made.id(), push, printed)) {
      case RemoteBranch.Answer.Landed _ -> {
        repository.remember(branch, made.id());
        yield Optional.of(new Ready(made.id().name(), true, printed.text()));
      }
      case RemoteBranch.Answer.Moved _ -> Optional.empty();
      case RemoteBranch.Answer.Failed(Outcome.Failure why) -> Optional.of(new NotWritten(why));
      case RemoteBranch.Answer.Unanswered(Outcome.Unreachable why) ->
          Optional.of(new NotWritten(why));
    };
  }

  /** Reads the parents from the commit object itself, because they count as missing. */
  private static boolean isOn(RevCommit found, Snapshot tip) {
    RevCommit[] parents = RevCommit.parse(found.getRawBuffer()).getParents();
    return parents.length == 1 && parents[0].name().equals(tip.commit());
  }

  private static NotNeeded notNeeded(Snapshot tip, @Nullable RevCommit found, boolean isEdited) {
    return new NotNeeded(tip.commit(), Optional.ofNullable(found).map(RevCommit::name), isEdited);
  }

  private static RevCommit parse(LocalRepository repository, ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository.git())) {
      RevCommit parsed = walk.parseCommit(commit);
      walk.parseBody(parsed);
      return parsed;
    }
  }

  /** Whether we wrote the newest commit, and nobody rebased or amended it. */
  private boolean isOurs(RevCommit commit) {
    PersonIdent author = commit.getAuthorIdent();
    PersonIdent committer = commit.getCommitterIdent();
    String email = target.author().email();
    return email.equals(author.getEmailAddress())
        && (email.equals(committer.getEmailAddress())
            || FORGES.contains(committer.getEmailAddress()))
        && ours.test(commit.getFullMessage());
  }
}
