package dev.leasehold.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file, kept once, as text where it is text: with 10,000 files each copy counts.
 */
public final class FileContent {
  private final @Nullable String text;
  private final byte[] bytes; // empty where there is a text
  private final int size;

  private FileContent(@Nullable String text, byte[] bytes, int size) {
    this.text = text;
    this.bytes = bytes;
    this.size = size;
  }

  /** The content with these bytes, which must not change any more. */
  public static FileContent of(byte[] bytes) {
    String text = decoded(bytes);
    return new FileContent(text, text == null ? bytes : new byte[0], bytes.length);
  }

  /**
   * Its text; empty when it is not UTF-8, which is neither read nor written. ASCII in UTF-16
   * without a byte order mark is UTF-8 with NUL in it, which YAML has nowhere (section 5.1).
   */
  public Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /** A copy of its bytes. */
  public byte[] bytes() {
    return text == null ? bytes.clone() : text.getBytes(StandardCharsets.UTF_8);
  }

  /** In bytes. */
  public int size() {
    return size;
  }

  private static @Nullable String decoded(byte[] bytes) {
    boolean isAscii = true;
    for (byte one : bytes) {
      if (one == 0) {
        return null;
      }
      isAscii &= one > 0;
    }
    if (isAscii) { // nearly every file, and decoding strictly takes three times its size
      return new String(bytes, StandardCharsets.US_ASCII);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
