package dev.leasehold.cli;

import dev.leasehold.config.WatcherConfig;
import dev.leasehold.daemon.StateLock;
import dev.leasehold.doctor.Diagnosis;
import dev.leasehold.doctor.Doctor;
import dev.leasehold.doctor.RouterCheck;
import dev.leasehold.doctor.TargetCheck;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.router.Router;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code leasehold doctor}: checks what a watcher needs. Changes nothing, except a known_hosts file
 * with {@code --trust-host}.
 */
@Command(
    name = "doctor",
    description = {
      "Checks what a watcher needs on this machine, at the repository and on routers, and says how"
          + " to fix what is missing."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {"The WatcherConfig (default:", "/etc/leasehold/watcher.yaml)."})
  private Optional<Path> given = Optional.empty();

  @Option(
      names = "--trust-host",
      paramLabel = "ROUTER",
      description =
          "Show the host key of a router of the WatcherConfig, by its name or host, and add it to its"
              + " knownHostsFile; of a router with secretRef alone, show the line that its Secret needs."
              + " Then check only that router.")
  private @Nullable String trustHost;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Path config = Configuration.file(given, spec);
    WatcherConfig settings = Configuration.read(config);
    PrintWriter out = spec.commandLine().getOut();
    if (trustHost != null) {
      return trust(router(settings, trustHost), out);
    }
    OptionalLong watcher = StateLock.holder(settings.stateDir());
    TargetCheck target = TargetCheck.of(settings);
    List<Diagnosis> found = new ArrayList<>(target.found());
    found.add(state(settings.stateDir()));
    found.addAll(Doctor.here(watcher, settings.dhcpv6OptionFiles()).examine(target.channels()));
    found.addAll(RouterCheck.of(settings.routers(), target.channels()));
    found.addAll(
        RouterCheck.prefixes(target.channels(), settings.routers(), settings.knownRouters()));
    found.forEach(out::println);
    if (target.found().stream().allMatch(Diagnosis::isWell) && target.channels().isEmpty()) {
      out.println(
          "No prefix is requested: the package has no DynamicPrefix with spec.acquisition.");
    }
    return found.stream().allMatch(Diagnosis::isWell) ? Leasehold.DONE : Leasehold.FAILED;
  }

  private static Router router(WatcherConfig settings, String nameOrHost) {
    List<Router> named =
        settings.routers().stream().filter(router -> router.name().equals(nameOrHost)).toList();
    List<Router> found =
        named.isEmpty()
            ? settings.routers().stream()
                .filter(router -> router.server().host().equalsIgnoreCase(nameOrHost))
                .toList()
            : named;
    if (found.size() == 1) {
      return found.getFirst();
    }
    String names = settings.routers().stream().map(Router::name).collect(Collectors.joining(", "));
    throw new CorrectableException(
        "--trust-host: '"
            + nameOrHost
            + (found.isEmpty()
                ? "' is not a router of the WatcherConfig; "
                    + (names.isEmpty() ? "add it to spec.routers" : "available: " + names)
                : "' is the host of several routers; use a name: " + names));
  }

  private static int trust(Router router, PrintWriter out) {
    List<Diagnosis> found = new ArrayList<>(List.of(RouterCheck.trust(router)));
    if (found.getFirst().isWell()) {
      found.addAll(RouterCheck.of(List.of(router), List.of()));
    }
    found.forEach(out::println);
    return found.stream().allMatch(Diagnosis::isWell) ? Leasehold.DONE : Leasehold.FAILED;
  }

  private static Diagnosis state(Path stateDir) {
    return StateLock.whyUnusable(stateDir)
        .map(why -> new Diagnosis(why, ""))
        .orElseGet(() -> Diagnosis.well("state is kept in " + stateDir));
  }
}
