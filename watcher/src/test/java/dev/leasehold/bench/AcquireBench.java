package dev.leasehold.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The time from the start of a DHCPv6 client, and from its first Solicit on the wire, to the Reply
 * with a prefix. The clients run in turn, each without saved state, against the same Kea.
 */
final class AcquireBench {
  private static final int ROUNDS = 20;

  /** The time that a client gets to process the Reply. */
  private static final int REST_MILLIS = 200;

  private static final String LINK_LOCAL = "fe80:";

  private final Path folder;
  private final String namespace;
  private final String interfaceName;

  private AcquireBench(Path folder, String namespace, String interfaceName) {
    this.folder = folder;
    this.namespace = namespace;
    this.interfaceName = interfaceName;
  }

  /** The times from the first Solicit and from the start. */
  private record Measured(Figures asked, Figures whole) {}

  /** A running client. */
  private interface Running extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Starts a client in an empty folder; may return before the client has a prefix. */
  private interface Contender {
    Running start(Path empty) throws IOException, InterruptedException;
  }

  /**
   * Arguments: an empty folder, the clients' namespace and interface, the server's interface, the
   * preference of the server, and the names of the contenders.
   */
  public static void main(String[] arguments) throws Exception {
    AcquireBench bench = new AcquireBench(Path.of(arguments[0]), arguments[1], arguments[2]);
    int preference = Integer.parseInt(arguments[4]);
    List<String> names = List.of(arguments).subList(5, arguments.length);
    try (Kea _ = Kea.start(bench.folder.resolve("kea"), arguments[3], preference);
        Exchanges exchanges = new Exchanges(arguments[3])) {
      bench.measure(exchanges, names, preference);
    }
  }

  private void measure(Exchanges exchanges, List<String> names, int preference) throws Exception {
    Map<String, Measured> measured = new LinkedHashMap<>();
    names.forEach(name -> measured.put(name, new Measured(new Figures(), new Figures())));
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Measured> each : measured.entrySet()) {
        Path empty = Files.createDirectory(folder.resolve(each.getKey() + "-" + round));
        Contender contender = contender(each.getKey(), empty);
        awaitLinkLocal();
        Instant start = Instant.now();
        try (Running _ = contender.start(empty)) {
          Exchanges.Acquired acquired = exchanges.await(start);
          each.getValue().asked().add(acquired.nanos());
          each.getValue().whole().add(Duration.between(start, acquired.replied()).toNanos());
          Thread.sleep(REST_MILLIS);
        }
      }
    }
    measured.forEach((name, figures) ->
        System.out.printf(
            "preference %3d, %-9s %s from the first Solicit, %s from the start%n",
            preference, name, text(figures.asked()), text(figures.whole())));
  }

  private static String text(Figures figures) {
    return "%6.0f ms (%.0f to %.0f)"
        .formatted(
            figures.percentile(50) / 1e6,
            figures.percentile(0) / 1e6,
            figures.percentile(100) / 1e6);
  }

  private Contender contender(String name, Path empty) throws IOException, InterruptedException {
    return switch (name) {
      case "leasehold" -> {
        Remote remote = Remote.create(empty, Remote.Acquisition.delegated(interfaceName), 0);
        yield at -> {
          Watcher watcher = Watcher.start(at, namespace, remote);
          return () -> {
            watcher.close();
            remote.close();
          };
        };
      }
      case "dhclient" ->
          at ->
              shell(
                  at,
                  "exec dhclient -6 -P -d -sf /bin/true -lf %1$s/leases -pf %1$s/pid %2$s"
                      .formatted(at, interfaceName));
      // dhcpcd has compiled-in paths, so private folders are mounted over them.
      case "dhcpcd" ->
          at ->
              shell(
                  at,
                  """
                  mkdir -p %1$s/lib/dhcpcd %1$s/run/dhcpcd
                  printf 'noipv6rs\\nipv6only\\ninterface %2$s\\n  iaid 1\\n  ia_pd 1/::/56 -\\n' >%1$s/conf
                  mount --bind %1$s/lib /var/lib
                  mount --bind %1$s/run /run
                  exec dhcpcd -6 -B -f %1$s/conf -c /bin/true %2$s
                  """
                      .formatted(at, interfaceName));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private Running shell(Path at, String script) throws IOException {
    Process process =
        new ProcessBuilder("ip", "netns", "exec", namespace, "sh", "-ec", script)
            .redirectErrorStream(true)
            .redirectOutput(at.resolve("log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return () -> {
      process.destroy();
      // A client may miss a signal during its start.
      process.onExit().completeOnTimeout(process, 2, TimeUnit.SECONDS).join();
      process.destroyForcibly();
      process.onExit().join();
    };
  }

  /**
   * Waits for the kernel's link-local address. Some clients replace it by their own and remove that
   * at their end.
   */
  private void awaitLinkLocal() throws IOException, InterruptedException {
    if (ip("-6", "address", "show", "dev", interfaceName, "scope", "link").contains(LINK_LOCAL)) {
      return;
    }
    ip("link", "set", interfaceName, "down");
    ip("link", "set", interfaceName, "addrgenmode", "eui64");
    ip("link", "set", interfaceName, "up");
    while (!ip("-6", "address", "show", "dev", interfaceName).contains(LINK_LOCAL)) {
      Thread.sleep(50);
    }
  }

  private String ip(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("ip", "-n", namespace));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", line) + ": " + said);
    }
    return said;
  }
}
