package dev.leasehold.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leasehold.cli.Forwarder;
import dev.leasehold.forge.GiteaServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The time from sending an advertisement until the watcher has a pull request open at a real Gitea
 * on loopback. Each request is merged before the next advertisement.
 */
final class RequestBench {
  private static final int WARM_UP = 3;
  private static final int MEASURED = 20;
  private static final long LONGEST_NANOS = 30_000_000_000L;
  private static final String SECRET = "a-secret-of-the-webhook";
  private static final String REPOSITORY = "/repos/%s/home";

  private RequestBench() {}

  /**
   * Arguments: an empty folder, the watcher's namespace and interface, the provider's interface.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Figures figures = new Figures();
    try (GiteaServer gitea = GiteaServer.startIfBuilt(folder.resolve("gitea")).orElseThrow();
        Remote remote = Remote.create(folder, Remote.Acquisition.advertised(arguments[2]), 0);
        Forwarder _ = Forwarder.into(arguments[1], URI.create(gitea.url()).getPort());
        Provider provider = new Provider(arguments[3])) {
      Runtime.getRuntime().addShutdownHook(new Thread(gitea::close)); // also on a signal
      String url = prepare(gitea, remote, folder);
      String target =
          "      url: %s\n      auth: forge\n      mode: PullRequest\n      pullRequest: {forge: Gitea}\n"
              .formatted(url);
      String auth =
          """
            auth:
              - {name: forge, https: {username: leasehold, tokenFile: token}}
            web: {listen: "127.0.0.1:9546", webhook: {secretFile: hook}}
          """;
      Watcher.writeToken(folder.resolve("hook"), SECRET);
      try (Watcher watcher = Watcher.start(folder, arguments[1], target, auth)) {
        for (int i = 1; i <= WARM_UP + MEASURED; i++) {
          long sent = provider.renumber();
          long opened = await(watcher, "/pulls/" + i + ":");
          if (i > WARM_UP) {
            figures.add(opened - sent);
          }
          merge(gitea, i);
          nudge(arguments[1]);
          await(watcher, "merged " + gitea.url() + "/" + gitea.admin() + "/home/pulls/" + i + ":");
        }
      }
    }
    System.out.printf(
        "%d requests  %7.0f ms p50, %.0f ms p95, %.0f ms at most%n",
        MEASURED,
        figures.percentile(50) / 1e6,
        figures.percentile(95) / 1e6,
        figures.percentile(100) / 1e6);
  }

  private static String prepare(GiteaServer gitea, Remote remote, Path folder)
      throws IOException, InterruptedException {
    gitea.adminCall("POST", "/user/repos", Map.of("name", "home", "default_branch", "main"));
    String repository = REPOSITORY.formatted(gitea.admin());
    Watcher.writeToken(
        folder.resolve("token"),
        gitea.createUser("leasehold", List.of("write:repository", "write:issue", "read:user")));
    gitea.adminCall("PUT", repository + "/collaborators/leasehold", Map.of("permission", "write"));
    String path = "/" + gitea.admin() + "/home.git";
    remote.pushTo(
        gitea.url().replace("://", "://" + gitea.admin() + ":" + gitea.adminToken() + "@") + path);
    return gitea.url() + path;
  }

  /** Tells the watcher of a change, as the forge does with a webhook. */
  private static void nudge(String namespace)
      throws IOException, InterruptedException, GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    String signature = HexFormat.of().formatHex(mac.doFinal("{}".getBytes(UTF_8)));
    List<String> line =
        new ArrayList<>(
            List.of(
                "ip", "netns", "exec", namespace, "curl", "-sSf", "-o", "/dev/null", "-d", "{}"));
    line.addAll(List.of("-H", "X-Hub-Signature-256: sha256=" + signature));
    line.add("http://127.0.0.1:9546/webhook");
    if (new ProcessBuilder(line).inheritIO().start().waitFor() != 0) {
      throw new IOException("the watcher took no webhook");
    }
  }

  /** Waits for a text in the log; returns {@link System#nanoTime} of it. */
  private static long await(Watcher watcher, String text) throws IOException, InterruptedException {
    long end = System.nanoTime() + LONGEST_NANOS;
    while (!watcher.said().contains(text)) {
      if (System.nanoTime() > end) {
        throw new IOException("no '" + text + "'; the watcher said:\n" + watcher.said());
      }
      Thread.sleep(2);
    }
    return System.nanoTime();
  }

  private static void merge(GiteaServer gitea, int number) throws InterruptedException {
    String request = REPOSITORY.formatted(gitea.admin()) + "/pulls/" + number;
    long end = System.nanoTime() + LONGEST_NANOS;
    while (true) {
      try {
        gitea.adminCall("POST", request + "/merge", Map.of("Do", "merge"));
        return;
      } catch (IllegalStateException e) { // it checks for conflicts, or merged with an error
        if (gitea.adminCall("GET", request, Map.of()).get("merged").bool().orElse(false)) {
          return;
        }
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }
}
