package dev.leasehold.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.notify.ServerLab;
import dev.leasehold.watch.WatchStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of {@code POST /webhook} by others: signed by openssl, by Gitea, and by Flux. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
class WebhookIT {
  private static final Instant NOW = Instant.parse("2026-11-21T10:30:00Z");

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<String> looks = new LinkedBlockingQueue<>();
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve("secret"), "sesame\n");
    WatchStatus.Target target =
        new WatchStatus.Target(
            Optional.empty(), Optional.empty(), "", Optional.empty(), Optional.empty(), Map.of());
    WatchStatus watch = new WatchStatus("home", NOW, NOW, false, target, List.of());
    server =
        WebServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            () -> new Reading(NOW, "cluster", watch, Map.of(), Optional.empty()),
            Optional.of(
                new InboundWebhook(
                    folder.resolve("secret"),
                    () -> looks.add("look"),
                    System::nanoTime,
                    pause -> Thread.sleep(pause))));
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  @ParameterizedTest
  @CsvSource({"X-Hub-Signature-256, sha256=", "X-Gitea-Signature, ''", "X-Signature, sha256="})
  void takesASignatureOfOpenSsl(String header, String before) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "needs openssl");
    String body = "{\"ref\":\"refs/heads/main\",\"text\":\"é\"}";
    Path file = Files.writeString(folder.resolve("body"), body);
    Process openssl =
        new ProcessBuilder("openssl", "dgst", "-sha256", "-hmac", "sesame", "-r", file.toString())
            .start();
    String signature = new String(openssl.getInputStream().readAllBytes(), UTF_8).split(" ")[0];
    assertEquals(0, openssl.waitFor());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address()).header(header, before + signature);
    assertEquals(202, status(request.POST(BodyPublishers.ofString(body))));
    assertLooked();
    assertEquals(401, status(request.POST(BodyPublishers.ofString(body + " "))));
  }

  @Test
  void takesTheCallOfGitea() throws Exception {
    try (ServerLab lab = new ServerLab(folder)) {
      lab.up("gitea");
      String api = lab.setting("GITEA_URL").replaceAll("/$", "") + "/api/v1";
      String user = lab.setting("GITEA_USER");
      String _ = gitea(lab, api + "/user/repos", "{\"name\": \"home\", \"auto_init\": true}");
      String hook =
          gitea(
              lab,
              api + "/repos/" + user + "/home/hooks",
              """
              {"type": "gitea", "active": true, "events": ["push"],
               "config": {"url": "%s", "content_type": "json", "secret": "sesame"}}\
              """
                  .formatted(address()));
      assertTrue(hook.contains("\"active\":true"), hook);
      // a commit, which is a push
      String _ =
          gitea(
              lab,
              api + "/repos/" + user + "/home/contents/file.txt",
              "{\"content\": \"aGVsbG8=\", \"message\": \"Add a file\"}");
      assertLooked();
      assertTrue(metrics().contains("leasehold_webhook_calls_total{result=\"accepted\"} 1.0"));
    }
  }

  @Test
  void takesTheCallOfFlux() throws Exception {
    try (ServerLab lab = new ServerLab(folder)) {
      lab.up("apiserver");
      lab.up("flux");
      lab.apply(
          """
          apiVersion: v1
          kind: Secret
          metadata: {name: leasehold, namespace: flux-system}
          stringData: {token: sesame}
          ---
          apiVersion: notification.toolkit.fluxcd.io/v1beta3
          kind: Provider
          metadata: {name: leasehold, namespace: flux-system}
          spec: {type: generic-hmac, address: "%s", secretRef: {name: leasehold}}
          ---
          apiVersion: notification.toolkit.fluxcd.io/v1beta3
          kind: Alert
          metadata: {name: leasehold, namespace: flux-system}
          spec:
            providerRef: {name: leasehold}
            eventSources: [{kind: GitRepository, name: "*"}]
          """
              .formatted(address()));
      // the event that source-controller sends when it has a new revision
      URI events =
          URI.create(
              "http://127.0.0.1:" + (URI.create(lab.ask("flux", "receivers")).getPort() + 1) + "/");
      int tries = 0;
      while (looks.isEmpty()) { // until the controller knows the Alert
        assertTrue(++tries < 60, "no call within a minute");
        int _ = status(HttpRequest.newBuilder(events).POST(BodyPublishers.ofString(event(tries))));
        String look = looks.poll(1, TimeUnit.SECONDS);
        if (look != null) {
          looks.add(look);
        }
      }
      assertTrue(metrics().contains("leasehold_webhook_calls_total{result=\"unauthorized\"} 0.0"));
    }
  }

  private static String event(int number) {
    return """
    {"involvedObject": {"apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository",
      "name": "home", "namespace": "flux-system"}, "severity": "info",
     "timestamp": "2026-11-21T10:30:00Z", "message": "stored artifact %s",
     "reason": "NewArtifact", "reportingController": "source-controller"}\
    """
        .formatted(number);
  }

  private String gitea(ServerLab lab, String url, String body) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "token " + lab.setting("GITEA_TOKEN"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString(UTF_8));
    assertEquals(201, response.statusCode(), response.body());
    return response.body();
  }

  private void assertLooked() throws InterruptedException {
    assertNotNull(looks.poll(60, TimeUnit.SECONDS), "no look within a minute");
  }

  private URI address() {
    return URI.create("http://" + WebServer.text(server.address()) + "/webhook");
  }

  private String metrics() throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(address().resolve("/metrics")).build(),
            BodyHandlers.ofString(UTF_8))
        .body();
  }

  private int status(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString(UTF_8)).statusCode();
  }
}
