package dev.leasehold.git;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
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
 * The commits below a tip that are in the local repository, and the origin of file contents. A
 * merge counts as the side that the content came from.
 */
final class History implements AutoCloseable {
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

  /** The local repository lacks commits that the answer needs. */
  static final class TooShortException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  RevCommit tip() {
    return tip;
  }

  /**
   * Whether a commit is below the tip. The dates of the commits do not matter.
   *
   * @throws TooShortException if the commit is not in the local repository and the history is cut
   *     off
   */
  boolean has(ObjectId commit) throws IOException, TooShortException {
    return reaches(tip, commit);
  }

  /**
   * Whether {@code from} is the commit or a descendant of it.
   *
   * @throws TooShortException if the commits in the local repository do not answer this
   */
  boolean reaches(RevCommit from, ObjectId commit) throws IOException, TooShortException {
    Set<ObjectId> seen =
        below(commit); // no commit below it can reach it, even where history is cut off
    if (!seen.add(from)) {
      return false;
    }
    boolean isTooShort = false;
    Deque<RevCommit> open = new ArrayDeque<>(Set.of(from));
    while (!open.isEmpty()) {
      RevCommit at = open.removeFirst();
      if (at.equals(commit)) {
        return true;
      }
      isTooShort |= isCut(at);
      for (RevCommit parent : at.getParents()) {
        if (seen.add(parent)) {
          open.add(walk.parseCommit(parent));
        }
      }
    }
    if (isTooShort) {
      throw new TooShortException();
    }
    return false;
  }

  /** The commits below a commit that are in the local repository. */
  private Set<ObjectId> below(ObjectId commit) throws IOException {
    Set<ObjectId> below = new HashSet<>();
    Deque<ObjectId> open = new ArrayDeque<>(Set.of(commit));
    while (!open.isEmpty()) {
      ObjectId at = open.removeFirst();
      if (reader.has(at)) {
        for (RevCommit parent : walk.parseCommit(at).getParents()) {
          if (below.add(parent)) {
            open.add(parent);
          }
        }
      }
    }
    return below;
  }

  private boolean isCut(RevCommit commit) throws IOException {
    return reader.getShallowCommits().contains(commit);
  }

  /**
   * Whether a Leasehold commit or the first commit set the value, judged by the blob ids of the
   * file alone. If false, the contents must be compared.
   */
  boolean isOurs(FilePart<?> part) throws IOException, TooShortException {
    RevCommit last = lastChange(tip, part.path());
    while (last.getParentCount() > 0 && part.ours().test(last.getFullMessage())) {
      if (part.ends().test(last.getFullMessage())) {
        return true;
      }
      last = lastChange(parent(last), part.path());
    }
    return last.getParentCount() == 0;
  }

  /**
   * When the branch got a content of a file that still holds: the committer time of a commit of the
   * first parents, which are those of the branch itself.
   *
   * @param holds whether a content of the file is meant
   */
  Snapshot.Brought brought(String path, Predicate<byte[]> holds)
      throws IOException, TooShortException {
    RevCommit at = tip;
    ObjectId known = blob(tip, path);
    while (at.getParentCount() > 0) {
      RevCommit parent = parents(at).getFirst();
      ObjectId before = blob(parent, path);
      if (!equal(before, known)) {
        if (before == null || content(before).filter(holds).isEmpty()) {
          break;
        }
        known = before;
      }
      at = parent;
    }
    PersonIdent committer = at.getCommitterIdent();
    return new Snapshot.Brought(
        committer.getWhenAsInstant(), at.getFullMessage(), committer.equals(at.getAuthorIdent()));
  }

  /** The commit that deleted a file that is not at the tip; empty if the file never existed. */
  Optional<Snapshot.Deletion> deletion(String path) throws IOException, TooShortException {
    RevCommit last = lastChange(tip, path);
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

  /**
   * The content of a blob; empty if it is too large for memory or is no file.
   *
   * @throws TooShortException if the blob is not in the local repository
   */
  Optional<byte[]> content(ObjectId blob) throws IOException, TooShortException {
    if (!reader.has(blob)) {
      throw new TooShortException();
    }
    ObjectLoader loader = reader.open(blob);
    return loader.getType() != Constants.OBJ_BLOB || loader.getSize() > Snapshot.MAX_FILE_BYTES
        ? Optional.empty()
        : Optional.of(loader.getBytes());
  }

  private boolean isFolder(RevCommit deleting, String path) throws IOException {
    try (TreeWalk found = TreeWalk.forPath(reader, path, parent(deleting).getTree())) {
      return found == null || found.isSubtree();
    }
  }

  static String author(RevCommit commit) {
    PersonIdent author = commit.getAuthorIdent();
    return Wording.clean(author.getName() + " <" + author.getEmailAddress() + ">");
  }

  /**
   * Whether every file that differs between {@code before} and {@code after} is the same in {@code
   * one} and {@code other}.
   */
  boolean sameFiles(RevCommit before, RevCommit after, RevCommit one, RevCommit other)
      throws IOException {
    try (TreeWalk files = changed(before, after)) {
      while (files.next()) {
        if (!same(one, other, files.getPathString())) {
          return false;
        }
      }
      return true;
    }
  }

  /** The YAML files of {@code after} that {@code before} lacks or has with other content. */
  List<String> changedYaml(RevCommit before, RevCommit after) throws IOException {
    List<String> paths = new ArrayList<>();
    try (TreeWalk files = changed(before, after)) {
      while (files.next()) {
        if ((files.getRawMode(0) & FileMode.TYPE_MASK) == FileMode.TYPE_FILE
            && PackageLimits.isYaml(files.getPathString())) {
          paths.add(files.getPathString());
        }
      }
    }
    return paths;
  }

  private TreeWalk changed(RevCommit before, RevCommit after) throws IOException {
    TreeWalk files = new TreeWalk(reader);
    files.addTree(before.getTree());
    files.addTree(after.getTree());
    files.setRecursive(true);
    files.setFilter(TreeFilter.ANY_DIFF);
    return files;
  }

  /**
   * The commit that gave the file the content that it has at {@code from}. A merge that keeps
   * content which the other side had and changed is itself such a commit.
   */
  RevCommit lastChange(RevCommit from, String path) throws IOException, TooShortException {
    ObjectId content = blob(from, path);
    RevCommit at = from;
    while (true) {
      RevCommit same = null;
      List<RevCommit> others = new ArrayList<>();
      for (RevCommit parent : parents(at)) {
        if (same == null && equal(blob(parent, path), content)) {
          same = parent;
        } else if (!equal(blob(parent, path), content)) {
          others.add(parent);
        }
      }
      if (same == null) {
        return at;
      }
      if (!others.isEmpty()) {
        RevCommit last = lastChange(same, path);
        return reachesAny(others, last) ? at : last;
      }
      at = same;
    }
  }

  private boolean reachesAny(List<RevCommit> from, RevCommit commit)
      throws IOException, TooShortException {
    for (RevCommit one : from) {
      if (reaches(one, commit)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The parents of a commit, in order.
   *
   * @throws TooShortException if the local repository does not have them
   */
  List<RevCommit> parents(RevCommit commit) throws IOException, TooShortException {
    if (isCut(commit)) {
      throw new TooShortException();
    }
    List<RevCommit> parents = new ArrayList<>();
    for (RevCommit parent : commit.getParents()) {
      parents.add(walk.parseCommit(parent));
    }
    return parents;
  }

  /** The first parent of a commit. */
  RevCommit parent(RevCommit commit) throws IOException {
    return walk.parseCommit(commit.getParent(0));
  }

  boolean same(RevCommit one, RevCommit other, String path) throws IOException {
    return equal(blob(one, path), blob(other, path));
  }

  @Nullable ObjectId blob(RevCommit commit, String path) throws IOException {
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
