package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.leasehold.watch.WatchStatus;
import dev.leasehold.web.Reading;
import dev.leasehold.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold status}: its output and exit codes. */
final class StatusCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:30:00Z");
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path folder;

  @Test
  void exitsWithZeroIfAllIsWell() throws IOException {
    try (WebServer web = WebServer.start(ANY, () -> reading(""))) {
      Cli run = status(web.address());
      assertEquals(0, run.code(), run.err());
      assertTrue(run.out().startsWith("home at 2026-11-21T10:30:00Z: all is well\n"), run.out());
      assertEquals(new Cli(0, "", ""), status(web.address(), "--quiet"));
    }
  }

  @Test
  void exitsWithThreeIfTheTargetIsStalled() throws IOException {
    try (WebServer web = WebServer.start(ANY, () -> reading("a.yaml:1: is wrong"))) {
      Cli run = status(web.address());
      assertEquals(3, run.code(), run.err());
      assertTrue(run.out().contains(": cluster: a.yaml:1: is wrong\n"), run.out());
      assertEquals(new Cli(3, "", ""), status(web.address(), "-q"));
      Cli json = status(web.address(), "--json");
      assertEquals(3, json.code());
      assertTrue(json.out().contains("\"well\" : false"), json.out());
    }
  }

  @Test
  void exitsWithOneIfNoWatcherAnswers() throws IOException {
    assertEquals("localhost:0", WebServer.text(ANY)); // sets the limits of every HttpServer
    HttpServer other = HttpServer.create(ANY, 1);
    other.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    other.start();
    Cli stranger = status(other.getAddress(), "--quiet");
    other.stop(0);
    assertEquals(1, stranger.code());
    assertTrue(stranger.err().contains(": it is not a watcher of this version; "), stranger.err());
    Cli nobody = status(other.getAddress(), "--quiet");
    assertEquals(1, nobody.code());
    assertTrue(nobody.err().contains("no watcher answers at 127.0.0.1:"), nobody.err());
  }

  private Cli status(InetSocketAddress address, String... more) {
    Path config = folder.resolve("watcher.yaml");
    Cli.write(
        config,
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: WatcherConfig
        metadata: {name: home}
        spec:
          stateDir: state
          targets: [{name: cluster, url: /srv/remote.git}]
          web: {listen: "%s"}
        """
            .formatted(WebServer.text(address)));
    String[] arguments = new String[3 + more.length];
    arguments[0] = "status";
    arguments[1] = "--config";
    arguments[2] = config.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Cli.run(arguments);
  }

  private static Reading reading(String trouble) {
    WatchStatus.Target target =
        new WatchStatus.Target(
            Optional.of(new WatchStatus.Commit("0123456789abcdef0123", NOW)),
            Optional.empty(),
            trouble,
            Optional.empty(),
            Optional.empty(),
            Map.of());
    WatchStatus watch = new WatchStatus("home", NOW, NOW.plusSeconds(60), false, target, List.of());
    return new Reading(NOW, "cluster", watch, Map.of(), Optional.empty());
  }
}
