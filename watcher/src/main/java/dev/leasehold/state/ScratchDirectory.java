package dev.leasehold.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The working directory of a read-only command: in the state directory if that exists, so that the
 * next run fetches less; otherwise a temporary directory that is deleted afterwards. The command
 * never creates the state directory, because it would then belong to the user of the command.
 *
 * @param goes whether the directory is deleted at the end
 */
public record ScratchDirectory(Path path, boolean goes) implements Closeable {
  /** A directory that is kept. */
  public static ScratchDirectory of(Path path) {
    return new ScratchDirectory(path, false);
  }

  /** A directory in the state directory, or a temporary one. */
  public static ScratchDirectory in(Path stateDir, String name) throws IOException {
    return Files.isDirectory(stateDir) && Files.isWritable(stateDir)
        ? new ScratchDirectory(stateDir.resolve(name), false)
        : new ScratchDirectory(Files.createTempDirectory("leasehold-" + name), true);
  }

  @Override
  public void close() throws IOException {
    if (!goes) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
