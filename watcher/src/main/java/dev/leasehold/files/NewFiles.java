package dev.leasehold.files;

import dev.leasehold.log.CorrectableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files that do not exist yet. Nothing is overwritten, and no link below the folder is followed.
 */
public final class NewFiles {
  private final Path root;
  private final SortedMap<String, String> files;
  private final String instead;

  /**
   * @param root the folder, which may be new
   * @param files the texts by path
   * @param instead what to do if a file exists: {@code choose a new or empty folder}
   */
  public NewFiles(Path root, SortedMap<String, String> files, String instead) {
    this.root = root;
    this.files = new TreeMap<>(files);
    this.instead = instead;
  }

  /**
   * Checks without writing.
   *
   * @throws CorrectableException if a file exists, or a link leads to it
   */
  public void check() {
    for (String path : files.keySet()) {
      Path at = root;
      for (Path name : Path.of(path)) {
        at = at.resolve(name);
        if (Files.isSymbolicLink(at)) {
          throw new CorrectableException(at + " is a link, which is not followed; " + instead);
        }
      }
      if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        throw new CorrectableException(at + " already exists; " + instead);
      }
    }
  }

  /**
   * Checks, then writes.
   *
   * @throws CorrectableException if a file exists, or a link leads to it
   */
  public void write() throws IOException {
    check();
    for (String path : files.keySet()) {
      Path file = root.resolve(path).toAbsolutePath();
      Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(root));
      try {
        Files.writeString(
            file,
            files.getOrDefault(path, ""),
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException e) {
        throw new CorrectableException(file + " already exists; it was not overwritten");
      }
    }
  }
}
