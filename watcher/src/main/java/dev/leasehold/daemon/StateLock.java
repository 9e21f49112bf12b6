package dev.leasehold.daemon;

import dev.leasehold.log.CorrectableException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ensures that only this process uses a state directory: two DHCPv6 clients with one DUID and IAID
 * would take the delegation from each other. The operating system releases the lock at any end of
 * the process.
 */
public final class StateLock implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(StateLock.class);

  /** The most digits of a process id. */
  private static final int MOST_DIGITS = 20;

  private final FileChannel channel;

  /** {@link FileChannel#tryLock()}: null if another process has the lock. */
  interface Locks {
    @Nullable FileLock lock(FileChannel channel) throws IOException;
  }

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock; creates the directory if it is missing. Then removes the lock files in the
   * clones, which come from a killed watcher. Continues without a lock on a file system without
   * locks.
   *
   * @param clones the directories of the clones, the only places where lock files are removed;
   *     users may keep files in the state directory
   * @param config the configuration file, for messages
   * @throws CorrectableException if another process has the lock
   */
  public static StateLock take(Path stateDir, List<Path> clones, Path config) throws IOException {
    return take(stateDir, clones, config, FileChannel::tryLock);
  }

  /** Takes the lock with another lock implementation, for tests. */
  public static StateLock take(Path stateDir, List<Path> clones, Path config, Locks locks)
      throws IOException {
    FileChannel channel = open(stateDir, config);
    boolean done = false;
    try {
      switch (lock(channel, locks, stateDir)) {
        case TAKEN ->
            throw new CorrectableException(
                "another watcher"
                    + text(pid(channel))
                    + " uses "
                    + stateDir
                    + ". Stop it, or set another spec.stateDir in "
                    + config);
        case OURS -> {
          for (Path clone : clones) {
            removeStaleLocks(clone);
          }
        }
        case UNKNOWN -> {}
      }
      name(channel, ProcessHandle.current().pid());
      done = true;
      return new StateLock(channel);
    } finally {
      if (!done) {
        channel.close();
      }
    }
  }

  private static FileChannel open(Path stateDir, Path config) {
    try {
      Files.createDirectories(stateDir);
      return FileChannel.open(
          file(stateDir),
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new CorrectableException(trouble(stateDir, e) + ", or set another one in " + config);
    }
  }

  private static String trouble(Path stateDir, IOException e) {
    String why =
        switch (e) {
          case AccessDeniedException denied -> denied.getFile() + ": permission denied";
          case FileAlreadyExistsException file -> file.getFile() + " is not a folder";
          case NotDirectoryException file -> file.getFile() + " is not a folder";
          default -> String.valueOf(e.getMessage());
        };
    return "spec.stateDir: cannot work in "
        + stateDir
        + " ("
        + why
        + "); create this folder and let this user write to it";
  }

  /**
   * Checks whether a watcher could use a state directory. Creates nothing.
   *
   * @return the reason and the remedy; empty if it could
   */
  public static Optional<String> whyUnusable(Path stateDir) {
    Path there = stateDir.toAbsolutePath();
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      return Optional.of(trouble(stateDir, new NotDirectoryException(there.toString())));
    }
    return Files.isWritable(there)
        ? Optional.empty()
        : Optional.of(trouble(stateDir, new AccessDeniedException(there.toString())));
  }

  private enum Locked {
    OURS,
    TAKEN,
    UNKNOWN
  }

  private static Locked lock(FileChannel channel, Locks locks, Path stateDir) {
    try {
      return locks.lock(channel) == null ? Locked.TAKEN : Locked.OURS;
    } catch (OverlappingFileLockException e) {
      return Locked.TAKEN;
    } catch (IOException e) { // some network mounts
      log.warn(
          "cannot lock {} ({}); make sure that no second watcher uses the state directory",
          stateDir,
          e.getMessage());
      return Locked.UNKNOWN;
    }
  }

  /** Removes stale lock files. Git locks a file to write it, and fails if the lock file exists. */
  private static void removeStaleLocks(Path clone) throws IOException {
    Files.walkFileTree(
        clone,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.getFileName().toString().endsWith(".lock")) {
              Files.delete(file);
              log.warn("removed {}, left by a killed watcher", file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // the code that needs the file reports it
          }
        });
  }

  /**
   * The id of the process that holds the lock, if this user may see it. Changes nothing. The
   * process with the lock must not call this: under POSIX, closing the file releases the lock.
   */
  public static OptionalLong holder(Path stateDir) {
    try (FileChannel channel = FileChannel.open(file(stateDir), StandardOpenOption.READ)) {
      OptionalLong pid = pid(channel);
      // The check takes the lock briefly, so it runs only if the process exists: a watcher that
      // starts at that moment would fail.
      boolean runs = pid.isPresent() && ProcessHandle.of(pid.getAsLong()).isPresent();
      return runs && channel.tryLock(0, Long.MAX_VALUE, true) == null ? pid : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static Path file(Path stateDir) {
    return stateDir.resolve("lock");
  }

  private static void name(FileChannel channel, long pid) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private static OptionalLong pid(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_DIGITS);
    channel.read(bytes, 0);
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).trim();
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static String text(OptionalLong pid) {
    return pid.isPresent() ? " (process " + pid.getAsLong() + ")" : "";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
