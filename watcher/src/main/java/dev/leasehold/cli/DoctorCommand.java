package dev.leasehold.cli;

import dev.leasehold.doctor.Diagnosis;
import dev.leasehold.doctor.Doctor;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Outcome;
import dev.leasehold.source.Channel;
import dev.leasehold.watch.Branch;
import dev.leasehold.watch.Memories;
import dev.leasehold.watch.SteadyClock;
import dev.leasehold.watch.Watch;
import dev.leasehold.watch.WatcherConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leasehold doctor}: what keeps a watcher from its work. Changes nothing. */
@Command(
    name = "doctor",
    description = "Says what this machine lacks to hear the prefixes that the package asks for.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The WatcherConfig.")
  private Path config = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    WatcherConfig settings = Configuration.read(config);
    PrintWriter out = spec.commandLine().getOut();
    OptionalLong watcher = StateLock.holder(settings.stateDir());
    List<Diagnosis> found = Doctor.here(watcher).examine(channels(settings));
    found.forEach(out::println);
    if (found.isEmpty()) {
      out.println("Nothing is asked for: the package has no DynamicPrefix that acquires one.");
    }
    return found.stream().allMatch(Diagnosis::isWell) ? Main.DONE : Main.FAILED;
  }

  /** In a clone of its own: the watcher may be at work in the other. */
  private static Set<Channel> channels(WatcherConfig settings) throws IOException {
    InstantSource clock = InstantSource.system();
    Path clone = settings.stateDir().resolve("doctor").resolve(settings.target().name());
    try (GitWriter writer =
        new GitWriter(
            settings.target(),
            clone,
            clock,
            RandomGenerator.getDefault(),
            pause -> Thread.sleep(pause))) {
      Watch watch =
          new Watch(
              settings.name(),
              new DryRun(Branch.of(writer), new PrintWriter(Writer.nullWriter())),
              new SteadyClock(clock, System::nanoTime),
              Memories.none(),
              RandomGenerator.getDefault(),
              _ -> false); // it is told here
      Optional<Outcome> outcome = watch.advance().outcome();
      if (outcome.isPresent() && outcome.get() instanceof Outcome.Failure failure) {
        throw new CommandException(
            "cannot read what to look after from "
                + settings.target().url()
                + ": "
                + failure.reason()
                + hint(failure));
      }
      return watch.channels();
    }
  }

  private static String hint(Outcome.Failure failure) {
    return switch (failure) {
      case Outcome.Stalled stalled -> ". " + stalled.whatToDo();
      case Outcome.Unreachable _ -> "";
    };
  }
}
