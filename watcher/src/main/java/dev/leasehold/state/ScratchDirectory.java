package dev.leasehold.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Where a command works that only looks: in the state directory where there is one, so that the
 * next look fetches less, and else in a directory that goes with it. It never makes the state
 * directory: it would then belong to the user who looked first.
 */
public record ScratchDirectory(Path path, boolean goes) implements Closeable {
  /** That one. */
  public static ScratchDirectory of(Path path) {
    return new ScratchDirectory(path, false);
  }

  /** In that directory. */
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
