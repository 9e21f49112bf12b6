package dev.leasehold.cli;

import dev.leasehold.api.Durations;
import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.files.PackageFolder;
import dev.leasehold.git.UnifiedDiff;
import dev.leasehold.krm.Finding;
import dev.leasehold.lease.PrefixPolicy;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Prefix;
import dev.leasehold.proposal.PackageUpdate;
import dev.leasehold.render.KeepingPool;
import dev.leasehold.render.PackageContents;
import dev.leasehold.wire.Lifetime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code leasehold plan}: the diff that a renumbering would commit. Writes nothing. */
@Command(
    name = "plan",
    description = "Shows the diff that a renumbering would commit. Writes nothing.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  private final Instant when;

  /** The plan's treatment of the current prefix. */
  enum Old {
    /** The source deprecates it. */
    drain,
    /** The source withdraws it. */
    gone,
    /** The source omits it at once: a flash renumbering. */
    flash
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder of the package (default: this one).")
  private Path folder = Path.of(".");

  @Option(
      names = "--prefix",
      required = true,
      paramLabel = "NAME=PREFIX",
      description =
          "The DynamicPrefix and its new prefix; documentation prefixes are accepted"
              + " (2001:db8::/32, 3fff::/20). May be repeated.")
  private List<String> prefixes = List.of();

  @Option(
      names = "--old",
      paramLabel = "drain|gone|flash",
      description =
          "The end of the current prefix: its source deprecates it (drain, the default), withdraws"
              + " it (gone), or omits it without a warning (flash; transition.onFlash decides).",
      defaultValue = "drain")
  private Old old = Old.drain;

  @Option(
      names = "--valid",
      paramLabel = "DURATION",
      converter = Length.class,
      description =
          "How long the current prefix stays valid, such as 30m; a drain lasts no longer than that"
              + " (default: longer than any drain).")
  private Duration valid = Lifetime.FOREVER;

  /** A duration in an option. */
  static final class Length implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Durations.parse(text)
          .orElseThrow(() ->
              new TypeConversionException(
                  "'" + text + "' is not a duration; use a form such as 60m, 5s or 1h30m"));
    }
  }

  /** A plan at the current time. */
  PlanCommand() {
    this(InstantSource.system());
  }

  /** A plan with another clock. */
  PlanCommand(InstantSource clock) {
    when = clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (old == Old.gone && !valid.equals(Lifetime.FOREVER)) {
      throw new ParameterException(
          spec.commandLine(),
          "--valid needs --old drain or --old flash; leave it out with --old gone");
    }
    Map<String, Prefix> supposed = byName();
    PackageFolder files = PackageFolder.read(folder);
    PackageFiles packageFiles = files.packageFiles();
    PackageContents contents = PackageContents.read(packageFiles.yaml().documents());
    List<Finding> broken = contents.findings().stream().filter(Finding::isError).toList();
    if (!broken.isEmpty()) {
      return failed(broken);
    }
    List<PrefixLease> leases = new ArrayList<>();
    supposed.forEach((name, prefix) -> leases.add(lease(contents, name, prefix)));
    return switch (PackageUpdate.of(packageFiles, contents, leases)) {
      case PackageUpdate.Broken(List<Finding> errors) -> failed(errors);
      case PackageUpdate.Rendered rendered -> {
        PrintWriter out = spec.commandLine().getOut();
        rendered
            .warnings()
            .forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
        if (rendered.files().isEmpty()) {
          spec.commandLine().getErr().println("nothing would change");
        } else {
          spec.commandLine()
              .getErr()
              .println(
                  "what would be committed if the prefix changed now, at "
                      + when
                      + " (--old "
                      + old
                      + ")");
        }
        boolean keeps =
            KeepingPool.of(contents, packageFiles.yaml().documents()).stream()
                .anyMatch(pool -> supposed.containsKey(pool.prefix()));
        if (keeps) {
          spec.commandLine()
              .getErr()
              .println(
                  "without the Services that keep their host parts (hostParts: Keep): a plan does"
                      + " not know them, and the watcher makes a pool for each");
        }
        out.print(rendered.touches());
        rendered
            .files()
            .forEach((path, text) -> out.print(UnifiedDiff.of(path, files.text(path), text)));
        out.flush();
        yield Leasehold.DONE;
      }
    };
  }

  private int failed(List<Finding> errors) {
    errors.forEach(error -> spec.commandLine().getErr().println("error: " + error));
    return Leasehold.FAILED;
  }

  private Map<String, Prefix> byName() {
    Map<String, Prefix> byName = new LinkedHashMap<>();
    for (String option : prefixes) {
      int equals = option.indexOf('=');
      if (equals < 1) {
        throw new ParameterException(
            spec.commandLine(),
            "--prefix: '" + option + "' is not NAME=PREFIX, as in home-ipv6=2001:db8:99::/56");
      }
      String name = option.substring(0, equals);
      if (byName.putIfAbsent(name, parse(option.substring(equals + 1))) != null) {
        throw new ParameterException(
            spec.commandLine(), "--prefix: " + name + " is given twice; a prefix has one lease");
      }
    }
    return byName;
  }

  private Prefix parse(String prefix) {
    try {
      return Prefix.parse(prefix);
    } catch (AddressException e) {
      throw new ParameterException(spec.commandLine(), "--prefix: " + e.getMessage());
    }
  }

  private PrefixLease lease(PackageContents contents, String name, Prefix next) {
    DynamicPrefix intent = contents.prefixes().get(name);
    if (intent == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--prefix: there is no DynamicPrefix '"
              + name
              + "' in "
              + folder
              + "; there is "
              + (contents.prefixes().isEmpty()
                  ? "none"
                  : String.join(", ", contents.prefixes().keySet())));
    }
    PrefixPolicy policy = new PrefixPolicy(intent, contents.boundSubnets(name));
    policy
        .refusalOfOneLike(next)
        .ifPresent(refusal -> {
          throw new CorrectableException(
              name + " does not accept " + refusal.prefix() + ": " + refusal.reason());
        });
    if (policy.refusal(next).isPresent()) {
      tell(
          next
              + " is a documentation prefix, shown as an example; from a source, "
              + name
              + " would not accept it");
    }
    PrefixLease now =
        Optional.ofNullable(contents.leases().get(name))
            .orElseGet(() -> PrefixPolicy.noLease(name, "none"));
    PrefixLease then =
        new Supposition(
                intent, contents.boundSubnets(name), now, next, old == Old.flash, oldIsValid())
            .decide(when)
            .lease();
    if (!contents.leases().containsKey(name)) {
      tell(
          name
              + " has no lease yet: where a target loses addresses of your current prefix, that is"
              + " expected");
    }
    tellOfOptionsWithoutEffect(intent, now);
    if (intent.suspend()) {
      tell(name + " is suspended: its lease stays as it is");
    } else if (isCurrent(next, now)) {
      tell(name + " already has " + next);
    } else if (!isCurrent(next, then)) {
      tell(name + " would not accept " + next + " for years: transition.minStable is that long");
    }
    return then;
  }

  private void tellOfOptionsWithoutEffect(DynamicPrefix intent, PrefixLease now) {
    boolean isLimited = !valid.equals(Lifetime.FOREVER);
    if (now.current().isEmpty() && (old != Old.drain || isLimited)) {
      tell(intent.name() + " has no current prefix: --old and --valid have no effect");
    } else if (old == Old.flash
        && isLimited
        && intent.transition().onFlash() == DynamicPrefix.OnFlash.REPLACE) {
      tell(intent.name() + " has onFlash: Replace: --valid has no effect");
    }
  }

  private static boolean isCurrent(Prefix prefix, PrefixLease lease) {
    return lease.current().filter(current -> current.prefix().equals(prefix)).isPresent();
  }

  private Duration oldIsValid() {
    return switch (old) {
      case gone -> Duration.ZERO;
      case drain, flash -> valid;
    };
  }

  private void tell(String line) {
    spec.commandLine().getErr().println(line);
  }
}
