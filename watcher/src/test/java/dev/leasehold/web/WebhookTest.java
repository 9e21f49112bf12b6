package dev.leasehold.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.watch.WatchStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /webhook}. The expected signatures were made with openssl. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
class WebhookTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:30:00Z");
  private static final String BODY = "{\"ref\":\"refs/heads/main\"}";
  private static final String SIGNATURE =
      "8c4fda51a2c194fec01b6177f40f0631177cca73c95e7b9b69c69fd3ae2ac329";

  @TempDir private Path folder;

  private final BlockingQueue<String> looks = new LinkedBlockingQueue<>();
  private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
  private final Semaphore mayGoOn = new Semaphore(0);
  private final AtomicLong nanos = new AtomicLong();
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve("secret"), "sesame\n");
    server =
        start(
            Optional.of(
                new InboundWebhook(
                    folder.resolve("secret"),
                    () -> looks.add("look"),
                    nanos::get,
                    wait -> {
                      pauses.add(wait);
                      mayGoOn.acquire();
                    })));
  }

  private static WebServer start(Optional<InboundWebhook> webhook) throws IOException {
    WatchStatus.Target target =
        new WatchStatus.Target(
            Optional.empty(), Optional.empty(), "", Optional.empty(), Optional.empty(), Map.of());
    WatchStatus watch = new WatchStatus("home", NOW, NOW, false, target, List.of());
    return WebServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        () -> new Reading(NOW, "cluster", watch, Map.of(), Optional.empty()),
        webhook);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "X-Hub-Signature-256, sha256=" + SIGNATURE, // GitHub
    "X-Gitea-Signature, " + SIGNATURE,
    "X-Gitlab-Token, sesame",
    "X-Signature, sha256=" + SIGNATURE, // Flux, generic-hmac
    "x-signature, sha256=" + SIGNATURE,
  })
  void looksAtTheTipsAfterACallOfEachSender(String header, String value) throws Exception {
    assertEquals("202 accepted\n", post(BODY, header, value));
    assertEquals("look", looks.take());
  }

  @ParameterizedTest
  @CsvSource({
    "X-Hub-Signature-256, " + SIGNATURE,
    "X-Hub-Signature-256, sha256=00" + SIGNATURE,
    "X-Gitea-Signature, sha256=" + SIGNATURE,
    "X-Gitlab-Token, Sesame",
    "X-Gitlab-Token, sesam",
    "X-Gitlab-Token, ''",
    "X-Signature, sha1=" + SIGNATURE,
    "X-Signature, ''",
    "X-Other, sesame",
  })
  void refusesOtherCallsWithoutTellingWhy(String header, String value) throws Exception {
    assertEquals("401 unauthorized\n", post(BODY, header, value));
    assertEquals("401 unauthorized\n", post(BODY + " ", "X-Gitea-Signature", SIGNATURE));
    assertTrue(looks.isEmpty());
  }

  @Test
  void isNotThereWithoutASecret() throws Exception {
    server.close();
    server = start(Optional.empty());
    assertEquals(404, send(request("/webhook").POST(BodyPublishers.noBody())).statusCode());
    assertEquals(404, send(request("/webhook")).statusCode());
  }

  @Test
  void takesOnlyPost() throws Exception {
    HttpResponse<String> response = send(request("/webhook"));
    assertEquals(405, response.statusCode());
    assertEquals(Optional.of("POST"), response.headers().firstValue("Allow"));
    assertEquals(404, send(request("/webhook/x").POST(BodyPublishers.noBody())).statusCode());
  }

  @Test
  void boundsTheBody() throws Exception {
    String large = "x".repeat(WebhookCalls.MOST_BYTES);
    assertEquals("202 accepted\n", post(large, "X-Gitlab-Token", "sesame"));
    String status = post(large + "x", "X-Gitlab-Token", "sesame");
    assertEquals("413 the body is too large\n", status);
  }

  @Test
  void readsTheSecretForEachCall() throws Exception {
    Files.writeString(folder.resolve("secret"), "new");
    assertEquals("202 accepted\n", post(BODY, "X-Gitlab-Token", "new"));
    Files.delete(folder.resolve("secret"));
    assertTrue(post(BODY, "X-Gitlab-Token", "new").startsWith("503 the secret cannot be read"));
  }

  /** An empty file must not make everyone's signature with an empty key valid. */
  @Test
  void hasNoEmptySecret() throws Exception {
    Files.writeString(folder.resolve("secret"), "\n");
    assertTrue(post(BODY, "X-Gitlab-Token", "").startsWith("503 "));
    assertTrue(looks.isEmpty());
  }

  @Test
  void passesOneLookASecondOn() throws Exception {
    for (int i = 0; i < 30; i++) {
      assertEquals("202 accepted\n", post(BODY, "X-Gitlab-Token", "sesame"));
    }
    assertEquals("look", looks.take());
    assertEquals(Duration.ofSeconds(1), pauses.take());
    assertTrue(looks.isEmpty());
    assertEquals("202 accepted\n", post(BODY, "X-Gitlab-Token", "sesame"));
    mayGoOn.release();
    assertEquals("look", looks.take(), "a trailing one for all calls since the first look");
    assertEquals(Duration.ofSeconds(1), pauses.take());
    mayGoOn.release();
    assertTrue(metrics().contains("leasehold_webhook_looks_total 2.0\n"), metrics());
    assertTrue(looks.isEmpty());
  }

  @Test
  void limitsBadSignatures() throws Exception {
    for (int i = 0; i < BadSignatures.MOST; i++) {
      assertEquals("401 unauthorized\n", post(BODY, "X-Gitlab-Token", "guess"));
    }
    assertEquals("429 too many calls\n", post(BODY, "X-Gitlab-Token", "guess"));
    assertEquals("429 too many calls\n", post(BODY, "X-Gitlab-Token", "sesame"));
    nanos.addAndGet(BadSignatures.EACH.toNanos());
    assertEquals("202 accepted\n", post(BODY, "X-Gitlab-Token", "sesame"));
    assertEquals("401 unauthorized\n", post(BODY, "X-Gitlab-Token", "guess"));
    assertEquals("429 too many calls\n", post(BODY, "X-Gitlab-Token", "guess"));
    nanos.addAndGet(BadSignatures.EACH.toNanos() * BadSignatures.MOST);
    for (int i = 0; i < BadSignatures.MOST; i++) {
      assertEquals("401 unauthorized\n", post(BODY, "X-Gitlab-Token", "guess"));
    }
    assertEquals("429 too many calls\n", post(BODY, "X-Gitlab-Token", "guess"));
    assertTrue(
        metrics().contains("leasehold_webhook_calls_total{result=\"limited\"} 4.0\n"), metrics());
  }

  /** The server closes a connection whose request takes too long, and pages do not wait for it. */
  @Test
  void servesPagesWhileBodiesAreSlow() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < WebhookCalls.BODIES_AT_ONCE; i++) {
        Socket socket = new Socket();
        socket.connect(server.address());
        socket
            .getOutputStream()
            .write(
                "POST /webhook HTTP/1.1\r\nHost: x\r\nX-Gitlab-Token: x\r\nContent-Length: 9\r\n\r\nx"
                    .getBytes(UTF_8));
        slow.add(socket);
      }
      assertEquals(200, send(request("/metrics")).statusCode());
      for (Socket socket : slow) {
        assertTrue(isClosed(socket));
      }
      assertEquals("202 accepted\n", post(BODY, "X-Gitlab-Token", "sesame"));
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static boolean isClosed(Socket socket) {
    try {
      return socket.getInputStream().read() == -1;
    } catch (IOException e) {
      return true; // reset
    }
  }

  private String metrics() throws Exception {
    return send(request("/metrics")).body();
  }

  private String post(String body, String header, String value) throws Exception {
    HttpResponse<String> response =
        send(request("/webhook").header(header, value).POST(BodyPublishers.ofString(body)));
    return response.statusCode() + " " + response.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + WebServer.text(server.address()) + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    // One connection each: the server may close an idle one just when a POST begins on it, which
    // the
    // client cannot repeat.
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString(UTF_8));
    }
  }
}
