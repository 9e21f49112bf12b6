package dev.leasehold.cli;

import dev.leasehold.config.WatcherConfig;
import dev.leasehold.daemon.Daemon;
import dev.leasehold.daemon.Daemon.Mode;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code leasehold watch}: the daemon; with {@code --once} a single run. */
@Command(
    name = "watch",
    description = "Follows the prefixes that the package requests and commits their changes.",
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
  private final InstantSource clock = InstantSource.system();
  private final Function<WatcherConfig, Daemon.Sources> sources;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {"The WatcherConfig (default:", "/etc/leasehold/watcher.yaml)."})
  private Optional<Path> given = Optional.empty();

  @Option(names = "--once", description = "Acquire, write, and exit.")
  private boolean once;

  @Option(names = "--dry-run", description = "Show the commit that would be made; push nothing.")
  private boolean dryRun;

  @Option(names = "--exit-code", description = "With --once, exit with 3 when nothing changed.")
  private boolean exitCode;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "90",
      converter = Seconds.class,
      description = "With --once, how long to wait for the sources (default: 90).")
  private long timeoutSeconds;

  @Spec private CommandSpec spec = CommandSpec.create();

  WatchCommand() {
    sources = settings -> Daemon.live(settings, dryRun, clock);
  }

  /** A command with other sources. */
  WatchCommand(Function<Channel, Source> sources) {
    this.sources = _ -> (_, _) -> sources;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (exitCode && !once) {
      throw new ParameterException(spec.commandLine(), "--exit-code needs --once");
    }
    Path config = Configuration.file(given, spec);
    WatcherConfig settings = Configuration.read(config);
    Mode mode = new Mode(config, once, dryRun, Duration.ofSeconds(timeoutSeconds));
    Daemon daemon = new Daemon(settings, mode, spec.commandLine().getOut(), clock);
    return switch (daemon.run(sources.apply(settings))) {
      case TOLD_TO_END, CHANGED -> Leasehold.DONE;
      case UNCHANGED -> exitCode ? Leasehold.NOTHING_CHANGED : Leasehold.DONE;
    };
  }

  /** A number of seconds in an option. */
  static final class Seconds implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (!text.matches("[0-9]{1,9}")) {
        throw new TypeConversionException(
            "invalid duration '" + text + "'; use whole seconds, such as 90");
      }
      return Long.valueOf(text);
    }
  }
}
