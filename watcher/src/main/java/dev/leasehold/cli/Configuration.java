package dev.leasehold.cli;

import dev.leasehold.krm.FieldException;
import dev.leasehold.watch.WatcherConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that {@code --config} names. */
final class Configuration {
  /**
   * Reads it.
   *
   * @throws CommandException for the first thing in it that does not fit
   */
  static WatcherConfig read(Path file) throws IOException {
    try {
      return WatcherConfig.read(file, Files.readString(file));
    } catch (FieldException e) {
      throw new CommandException(e.finding().toString());
    }
  }

  private Configuration() {}
}
