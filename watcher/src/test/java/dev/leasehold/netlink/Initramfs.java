package dev.leasehold.netlink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes the file system that a kernel starts with: cpio in the format newc
 * (Documentation/driver-api/early-userspace/buffer-format.rst of Linux). Files are those of root.
 */
final class Initramfs implements AutoCloseable {
  private static final int FOLDER = 0x41ed; // a directory, rwxr-xr-x
  private static final int PROGRAM = 0x81ed; // a regular file, rwxr-xr-x
  private static final int CHARACTER_DEVICE = 0x2180; // rw-------

  private final OutputStream out;
  private final Set<String> written = new HashSet<>();
  private int inode;

  Initramfs(Path file) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
    device("dev/console", 5, 1); // before /init mounts anything
  }

  /** An empty folder, with those above it. */
  void folder(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      folder(path.substring(0, slash));
    }
    if (written.add(path)) {
      header(path, FOLDER, 0, 0, 0);
    }
  }

  /** A file with the content of another one; one that is there already stays. */
  void file(String path, Path content) throws IOException {
    if (begin(path)) {
      long size = Files.size(content);
      header(path, PROGRAM, size, 0, 0);
      long _ = Files.copy(content, out);
      pad(size);
    }
  }

  void file(String path, String content) throws IOException {
    byte[] bytes = content.getBytes(UTF_8);
    if (begin(path)) {
      header(path, PROGRAM, bytes.length, 0, 0);
      out.write(bytes);
      pad(bytes.length);
    }
  }

  private void device(String path, int major, int minor) throws IOException {
    if (begin(path)) {
      header(path, CHARACTER_DEVICE, 0, major, minor);
    }
  }

  private boolean begin(String path) throws IOException {
    folder(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
    return written.add(path);
  }

  private void header(String path, int mode, long size, int major, int minor) throws IOException {
    if (path.isEmpty()) {
      return;
    }
    byte[] name = (path + "\0").getBytes(UTF_8);
    long[] fields = {++inode, mode, 0, 0, 1, 0, size, 0, 0, major, minor, name.length, 0};
    StringBuilder text = new StringBuilder("070701");
    for (long field : fields) {
      text.append("%08X".formatted(field));
    }
    out.write(text.toString().getBytes(US_ASCII));
    out.write(name);
    pad(text.length() + name.length);
  }

  private void pad(long length) throws IOException {
    out.write(new byte[(int) (-length & 3)]);
  }

  @Override
  public void close() throws IOException {
    try (out) {
      header("TRAILER!!!", 0, 0, 0, 0);
    }
  }
}
