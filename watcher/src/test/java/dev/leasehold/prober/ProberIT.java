package dev.leasehold.prober;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.apiserver.AccessSource;
import dev.leasehold.apiserver.ApiServer;
import dev.leasehold.apiserver.ObjectWatch;
import dev.leasehold.cli.Logged;
import dev.leasehold.cli.Namespace;
import dev.leasehold.kube.ClusterSettings.Repair;
import dev.leasehold.l2.AddressProbe;
import dev.leasehold.l2.AnnouncedService;
import dev.leasehold.l2.Probe;
import dev.leasehold.notify.ServerLab;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The probe at a real API server, with addresses on a real link. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class ProberIT {
  private static final Path DEPLOY = Path.of("../docs/deploy/probe");
  private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir private static Path folder;
  private static @Nullable ServerLab started;
  private static Path kubeconfig = Path.of("");

  private final String prefix = "lhq" + ProcessHandle.current().pid() + "-";
  private final String here = prefix + "here";
  private final String node = prefix + "node";

  /** The time since the start, of both clocks. */
  private final AtomicLong nanos = new AtomicLong();

  private Repair repair = Repair.OFF;
  private Duration watch = Duration.ofMinutes(5);
  private Probe probe =
      services -> {
        try {
          return Namespace.inside(
              here, () -> new AddressProbe(Duration.ofSeconds(5)).probe(services));
        } catch (Exception e) {
          throw new IOException(e);
        }
      };
  private @Nullable Prober prober;
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  @BeforeAll
  static void startServer() throws Exception {
    started = new ServerLab(folder);
    started.up("apiserver");
    kubeconfig = Path.of(started.setting("KUBECONFIG"));
  }

  @AfterAll
  static void stopServer() throws IOException {
    if (started != null) {
      started.close();
    }
  }

  private static ServerLab lab() {
    return Objects.requireNonNull(started);
  }

  @BeforeEach
  void makeLink() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root, for namespaces");
    for (String name : List.of(here, node)) {
      String _ = Namespace.run(List.of("ip", "netns", "add", name), "");
      String _ = Namespace.ip(name, "link set lo up");
    }
    String _ = Namespace.ip(here, "link add up0 type veth peer name eth0 netns " + node);
    String _ = Namespace.ip(here, "addr add 192.0.2.1/24 dev up0");
    String _ = Namespace.ip(node, "addr add 192.0.2.10/24 dev eth0");
    String _ = Namespace.ip(here, "link set up0 up");
    String _ = Namespace.ip(node, "link set eth0 up");
    lab()
        .apply(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            """);
  }

  @AfterEach
  void stop() throws Exception {
    try {
      end();
    } finally {
      Namespace.remove(here);
      Namespace.remove(node);
      String _ = lab().kubectl("-n", "shop", "delete", "services", "--all");
      String _ = lab().kubectl("-n", "kube-system", "delete", "leases", "-l", "test=probe");
    }
  }

  private void begin(Path config) throws Exception {
    Duration answer = Duration.ofSeconds(15);
    Prober made =
        new Prober(
            new Prober.Setup(
                AccessSource.of(Optional.of(config), Map.of()),
                "node-1",
                repair,
                "kube-system",
                Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                probe,
                Duration.ofMillis(20),
                () -> START.plusNanos(nanos.get()),
                nanos::get,
                new Random(1),
                new ApiServer.Limits(answer, answer, Duration.ofMinutes(5), watch),
                new ObjectWatch.Pauses(Duration.ofMillis(100), Duration.ofSeconds(1))));
    prober = made;
    running =
        CompletableFuture.runAsync(
            () -> {
              try {
                made.run();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            Thread.ofPlatform()::start);
    await(() -> made.address().isPresent(), () -> "no pages");
  }

  private void end() throws Exception {
    if (prober != null) {
      prober.stop();
      running.get(60, TimeUnit.SECONDS);
      prober = null;
    }
  }

  private interface Question<T> {
    T ask() throws Exception;
  }

  private static void await(Question<Boolean> condition, Question<String> found) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.ask()) {
      assertTrue(System.nanoTime() < until, found.ask());
      Thread.sleep(20);
    }
  }

  /** Status and body of a page. */
  private String page(String path) throws Exception {
    InetSocketAddress at = Objects.requireNonNull(prober).address().orElseThrow();
    var connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + at.getPort() + path).toURL().openConnection();
    boolean isError = connection.getResponseCode() >= 400;
    try (var in = isError ? connection.getErrorStream() : connection.getInputStream()) {
      return connection.getResponseCode()
          + " "
          + new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void awaitMetric(String line) throws Exception {
    await(() -> page("/metrics").contains("\n" + line + "\n"), () -> page("/metrics"));
  }

  private void awaitReachable(String service, String address, int value) throws Exception {
    awaitMetric(reachable(service, address) + " " + value + ".0");
  }

  private static String reachable(String service, String address) {
    return "loadbalancer_reachable{ip=\""
        + address
        + "\",namespace=\"shop\",service=\""
        + service
        + "\"}";
  }

  private static void service(String name, String type, int port, String address) throws Exception {
    lab()
        .apply(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: %s, namespace: shop}
            spec: {type: %s, ports: [{name: u, port: 53, protocol: UDP}, {name: t, port: %d}]}
            """
                .formatted(name, type, port));
    if (type.equals("LoadBalancer")) {
      String _ =
          lab()
              .kubectl(
                  "-n",
                  "shop",
                  "patch",
                  "service",
                  name,
                  "--subresource=status",
                  "--type=merge",
                  "-p",
                  "{\"status\": {\"loadBalancer\": {\"ingress\": [{\"ip\": \""
                      + address
                      + "\"}]}}}");
    }
  }

  /** A server that takes every connection; it ends when it is closed. */
  private ServerSocket listen() throws Exception {
    ServerSocket server =
        Namespace.inside(node, () -> new ServerSocket(0, 100, InetAddress.getByName("192.0.2.10")));
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            while (!server.isClosed()) {
              server.accept().close();
            }
          } catch (IOException e) {
            // It is closed.
          }
        });
    return server;
  }

  /** From now on its port refuses. */
  private static void refuse(ServerSocket server) throws IOException {
    server.close();
  }

  private static void lease(String service) throws Exception {
    lab()
        .apply(
            """
            apiVersion: coordination.k8s.io/v1
            kind: Lease
            metadata: {namespace: kube-system, name: %s, labels: {test: probe}}
            spec: {holderIdentity: node-2, leaseDurationSeconds: 15}
            """
                .formatted(AnnouncedService.leaseName("shop", service)));
  }

  private static String leases() throws Exception {
    return lab().kubectl("-n", "kube-system", "get", "leases", "-l", "test=probe", "-o", "name");
  }

  @Test
  void followsTheServicesAndTellsWhatAnswers() throws Exception {
    try (ServerSocket web = listen();
        Logged log = Logged.by(FindingLog.class)) {
      service("web", "LoadBalancer", web.getLocalPort(), "192.0.2.10");
      service("inner", "ClusterIP", 80, "");
      begin(kubeconfig);
      awaitReachable("web", "192.0.2.10", 1);
      assertEquals("200 ok\n", page("/ready"));
      assertEquals("200 ok\n", page("/health"));
      service("mail", "LoadBalancer", 25, "192.0.2.77");
      awaitReachable("mail", "192.0.2.77", 0);
      String silent = "service shop/mail 192.0.2.77: nothing answers on the link";
      await(() -> log.lines("").equals(List.of(silent)), () -> log.lines("").toString());
      String _ = lab().kubectl("-n", "shop", "delete", "service", "mail");
      await(() -> !page("/metrics").contains("mail"), () -> page("/metrics"));
      refuse(web);
      awaitReachable("web", "192.0.2.10", 0);
      String refused = "service shop/web 192.0.2.10: answers on the link, but no port does";
      await(() -> log.lines("").contains(refused), () -> log.lines("").toString());
      assertFalse(page("/metrics").contains("inner"));
      awaitMetric("leasehold_l2_leases_deleted_total{reason=\"Orphan\"} 0.0");
      awaitMetric("leasehold_l2_leases_deleted_total{reason=\"Stuck\"} 0.0");
    }
  }

  /** The list of Services must be newer than the first sight of the Lease. */
  @Test
  void deletesTheLeaseOfAServiceThatIsGone() throws Exception {
    repair = Repair.ON;
    watch = Duration.ofSeconds(1);
    service("inner", "ClusterIP", 80, "");
    lease("inner");
    lease("gone");
    begin(limited(true));
    await(() -> page("/ready").startsWith("200 "), () -> page("/ready"));
    assertEquals(2, leases().lines().count(), leases());
    nanos.addAndGet(Duration.ofMinutes(3).toNanos());
    awaitMetric("leasehold_l2_leases_deleted_total{reason=\"Orphan\"} 1.0");
    assertEquals(
        "lease.coordination.k8s.io/" + AnnouncedService.leaseName("shop", "inner"),
        leases().strip());
  }

  /** The account of docs/deploy/probe, with or without the rights on Leases. */
  private static Path limited(boolean mayRepair) throws Exception {
    String _ = lab().kubectl("apply", "-f", DEPLOY.resolve("namespace.yaml").toString());
    for (String file : List.of("service-account.yaml", "role.yaml")) {
      String _ = lab().kubectl("-n", "leasehold", "apply", "-f", DEPLOY.resolve(file).toString());
    }
    String leases = DEPLOY.resolve("leases.yaml").toString();
    String _ =
        mayRepair
            ? lab().kubectl("apply", "-f", leases)
            : lab().kubectl("delete", "--ignore-not-found", "-f", leases);
    String token = lab().kubectl("-n", "leasehold", "create", "token", "leasehold-probe").strip();
    return Files.writeString(
        folder.resolve("limited"),
        Files.readString(kubeconfig).replaceAll("token: [^}]+", "token: " + token));
  }

  @Test
  void saysWhichRightIsMissingAndGoesOn() throws Exception {
    repair = Repair.DRY_RUN;
    try (ServerSocket web = listen();
        Logged log = Logged.by(Prober.class)) {
      service("web", "LoadBalancer", web.getLocalPort(), "192.0.2.10");
      begin(limited(false));
      awaitReachable("web", "192.0.2.10", 1);
      String missing = "add the rights of docs/l2-announcements.md; nothing is repaired";
      await(() -> !log.lines(missing).isEmpty(), () -> log.lines("").toString());
      refuse(web);
      awaitReachable("web", "192.0.2.10", 0);
      assertEquals(1, log.lines(missing).size());
      assertEquals(List.of(), log.lines("the rounds work again"));
    }
  }

  @Test
  void triesWhatItKnowsWhileTheApiServerIsAway() throws Exception {
    repair = Repair.ON;
    try (ServerSocket web = listen();
        Logged log = Logged.by(FollowedServices.class)) {
      service("web", "LoadBalancer", web.getLocalPort(), "192.0.2.10");
      begin(kubeconfig);
      awaitReachable("web", "192.0.2.10", 1);
      lab().crashApiServer();
      awaitMetric("leasehold_probe_api_server_ok 0.0");
      refuse(web);
      awaitReachable("web", "192.0.2.10", 0);
      nanos.addAndGet(Duration.ofMinutes(11).toNanos()); // the Leases would be due
      awaitReachable("web", "192.0.2.10", 0);
      assertEquals("200 ok\n", page("/ready"));
      assertEquals("200 ok\n", page("/health"));
      lab().up("apiserver");
      awaitMetric("leasehold_probe_api_server_ok 1.0");
      assertFalse(log.lines("and nothing is repaired").isEmpty(), log.lines("").toString());
      await(() -> !log.lines("answers again").isEmpty(), () -> log.lines("").toString());
    }
  }

  /** A round that never ends is a reason to restart; a signal ends it all the same. */
  @Test
  void isUnhealthyWhileARoundHangs() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    probe =
        _ -> {
          entered.countDown();
          never.await();
          return List.of();
        };
    begin(kubeconfig);
    assertTrue(entered.await(60, TimeUnit.SECONDS), "no round");
    assertEquals("200 ok\n", page("/health"));
    assertEquals("503 no address has been tried yet\n", page("/ready"));
    nanos.addAndGet(Duration.ofMinutes(11).toNanos());
    assertEquals("503 a round has been running for ten minutes\n", page("/health"));
    end();
  }
}
