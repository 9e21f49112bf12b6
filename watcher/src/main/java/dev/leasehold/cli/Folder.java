package dev.leasehold.cli;

import dev.leasehold.krm.KrmPackage;
import dev.leasehold.watch.PackageFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A package on disk. Links are not followed: they may lead out of it. */
final class Folder {
  /** Larger files hold no manifests. */
  private static final long MAX_BYTES = 4 << 20;

  private final Path root;
  private final Set<String> paths = new HashSet<>();
  private final SortedMap<String, String> files = new TreeMap<>();
  private final Set<String> unread = new HashSet<>();

  private Folder(Path root) {
    this.root = root;
  }

  static Folder read(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new CommandException(root + " is not a folder; give the folder of a package");
    }
    Folder folder = new Folder(root);
    Files.walkFileTree(root, folder.new Reader());
    return folder;
  }

  PackageFiles packageFiles() {
    return new PackageFiles(paths, KrmPackage.of(files), unread);
  }

  /** Whether that file was there when the folder was read. */
  boolean holds(String path) {
    return paths.contains(path);
  }

  /** The text of a file; empty when it is not there. */
  String text(String path) {
    return files.getOrDefault(path, "");
  }

  /**
   * Writes files so that each is either as it was or as it should be, with its permissions. One
   * that would be empty is deleted.
   */
  void write(SortedMap<String, String> changed) throws IOException {
    for (String path : changed.keySet()) {
      Path file = root.resolve(path);
      if (changed.getOrDefault(path, "").isEmpty()) {
        Files.deleteIfExists(file);
        continue;
      }
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Path next = file.resolveSibling("." + file.getFileName() + ".leasehold");
      try {
        Files.write(next, changed.get(path).getBytes(StandardCharsets.UTF_8));
        if (Files.exists(file)) {
          Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(file));
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(next);
      }
    }
  }

  private final class Reader extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return folder.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String path = root.relativize(file).toString();
      paths.add(path);
      if (PackageFiles.isYaml(path)) {
        boolean isRead = attributes.isRegularFile() && attributes.size() <= MAX_BYTES;
        (isRead ? PackageFiles.text(Files.readAllBytes(file)) : Optional.<String>empty())
            .ifPresentOrElse(text -> files.put(path, text), () -> unread.add(path));
      } else if (attributes.isSymbolicLink() && Files.isDirectory(file)) {
        unread.add(path);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
