package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.GitTarget;
import dev.leasehold.git.SeedRepository;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.notify.ServerLab;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.ssh.Sshd;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole watcher whose API server takes requests and answers late. What the test itself asks the
 * server is answered at once.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class SlowApiServerIT {
  private static final Path DEPLOY = Path.of("../docs/deploy").toAbsolutePath().normalize();
  private static final Path POOLS =
      Path.of("../testdata/crds/cilium.io/v1.21/ciliumloadbalancerippools.yaml");
  private static final Prefix A = Prefix.parse("2001:db8:a::/56");
  private static final Prefix B = Prefix.parse("2001:db8:b::/56");

  @TempDir private Path folder;
  private final FakeSource router = new FakeSource();
  private ServerLab lab;
  private Forwarder line;
  private SeedRepository repository;
  private int port;
  private @Nullable Thread watcher;

  @BeforeEach
  void start() throws Exception {
    lab = new ServerLab(folder);
    lab.up("apiserver");
    line = Forwarder.to(lab.apiServerPort());
    repository = repository();
    port = Sshd.freePort();
    lab.account("mirror", "events", "delivery", "ip-rules");
    for (String crds :
        List.of("-k" + DEPLOY.resolve("crds"), "-f" + DEPLOY.resolve("ip-rules/crds.yaml"))) {
      String _ = lab.kubectl("apply", "--server-side", crds);
    }
    String _ = lab.kubectl("apply", "--server-side", "-f", POOLS.toString());
    String _ = lab.kubectl("wait", "--for=condition=Established", "crd", "--all");
    Path kubeconfig = folder.resolve("kubeconfig");
    lab.newToken(kubeconfig);
    Files.writeString(
        kubeconfig,
        Files.readString(kubeconfig).replaceAll("127.0.0.1:\\d+", "127.0.0.1:" + line.port()));
    Cli.write(
        folder.resolve("watcher.yaml"),
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: WatcherConfig
        metadata: {name: home}
        spec:
          stateDir: state
          batch: {window: 0s}
          targets: [{name: cluster, url: %s}]
          web: {listen: "127.0.0.1:%d"}
          cluster:
            kubeconfig: kubeconfig
            mirror: true
            events: true
            delivery: true
            ipRules: {enabled: true}
        """
            .formatted(folder.resolve("remote.git"), port));
  }

  @AfterEach
  void stop() throws Exception {
    try {
      if (watcher != null) {
        watcher.interrupt();
        watcher.join(TimeUnit.SECONDS.toMillis(60));
        assertFalse(watcher.isAlive(), "it does not end");
      }
    } finally {
      if (line != null) {
        line.close();
      }
      if (lab != null) {
        lab.close();
      }
    }
  }

  private SeedRepository repository() throws IOException {
    Path files = Cli.examplePackage(folder.resolve("package"));
    Path intent = files.resolve("intent/home-ipv6.yaml");
    Files.writeString(
        intent,
        Files.readString(intent)
            .replace(
                "    drainPeriod: 60m\n",
                "    minStable: 0s\n  accept:\n    within: [\"2001:db8::/32\"]\n"));
    Map<String, byte[]> bytes = new TreeMap<>();
    Cli.tree(files).forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return SeedRepository.create(
        folder.resolve("remote.git"),
        bytes,
        new GitTarget.Author("Somebody", "somebody@example.org"),
        Instant.now().minus(Duration.ofDays(1)),
        "Begin\n");
  }

  private void begin() {
    router.emit(new SourceEvent.Listening(Instant.now(), new Channel.Advertisements("enp1s0")));
    String config = folder.resolve("watcher.yaml").toString();
    watcher =
        Thread.ofPlatform()
            .start(() ->
                Cli.run(Leasehold.commandLine(new WatchCommand(_ -> router)), "--config", config));
  }

  /** The router announces one prefix, and another one that is deprecated. */
  private void announce(Prefix current, Prefix... old) {
    List<Announced> announced = new ArrayList<>();
    announced.add(new Announced(current, Duration.ofHours(2), Duration.ofHours(4)));
    for (Prefix prefix : old) {
      announced.add(new Announced(prefix, Duration.ZERO, Duration.ofHours(4)));
    }
    router.emit(
        new SourceEvent.Heard(
            new Observation(
                Instant.now(),
                new Origin.Advertised("enp1s0", Address.parse("fe80::1")),
                announced)));
  }

  private String prefix(String path) throws Exception {
    return lab.kubectl(
        "get", "dynamicprefix", "home-ipv6", "--ignore-not-found", "-o", "jsonpath={" + path + "}");
  }

  private String events() throws Exception {
    return lab.kubectl(
        "get",
        "events.events.k8s.io",
        "-o",
        "jsonpath={range .items[*]}{.reason} {.regarding.kind}/{.regarding.name} {.note}{'\\n'}{end}");
  }

  private String status() throws IOException {
    try (var in = URI.create("http://127.0.0.1:" + port + "/status").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.net.ConnectException e) {
      return "not started yet";
    }
  }

  private interface Question<T> {
    T ask() throws Exception;
  }

  private static void await(String wanted, Question<String> question) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (String found = question.ask(); !found.contains(wanted); found = question.ask()) {
      assertTrue(System.nanoTime() < until, "no '" + wanted + "' in: " + found);
      Thread.sleep(200);
    }
  }

  private void awaitCommits(int count) throws Exception {
    await(count + " commits", () -> repository.commits() + " commits");
  }

  /** A Service that the load balancer has given an address. */
  private void serve(String name, String address) throws Exception {
    String _ = lab.kubectl("create", "service", "loadbalancer", name, "--tcp=80");
    String _ =
        lab.kubectl(
            "patch",
            "service",
            name,
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"" + address + "\"}]}}}");
  }

  private String ruleConfigs() throws Exception {
    return lab.kubectl(
        "get",
        "ipruleconfigs",
        "-o",
        "jsonpath={.items[*].metadata.annotations.leasehold\\.dev/service}");
  }

  @Test
  void commitsAtOnceAndCatchesUpLater() throws Exception {
    begin();
    announce(A);
    awaitCommits(2);
    lab.apply(
        """
        apiVersion: api.operator.brtrm.dev/v1alpha1
        kind: IPRule
        metadata: {name: lan}
        spec: {cidr: "203.0.113.0/24", table: 100}
        """);
    serve("web", "203.0.113.1");
    await(A.toString(), () -> prefix(".status.currentPrefix"));
    await("Acquired DynamicPrefix/home-ipv6 pushed ", this::events);
    await("default/web", this::ruleConfigs);
    await("the cluster has no CiliumLoadBalancerIPPool", this::status);

    line.hold();
    announce(B, A);
    awaitCommits(3);
    serve("mail", "203.0.113.2");
    String late =
        "the API server https://127.0.0.1:"
            + line.port()
            + "/ does not answer: no answer within 10 s";
    await(late, this::status); // the task whose deadline comes first says it for all
    assertEquals("default/web", ruleConfigs());

    line.release();
    await(B.toString(), () -> prefix(".status.currentPrefix"));
    await("Renumbered DynamicPrefix/home-ipv6 pushed ", this::events);
    await("default/mail", this::ruleConfigs);
    long renumbered = events().lines().filter(line -> line.startsWith("Renumbered ")).count();
    assertEquals(1, renumbered, "an answer that is late does not write an event twice");
    await(B.toString().substring(0, 11), this::status);
    await("[]", () -> String.valueOf(status().contains("does not answer") ? status() : "[]"));
  }
}
