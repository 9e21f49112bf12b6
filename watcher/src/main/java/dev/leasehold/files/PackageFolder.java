package dev.leasehold.files;

import dev.leasehold.log.CorrectableException;
import dev.leasehold.text.FileContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;

/**
 * A package on disk. Its folder may be a link. Links in it are not followed, because they may lead
 * out of the package.
 */
public final class PackageFolder {
  /** The largest file that is read; larger files are not manifests. */
  private static final long MAX_BYTES = 4 << 20;

  private final Path root;
  private final PackageFiles files;

  private PackageFolder(Path root, PackageFiles files) {
    this.root = root;
    this.files = files;
  }

  public static PackageFolder read(Path root) throws IOException {
    return read(root, FolderLimits.NONE);
  }

  /**
   * The same for a folder that may be any.
   *
   * @throws CorrectableException if it is larger than the limits
   */
  public static PackageFolder read(Path root, FolderLimits limits) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new CorrectableException(root + " is not a folder; give the folder of a package");
    }
    PackageFiles.Reader reader = new PackageFiles.Reader();
    Path start = root.toRealPath();
    Files.walkFileTree(start, new Visitor(start, reader, limits));
    return new PackageFolder(root, reader.files());
  }

  public PackageFiles packageFiles() {
    return files;
  }

  /** Whether a file existed when the folder was read. */
  public boolean holds(String path) {
    return files.paths().contains(path);
  }

  /** The text of a file; empty if it does not exist. */
  public String text(String path) {
    return files.yaml().text(path);
  }

  /** Writes files atomically, with their permissions. A file without content is deleted. */
  public void write(SortedMap<String, String> changed) throws IOException {
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

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final PackageFiles.Reader reader;
    private final FolderLimits limits;
    private int entries;
    private long bytes;

    Visitor(Path root, PackageFiles.Reader reader, FolderLimits limits) {
      this.root = root;
      this.reader = reader;
      this.limits = limits;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      limits.check(root.relativize(folder), ++entries, bytes);
      return folder.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Path relative = root.relativize(file);
      String path = relative.toString();
      limits.check(relative, ++entries, bytes);
      boolean isOfInterest = reader.add(path);
      if (!attributes.isRegularFile()) {
        if (isOfInterest || attributes.isSymbolicLink() && Files.isDirectory(file)) {
          reader.addLink(path);
        }
      } else if (isOfInterest && attributes.size() > MAX_BYTES) {
        reader.addLarge(path, () -> Files.newInputStream(file));
      } else if (isOfInterest) {
        bytes += attributes.size();
        FileContent content = FileContent.of(Files.readAllBytes(file));
        reader.addFile(path, KnownFile.of(content), () -> KnownFile.text(content));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
