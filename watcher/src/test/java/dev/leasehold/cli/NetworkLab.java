package dev.leasehold.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An ISP, a router and a node in network namespaces; needs the network lab next to the clone. */
public final class NetworkLab {
  /** The node's interface on the link that the provider advertises on. */
  public static final String ACCESS_INTERFACE = "up0";

  private final Path command;
  private final Map<String, String> environment;

  private NetworkLab(Path command, Map<String, String> environment) {
    this.command = command;
    this.environment = environment;
  }

  /** Starts the lab; skips the test if that is not possible. */
  public static NetworkLab up(Path directory, Map<String, String> settings) throws Exception {
    Optional<Path> found = find();
    assumeTrue(found.isPresent(), "needs the network lab, which is not part of this repository");
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root, for network namespaces");
    needs("radvd", "kea-dhcp6", "ip", "sshd");
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("LAB_DIR", directory.toString());
    environment.put("LAB_PREFIX", "lh" + ProcessHandle.current().pid() + "-");
    NetworkLab lab = new NetworkLab(found.get(), environment);
    lab.run("up");
    return lab;
  }

  /** Runs a verb of the lab to its end; returns its output. */
  public String run(String... verb) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(Arrays.asList(verb));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Path log = Files.createTempFile("lab", ".log");
    Process process = builder.redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    if (!ended || process.exitValue() != 0) {
      throw new IOException(
          "lab "
              + String.join(" ", verb)
              + " failed: "
              + Files.readString(log, StandardCharsets.UTF_8));
    }
    String said = Files.readString(log, StandardCharsets.UTF_8);
    Files.delete(log);
    return said;
  }

  /** A command line that runs in the node's namespace. */
  public List<String> onNode(List<String> line) {
    return Namespace.in(namespace("node"), line);
  }

  /** The name of the namespace of isp, router or node. */
  String namespace(String role) {
    return environment.get("LAB_PREFIX") + role;
  }

  /** The output of {@code lab env}. */
  String setting(String name) throws IOException, InterruptedException {
    return run("env")
        .lines()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  public void down() throws IOException, InterruptedException {
    run("down", "--purge");
  }

  private static Optional<Path> find() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("../shared/lab/lab").normalize();
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** Skips the test where one of these programs is missing. */
  static void needs(String... programs) {
    for (String program : programs) {
      assumeTrue(isInstalled(program), program + " is not installed");
    }
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
