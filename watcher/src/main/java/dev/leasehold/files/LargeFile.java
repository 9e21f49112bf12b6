package dev.leasehold.files;

import dev.leasehold.render.files.UnreadFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A file that is too large to be kept, and is searched as it is read.
 *
 * @param content opened at each search
 */
public record LargeFile(Content content) {
  private static final int CHUNK_BYTES = 1 << 16;

  /** Opens the file. */
  @FunctionalInterface
  public interface Content {
    /** Its bytes, from the first on. */
    InputStream open() throws IOException;
  }

  /**
   * Whether ASCII text is anywhere in it, in whatever encoding.
   *
   * @throws UncheckedIOException when it cannot be read any more
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
