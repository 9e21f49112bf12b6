package dev.leasehold.git;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * The commits below a tip, as far as they are here, and who gave a file its content. A merge counts
 * as the side that the content came from.
 */
final class History implements AutoCloseable {
  /** Somebody who edits a file back and forth that often is not followed. */
  private static final int MOST_CHANGES = 50;

  private final ObjectReader reader;
  private final RevWalk walk;
  private final RevCommit tip;

  private History(ObjectReader reader, RevWalk walk, RevCommit tip) {
    this.reader = reader;
    this.walk = walk;
    this.tip = tip;
  }

  static History of(LocalRepository local, ObjectId commit) throws IOException {
    ObjectReader reader = local.git().newObjectReader();
    RevWalk walk = new RevWalk(reader);
    return new History(reader, walk, walk.parseCommit(commit));
  }

  /** The commits needed are not all here. */
  static final class TooShortException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Whether a commit is among those that are here.
   *
   * @param at when it was committed: all that are older than that are looked at
   */
  boolean has(ObjectId commit, Instant at) throws IOException, TooShortException {
    boolean tooShort = false;
    walk.markStart(tip);
    for (RevCommit below : walk) {
      if (below.equals(commit)) {
        return true;
      }
      tooShort |=
          reader.getShallowCommits().contains(below)
              && below.getCommitTime() >= at.getEpochSecond();
    }
    if (tooShort) {
      throw new TooShortException();
    }
    return false;
  }

  /** Who deleted a file that is not at the tip; empty: it never was there. */
  Optional<Snapshot.Deletion> deletion(String path) throws IOException, TooShortException {
    RevCommit last = lastChange(tip, path, null);
    if (last.getParentCount() == 0) {
      return Optional.empty();
    }
    ObjectId before = blob(parent(last), path);
    Optional<byte[]> content =
        before != null && reader.has(before) && !isFolder(last, path)
            ? content(before)
            : Optional.empty();
    return Optional.of(
        new Snapshot.Deletion(last.name(), author(last), last.getFullMessage(), content));
  }

  /** Empty when it is too large to be kept in memory. */
  private Optional<byte[]> content(ObjectId blob) throws IOException {
    ObjectLoader loader = reader.open(blob);
    return loader.getSize() > Snapshot.MAX_FILE_BYTES
        ? Optional.empty()
        : Optional.of(loader.getBytes());
  }

  private boolean isFolder(RevCommit deleting, String path) throws IOException {
    try (TreeWalk found = TreeWalk.forPath(reader, path, parent(deleting).getTree())) {
      return found == null || found.isSubtree();
    }
  }

  private static String author(RevCommit commit) {
    PersonIdent author = commit.getAuthorIdent();
    return Wording.clean(author.getName() + " <" + author.getEmailAddress() + ">");
  }

  /**
   * The commit that took back ours, when the file has its content from such a one.
   *
   * @param path from the root of the repository
   * @param ours whether a commit with that message is one of ours that changed the file
   * @param unlessChanged a file whose change since then makes it count no longer; empty: none
   * @param people whether a commit with that message is by people: only their changes of that file
   *     count
   * @throws TooShortException when more commits are needed to tell
   */
  Optional<Takeback> takeback(
      String path, Predicate<String> ours, String unlessChanged, Predicate<String> people)
      throws IOException, TooShortException {
    ObjectId now = blob(tip, path);
    RevCommit last = lastChange(tip, path, now);
    if (ours.test(last.getFullMessage())
        || last.getParentCount() == 0
        || !unlessChanged.isEmpty() && isChanged(unlessChanged, last, people)) {
      return Optional.empty();
    }
    List<RevCommit> undone = new ArrayList<>();
    RevCommit before = parent(last);
    for (int i = 0; i < MOST_CHANGES; i++) {
      ObjectId content = blob(before, path);
      if (!undone.isEmpty() && equal(content, now)) {
        if (undone.stream().anyMatch(change -> ours.test(change.getFullMessage()))) {
          return takeback(last, before, undone, ours, now == null);
        }
        // People took back each other's changes: what counts is how the file came to be before.
        RevCommit earlier = lastChange(before, path, content);
        if (ours.test(earlier.getFullMessage()) || earlier.getParentCount() == 0) {
          return Optional.empty();
        }
        undone.clear();
        before = parent(earlier);
        continue;
      }
      RevCommit change = lastChange(before, path, content);
      undone.add(change);
      if (change.getParentCount() == 0) { // before the first commit there was nothing
        return Optional.empty();
      }
      before = parent(change);
    }
    return Optional.empty();
  }

  /** Whether a commit above that one changed a file, of those that count. */
  private boolean isChanged(String path, RevCommit since, Predicate<String> counts)
      throws IOException, TooShortException {
    RevCommit at = tip;
    while (!same(since, at, path)) {
      RevCommit change = lastChange(at, path, blob(at, path));
      if (change.getParentCount() == 0 || counts.test(change.getFullMessage())) {
        return true;
      }
      at = parent(change);
    }
    return false;
  }

  /**
   * Who only deletes the file asks for a new one; who takes back all that came with it does not.
   *
   * @param before the last commit that had the content which the file has now
   */
  private Optional<Takeback> takeback(
      RevCommit last,
      RevCommit before,
      List<RevCommit> undone,
      Predicate<String> ours,
      boolean isGone)
      throws IOException {
    List<String> messages = new ArrayList<>();
    for (RevCommit change : undone) {
      if (!ours.test(change.getFullMessage())) {
        continue;
      }
      if (isGone && !tookAllBack(change, before, last)) {
        return Optional.empty();
      }
      messages.add(change.getFullMessage());
    }
    return Optional.of(
        new Takeback(
            last.name(), author(last), last.getCommitterIdent().getWhenAsInstant(), messages));
  }

  private boolean tookAllBack(RevCommit change, RevCommit before, RevCommit last)
      throws IOException {
    try (TreeWalk files = new TreeWalk(reader)) {
      files.addTree(parent(change).getTree());
      files.addTree(change.getTree());
      files.setRecursive(true);
      files.setFilter(TreeFilter.ANY_DIFF);
      while (files.next()) {
        if (!same(before, last, files.getPathString())) {
          return false;
        }
      }
      return true;
    }
  }

  /** The commit from which on, down to this one, the file has this content. */
  private RevCommit lastChange(RevCommit from, String path, @Nullable ObjectId content)
      throws IOException, TooShortException {
    RevCommit at = from;
    while (true) {
      if (reader.getShallowCommits().contains(at)) {
        throw new TooShortException();
      }
      RevCommit same = null;
      for (int i = 0; i < at.getParentCount() && same == null; i++) {
        RevCommit parent = walk.parseCommit(at.getParent(i));
        same = equal(blob(parent, path), content) ? parent : null;
      }
      if (same == null) {
        return at;
      }
      at = same;
    }
  }

  private RevCommit parent(RevCommit commit) throws IOException {
    return walk.parseCommit(commit.getParent(0));
  }

  private boolean same(RevCommit one, RevCommit other, String path) throws IOException {
    return equal(blob(one, path), blob(other, path));
  }

  private @Nullable ObjectId blob(RevCommit commit, String path) throws IOException {
    try (TreeWalk found = TreeWalk.forPath(reader, path, commit.getTree())) {
      return found == null ? null : found.getObjectId(0);
    }
  }

  private static boolean equal(@Nullable ObjectId one, @Nullable ObjectId other) {
    return one == null ? other == null : one.equals(other);
  }

  @Override
  public void close() {
    walk.close();
    reader.close();
  }
}
