package dev.leasehold.cli;

import dev.leasehold.adopt.Adoption;
import dev.leasehold.adopt.Proposal;
import dev.leasehold.adopt.Wishes;
import dev.leasehold.krm.Finding;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import dev.leasehold.text.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code leasehold init --into}, and what it does. */
final class InitInto {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._][A-Za-z0-9/._-]*");

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description =
          "Looks at an existing repository, or a folder of it, and shows the intent and the lines"
              + " that bind it as a diff. Writes nothing without --apply.")
  private Optional<Path> repository = Optional.empty();

  @Option(names = "--apply", description = "With --into: writes the diff.")
  private boolean apply;

  @Option(
      names = "--bind",
      paramLabel = "KIND/NAME",
      description =
          "With --into: binds only this place, as the survey names it (default: all places with"
              + " addresses of the current prefix). May be repeated.")
  private List<String> bind = new ArrayList<>();

  @Option(
      names = "--current",
      paramLabel = "PREFIX",
      description =
          "With --into: the current prefix: the one that contains the addresses in the repository"
              + " (default: taken from the pools; a /56 with --dhcpv6, otherwise a /64).")
  private Optional<String> current = Optional.empty();

  @Option(
      names = "--folder",
      paramLabel = "NAME",
      description =
          "With --into: the new folder for intent and leases, which must not be applied to the"
              + " cluster (default: leasehold).")
  private Optional<String> folder = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  boolean isAsked() {
    return repository.isPresent();
  }

  void rejectUnused() {
    if (apply || !bind.isEmpty() || current.isPresent() || folder.isPresent()) {
      throw usage("--apply, --bind, --current and --folder need --into DIR");
    }
  }

  int run(String networkInterface, boolean dhcpv6, String name, Optional<String> url)
      throws IOException {
    Path root = repository.orElseThrow();
    Proposal proposal =
        Adoption.propose(
            root,
            new Wishes(
                networkInterface, dhcpv6, name, url, bind, current.map(this::prefix), place()));
    PrintWriter err = spec.commandLine().getErr();
    proposal.survey().forEach(line -> err.println(Printable.line(line)));
    proposal
        .findings()
        .forEach(finding -> err.println(finding.severity().spelling() + ": " + finding));
    if (Finding.hasError(proposal.findings())) {
      err.println("error: with this proposal the repository does not render; nothing was written");
      return Leasehold.FAILED;
    }
    tellOfFirstCommit(proposal, err);
    err.println(
        "new files: "
            + proposal.created().size()
            + ", changed lines in existing files: "
            + proposal.changedLines());
    spec.commandLine().getOut().print(proposal.diff());
    spec.commandLine().getOut().flush();
    if (!apply) {
      err.println(
          proposal.isExact()
              ? "nothing was written; --apply writes it, or: leasehold init … | git -C "
                  + word(root.toString())
                  + " apply"
              : "nothing was written; --apply writes it. git apply cannot read this diff, because"
                  + " it shows some characters as escapes");
      return Leasehold.DONE;
    }
    proposal.write();
    err.println(
        "written. Next: set the repository and its key in " + configuration(root) + ", then");
    err.println(
        "  git -C "
            + word(root.toString())
            + " add "
            + String.join(" ", proposal.paths().stream().map(InitInto::word).toList()));
    err.println("  leasehold plan --prefix " + proposal.prefixName() + "=2001:db8:99::/56 " + root);
    err.println("  leasehold doctor --config " + configuration(root));
    return Leasehold.DONE;
  }

  private Path configuration(Path root) {
    return root.resolve(place()).resolve("watcher.yaml");
  }

  /** A word for a shell. */
  private static String word(String text) {
    return PLAIN.matcher(text).matches()
        ? text
        : "'" + Printable.line(text).replace("'", "'\\''") + "'";
  }

  private static void tellOfFirstCommit(Proposal proposal, PrintWriter err) {
    if (proposal.prefix().isEmpty()) {
      return;
    }
    if (proposal.firstChanges().isEmpty()) {
      err.println(
          "with the current prefix "
              + proposal.prefix().get()
              + " the first commit changes no address");
      return;
    }
    err.println("with the current prefix " + proposal.prefix().get() + " the first commit changes");
    proposal
        .firstChanges()
        .forEach(change ->
            err.println(
                Printable.line(
                    "  "
                        + change.object()
                        + " "
                        + change.field()
                        + ": "
                        + change.before()
                        + " becomes "
                        + change.after())));
  }

  /** The folder, below that of the repository. */
  private String place() {
    String name = folder.orElse("leasehold");
    Path path = Path.of(name);
    boolean isBelow =
        !name.isEmpty()
            && !path.isAbsolute()
            && path.equals(path.normalize())
            && !path.startsWith("..")
            && name.chars().noneMatch(c -> c <= ' ' || c == 0x7f)
            && !Set.of(".", ".git").contains(path.getName(0).toString());
    if (!isBelow) {
      throw usage("--folder: '" + name + "' is not a folder below the one of --into");
    }
    return path.toString();
  }

  private Prefix prefix(String text) {
    try {
      Prefix prefix = Prefix.parse(text);
      if (prefix.family() != Family.IPV6) {
        throw usage("--current: " + text + " is not an IPv6 prefix");
      }
      return prefix;
    } catch (AddressException e) {
      throw usage("--current: " + e.getMessage());
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
