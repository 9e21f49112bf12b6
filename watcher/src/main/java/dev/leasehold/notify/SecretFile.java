package dev.leasehold.notify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A file with a secret. It is read for each use, so that a rotated secret needs no restart. */
public final class SecretFile {
  static final int MOST_BYTES = 4096;

  private SecretFile() {}

  /**
   * The secret in a file, without line breaks at its end.
   *
   * @param field the field of the configuration, for errors
   * @throws IOException if there is none; the message names field and file, and what to do
   */
  public static byte[] read(String field, Path file) throws IOException {
    byte[] bytes = readAll(field, file, MOST_BYTES);
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--; // editors end a file with a line break, and nobody means it
    }
    if (end == 0) {
      throw new IOException(field + ": " + file + " is empty; write the secret into it");
    }
    return Arrays.copyOf(bytes, end);
  }

  /** A small text file with secrets. */
  static String readText(String field, Path file, int most) throws IOException {
    return new String(readAll(field, file, most), StandardCharsets.UTF_8);
  }

  private static byte[] readAll(String field, Path file, int most) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(most + 1);
    } catch (IOException e) {
      throw new IOException(
          field
              + ": "
              + file
              + (Files.exists(file)
                  ? " cannot be read; permit the user of the watcher to read it"
                  : " does not exist; create it"),
          e);
    }
    if (bytes.length > most) {
      throw new IOException(
          field + ": " + file + " is larger than " + most + " bytes; it is probably another file");
    }
    return bytes;
  }
}
