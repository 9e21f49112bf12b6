package dev.leasehold.cli;

import dev.leasehold.config.WatcherConfig;
import dev.leasehold.krm.FieldException;
import dev.leasehold.log.CorrectableException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The file of {@code --config}. */
final class Configuration {
  private static final Logger log = LoggerFactory.getLogger(Configuration.class);

  /** Where the packages expect it. */
  static final Path DEFAULT = Path.of("/etc/leasehold/watcher.yaml");

  /**
   * The file of the option, or the default.
   *
   * @throws ParameterException if the option is not given and there is no file at the default
   */
  static Path file(Optional<Path> option, Path otherwise, CommandLine command) {
    if (option.isPresent()) {
      return option.get();
    }
    if (!Files.exists(otherwise)) {
      throw new ParameterException(
          command,
          "no configuration: " + otherwise + ", the default, does not exist; give --config FILE");
    }
    return otherwise;
  }

  /** The file of the option, or {@link #DEFAULT}. */
  static Path file(Optional<Path> option, CommandSpec command) {
    return file(option, DEFAULT, command.commandLine());
  }

  /**
   * Reads the configuration.
   *
   * @throws CorrectableException for the first invalid field
   */
  static WatcherConfig read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CorrectableException(
          "--config: " + file + " is a folder; name the file with the WatcherConfig");
    }
    try {
      WatcherConfig config = WatcherConfig.read(file, Files.readString(file));
      config.warnings().forEach(warning -> log.warn("{}", warning));
      return config;
    } catch (NoSuchFileException e) {
      throw new CorrectableException(
          "--config: " + file + " does not exist; create a WatcherConfig with: leasehold init DIR");
    } catch (CharacterCodingException e) {
      throw new CorrectableException("--config: " + file + " is not UTF-8 text");
    } catch (FieldException e) {
      throw new CorrectableException(e.finding().toString());
    }
  }

  private Configuration() {}
}
