package dev.leasehold.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.forge.GiteaServer;
import dev.leasehold.http.JsonValue;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code leasehold watch} with radvd and a real Gitea: from an advertisement to the request, its
 * merge, and the end of the drain.
 */
final class ReviewLabIT {
  private static final String FIRST = "2001:db8:a01::/64";
  private static final String SECOND = "2001:db8:a02::/64";
  private static final String LEASE = "leases/home-ipv6.yaml";

  @TempDir private Path folder;
  private @Nullable NetworkLab lab;
  private @Nullable GiteaServer gitea;

  @BeforeEach
  void prepare() throws Exception {
    lab = NetworkLab.up(folder.resolve("lab"), Map.of("LAB_NODE_DAD", "0"));
    gitea = GiteaServer.start(folder.resolve("gitea"));
  }

  @AfterEach
  void cleanUp() throws Exception {
    if (gitea != null) {
      gitea.close();
    }
    if (lab != null) {
      lab.down();
    }
  }

  @Test
  void fromTheAdvertisementToTheEndOfTheDrain() throws Exception {
    NetworkLab network = Objects.requireNonNull(lab);
    GiteaServer server = Objects.requireNonNull(gitea);
    Repository repository = new Repository(server);
    WatchedRepository house =
        WatchedRepository.create(
            folder.resolve("house"),
            network::onNode,
            "routerAdvertisement: {interface: " + NetworkLab.ACCESS_INTERFACE + "}",
            "drainPeriod: 8s, minStable: 1s");
    house.moveTo(
        repository.url(server.admin() + ":" + server.adminToken() + "@"),
        """
            - name: cluster
              url: %s
              auth: forge
              mode: PullRequest
              pullRequest: {forge: Gitea}
          auth:
            - {name: forge, https: {username: leasehold, tokenFile: %s}}
        """
            .formatted(repository.url(""), repository.token));
    try (Forwarder _ =
            Forwarder.into(network.namespace("node"), URI.create(server.url()).getPort());
        WatchProcess watch = house.watch()) {
      awaitRequest(watch);
      assertEquals("Lease home-ipv6: " + FIRST, repository.title(1));
      repository.merge(1);
      watch.awaitLine("merge", WatchedRepository.SOON, line -> line.contains(" merged http"));

      network.run("ra-renumber");
      awaitRequest(watch);
      assertEquals("Renumber home-ipv6: " + FIRST + " → " + SECOND, repository.title(2));
      assertFalse(repository.file(LEASE).contains(SECOND), "not before the merge");
      repository.merge(2);
      watch.awaitLine("merge", WatchedRepository.SOON, line -> line.contains(" merged http"));
      String draining = repository.file(LEASE);
      assertTrue(draining.contains(FIRST) && draining.contains(SECOND), draining);

      watch.awaitLine("push", WatchedRepository.SOON, line -> line.contains(" pushed "));
      String lease = repository.file(LEASE);
      assertTrue(lease.contains(SECOND) && !lease.contains(FIRST), lease);
      assertEquals(2, repository.requests());
      watch.terminate();
    }
  }

  private static void awaitRequest(WatchProcess watch) throws InterruptedException {
    watch.awaitLine("request", WatchedRepository.SOON, line -> line.contains(" requested "));
  }

  /** A repository of the administrator, in which the watcher's user may write. */
  private final class Repository {
    private final GiteaServer server;
    private final Path token;
    private final String path;

    Repository(GiteaServer server) throws Exception {
      this.server = server;
      path = "/repos/" + server.admin() + "/home";
      token = folder.resolve("token");
      Files.createFile(
          token,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      String secret =
          server.createUser("leasehold", List.of("write:repository", "write:issue", "read:user"));
      Files.writeString(token, secret);
      server.adminCall("POST", "/user/repos", Map.of("name", "home", "default_branch", "main"));
      server.adminCall("PUT", path + "/collaborators/leasehold", Map.of("permission", "write"));
    }

    /** The address for Git, with {@code user:password@} or without. */
    String url(String credentials) {
      return server.url().replace("://", "://" + credentials) + "/" + server.admin() + "/home.git";
    }

    String title(int number) {
      return call("GET", "/pulls/" + number, Map.of()).get("title").text().orElseThrow();
    }

    int requests() {
      return call("GET", "/pulls?state=all", Map.of()).elements().size();
    }

    /**
     * Merges a request. Gitea refuses it while it checks for conflicts, and may report an error of
     * a merge that took place.
     */
    void merge(int number) throws InterruptedException {
      long end = System.nanoTime() + WatchedRepository.SOON.toNanos();
      String request = "/pulls/" + number;
      while (true) {
        try {
          call("POST", request + "/merge", Map.of("Do", "merge"));
          return;
        } catch (IllegalStateException e) {
          if (call("GET", request, Map.of()).get("merged").bool().orElse(false)) {
            return;
          }
          if (System.nanoTime() > end) {
            throw e;
          }
          Thread.sleep(100);
        }
      }
    }

    String file(String file) {
      String content = call("GET", "/contents/" + file, Map.of()).get("content").text().orElse("");
      return new String(Base64.getMimeDecoder().decode(content), UTF_8);
    }

    private JsonValue call(String method, String rest, Map<String, ?> body) {
      return server.adminCall(method, path + rest, body);
    }
  }
}
