package dev.leasehold.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves {@code /metrics}, {@code /health} and {@code /ready} to anyone who can connect. */
public final class HealthPages implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int BACKLOG = 16;

  static {
    ServerLimits.apply();
  }

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("pages").factory());

  private HealthPages(HttpServer server) {
    this.server = server;
  }

  /**
   * What the pages show.
   *
   * @param metrics the text for Prometheus
   * @param sick the reason to restart the program; empty while it works
   * @param notReady why its first work is not done yet; empty: it was, once
   */
  public record Content(
      Supplier<String> metrics, Supplier<String> sick, Supplier<String> notReady) {}

  /**
   * Starts the server.
   *
   * @throws IOException if it cannot listen; the message names the address
   */
  public static HealthPages start(InetSocketAddress address, Content content) throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + text(address) + ": " + e.getMessage(), e);
    }
    HealthPages pages = new HealthPages(server);
    pages.page("/metrics", PrometheusTextFormatWriter.CONTENT_TYPE, content.metrics());
    pages.verdict("/health", content.sick());
    pages.verdict("/ready", content.notReady());
    server.setExecutor(pages.threads);
    server.start();
    return pages;
  }

  /** The address in the spelling of URLs. */
  private static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void page(String path, String type, Supplier<String> text) {
    server.createContext(path, exchange -> answer(exchange, path, 200, type, text.get()));
  }

  private void verdict(String path, Supplier<String> trouble) {
    server.createContext(
        path,
        exchange -> {
          String why = trouble.get();
          int status = why.isEmpty() ? 200 : 503;
          answer(exchange, path, status, TEXT, (why.isEmpty() ? "ok" : why) + "\n");
        });
  }

  private static void answer(
      HttpExchange exchange, String path, int status, String type, String text) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, TEXT, "method not allowed; use GET\n");
      } else if (!exchange.getRequestURI().getPath().equals(path)) {
        send(exchange, 404, TEXT, "not found; available: /metrics, /health and /ready\n");
      } else {
        send(exchange, status, type, text);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    byte[] body = text.getBytes(UTF_8);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
