package dev.leasehold.cli;

import dev.leasehold.config.WatcherConfig;
import dev.leasehold.daemon.StateLock;
import dev.leasehold.doctor.Diagnosis;
import dev.leasehold.doctor.Doctor;
import dev.leasehold.doctor.TargetCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leasehold doctor}: checks what a watcher needs. Changes nothing. */
@Command(
    name = "doctor",
    description = {
      "Checks what a watcher needs on this machine and at the repository, and says how to fix"
          + " what is missing."
    },
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
    TargetCheck target = TargetCheck.of(settings);
    List<Diagnosis> found = new ArrayList<>(target.found());
    found.add(state(settings.stateDir()));
    found.addAll(Doctor.here(watcher, settings.dhcpv6OptionFiles()).examine(target.channels()));
    found.forEach(out::println);
    if (target.found().stream().allMatch(Diagnosis::isWell) && target.channels().isEmpty()) {
      out.println(
          "No prefix is requested: the package has no DynamicPrefix with spec.acquisition.");
    }
    return found.stream().allMatch(Diagnosis::isWell) ? Leasehold.DONE : Leasehold.FAILED;
  }

  private static Diagnosis state(Path stateDir) {
    return StateLock.whyUnusable(stateDir)
        .map(why -> new Diagnosis(why, ""))
        .orElseGet(() -> Diagnosis.well("state is kept in " + stateDir));
  }
}
