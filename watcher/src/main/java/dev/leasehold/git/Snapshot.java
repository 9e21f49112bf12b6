package dev.leasehold.git;

import dev.leasehold.text.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The tip of the branch as it was fetched: every file below the target's path, {@link #contents}
 * read when asked for. Good until the next call on the writer that made it.
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

  /** The history could not be fetched. Nothing can be decided without. */
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

  /** The branch moved before its history could be fetched: what is asked of it is out of date. */
  static final class MovedException extends HistoryException {
    private static final long serialVersionUID = 1L;

    MovedException(GitTarget target) {
      super(new Outcome.Unreachable(target.where() + " moved while its history was read"));
    }
  }

  /** What an entry is in the tree. */
  public enum EntryKind {
    FILE,
    EXECUTABLE,
    /** A symbolic link. Never followed, for it may lead out of the repository. */
    LINK,
    SUBMODULE;

    public boolean isFile() {
      return this == FILE || this == EXECUTABLE;
    }
  }

  /**
   * One entry of the tree that is not a folder.
   *
   * @param path relative to the target's path, {@code a/b.yaml}
   * @param blob the id of its content, 40 hexadecimal digits: equal ids, equal content
   */
  public record Entry(String path, String blob, EntryKind kind) {}

  /**
   * Lists what is there.
   *
   * @param path the folder; empty for the root
   * @return empty when the tip has no such folder
   * @throws PackageLimits.TooLargeException before anything of it is read
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
      List<Entry> entries = entries(local, reader, folder);
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

  private static List<Entry> entries(LocalRepository local, ObjectReader reader, ObjectId folder)
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
        ObjectId id = files.getObjectId(0);
        Entry entry = new Entry(path, id.name(), kind(files.getFileMode(0)));
        if (entry.kind().isFile() && PackageLimits.isYaml(path)) {
          long size = local.size(reader, id, entry.blob());
          limits.addYaml(path, size > MAX_FILE_BYTES ? 0 : size);
        }
        entries.add(entry);
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

  /** The commit, 40 hexadecimal digits. */
  public String commit() {
    return tip.name();
  }

  /** The id of the folder at the target's path: equal ids, equal packages. */
  public String packageTree() {
    return packageTree.name();
  }

  /** When it was committed, by the committer's clock. */
  public Instant committedAt() {
    return tip.getCommitterIdent().getWhenAsInstant();
  }

  /** The target's path: the folder that the paths of entries count from; empty: the root. */
  public String folder() {
    return folder;
  }

  /** Every file, link and submodule, in the order of Git's trees. */
  public List<Entry> entries() {
    return entries;
  }

  /** The contents of the files, to be closed when those that are of interest were read. */
  public Contents contents() {
    return new Contents();
  }

  /** Reads one file after the other; what Git stores of several only once is read only once. */
  public final class Contents implements AutoCloseable {
    private final ObjectReader reader = local.git().newObjectReader();

    private Contents() {}

    /**
     * The content of an entry of this snapshot, as it is in Git: no line ending is touched.
     *
     * @return empty for what is no file or is larger than 4 MiB
     * @throws DamagedException when the local repository turns out to be damaged; the writer
     *     fetches it again at its next call
     */
    public Optional<FileContent> read(Entry entry) {
      if (!entry.kind().isFile()) {
        return Optional.empty();
      }
      FileContent cached = local.blobs().get(entry.blob());
      if (cached != null) {
        return Optional.of(cached);
      }
      try {
        ObjectLoader blob = reader.open(ObjectId.fromString(entry.blob()), Constants.OBJ_BLOB);
        if (blob.getSize() > MAX_FILE_BYTES) {
          return Optional.empty();
        }
        FileContent content = FileContent.of(blob.getBytes());
        local.blobs().put(entry.blob(), content);
        return Optional.of(content);
      } catch (IOException | RuntimeException e) {
        local.suspect();
        throw new DamagedException(entry.path(), unparsable(e));
      }
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  /**
   * The content of a file of this snapshot as a stream, however large it is.
   *
   * @throws DamagedException as {@link Contents#read} does
   */
  public InputStream open(Entry entry) {
    try {
      return local.git().open(ObjectId.fromString(entry.blob()), Constants.OBJ_BLOB).openStream();
    } catch (IOException | RuntimeException e) {
      local.suspect();
      throw new DamagedException(entry.path(), unparsable(e));
    }
  }

  /**
   * The commit by people to which a value in a file is due; empty: it is due to one of ours, or
   * that cannot be told. Looks through a thousand commits at most, and fetches them only when the
   * tip is not of ours, and with the contents of files only when the file was last changed by
   * people.
   *
   * @throws HistoryException when the commits cannot be fetched
   */
  public <T> Optional<Provenance<T>> provenance(FilePart<T> asked) {
    return history.provenance(asked);
  }

  /**
   * The commit that deleted a file.
   *
   * @param content what was in it; empty when that cannot be told
   */
  public record Deletion(String commit, String author, String message, Optional<byte[]> content) {}

  /**
   * Who deleted a file that is not here; empty when it never was there, or long ago.
   *
   * @param path relative to the target's path
   * @throws HistoryException when the commits cannot be fetched
   */
  public Optional<Deletion> deletion(String path) {
    return history.deletion(path);
  }

  /**
   * Whether a commit that was the tip once is not among the thousand below this one: somebody
   * forced the branch. False when they cannot be fetched or read.
   */
  public boolean lacks(String commit) {
    return history.lacks(commit);
  }

  ObjectId tree() {
    return tip.getTree();
  }

  /** JGit's parsers throw whatever comes, where an object ends too soon. */
  private static IOException unparsable(Exception e) {
    return e instanceof IOException io ? io : new IOException("an object cannot be parsed", e);
  }

  /** The local repository is damaged: the writer sets it aside at its next call. */
  public static final class DamagedException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String path, IOException cause) {
      super("cannot read " + path + " from the local repository: " + cause.getMessage(), cause);
    }
  }
}
