package dev.leasehold.netlink;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** IPRuleConfig objects on loopback: as much of an API server as the agent uses. */
final class ObjectStore implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> objects = new TreeMap<>();

  /** All changes; the version of one is its place, from 1. */
  private final List<String> events = new ArrayList<>();

  private boolean isClosed;

  ObjectStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("objects").factory()));
    server.start();
  }

  /** A kubeconfig of this server. */
  String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: vm, cluster: {server: "http://127.0.0.1:%d"}}]
    users: [{name: vm, user: {token: vm}}]
    contexts: [{name: vm, context: {cluster: vm, user: vm}}]
    current-context: vm
    """
        .formatted(server.getAddress().getPort());
  }

  synchronized void put(String name, String spec) {
    String object =
        "{\"metadata\": {\"name\": \"%s\", \"uid\": \"%s\", \"resourceVersion\": \"%d\"}, \"spec\": {%s}}"
            .formatted(name, name, events.size() + 1, spec);
    tell(objects.put(name, object) == null ? "ADDED" : "MODIFIED", object);
  }

  synchronized void remove(String name) {
    String object = objects.remove(name);
    if (object != null) {
      tell("DELETED", object);
    }
  }

  private void tell(String type, String object) {
    events.add("{\"type\": \"" + type + "\", \"object\": " + object + "}\n");
    notifyAll();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      if (query.contains("watch=")) {
        exchange.sendResponseHeaders(200, 0);
        watch(Integer.parseInt(query.replaceAll(".*resourceVersion=(\\d+).*", "$1")), exchange);
        return;
      }
      String path = exchange.getRequestURI().getPath();
      if (exchange.getRequestMethod().equals("DELETE")) {
        remove(path.substring(path.lastIndexOf('/') + 1));
      }
      byte[] body = list().getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized String list() {
    return "{\"kind\": \"IPRuleConfigList\", \"metadata\": {\"resourceVersion\": \""
        + events.size()
        + "\"}, \"items\": ["
        + String.join(", ", objects.values())
        + "]}";
  }

  /** Sends the changes after a version, until the connection ends. */
  private void watch(int version, HttpExchange exchange) throws IOException, InterruptedException {
    OutputStream out = exchange.getResponseBody();
    for (int next = version; true; next++) {
      String event;
      synchronized (this) {
        while (events.size() <= next && !isClosed) {
          wait();
        }
        if (isClosed) {
          return;
        }
        event = events.get(next);
      }
      out.write(event.getBytes(UTF_8));
      out.flush();
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    notifyAll();
    server.stop(0);
  }
}
