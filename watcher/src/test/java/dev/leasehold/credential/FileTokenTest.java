package dev.leasehold.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.leasehold.credential.Token.Missing;
import dev.leasehold.credential.Token.Secret;
import dev.leasehold.http.HttpAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class FileTokenTest {
  @TempDir private Path folder;
  private Path file;
  private TokenSource source;

  @BeforeEach
  void createSource() {
    file = folder.resolve("token");
    source =
        TokenSource.of(
            new Credential.TokenFile("forge", "me", file, HttpAccess.DEFAULT), () -> Instant.EPOCH);
  }

  @Test
  void readsOneLine() throws IOException {
    write("s3cret\r\n");
    assertEquals(new Secret("me", "s3cret"), source.current());
  }

  @Test
  void readsAReplacedTokenWithoutRestart() throws IOException {
    write("old");
    Secret old = (Secret) source.current();
    assertFalse(source.isReplaced(old));
    write("new");
    assertTrue(source.isReplaced(old));
    assertEquals(new Secret("me", "new"), source.current());
  }

  @ParameterizedTest
  @CsvSource({
    "'', is empty",
    "' \n', is empty",
    "'a\nb', has more than one line",
    "'a b', 'has spaces, or characters that a token cannot have'",
    "'é', 'has spaces, or characters that a token cannot have'",
  })
  void namesEntryAndFile(String content, String problem) throws IOException {
    write(content);
    Missing missing = assertInstanceOf(Missing.class, source.current());
    assertEquals("auth 'forge': tokenFile: " + file + " " + problem, missing.reason());
    assertTrue(missing.whatToDo().isPresent());
  }

  @Test
  void refusesWhatIsNoSmallFile() throws IOException {
    assertEquals("auth 'forge': tokenFile: " + file + " does not exist", reason());
    Files.createDirectory(file);
    assertEquals("auth 'forge': tokenFile: " + file + " is not a regular file", reason());
    Files.delete(file);
    write("x".repeat(16 * 1024 + 1));
    assertEquals("auth 'forge': tokenFile: " + file + " is larger than 16384 bytes", reason());
  }

  @Test
  void warnsOnceIfOthersCanReadTheFile() throws IOException {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger(SecretFile.class);
    logger.addAppender(lines);
    try {
      write("s3cret");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      source.current();
      source.current();
    } finally {
      logger.detachAppender(lines);
    }
    assertEquals(
        List.of(
            "auth 'forge': tokenFile: others can read " + file + "; chmod 600 makes it private"),
        lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
  }

  @Test
  void doesNotShowTheSecret() {
    assertEquals("a secret of me", new Secret("me", "s3cret").toString());
  }

  private String reason() {
    return assertInstanceOf(Missing.class, source.current()).reason();
  }

  private void write(String content) throws IOException {
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
