package dev.leasehold.cli;

import dev.leasehold.config.WatcherConfig;
import dev.leasehold.krm.FieldException;
import dev.leasehold.log.CorrectableException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of {@code --config}. */
final class Configuration {
  private static final Logger log = LoggerFactory.getLogger(Configuration.class);

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
