package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The file of {@code --config}, and its default. */
final class ConfigurationTest {
  @TempDir private Path folder;

  @Test
  void usesTheDefaultOnlyWithoutTheOption() throws IOException {
    CommandLine line = Leasehold.commandLine(new String[] {"status"});
    Path file = Files.writeString(folder.resolve("watcher.yaml"), "");
    assertEquals(file, Configuration.file(Optional.empty(), file, line));
    Path other = folder.resolve("other.yaml");
    assertEquals(other, Configuration.file(Optional.of(other), file, line));
  }

  @Test
  void namesTheDefaultThatIsMissing() {
    Path file = folder.resolve("watcher.yaml");
    ParameterException failure =
        assertThrows(
            ParameterException.class,
            () ->
                Configuration.file(
                    Optional.empty(), file, Leasehold.commandLine(new String[] {"status"})));
    assertEquals(
        "no configuration: " + file + ", the default, does not exist; give --config FILE",
        failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "doctor", "watch"})
  void isNotRequired(String command) {
    Cli help = Cli.run(command, "--help");
    assertTrue(help.out().contains(" [--config=FILE]"), help.out());
    assertTrue(help.out().contains(Configuration.DEFAULT + ")"), help.out());
  }
}
