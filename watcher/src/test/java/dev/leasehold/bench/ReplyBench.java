package dev.leasehold.bench;

import dev.leasehold.cli.Forwarder;
import dev.leasehold.git.GitHttpServer;
import java.nio.file.Path;

/**
 * The time from sending a renumbering Reply until the remote branch points to the resulting commit,
 * with a local path, over SSH or over HTTPS.
 */
final class ReplyBench {
  private static final int WARM_UP = 10;
  private static final int MEASURED = 60;
  private static final int RENEW_SECONDS = 1;

  private ReplyBench() {}

  /**
   * Arguments: an empty folder, the watcher's namespace and interface, the provider's interface,
   * and {@code path}, {@code ssh} or {@code https}.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String namespace = arguments[1];
    Figures warm = new Figures();
    try (Remote remote = Remote.create(folder, Remote.Acquisition.delegated(arguments[2]), 0);
        DelegationServer server = new DelegationServer(arguments[3], RENEW_SECONDS)) {
      if (arguments[4].equals("https")) {
        GitHttpServer.Certificate certificate = GitHttpServer.Certificate.create(folder, "server");
        Watcher.writeToken(folder.resolve("token"), "a-token");
        try (GitHttpServer https = GitHttpServer.secure(folder, certificate);
            Forwarder _ = Forwarder.into(namespace, https.port())) {
          https.writers.add("a-token");
          remote.acceptHttp();
          String target = "      url: %s\n      auth: token\n".formatted(https.url("/remote.git"));
          String auth =
              "  auth:\n    - {name: token, https: {username: %s, tokenFile: token, caFile: %s}}\n"
                  .formatted(GitHttpServer.USER, certificate.pem());
          try (Watcher watcher = Watcher.start(folder, namespace, target, auth)) {
            measure(server, remote, watcher, warm);
          }
        }
      } else if (arguments[4].equals("ssh")) {
        try (SshServer _ = SshServer.start(folder, namespace);
            Watcher watcher =
                Watcher.start(folder, namespace, SshServer.target(remote), SshServer.auth())) {
          measure(server, remote, watcher, warm);
        }
      } else {
        try (Watcher watcher = Watcher.start(folder, namespace, remote)) {
          measure(server, remote, watcher, warm);
        }
      }
    }
    System.out.printf(
        "%-5s, %d commits  %7.1f ms p50, %.1f ms p95, %.1f ms at most%n",
        arguments[4],
        MEASURED,
        warm.percentile(50) / 1e6,
        warm.percentile(95) / 1e6,
        warm.percentile(100) / 1e6);
  }

  private static void measure(DelegationServer server, Remote remote, Watcher watcher, Figures warm)
      throws Exception {
    remote.awaitCommit().orElseThrow();
    for (int i = 0; i < WARM_UP + MEASURED; i++) {
      long sent = server.renumber();
      long took = remote.awaitCommit().orElseThrow() - sent;
      if (i >= WARM_UP) {
        warm.add(took);
      }
    }
    watcher.mustBeHealthy();
  }
}
