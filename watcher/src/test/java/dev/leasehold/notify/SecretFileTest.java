package dev.leasehold.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
  @TempDir private Path folder;

  @Test
  void hasNoLineBreakAtItsEnd() throws IOException {
    assertEquals("a b ", read("a b \r\n\n"));
    assertEquals("a\nb", read("a\nb"));
  }

  @Test
  void saysWhatIsWrongWithAFile() {
    Path file = folder.resolve("token");
    assertEquals("f: " + file + " does not exist; create it", refusal());
    write("\n");
    assertEquals("f: " + file + " is empty; write the secret into it", refusal());
    write("x".repeat(SecretFile.MOST_BYTES + 1));
    assertEquals(
        "f: " + file + " is larger than 4096 bytes; it is probably another file", refusal());
  }

  private String read(String text) throws IOException {
    write(text);
    return new String(SecretFile.read("f", folder.resolve("token")), UTF_8);
  }

  private void write(String text) {
    try {
      Files.writeString(folder.resolve("token"), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String refusal() {
    return String.valueOf(
        assertThrows(IOException.class, () -> SecretFile.read("f", folder.resolve("token")))
            .getMessage());
  }
}
