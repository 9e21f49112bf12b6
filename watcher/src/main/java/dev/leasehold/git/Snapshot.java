package dev.leasehold.git;

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
 * The tip of the branch as it was fetched: every file below the target's path, contents read when
 * asked for. Good until the next call on the writer that made it.
 */
public final class Snapshot implements Fetched {
  /** Larger files are not kept in memory. */
  static final int MAX_FILE_BYTES = 4 << 20;

  /** A hundred commits are a few kilobytes; a thousand are looked through where need be. */
  private static final int[] DEPTHS = {100, 1000};

  private final LocalRepository local;
  private final Deepening deepening;
  private final String folder;
  private final RevCommit tip;
  private final List<Entry> entries;

  private Snapshot(
      LocalRepository local,
      Deepening deepening,
      String folder,
      RevCommit tip,
      List<Entry> entries) {
    this.local = local;
    this.deepening = deepening;
    this.folder = folder;
    this.tip = tip;
    this.entries = List.copyOf(entries);
  }

  /** Brings commits below a tip here, without the contents of their files where that can be. */
  interface Deepening {
    /**
     * Brings that many.
     *
     * @return why it cannot
     */
    Optional<Outcome.Failure> deepen(ObjectId tip, int commits) throws IOException;
  }

  /** The history could not be fetched. Nothing can be decided without. */
  public static final class HistoryException extends UncheckedIOException {
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

  /** What an entry is in the tree. */
  public enum Kind {
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
  public record Entry(String path, String blob, Kind kind) {}

  /**
   * Lists what is there.
   *
   * @param path the folder; empty for the root
   * @return empty when the tip has no such folder
   */
  static Optional<Snapshot> read(
      LocalRepository local, ObjectId commit, String path, Deepening deepening) throws IOException {
    try (ObjectReader reader = local.git().newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      RevCommit tip = walk.parseCommit(commit);
      ObjectId folder = tip.getTree();
      if (!path.isEmpty()) {
        try (TreeWalk found = TreeWalk.forPath(reader, path, tip.getTree())) {
          if (found == null || !FileMode.TREE.equals(found.getFileMode(0))) {
            return Optional.empty();
          }
          folder = found.getObjectId(0);
        }
      }
      List<Entry> entries = new ArrayList<>();
      try (TreeWalk files = new TreeWalk(reader)) {
        files.addTree(folder);
        files.setRecursive(true);
        while (files.next()) {
          entries.add(
              new Entry(
                  files.getPathString(), files.getObjectId(0).name(), kind(files.getFileMode(0))));
        }
      }
      return Optional.of(new Snapshot(local, deepening, path, tip, entries));
    }
  }

  private static Kind kind(FileMode mode) {
    return switch (mode.getBits()) {
      case FileMode.TYPE_SYMLINK -> Kind.LINK;
      case FileMode.TYPE_GITLINK -> Kind.SUBMODULE;
      default -> FileMode.EXECUTABLE_FILE.equals(mode) ? Kind.EXECUTABLE : Kind.FILE;
    };
  }

  /** The commit, 40 hexadecimal digits. */
  public String commit() {
    return tip.name();
  }

  /** When it was committed, by the clock of whoever committed it. */
  public Instant committedAt() {
    return tip.getCommitterIdent().getWhenAsInstant();
  }

  /** Every file, link and submodule, in the order of Git's trees. */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * The content of an entry of this snapshot, as it is in Git: no line ending is touched.
   *
   * @return empty for what is no file or is larger than 4 MiB
   * @throws UncheckedIOException when the local repository turns out to be damaged; the writer
   *     fetches it anew at its next call
   */
  public Optional<byte[]> read(Entry entry) {
    if (!entry.kind().isFile()) {
      return Optional.empty();
    }
    byte[] cached = local.blobs().get(entry.blob());
    if (cached != null) {
      return Optional.of(cached.clone());
    }
    try {
      ObjectLoader blob = local.git().open(ObjectId.fromString(entry.blob()), Constants.OBJ_BLOB);
      if (blob.getSize() > MAX_FILE_BYTES) {
        return Optional.empty();
      }
      byte[] content = blob.getBytes();
      local.blobs().put(entry.blob(), content);
      return Optional.of(content.clone());
    } catch (IOException e) {
      local.suspect();
      throw new DamagedException(entry.path(), e);
    }
  }

  /**
   * The content of a file of this snapshot as a stream, however large it is.
   *
   * @throws UncheckedIOException as {@link #read} does
   */
  public InputStream open(Entry entry) {
    try {
      return local.git().open(ObjectId.fromString(entry.blob()), Constants.OBJ_BLOB).openStream();
    } catch (IOException e) {
      local.suspect();
      throw new DamagedException(entry.path(), e);
    }
  }

  /**
   * Whether a file is as it is because somebody took back what commits of ours had made of it.
   * Looks through a thousand commits at most, and fetches them only when the tip is not of ours.
   *
   * @param path relative to the target's path; the file need not be there
   * @param ours whether a commit with that message is one of ours that changed the file
   * @param unlessChanged a file whose change since then makes it count no longer; empty: none
   * @throws HistoryException when the commits cannot be fetched
   */
  public Optional<Takeback> takeback(String path, Predicate<String> ours, String unlessChanged) {
    if (ours.test(tip.getFullMessage())) {
      return Optional.empty();
    }
    String below = folder.isEmpty() ? "" : folder + "/";
    try {
      for (int depth : DEPTHS) {
        Optional<Outcome.Failure> failure = deepening.deepen(tip, depth);
        if (failure.isPresent()) {
          throw new HistoryException(failure.get());
        }
        try (History history = History.of(local, tip)) {
          return history.takeback(
              below + path, ours, unlessChanged.isEmpty() ? "" : below + unlessChanged);
        } catch (History.TooShortException e) {
          if (depth == DEPTHS[DEPTHS.length - 1]) {
            return Optional.empty();
          }
        }
      }
      throw new IllegalStateException("no depths");
    } catch (IOException e) {
      local.suspect();
      throw new DamagedException("the history of " + path, e);
    }
  }

  ObjectId tree() {
    return tip.getTree();
  }

  /** Tells damage from a proposer's own trouble. */
  static final class DamagedException extends UncheckedIOException {
    DamagedException(String path, IOException cause) {
      super("cannot read " + path + " from the local repository: " + cause.getMessage(), cause);
    }
  }
}
