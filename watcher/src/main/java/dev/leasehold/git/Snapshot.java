package dev.leasehold.git;

import dev.leasehold.text.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The fetched tip of the branch: every file below the target's path, with {@link #contents} read on
 * demand. Valid until the next call on the writer that returned it.
 */
public final class Snapshot implements Fetched {
  /** Larger files are not kept in memory. */
  static final int MAX_FILE_BYTES = 4 << 20;

  private final LocalRepository local;
  private final TipHistory history;
  private final String folder;
  private final RevCommit tip;
  private final ObjectId packageTree;
  private final List<Entry> entries;

  private Snapshot(
      LocalRepository local,
      TipHistory history,
      String folder,
      RevCommit tip,
      ObjectId packageTree,
      List<Entry> entries) {
    this.local = local;
    this.history = history;
    this.folder = folder;
    this.tip = tip;
    this.packageTree = packageTree;
    this.entries = List.copyOf(entries);
  }

  /** The history could not be fetched, so that no decision is possible. */
  public static sealed class HistoryException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;
    private final transient Outcome.Failure failure;

    HistoryException(Outcome.Failure failure) {
      super(new IOException(failure.reason()));
      this.failure = failure;
    }

    public Outcome.Failure failure() {
      return failure;
    }
  }

  /**
   * The branch moved before its history was fetched: questions about the old tip are out of date.
   */
  static final class MovedException extends HistoryException {
    private static final long serialVersionUID = 1L;

    MovedException(GitTarget target) {
      super(new Outcome.Unreachable(target.where() + " moved while its history was read"));
    }
  }

  /** The kind of a tree entry. */
  public enum EntryKind {
    FILE,
    EXECUTABLE,
    /** A symbolic link. Links are never followed, because they may lead out of the repository. */
    LINK,
    SUBMODULE;

    public boolean isFile() {
      return this == FILE || this == EXECUTABLE;
    }
  }

  /**
   * A tree entry that is not a folder.
   *
   * @param path relative to the target's path, {@code a/b.yaml}
   * @param id of the content: equal ids, equal content
   */
  public record Entry(String path, ObjectId id, EntryKind kind) {}

  /**
   * Reads the entries of a folder.
   *
   * @param path the folder; empty for the root
   * @return empty if the tip has no such folder
   * @throws PackageLimits.TooLargeException if the folder is too large; no file content is read
   *     before
   */
  static Optional<Snapshot> read(
      LocalRepository local, ObjectId commit, String path, TipHistory.Deepening deepening)
      throws IOException, PackageLimits.TooLargeException {
    try (ObjectReader reader = local.git().newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      RevCommit tip = walk.parseCommit(commit);
      Optional<ObjectId> there = folder(reader, tip.getTree(), path);
      if (there.isEmpty()) {
        return Optional.empty();
      }
      ObjectId folder = there.get();
      List<Entry> entries = entries(reader, folder);
      TipHistory history = new TipHistory(local, deepening, path, tip);
      return Optional.of(new Snapshot(local, history, path, tip, folder, entries));
    } catch (RuntimeException e) {
      throw unparsable(e);
    }
  }

  /** The id of a folder below a tree; empty when there is none. */
  static Optional<ObjectId> folder(ObjectReader reader, ObjectId tree, String path)
      throws IOException {
    if (path.isEmpty()) {
      return Optional.of(tree.copy());
    }
    try (TreeWalk found = TreeWalk.forPath(reader, path, tree)) {
      return found == null || !FileMode.TREE.equals(found.getFileMode(0))
          ? Optional.empty()
          : Optional.of(found.getObjectId(0));
    }
  }

  private static List<Entry> entries(ObjectReader reader, ObjectId folder)
      throws IOException, PackageLimits.TooLargeException {
    PackageLimits limits = new PackageLimits();
    List<Entry> entries = new ArrayList<>();
    try (TreeWalk files = new TreeWalk(reader)) {
      files.addTree(folder);
      while (files.next()) {
        String path = files.getPathString();
        limits.addEntry(path, files.getDepth());
        if (files.isSubtree()) {
          files.enterSubtree();
          continue;
        }
        entries.add(new Entry(path, files.getObjectId(0), kind(files.getFileMode(0))));
      }
    }
    return entries;
  }

  private static EntryKind kind(FileMode mode) {
    return switch (mode.getBits()) {
      case FileMode.TYPE_SYMLINK -> EntryKind.LINK;
      case FileMode.TYPE_GITLINK -> EntryKind.SUBMODULE;
      default -> FileMode.EXECUTABLE_FILE.equals(mode) ? EntryKind.EXECUTABLE : EntryKind.FILE;
    };
  }

  /** The id of the commit, 40 hexadecimal digits. */
  public String commit() {
    return tip.name();
  }

  /** The id of the folder at the target's path: equal ids, equal packages. */
  public String packageTree() {
    return packageTree.name();
  }

  /** The commit time, from the committer's clock. */
  public Instant committedAt() {
    return tip.getCommitterIdent().getWhenAsInstant();
  }

  /** The whole commit message. */
  public String message() {
    return tip.getFullMessage();
  }

  /** The target's path, which the paths of entries are relative to; empty for the root. */
  public String folder() {
    return folder;
  }

  /** Every file, link and submodule, in the order of Git's trees. */
  public List<Entry> entries() {
    return entries;
  }

  /** Opens a reader of file contents; the caller closes it. */
  public Contents contents() {
    return new Contents(local);
  }

  /**
   * Reads file contents. Content that several files share is read only once. After {@link #close}
   * it can still read, but not as fast.
   */
  public static final class Contents implements AutoCloseable {
    private final LocalRepository local;
    private Optional<ObjectReader> open;

    private Contents(LocalRepository local) {
      this.local = local;
      this.open = Optional.of(local.git().newObjectReader());
    }

    /**
     * The content of an entry of this snapshot, byte for byte as in Git.
     *
     * @return empty if the entry is not a file or is larger than 4 MiB
     * @throws DamagedException if the local repository is damaged; the next call of the writer
     *     fetches it again
     */
    public Optional<FileContent> read(Entry entry) {
      if (!entry.kind().isFile()) {
        return Optional.empty();
      }
      FileContent cached = local.blobs().get(entry.id());
      if (cached != null) {
        return Optional.of(cached);
      }
      try {
        ObjectLoader blob = loader(entry);
        if (blob.getSize() > MAX_FILE_BYTES) {
          return Optional.empty();
        }
        FileContent content = FileContent.of(blob.getBytes());
        local.blobs().put(entry.id(), content);
        return Optional.of(content);
      } catch (IOException | RuntimeException e) {
        throw damaged(entry, e);
      }
    }

    /**
     * The content of an entry of this snapshot as a stream, of any size.
     *
     * @throws DamagedException as {@link #read} does
     */
    public InputStream open(Entry entry) {
      try {
        return loader(entry).openStream();
      } catch (IOException | RuntimeException e) {
        throw damaged(entry, e);
      }
    }

    private ObjectLoader loader(Entry entry) throws IOException {
      return open.isPresent()
          ? open.get().open(entry.id(), Constants.OBJ_BLOB)
          : local.git().open(entry.id(), Constants.OBJ_BLOB);
    }

    private DamagedException damaged(Entry entry, Exception e) {
      local.suspect();
      return new DamagedException(entry.path(), unparsable(e));
    }

    @Override
    public void close() {
      open.ifPresent(ObjectReader::close);
      open = Optional.empty();
    }
  }

  /**
   * The commit by people that set a value in a file; empty if a Leasehold commit set it or the
   * history does not tell. Reads at most a thousand commits. They are fetched only if the tip is
   * not a Leasehold commit, and with file contents only if people changed the file last.
   *
   * @throws HistoryException if the commits cannot be fetched
   */
  public <T> Optional<Provenance<T>> provenance(FilePart<T> asked) {
    return history.provenance(asked);
  }

  /**
   * The commit that deleted a file.
   *
   * @param content the content of the file; empty if it is unknown
   */
  public record Deletion(String commit, String author, String message, Optional<byte[]> content) {}

  /**
   * The commit that deleted a file that is not in this snapshot; empty if the file never existed or
   * was deleted more than a thousand commits ago.
   *
   * @param path relative to the target's path
   * @throws HistoryException if the commits cannot be fetched
   */
  public Optional<Deletion> deletion(String path) {
    return history.deletion(path);
  }

  /**
   * The commit, or the merge, with which the branch got a content.
   *
   * @param at the committer time
   * @param asAuthored whether the committer is the author at the same time. A commit that a forge
   *     made by a squash or a rebase is not
   */
  public record Brought(Instant at, String message, boolean asAuthored) {}

  /**
   * How the branch got a content of a file that it still has. Empty if that was more than a
   * thousand commits ago.
   *
   * @param path relative to the target's path
   * @param holds whether a content of the file is meant
   * @throws HistoryException if the commits cannot be fetched
   */
  public Optional<Brought> brought(String path, Predicate<byte[]> holds) {
    return history.brought(path, holds);
  }

  /**
   * Whether an earlier tip is missing among the thousand commits below this one, which means a
   * forced push. False if the commits cannot be fetched or read.
   */
  public boolean lacks(String commit) {
    return history.lacks(commit);
  }

  ObjectId tree() {
    return tip.getTree();
  }

  /** Converts an exception of JGit's parsers; a truncated object can cause any exception. */
  private static IOException unparsable(Exception e) {
    return e instanceof IOException io ? io : new IOException("an object cannot be parsed", e);
  }

  /** The local repository is damaged. The next call of the writer renames and refetches it. */
  public static final class DamagedException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String path, IOException cause) {
      super("cannot read " + path + " from the local repository: " + cause.getMessage(), cause);
    }
  }
}
