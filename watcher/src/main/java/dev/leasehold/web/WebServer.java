package dev.leasehold.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.leasehold.http.ServerLimits;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Serves the state of a watcher to anyone who can connect, and takes calls of forges that the tips
 * have moved.
 */
public final class WebServer implements AutoCloseable {
  /** A header of the status page: {@code yes} or {@code no}. */
  public static final String WELL = "Leasehold-Well";

  private static final String TEXT = "text/plain; charset=utf-8";

  /** The most connections that wait to be accepted. */
  private static final int BACKLOG = 16;

  /** The most pages that are rendered at a time: the watch needs the processor too. */
  private static final int PAGES_AT_ONCE = 2;

  static {
    ServerLimits.apply();
  }

  private record Page(int status, String type, String body) {
    static Page text(int status, String text) {
      return new Page(status, TEXT, text);
    }
  }

  private static final Page NOT_FOUND =
      Page.text(404, "not found; available: /metrics, /healthz, /readyz and /status\n");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore pages = new Semaphore(PAGES_AT_ONCE);
  private final Optional<WebhookCalls> webhook;

  private WebServer(HttpServer server, Optional<InboundWebhook> webhook) {
    this.server = server;
    this.webhook = webhook.map(WebhookCalls::new);
  }

  /** Starts a server without {@code POST /webhook}. */
  public static WebServer start(InetSocketAddress address, Supplier<Reading> readings)
      throws IOException {
    return start(address, readings, Optional.empty());
  }

  /**
   * Starts the server.
   *
   * @param address the address; port 0 means any free port
   * @param webhook the settings of {@code POST /webhook}; empty: there is none
   * @throws IOException if the server cannot listen; the message names the address
   */
  public static WebServer start(
      InetSocketAddress address, Supplier<Reading> readings, Optional<InboundWebhook> webhook)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + text(address) + ": " + e.getMessage(), e);
    }
    WebServer web = new WebServer(server, webhook);
    web.page("/", _ -> NOT_FOUND);
    web.page("/metrics", _ -> metrics(readings.get(), web.webhook));
    web.page("/healthz", _ -> verdict(readings.get().sick()));
    web.page("/readyz", _ -> readiness(readings.get()));
    web.page("/status", request -> status(request, readings.get()));
    // not a page: a slow body must not take the place of one
    server.createContext(
        "/webhook",
        exchange -> {
          try (exchange) {
            send(exchange, web.webhook(exchange));
          }
        });
    server.setExecutor(web.threads);
    server.start();
    return web;
  }

  /** The address that the server listens on. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    webhook.ifPresent(WebhookCalls::close);
    threads.shutdownNow();
  }

  /** The address in the spelling of URLs. */
  public static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private void page(String path, Function<HttpExchange, Page> content) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            send(exchange, page(exchange, path, content));
          }
        });
  }

  private Page page(HttpExchange exchange, String path, Function<HttpExchange, Page> content) {
    pages.acquireUninterruptibly();
    try {
      return answer(exchange, path, content);
    } finally {
      pages.release();
    }
  }

  private static Page answer(
      HttpExchange exchange, String path, Function<HttpExchange, Page> content) {
    boolean reads =
        exchange.getRequestMethod().equals("GET") || exchange.getRequestMethod().equals("HEAD");
    if (!reads) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Page.text(405, "method not allowed; use GET\n");
    }
    return exchange.getRequestURI().getPath().equals(path) ? content.apply(exchange) : NOT_FOUND;
  }

  private Page webhook(HttpExchange exchange) throws IOException {
    if (webhook.isEmpty() || !exchange.getRequestURI().getPath().equals("/webhook")) {
      return NOT_FOUND;
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      return Page.text(405, "method not allowed; use POST\n");
    }
    WebhookResult result =
        webhook.get().call(exchange.getRequestHeaders(), exchange.getRequestBody());
    return Page.text(result.status(), result.text() + "\n");
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", page.type());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(page.status(), -1);
    } else {
      byte[] body = page.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(page.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Page verdict(String trouble) {
    return trouble.isEmpty() ? Page.text(200, "ok\n") : Page.text(503, trouble + "\n");
  }

  private static Page readiness(Reading reading) {
    String running =
        reading.targets().stream()
            .flatMap(target -> target.running().stream())
            .map(r -> ", " + r.words())
            .collect(Collectors.joining());
    return reading.notReady().isEmpty()
        ? Page.text(200, "ok" + running + "\n")
        : verdict(reading.notReady());
  }

  /** The status: JSON, unless the client requests text. */
  private static Page status(HttpExchange exchange, Reading reading) {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    boolean text = accept != null && accept.startsWith("text/plain");
    exchange.getResponseHeaders().set(WELL, reading.concerns().isEmpty() ? "yes" : "no");
    return text
        ? Page.text(200, StatusPage.of(reading))
        : new Page(200, "application/json", StatusJson.of(reading));
  }

  private static Page metrics(Reading reading, Optional<WebhookCalls> webhook) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(out, Metrics.of(reading, webhook), EscapingScheme.DEFAULT);
    } catch (IOException e) {
      throw new IllegalStateException("a buffer takes all that is written to it", e);
    }
    return new Page(200, PrometheusTextFormatWriter.CONTENT_TYPE, out.toString(UTF_8));
  }
}
