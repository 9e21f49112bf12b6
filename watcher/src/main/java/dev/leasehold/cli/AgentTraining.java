package dev.leasehold.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Runs the agent or the probe, in a process of its own, at an API server on loopback with TLS. The
 * server never tells the agent all objects, so it changes no rule of this machine: before the first
 * whole list it does not know which are obsolete. The probe tries an address on loopback.
 */
final class AgentTraining {
  /** Without loopback, as in some namespaces, the agent would try for ever. */
  private static final int LIMIT_SECONDS = 120;

  private static final char[] PASSWORD = "training".toCharArray(); // of a key that is thrown away

  /** The first page of a list, which goes on. */
  private static final String PAGE =
      """
      {"kind": "IPRuleConfigList", "apiVersion": "api.operator.brtrm.dev/v1alpha1",
       "metadata": {"resourceVersion": "1", "continue": "more"},
       "items": [{"metadata": {"name": "training", "uid": "1", "resourceVersion": "1"},
         "spec": {"table": 100, "priority": 100, "serviceIP": "192.0.2.1", "state": "present"}}]}
      """;

  private AgentTraining() {}

  /**
   * Runs a program until it has asked three times, and ends it.
   *
   * @param program {@code agent} or {@code probe}
   * @param folder has the file {@code key}, a key store, and {@code certificate}
   * @param java the program and the arguments that end with the class of {@code leasehold}
   */
  static void run(String program, Path folder, List<String> java) throws IOException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    AtomicInteger requests = new AtomicInteger();
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(folder.resolve("key"))));
    boolean isAgent = program.equals("agent");
    String services = services(server.getAddress().getPort());
    server.createContext(
        "/",
        exchange -> {
          int request = requests.incrementAndGet();
          if (isAgent) {
            answer(exchange, request, done);
          } else {
            answerProbe(exchange, request, services, done);
          }
        });
    server.start();
    Path kubeconfig = writeKubeconfig(folder, server.getAddress().getPort());
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of(program, "--kubeconfig", kubeconfig.toString(), "--listen", "none"));
    if (!isAgent) {
      command.addAll(List.of("--repair", "DryRun"));
    }
    Process agent = new ProcessBuilder(command).inheritIO().start();
    try {
      CompletableFuture.anyOf(done, agent.onExit()).orTimeout(LIMIT_SECONDS, SECONDS).join();
      if (!agent.isAlive()) {
        throw new IOException("leasehold " + program + " ended with " + agent.exitValue());
      }
    } finally {
      agent.destroyForcibly(); // how it ends by itself would depend on the moment
      agent.onExit().join();
    }
  }

  /** The list of all Services: one, with an address on loopback. */
  private static String services(int port) {
    return """
    {"kind": "ServiceList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"},
     "items": [{"metadata": {"namespace": "training", "name": "training", "uid": "1",
       "resourceVersion": "1"}, "spec": {"type": "LoadBalancer", "ports": [{"port": %d}]},
       "status": {"loadBalancer": {"ingress": [{"ip": "127.0.0.1"}]}}}]}
    """
        .formatted(port);
  }

  private static Path writeKubeconfig(Path folder, int port) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters:
          - name: training
            cluster:
              server: https://127.0.0.1:%d
              certificate-authority: certificate
        users: [{name: training, user: {token: training}}]
        contexts: [{name: training, context: {cluster: training, user: training}}]
        current-context: training
        """
            .formatted(port));
  }

  /**
   * Answers the first page of a list, refuses the second, and when the agent tries again never
   * answers: so each run loads the same classes.
   */
  private static void answer(HttpExchange exchange, int request, CompletableFuture<Void> done)
      throws IOException {
    if (request == 3) {
      done.complete(null);
      return;
    }
    byte[] page = (request == 1 ? PAGE : "{}").getBytes(UTF_8);
    exchange.sendResponseHeaders(request == 1 ? 200 : 503, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }

  /**
   * Answers the list of Services, and never their watch and the list of Leases, which come at the
   * same time and in any order: then both threads of the probe wait.
   */
  private static void answerProbe(
      HttpExchange exchange, int request, String services, CompletableFuture<Void> done)
      throws IOException {
    if (request == 1) {
      byte[] page = services.getBytes(UTF_8);
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
      exchange.close();
    } else if (request == 3) {
      done.complete(null);
    }
  }

  private static SSLContext context(Path key) throws IOException {
    try (InputStream file = Files.newInputStream(key)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(file, PASSWORD);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
