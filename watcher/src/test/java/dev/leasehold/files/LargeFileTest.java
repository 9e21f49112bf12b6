package dev.leasehold.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A large file that is searched as a stream. */
final class LargeFileTest {
  private static final int CHUNK_BYTES = 1 << 16;

  @Test
  void findsAWordAcrossChunks() {
    for (int before = CHUNK_BYTES - 12; before <= CHUNK_BYTES; before++) {
      assertEquals(true, in("x".repeat(before) + "kpt-set: y").mentions("kpt-set:"), "" + before);
    }
    assertEquals(false, in("x".repeat(CHUNK_BYTES - 4) + "kpt-sex:").mentions("kpt-set:"));
    assertEquals(false, in("").mentions("kpt-set:"));
  }

  @Test
  void findsAWordInEveryEncoding() {
    String text = "\u00e4".repeat(CHUNK_BYTES) + "kpt-set:";
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_8,
            StandardCharsets.ISO_8859_1,
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE)) {
      byte[] bytes = text.getBytes(charset);
      LargeFile file = new LargeFile(() -> new ByteArrayInputStream(bytes));
      assertEquals(true, file.mentions("kpt-set:"), charset.name());
    }
  }

  @Test
  void reportsAMissingFile() {
    LargeFile file =
        new LargeFile(() -> {
          throw new IOException("gone");
        });
    assertThrows(UncheckedIOException.class, () -> file.mentions("x"));
  }

  private static LargeFile in(String text) {
    return new LargeFile(() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
