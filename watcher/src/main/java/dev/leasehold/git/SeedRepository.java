package dev.leasehold.git;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.revwalk.RevWalk;

/** A bare repository for trials, with one first commit on {@code main}. */
public final class SeedRepository {
  private static final String BRANCH = "main";

  private final Path directory;

  private SeedRepository(Path directory) {
    this.directory = directory;
  }

  /**
   * Creates the repository.
   *
   * @param directory a directory that does not exist yet
   * @param files path → text
   */
  public static SeedRepository create(
      Path directory,
      Map<String, byte[]> files,
      GitTarget.Author author,
      Instant at,
      String message)
      throws IOException {
    HermeticSystem.install();
    try (Git git = init(directory);
        ObjectInserter inserter = git.getRepository().newObjectInserter()) {
      DirCache index = DirCache.newInCore();
      DirCacheBuilder builder = index.builder();
      for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
        DirCacheEntry entry = new DirCacheEntry(file.getKey());
        entry.setFileMode(FileMode.REGULAR_FILE);
        entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue()));
        builder.add(entry);
      }
      builder.finish();
      PersonIdent person = new PersonIdent(author.name(), author.email(), at, ZoneOffset.UTC);
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(index.writeTree(inserter));
      commit.setAuthor(person);
      commit.setCommitter(person);
      commit.setMessage(message);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      RefUpdate update = git.getRepository().updateRef(Constants.R_HEADS + BRANCH);
      update.setNewObjectId(id);
      update.update();
    }
    return new SeedRepository(directory);
  }

  private static Git init(Path directory) throws IOException {
    try {
      return Git.init()
          .setBare(true)
          .setInitialBranch(BRANCH)
          .setDirectory(directory.toFile())
          .call();
    } catch (GitAPIException e) {
      throw new IOException("cannot make a repository in " + directory + ": " + e.getMessage(), e);
    }
  }

  /** The number of commits of the branch. */
  public int commits() throws IOException {
    try (Git git = Git.open(directory.toFile());
        RevWalk walk = new RevWalk(git.getRepository())) {
      walk.markStart(walk.parseCommit(git.getRepository().resolve(Constants.R_HEADS + BRANCH)));
      int count = 0;
      while (walk.next() != null) {
        count++;
      }
      return count;
    }
  }

  /** Clones the repository with a work tree, as its owner would. */
  public void cloneTo(Path clone) throws IOException {
    try {
      Git.cloneRepository()
          .setURI(directory.toAbsolutePath().toString())
          .setDirectory(clone.toFile())
          .setBranch(BRANCH)
          .call()
          .close();
    } catch (GitAPIException e) {
      throw new IOException("cannot clone to " + clone + ": " + e.getMessage(), e);
    }
  }
}
