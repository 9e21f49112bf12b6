package dev.leasehold.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bare repository with one commit of each branch, the last tip seen. It only saves fetches: a
 * damaged repository is renamed and fetched again. Earlier tips stay in the repository until it is
 * packed. Each of them is recorded as shallow, because JGit counts every local ref of the server as
 * known and would walk on to parents that were never fetched.
 */
final class LocalRepository implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalRepository.class);
  private static final String TIPS = "refs/leasehold/tips/";

  /** The format of the directory; a directory with another format is fetched again. */
  private static final int FORMAT = 3;

  /** For the files that each look at a new tip needs; others are read once. */
  private static final long CACHED_BYTES = 2 << 20;

  // A fetch makes one pack, a commit a few loose objects.
  private static final int MAX_PACKS = 20;
  private static final int MAX_LOOSE_OBJECTS = 1_000;

  private final Path directory;
  private final BlobCache blobs = new BlobCache(CACHED_BYTES);
  private Repository git;
  private boolean suspect;

  private LocalRepository(Path directory, Repository git) {
    this.directory = directory;
    this.git = git;
  }

  /**
   * Opens the repository, or creates a new one if it is missing or damaged.
   *
   * @throws IOException if the directory is not writable
   */
  static LocalRepository open(Path directory) throws IOException {
    HermeticSystem.install();
    if (Files.exists(directory) && !isEmpty(directory)) {
      try {
        return new LocalRepository(directory, openExisting(directory));
      } catch (IOException | RuntimeException e) {
        log.warn("{} cannot be used ({}): fetching it again", directory, e.getMessage());
        moveAway(directory);
      }
    }
    return new LocalRepository(directory, create(directory));
  }

  /** Whether the directory exists and is empty, as an administrator may have created it. */
  private static boolean isEmpty(Path directory) {
    String[] names = directory.toFile().list();
    return names != null && names.length == 0;
  }

  private static Repository openExisting(Path directory) throws IOException {
    Repository git = builder(directory).setMustExist(true).build();
    try (RevWalk walk = new RevWalk(git)) {
      if (git.exactRef(Constants.HEAD) == null) {
        throw new IOException("no HEAD");
      }
      if (git.getConfig().getInt("leasehold", "format", 0) != FORMAT) {
        throw new IOException("another version of Leasehold made it");
      }
      git.getObjectDatabase().getShallowCommits();
      for (Ref tip : git.getRefDatabase().getRefsByPrefix(TIPS)) {
        walk.parseTree(tip.getObjectId());
      }
      return git;
    } catch (IOException | RuntimeException e) {
      git.close();
      throw e;
    }
  }

  private static Repository create(Path directory) throws IOException {
    Repository git = builder(directory).build();
    git.create(true);
    StoredConfig config = git.getConfig();
    // No other process uses this repository, so unreachable objects need no grace period.
    config.setString("gc", null, "pruneExpire", "now");
    config.setString("gc", null, "prunePackExpire", "now");
    config.setBoolean("pack", null, "buildBitmaps", false);
    config.setInt("leasehold", null, "format", FORMAT);
    config.save();
    return git;
  }

  private static FileRepositoryBuilder builder(Path directory) {
    return new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare();
  }

  Repository git() {
    return git;
  }

  BlobCache blobs() {
    return blobs;
  }

  Path directory() {
    return directory;
  }

  /**
   * The commit of a branch whose files are all in the repository.
   *
   * @param branch the short name, {@code main}
   */
  Optional<ObjectId> tip(String branch) throws IOException {
    return Optional.ofNullable(git.exactRef(TIPS + branch)).map(Ref::getObjectId);
  }

  /** Forgets the tip of a branch. */
  void forget(String branch) throws IOException {
    RefUpdate update = git.updateRef(TIPS + branch);
    update.setForceUpdate(true);
    update.delete();
  }

  /** Forgets the tips of all other branches: a target may have been pointed to another one. */
  void keepOnly(Set<String> branches) throws IOException {
    for (Ref tip : git.getRefDatabase().getRefsByPrefix(TIPS)) {
      String branch = tip.getName().substring(TIPS.length());
      if (!branches.contains(branch)) {
        forget(branch);
      }
    }
  }

  private Set<ObjectId> tips() throws IOException {
    Set<ObjectId> tips = new HashSet<>();
    for (Ref tip : git.getRefDatabase().getRefsByPrefix(TIPS)) {
      tips.add(tip.getObjectId());
    }
    return tips;
  }

  /**
   * Records a commit as the tip of its branch. Its parents count as missing, so that the local
   * history stays one commit long.
   */
  void remember(String branch, ObjectId commit) throws IOException {
    RefUpdate update = git.updateRef(TIPS + branch);
    update.setNewObjectId(commit);
    // Recorded before the tip moves: an extra record is harmless, a missing one stops every push.
    Set<ObjectId> shallow = new HashSet<>(git.getObjectDatabase().getShallowCommits());
    if (shallow.add(commit)) {
      git.getObjectDatabase().setShallowCommits(shallow);
    }
    RefUpdate.Result result = update.forceUpdate();
    switch (result) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
      default ->
          throw new IOException("cannot set " + TIPS + branch + " in " + directory + ": " + result);
    }
  }

  /**
   * Records again, after a read of the history, that the commits below the tips are missing.
   * Otherwise JGit would offer each commit of the history to the server; from the 64th on, JGit
   * misreads the first answer of the old protocol.
   */
  void hideHistory() throws IOException {
    Set<ObjectId> shallow = new HashSet<>(git.getObjectDatabase().getShallowCommits());
    if (shallow.addAll(tips())) {
      git.getObjectDatabase().setShallowCommits(shallow);
    }
  }

  /**
   * Records that only this commit and the tips are in the repository, until {@link #knowsAlso} gets
   * the earlier record. JGit walks down from each ref, also those of other branches.
   *
   * @return the earlier record
   */
  Set<ObjectId> onlyKnows(ObjectId commit) throws IOException {
    Set<ObjectId> before = new HashSet<>(git.getObjectDatabase().getShallowCommits());
    Set<ObjectId> shallow = tips();
    shallow.add(commit);
    git.getObjectDatabase().setShallowCommits(shallow);
    return before;
  }

  /** Adds the commits of an earlier record whose parents were not fetched meanwhile. */
  void knowsAlso(Set<ObjectId> earlier) throws IOException {
    Set<ObjectId> shallow = new HashSet<>(git.getObjectDatabase().getShallowCommits());
    try (ObjectReader reader = git.newObjectReader()) {
      for (ObjectId commit : earlier) {
        if (!reader.has(commit)) {
          continue; // packing removed it
        }
        RevCommit parsed = RevCommit.parse(reader.open(commit).getBytes());
        for (RevCommit parent : parsed.getParents()) {
          if (!reader.has(parent)) {
            shallow.add(commit);
          }
        }
      }
    }
    git.getObjectDatabase().setShallowCommits(shallow);
  }

  /** Whether the repository can be opened in its current state. */
  boolean isSound() {
    try {
      openExisting(directory).close();
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** Marks the repository as suspect after a failed read; see {@link #isSuspect}. */
  void suspect() {
    suspect = true;
  }

  boolean isSuspect() {
    return suspect;
  }

  /** Renames the directory for inspection and creates a new repository. */
  void startOver() throws IOException {
    git.close();
    moveAway(directory);
    git = create(directory);
    suspect = false;
  }

  /**
   * Renames the directory to {@code NAME.damaged} and deletes an earlier directory of that name.
   */
  private static void moveAway(Path directory) throws IOException {
    Path aside = directory.resolveSibling(directory.getFileName() + ".damaged");
    if (Files.exists(directory)) {
      delete(aside);
      Files.move(directory, aside);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Packs the repository when many objects have accumulated; the new pack has only the tips. */
  void tidy() {
    try {
      if (packs() <= MAX_PACKS && looseObjects() <= MAX_LOOSE_OBJECTS) {
        return;
      }
      // Not closed: that would also close the repository.
      Git.wrap(git).gc().call();
      Set<ObjectId> tips = tips();
      if (!tips.isEmpty()) {
        git.getObjectDatabase().setShallowCommits(tips);
      }
      log.debug("packed {}", directory);
    } catch (IOException | GitAPIException | JGitInternalException e) {
      log.warn("cannot pack {}, which only costs disk space: {}", directory, e.getMessage());
    }
  }

  private long packs() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("objects/pack"))) {
      return files.filter(f -> f.toString().endsWith(".pack")).count();
    }
  }

  private long looseObjects() throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.list(directory.resolve("objects"))) {
      folders = all.filter(f -> f.getFileName().toString().length() == 2).toList();
    }
    long count = 0;
    for (Path folder : folders) {
      try (Stream<Path> files = Files.list(folder)) {
        count += files.count();
      }
    }
    return count;
  }

  @Override
  public void close() {
    git.close();
  }
}
