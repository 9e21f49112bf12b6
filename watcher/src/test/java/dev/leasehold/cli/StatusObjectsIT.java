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
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole watcher with a scripted router, and its status objects and events at a real API server.
 * The watcher has the rights of {@code docs/deploy} and no others.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class StatusObjectsIT {
  private static final Path DEPLOY = Path.of("../docs/deploy").toAbsolutePath().normalize();
  private static final Channel CHANNEL = new Channel.Advertisements("enp1s0");
  private static final Prefix A = Prefix.parse("2001:db8:a::/56");
  private static final Prefix B = Prefix.parse("2001:db8:b::/56");
  private static final Prefix C = Prefix.parse("2001:db8:c::/56");
  private static final Prefix D = Prefix.parse("2001:db8:d::/56");

  /** Outside of what the package accepts. */
  private static final Prefix FOREIGN = Prefix.parse("3fff:1::/56");

  private static final String CONDITION = ".status.conditions[?(@.type==\"%s\")].%s";

  @TempDir private Path folder;
  private ServerLab lab;
  private SeedRepository repository;
  private FakeSource router = new FakeSource();
  private int port;
  private @Nullable Thread watcher;

  @BeforeEach
  void start() throws Exception {
    lab = new ServerLab(folder);
    lab.up("apiserver");
    repository = repository();
    port = Sshd.freePort();
    lab.account("mirror", "events");
    newToken();
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
          cluster: {kubeconfig: kubeconfig, mirror: true, events: true}
        """
            .formatted(folder.resolve("remote.git"), port));
  }

  @AfterEach
  void stop() throws Exception {
    try {
      end();
    } finally {
      if (lab != null) {
        lab.close();
      }
    }
  }

  private void newToken() throws Exception {
    lab.newToken(folder.resolve("kubeconfig"));
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
    router = new FakeSource();
    router.emit(new SourceEvent.Listening(Instant.now(), CHANNEL));
    FakeSource source = router;
    String config = folder.resolve("watcher.yaml").toString();
    watcher =
        Thread.ofPlatform()
            .start(() ->
                Cli.run(Leasehold.commandLine(new WatchCommand(_ -> source)), "--config", config));
  }

  private void end() throws InterruptedException {
    if (watcher != null) {
      watcher.interrupt();
      watcher.join(TimeUnit.SECONDS.toMillis(60));
      assertFalse(watcher.isAlive(), "it does not end");
      watcher = null;
    }
  }

  /** The router announces one prefix, and another one that is deprecated. */
  private void announce(Prefix current, Prefix... old) {
    List<Announced> announced = new ArrayList<>();
    announced.add(new Announced(current, Duration.ofHours(2), Duration.ofHours(4)));
    for (Prefix prefix : old) {
      announced.add(new Announced(prefix, Duration.ZERO, Duration.ofHours(4)));
    }
    announce(announced);
  }

  private void announce(List<Announced> announced) {
    router.emit(
        new SourceEvent.Heard(
            new Observation(
                Instant.now(),
                new Origin.Advertised("enp1s0", Address.parse("fe80::1")),
                announced)));
  }

  private String get(String object, String path) throws Exception {
    try {
      return lab.kubectl("get", object, "-o", "jsonpath={" + path + "}");
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private String prefix(String path) throws Exception {
    return get("dynamicprefix/home-ipv6", path);
  }

  private String events() throws Exception {
    return lab.kubectl(
        "get",
        "events.events.k8s.io",
        "-o",
        "jsonpath={range .items[*]}{.type} {.reason} {.regarding.kind}/{.regarding.name} {.note}{'\\n'}{end}");
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

  @Test
  void showsWhatGitHoldsThroughRenumberingsAndOutages() throws Exception {
    begin();
    announce(A);
    awaitCommits(2);
    await(
        "the API server does not have dynamicprefixes, dynamicprefixbindings, publicipclaims,"
            + " publicipautoscalers, agents of leasehold.dev; apply the CRDs: kubectl apply",
        this::status);

    String _ = lab.kubectl("apply", "--server-side", "-k", DEPLOY.resolve("crds").toString());
    await("True", () -> prefix(CONDITION.formatted("Ready", "status")));
    assertEquals(A.toString(), prefix(".status.currentPrefix"));
    assertEquals("router-advertisement", prefix(".status.prefixSource"));
    assertEquals(
        "load-balancers 2001:db8:a::1000/120",
        prefix(".status.subnets[0].name") + " " + prefix(".status.subnets[0].cidr"));
    await(
        "2001:db8:a::1000/120 true",
        () ->
            get("dynamicprefixbinding/load-balancers", ".status.boundPrefix")
                + " "
                + get("dynamicprefixbinding/load-balancers", ".status.targetSynced"));
    assertEquals("intent/home-ipv6.yaml", prefix(".metadata.annotations.leasehold\\.dev/file"));
    await("Acquired DynamicPrefix/home-ipv6 pushed ", this::events);

    // Somebody else's object of a name that Git will have, and an edit of ours.
    lab.apply(
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: DynamicPrefix
        metadata: {name: theirs}
        spec: {acquisition: {interface: {name: eth0}}}
        """);
    String _ =
        lab.kubectl(
            "patch",
            "dynamicprefix",
            "home-ipv6",
            "--type=merge",
            "-p",
            "{\"spec\":{\"suspend\":true,\"transition\":{\"minStable\":\"9s\"}}}");
    String acquired = prefix(CONDITION.formatted("PrefixAcquired", "lastTransitionTime"));
    await("\"lastTransitionTime\" : \"" + acquired + "\"", this::status);
    announce(B, A);
    awaitCommits(3);
    await(B.toString(), () -> prefix(".status.currentPrefix"));
    assertEquals("1", prefix(".status.draining"));
    assertEquals(
        A + " draining",
        prefix(".status.history[0].prefix") + " " + prefix(".status.history[0].state"));
    assertEquals(acquired, prefix(CONDITION.formatted("PrefixAcquired", "lastTransitionTime")));
    await("0s", () -> prefix(".spec.transition.minStable") + prefix(".spec.suspend"));
    await(
        "EditUndone DynamicPrefix/home-ipv6 the spec was edited by kubectl-patch and is written"
            + " back: edit intent/home-ipv6.yaml in Git",
        this::events);
    await("DrainBegan DynamicPrefix/home-ipv6 " + A + " drains until ", this::events);
    await("Renumbered", () -> lab.kubectl("describe", "dynamicprefix", "home-ipv6"));
    await("1   ", () -> lab.kubectl("get", "dynamicprefixes", "home-ipv6"));

    // Without an API server a commit is made all the same.
    lab.crashApiServer();
    announce(C, B);
    awaitCommits(4);
    lab.up("apiserver");
    newToken();
    await(C.toString(), () -> prefix(".status.currentPrefix"));
    await("Renumbered DynamicPrefix/home-ipv6 pushed " + tip(), this::events);
    end();

    // A document that goes while no watcher runs, and one that somebody else's object blocks.
    change();
    begin();
    announce(C, B);
    await("DynamicPrefix theirs exists and is not of this watcher", this::status);
    assertEquals("eth0", get("dynamicprefix/theirs", ".spec.acquisition.interface.name"));
    await("NotFound", () -> get("dynamicprefixbinding/own-prefix", ".status.boundPrefix"));
    assertEquals(acquired, prefix(CONDITION.formatted("PrefixAcquired", "lastTransitionTime")));
    showsTheAgent();
    drainsRefusesAndLoses();
  }

  private void drainsRefusesAndLoses() throws Exception {
    Duration valid = Duration.ofHours(4);
    announce(
        List.of(
            new Announced(D, Duration.ofHours(2), valid),
            new Announced(C, Duration.ZERO, valid),
            new Announced(FOREIGN, Duration.ofHours(2), valid)));
    await(
        "Warning Refused DynamicPrefix/home-ipv6 " + FOREIGN + " is not accepted: ", this::events);
    await("Normal Drained DynamicPrefix/home-ipv6 pushed ", this::events);
    announce(
        Stream.of(A, B, C, D, FOREIGN)
            .map(prefix -> new Announced(prefix, Duration.ZERO, Duration.ZERO))
            .toList());
    await("Warning Lost DynamicPrefix/home-ipv6 " + D + " was withdrawn and ", this::events);
    await("Withdrawn", () -> prefix(CONDITION.formatted("PrefixAcquired", "reason")));
  }

  /** Nothing makes Pods here, so the test writes the status of the DaemonSet. */
  private void showsTheAgent() throws Exception {
    String reason = CONDITION.formatted("Ready", "reason");
    await("NotDelivered", () -> get("agents.leasehold.dev/agent", reason));
    await("DaemonSet leasehold/leasehold-agent; look at what delivers it", this::status);
    lab.apply(
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: leasehold-agent, namespace: leasehold}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec: {containers: [{name: agent, image: "localhost/leasehold:latest"}]}
        """);
    runs(2, 1);
    await("Progressing", () -> get("agents.leasehold.dev/agent", reason));
    runs(2, 2);
    await("Ready", () -> get("agents.leasehold.dev/agent", reason));
    String columns = lab.kubectl("get", "agents.leasehold.dev").replaceAll(" +", " ");
    assertTrue(columns.startsWith("NAME DESIRED SCHEDULED UP-TO-DATE NODES-READY READY"), columns);
    assertTrue(columns.contains("agent 2 2 2 2 True"), columns);
  }

  private void runs(int nodes, int ready) throws Exception {
    String _ =
        lab.kubectl(
            "-n",
            "leasehold",
            "patch",
            "daemonset",
            "leasehold-agent",
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":{\"observedGeneration\":1,\"desiredNumberScheduled\":%1$d,\"currentNumberScheduled\":%1$d,\"updatedNumberScheduled\":%1$d,\"numberMisscheduled\":0,\"numberReady\":%2$d}}"
                .formatted(nodes, ready));
  }

  /** Nobody loses a number, even if the prefix changes while the API server is away. */
  @Test
  void servicesKeepTheirNumbers() throws Exception {
    String config = Files.readString(folder.resolve("watcher.yaml"));
    Files.writeString(
        folder.resolve("watcher.yaml"),
        config.replace("events: true", "delivery: true, hostParts: true"));
    write(
        "intent/bindings.yaml",
        text -> text.replaceFirst("(?m)^spec:", "spec:\n  hostParts: Keep"));
    String _ = lab.kubectl("apply", "--server-side", "-k", DEPLOY.resolve("crds").toString());
    begin();
    announce(A);
    awaitCommits(3);
    await("following services: ", this::status); // without the rights
    for (String line :
        List.of(
            "create clusterrole leasehold-services --verb=list,watch --resource=services",
            "create clusterrolebinding leasehold-services --clusterrole=leasehold-services"
                + " --serviceaccount=leasehold:leasehold",
            "create namespace media",
            "-n media create service loadbalancer tv --tcp=80",
            "-n media create service loadbalancer radio --tcp=80")) {
      String _ = lab.kubectl(line.split(" "));
    }
    gets("tv", "2001:db8:a::1005");
    gets("radio", "2001:db8:a::1001");
    await("2", () -> prefix(".status.serviceAddresses"));
    assertEquals(
        "media/radio 2001:db8:a::1001 current",
        prefix(".status.services[0].service")
            + " "
            + prefix(".status.services[0].address")
            + " "
            + prefix(".status.services[0].state"));
    Path kept = folder.resolve("state/host-parts");
    await("media tv ::1005", () -> Files.exists(kept) ? Files.readString(kept) : "");

    lab.crashApiServer();
    announce(B, A);
    awaitCommits(4);
    String commit = show();
    assertTrue(commit.contains("2 Services keep their host parts in " + B + ".\n"), commit);
    assertTrue(
        commit.contains(
            "{prefix: \"2001:db8:b::/56\", namespace: \"media\", name: \"tv\", hostPart:"
                + " \"::1005\"}"),
        commit);
    lab.up("apiserver");
    newToken();
    gets("tv", "2001:db8:b::1005");
    await(
        "media/radio draining media/tv current",
        () ->
            lab.kubectl(
                "get",
                "dynamicprefix/home-ipv6",
                "-o",
                "jsonpath={range .status.services[*]}{.service} {.state} {end}"));
    withdraw(A);
    awaitCommits(5);
    await("\"state\" : \"gone\"", this::status);
    await("gone", () -> prefix(".status.history[?(@.goneAt)].state"));
  }

  /** The load balancer gives a Service an address. */
  private void gets(String service, String address) throws Exception {
    String _ =
        lab.kubectl(
            "-n",
            "media",
            "patch",
            "service",
            service,
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"" + address + "\"}]}}}");
  }

  private void withdraw(Prefix prefix) {
    announce(
        List.of(
            new Announced(B, Duration.ofHours(2), Duration.ofHours(4)),
            new Announced(prefix, Duration.ZERO, Duration.ZERO)));
  }

  private String show() throws Exception {
    String git = folder.resolve("remote.git").toString();
    return Namespace.run(List.of("git", "-C", git, "show", "main"), "");
  }

  private String tip() throws Exception {
    String git = folder.resolve("remote.git").toString();
    return Namespace.run(List.of("git", "-C", git, "rev-parse", "main"), "")
        .strip()
        .substring(0, 12);
  }

  /** A person removes a binding and adds a prefix. */
  private void change() throws Exception {
    write("intent/bindings.yaml", text -> text.substring(0, text.indexOf("---\n")));
    write(
        "intent/home-ipv6.yaml",
        text ->
            text.replace(
                "    minStable: 0s\n",
                "    minStable: 0s\n    damping: Off\n    drainPeriod: 2s\n"));
    write(
        "intent/theirs.yaml",
        _ ->
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: DynamicPrefix
            metadata: {name: theirs}
            spec: {acquisition: {routerAdvertisement: {interface: enp1s0}}, suspend: true}
            ---
            apiVersion: api.operator.brtrm.dev/v1alpha1
            kind: Agent
            metadata:
              name: agent
              namespace: leasehold
              annotations: {config.kubernetes.io/local-config: "true"}
            spec: {tolerations: [{operator: Exists}]}
            """);
  }

  /** A person changes a file of the repository. */
  private void write(String file, UnaryOperator<String> change) throws Exception {
    Path work = folder.resolve("work-" + file.replace('/', '-'));
    String _ =
        Namespace.run(
            List.of("git", "clone", "-q", folder.resolve("remote.git").toString(), work.toString()),
            "");
    Path path = work.resolve(file);
    Files.writeString(path, change.apply(Files.exists(path) ? Files.readString(path) : ""));
    for (List<String> command :
        List.of(
            List.of("add", "-A"),
            List.of(
                "-c", "user.name=P", "-c", "user.email=p@example.org", "commit", "-qm", "Change"),
            List.of("push", "-q", "origin", "HEAD:main"))) {
      List<String> line = new ArrayList<>(List.of("git", "-C", work.toString()));
      line.addAll(command);
      String _ = Namespace.run(line, "");
    }
  }
}
