package dev.leasehold.git;

import dev.leasehold.git.Outcome.Stalled;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;

/** Creates commits in the local repository. */
final class CommitMaker {
  private final GitTarget target;
  private final InstantSource clock;
  private final Optional<CommitSigner> signer;

  CommitMaker(GitTarget target, InstantSource clock, Optional<Signing> signing) {
    this.target = target;
    this.clock = clock;
    this.signer = signing.map(CommitSigner::new);
  }

  /** The commit of a change. */
  sealed interface Commit {
    /**
     * A new commit.
     *
     * @param packageTree the id of the package folder; empty if the change leaves no file in it
     */
    record Made(ObjectId id, String packageTree, Instant at) implements Commit {}

    /** The tree does not change. */
    record NoChange() implements Commit {}

    /** There can be no commit until a person acts. */
    record Refused(Stalled why) implements Commit {}
  }

  /** Creates a commit on a tip. */
  Commit make(LocalRepository repository, Snapshot tip, Proposal.Change change) throws IOException {
    try (ObjectReader reader = repository.git().newObjectReader();
        ObjectInserter inserter = repository.git().newObjectInserter()) {
      ObjectId edited = new TreeEdit(reader, inserter).apply(tip.tree(), target.path(), change);
      if (edited.equals(tip.tree())) {
        return new Commit.NoChange();
      }
      Instant at = commitTime(tip);
      PersonIdent author =
          new PersonIdent(target.author().name(), target.author().email(), at, ZoneOffset.UTC);
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(edited);
      commit.setParentId(ObjectId.fromString(tip.commit()));
      commit.setAuthor(author);
      commit.setCommitter(author);
      commit.setMessage(change.message());
      Optional<Stalled> unsigned =
          signer.isPresent()
              ? signer.get().sign(repository.git(), commit, author)
              : Optional.empty();
      if (unsigned.isPresent()) {
        return new Commit.Refused(unsigned.get());
      }
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return new Commit.Made(id, packageTree(repository, edited), at);
    } catch (TreeEdit.TakenException e) {
      return new Commit.Refused(
          new Stalled(
              e.getMessage() + " on " + target.where(),
              "Remove it from the branch or use another path in the package."));
    }
  }

  /**
   * The commit time, never before that of the parent. Readers of the newest commit time detect a
   * clock that is behind, and our commit must not hide that.
   */
  private Instant commitTime(Snapshot parent) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return now.isBefore(parent.committedAt()) ? parent.committedAt() : now;
  }

  /** The id of the package folder; empty if the change leaves no file in it. */
  private String packageTree(LocalRepository repository, ObjectId tree) throws IOException {
    try (ObjectReader reader = repository.git().newObjectReader()) {
      return Snapshot.folder(reader, tree, target.path()).map(ObjectId::name).orElse("");
    }
  }
}
