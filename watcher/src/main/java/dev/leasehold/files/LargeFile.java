package dev.leasehold.files;

import dev.leasehold.render.files.UnreadFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A file that is too large for memory and is searched as a stream.
 *
 * @param content opens the file for each search
 */
public record LargeFile(Content content) {
  private static final int CHUNK_BYTES = 1 << 16;

  /** Opens the file. */
  @FunctionalInterface
  public interface Content {
    /** The content from the first byte on. */
    InputStream open() throws IOException;
  }

  /**
   * Whether the file contains an ASCII text in any encoding.
   *
   * @throws UncheckedIOException if the file can no longer be read
   */
  public boolean mentions(String word) {
    try (InputStream in = content.open()) {
      String before = ""; // the word may begin in one chunk and end in the next
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        String text = before + UnreadFile.ascii(chunk, read);
        if (text.contains(word)) {
          return true;
        }
        before = text.substring(Math.max(0, text.length() - word.length()));
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
