package dev.leasehold.credential;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file with a secret. It is read for every use: that is cheap, and a time of modification
 * misses a second change within its resolution.
 */
public final class SecretFile {
  private static final Logger log = LoggerFactory.getLogger(SecretFile.class);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  /** A key of 16,384 bits in PEM has 13 KB. */
  private static final int MOST_BYTES = 16 * 1024;

  private final String entry;
  private final Path path;
  private boolean isWarned;

  /**
   * @param entry the entry and the field of the configuration, for messages
   */
  public SecretFile(String entry, Path path) {
    this.entry = entry;
    this.path = path;
  }

  /**
   * The content.
   *
   * @throws Unusable if there is none
   */
  public String read() throws Unusable {
    if (!Files.exists(path)) {
      throw unusable("does not exist");
    }
    // A pipe would block.
    if (!Files.isRegularFile(path)) {
      throw unusable("is not a regular file");
    }
    warnIfOthersCanRead();
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw unusable("is larger than " + MOST_BYTES + " bytes");
      }
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        throw unusable("is empty");
      }
      return text;
    } catch (IOException e) {
      throw unusable("cannot be read");
    }
  }

  Unusable unusable(String problem) {
    return new Unusable(entry + ": " + path + " " + problem);
  }

  private void warnIfOthersCanRead() {
    if (isWarned) {
      return;
    }
    try {
      if (Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
        isWarned = true;
        log.warn("{}: others can read {}; chmod 600 makes it private", entry, path);
      }
    } catch (IOException | UnsupportedOperationException e) {
      log.debug("the permissions of {} cannot be read", path, e);
    }
  }

  /** The file has no usable secret; the message names the entry and the file. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }

    /** The entry, the file and the problem. */
    public String reason() {
      return String.valueOf(getMessage());
    }
  }
}
