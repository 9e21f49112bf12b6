package dev.leasehold.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.leasehold.web.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A receiver on loopback. It replies 200, unless a test has queued other replies. */
public final class Listening implements AutoCloseable {
  public record Call(String method, String path, Map<String, String> headers, String body) {}

  public record Reply(int status, String body, Map<String, String> headers) {}

  public final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  final CountDownLatch released = new CountDownLatch(1);
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  volatile boolean hanging;

  public Listening() throws IOException {
    server = LoopbackServer.create();
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            boolean hangs = hanging; // before a test sees the call
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, all) -> headers.put(name, all.getFirst()));
            calls.add(
                new Call(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers,
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            if (hangs) {
              released.await();
            }
            Reply next = replies.poll();
            Reply reply = next == null ? new Reply(200, "", Map.of()) : next;
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = reply.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.setExecutor(threads);
    server.start();
  }

  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  public void reply(int status) {
    reply(new Reply(status, "", Map.of()));
  }

  public void reply(Reply reply) {
    replies.add(reply);
  }

  public Call next() throws InterruptedException {
    return calls.take();
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
