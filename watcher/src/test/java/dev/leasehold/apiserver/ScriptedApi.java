package dev.leasehold.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An API server with the faults that a real one has seldom: one answer for each request, in order.
 */
final class ScriptedApi implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LinkedBlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile String token = "one";

  /**
   * An answer.
   *
   * @param stays whether the connection stays open, silent, after the body
   */
  private record Answer(int status, String body, boolean stays) {}

  ScriptedApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      requests.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + " "
              + exchange.getRequestHeaders().getFirst("Authorization")
              + (body.isEmpty() ? "" : " " + body));
      Answer next = answers.poll(60, TimeUnit.SECONDS);
      if (next == null) {
        return;
      }
      exchange.sendResponseHeaders(next.status(), 0);
      exchange.getResponseBody().write(next.body().getBytes(UTF_8));
      exchange.getResponseBody().flush();
      if (next.stays()) {
        Answer _ = new LinkedBlockingQueue<Answer>().poll(600, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  ScriptedApi says(int status, String body) {
    answers.add(new Answer(status, body, false));
    return this;
  }

  ScriptedApi saysAndStays(String body) {
    answers.add(new Answer(200, body, true));
    return this;
  }

  void uses(String other) {
    token = other;
  }

  /** The requests: method, address, credentials, and body. */
  List<String> requests() {
    return requests;
  }

  AccessSource access() {
    return () ->
        new ApiAccess(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            "",
            false,
            token,
            "",
            "");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
