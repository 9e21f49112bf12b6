package dev.leasehold.cli;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.config.WatcherConfig;
import dev.leasehold.demo.DemoMaterial;
import dev.leasehold.files.NewFiles;
import dev.leasehold.krm.FieldException;
import dev.leasehold.render.Components;
import dev.leasehold.starter.StarterConfig;
import dev.leasehold.starter.StarterPackage;
import dev.leasehold.starter.StarterPackage.PrefixWish;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code leasehold init DIR}: creates a starter package. {@code leasehold init --into DIR}:
 * proposes how an existing repository is bound.
 */
@Command(
    name = "init",
    description =
        "Creates a starter package in DIR, or binds the existing repository in --into DIR."
            + " Overwrites nothing.",
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
  /** The longest interface name of the kernel: IFNAMSIZ without its NUL. */
  private static final int LONGEST_INTERFACE = 15;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder. Writes nothing if it has one of the files.")
  private Path folder = Path.of(".");

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "The interface on the router's link (default: ${DEFAULT-VALUE}).")
  private String networkInterface = DemoMaterial.INTERFACE;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "home",
      description =
          "The name of the watcher and of a BGP cluster config (default: ${DEFAULT-VALUE}).")
  private String name = "home";

  @Option(
      names = "--repository",
      paramLabel = "URL",
      description =
          "The URL of the repository of DIR, for watcher.yaml (default: the remote origin of the"
              + " working tree, without credentials).")
  private Optional<String> repository = Optional.empty();

  @Option(
      names = "--dhcpv6",
      arity = "0",
      description =
          "Request a delegated prefix on that interface; advertisements are a cross-check."
              + " Takes no value.")
  private boolean dhcpv6;

  @Option(
      names = "--no-prefix",
      arity = "0",
      description =
          "Leave out the dynamic prefix: no intent, no binding and no IPv6 pool. For public IPv4"
              + " addresses or BGP alone. Takes no value.")
  private boolean noPrefix;

  @Option(
      names = "--component",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = ComponentNames.class,
      description = "Adds components: ${COMPLETION-CANDIDATES}. May be repeated.")
  private List<String> components = new ArrayList<>();

  @Option(
      names = "--cilium-version",
      paramLabel = "VERSION",
      description = "The Cilium version, such as 1.18 (default: the newest known).")
  private Optional<String> ciliumVersion = Optional.empty();

  @Mixin private InitInto into = new InitInto();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (into.isAsked()) {
      rejectOptionsOfAPackage();
      return into.run(checkedInterface(), dhcpv6, checkedName(), repository);
    }
    into.rejectUnused();
    if (!spec.commandLine().getParseResult().hasMatchedPositional(0)) {
      throw usage(
          "no folder: give DIR for a new package, or --into DIR for an existing repository");
    }
    if (noPrefix && dhcpv6) {
      throw usage("--dhcpv6 requests a prefix and --no-prefix leaves it out; use one of them");
    }
    SortedMap<String, String> files =
        StarterPackage.files(
            Map.of("wan-interface", checkedInterface(), "cluster-name", checkedName()),
            checkedComponents(),
            checkedVersion(),
            noPrefix ? PrefixWish.NONE : dhcpv6 ? PrefixWish.DELEGATED : PrefixWish.ANNOUNCED);
    boolean hasRouter = components.contains("public-ips");
    String example = files.getOrDefault(StarterConfig.FILE, "");
    Optional<String> url = repository.or(() -> OriginUrl.of(folder, example));
    String text = StarterConfig.of(example, name, url, folder);
    files.put(StarterConfig.FILE, hasRouter ? StarterConfig.withRouter(text) : text);
    checkConfig(files.getOrDefault(StarterConfig.FILE, ""));
    new NewFiles(folder, files, "choose a new or empty folder").write();
    PrintWriter out = spec.commandLine().getOut();
    int number = 1;
    for (String step : steps(url, hasRouter)) {
      out.println(number++ + ". " + step);
    }
    return Leasehold.DONE;
  }

  /** What a person does next. */
  private List<String> steps(Optional<String> url, boolean hasRouter) {
    Path config = folder.resolve(StarterConfig.FILE);
    List<String> steps = new ArrayList<>();
    steps.add(
        "Review "
            + folder.resolve("setters.yaml")
            + (noPrefix ? "" : " and the DynamicPrefix next to it"));
    if (!noPrefix) {
      steps.add(
          "Preview a renumbering: leasehold plan --prefix home-ipv6=2001:db8:99::"
              + (dhcpv6 ? "/56 " : "/64 ")
              + folder);
    }
    List<String> open = new ArrayList<>();
    if (url.isEmpty()) {
      open.add("the repository and its key");
    } else if (!StarterConfig.isOnThisMachine(url.get())) {
      open.add("the key or token of the repository");
    }
    if (hasRouter) {
      open.add("the router and its key");
    }
    steps.add(
        open.isEmpty()
            ? "Commit it"
            : "Commit it, and set " + String.join(", ", open) + " in " + config);
    steps.add("Check the machine and the repository: leasehold doctor --config " + config);
    steps.add("Start the watcher: leasehold watch --config " + config);
    return steps;
  }

  private void rejectOptionsOfAPackage() {
    if (spec.commandLine().getParseResult().hasMatchedPositional(0)) {
      throw usage("two folders: DIR is for a new package, --into DIR for an existing repository");
    }
    if (!components.isEmpty() || ciliumVersion.isPresent()) {
      throw usage(
          "--component and --cilium-version are for a new package; leave them out with --into");
    }
    if (noPrefix) {
      throw usage("--no-prefix is for a new package; leave it out with --into");
    }
  }

  /** Rejects a URL that the watcher would reject. */
  private void checkConfig(String text) {
    try {
      WatcherConfig.read(folder.resolve(StarterConfig.FILE), text);
    } catch (FieldException e) {
      throw usage("--repository: " + e.getMessage());
    }
  }

  private String checkedName() {
    if (!name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
      throw usage(
          "--name: invalid name '" + name + "': use up to 63 of a-z, 0-9 and '-', as in home");
    }
    return name;
  }

  private String checkedInterface() {
    boolean named =
        !networkInterface.isEmpty()
            && networkInterface.length() <= LONGEST_INTERFACE
            && networkInterface.chars().noneMatch(c -> c <= ' ' || c == '/' || c == 0x7f);
    if (!named) {
      throw usage("--interface: invalid interface name '" + networkInterface + "'");
    }
    return networkInterface;
  }

  private List<String> checkedComponents() {
    List<String> distinct = components.stream().distinct().toList();
    for (String name : distinct) {
      if (!Components.names().contains(name)) {
        throw usage(
            "--component: unknown component '"
                + name
                + "'; available: "
                + String.join(", ", Components.names()));
      }
    }
    return distinct;
  }

  private Optional<CiliumVersion> checkedVersion() {
    Optional<CiliumVersion> version = ciliumVersion.flatMap(CiliumVersion::of);
    if (ciliumVersion.isPresent() && version.isEmpty()) {
      throw usage(
          "--cilium-version: unknown version '"
              + ciliumVersion.get()
              + "'; supported: "
              + CiliumVersion.known());
    }
    return version;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** The names of the components, for the usage text and shell completion. */
  static final class ComponentNames extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    ComponentNames() {
      super(Components.names());
    }
  }
}
