package dev.leasehold.l2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.apiserver.AccessSource;
import dev.leasehold.apiserver.ApiServer;
import dev.leasehold.clusterevent.ClusterEvent;
import dev.leasehold.clusterevent.ClusterEvents;
import dev.leasehold.clusterevent.EventTask;
import dev.leasehold.clusterevent.Regarding;
import dev.leasehold.kube.Cluster;
import dev.leasehold.kube.ClusterConnection;
import dev.leasehold.kube.ClusterSettings.Repair;
import dev.leasehold.l2.ProbeResult.Finding;
import dev.leasehold.net.Address;
import dev.leasehold.notify.ServerLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Leases of L2 announcements at a real API server; what is found on the link is given. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class LeaseKeeperIT {
  private static final AnnouncedService WEB = service("web", "192.0.2.10");
  private static final AnnouncedService MAIL = service("mail", "192.0.2.11");

  private static final AnnouncedService NEWS = service("news", "192.0.2.13");

  /** One that another node announces, and that answers. */
  private static final AnnouncedService WIKI = service("wiki", "192.0.2.12");

  /** The rights of docs/l2-announcements.md, and of docs/deploy/events. */
  private static final List<String> RIGHTS =
      List.of(
          "-n kube-system create serviceaccount leasehold",
          "-n kube-system create role leasehold-l2 --verb=list,delete"
              + " --resource=leases.coordination.k8s.io",
          "create namespace shop",
          "apply -f ../docs/deploy/events/role.yaml",
          "create clusterrolebinding leasehold-l2-events --clusterrole=leasehold-events"
              + " --serviceaccount=kube-system:leasehold");

  private static final String BINDING =
      "-n kube-system create rolebinding leasehold-l2 --role=leasehold-l2"
          + " --serviceaccount=kube-system:leasehold";

  @TempDir private static Path server;
  private static @Nullable ServerLab started;

  @TempDir private Path folder;
  private ClusterConnection connection;
  private ApiServer small;
  private Client by = Client.WATCHER;
  private final Map<AnnouncedService, Finding> findings = new HashMap<>();
  private final ClusterEvents events = new ClusterEvents("home", () -> 0);
  private Consumer<ClusterEvent> receiver = events::add;
  private Instant now = Instant.parse("2026-11-29T12:00:00Z");

  @BeforeAll
  static void startServer() throws Exception {
    started = new ServerLab(server);
    started.up("apiserver");
    for (String line : RIGHTS) {
      String _ = lab().kubectl(line.split(" "));
    }
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
  void start() throws Exception {
    String _ = lab().kubectl(BINDING.split(" "));
    String token = lab().kubectl("-n", "kube-system", "create", "token", "leasehold").strip();
    Path kubeconfig = folder.resolve("kubeconfig");
    Files.copy(Path.of(lab().setting("KUBECONFIG")), kubeconfig);
    String _ =
        lab()
            .kubectl(
                "--kubeconfig=" + kubeconfig,
                "config",
                "set-credentials",
                "keeper",
                "--token=" + token);
    String _ =
        lab()
            .kubectl(
                "--kubeconfig=" + kubeconfig,
                "config",
                "set-context",
                "--current",
                "--user=keeper");
    connection =
        new ClusterConnection(
            new Cluster(Optional.of(kubeconfig)), Map.of(), Duration.ofSeconds(10));
    small =
        new ApiServer(
            AccessSource.of(Optional.of(kubeconfig), Map.of()),
            "test",
            "docs/l2-announcements.md",
            ApiServer.Limits.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    if (connection != null) {
      connection.close();
      small.close();
    }
    String _ =
        lab()
            .kubectl(
                "-n",
                "kube-system",
                "delete",
                "--ignore-not-found",
                "rolebinding/leasehold-l2",
                "lease/cert-manager-controller",
                "lease/" + WEB.leaseName(),
                "lease/" + MAIL.leaseName(),
                "lease/" + NEWS.leaseName(),
                "lease/" + WIKI.leaseName());
    String _ = lab().kubectl("delete", "events.events.k8s.io", "--all", "--all-namespaces");
  }

  private static AnnouncedService service(String name, String address) {
    return new AnnouncedService(
        "shop", name, "uid-" + name, List.of(Address.parse(address)), List.of(443));
  }

  private LeaseKeeper keeper(Repair repair, AnnouncedService... services) {
    KnownServices known =
        new KnownServices(
            List.of(services),
            Set.copyOf(List.of(services).stream().map(AnnouncedService::leaseName).toList()),
            Instant.MAX,
            true);
    return new LeaseKeeper(
        () -> Optional.of(known),
        this::found,
        repair,
        "kube-system",
        "",
        () -> now,
        event -> receiver.accept(event));
  }

  private List<ProbeResult> found(List<AnnouncedService> services) {
    List<ProbeResult> results = new ArrayList<>();
    for (AnnouncedService service : services) {
      results.add(
          new ProbeResult(
              service,
              service.addresses().getFirst(),
              findings.getOrDefault(service, Finding.CONNECTED)));
    }
    return results;
  }

  /** A Lease as an agent of Cilium makes and renews it. */
  private void hold(String name, String holder, Instant acquired) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("lease.yaml"),
            """
            apiVersion: coordination.k8s.io/v1
            kind: Lease
            metadata: {namespace: kube-system, name: %s}
            spec:
              holderIdentity: %s
              leaseDurationSeconds: 15
              acquireTime: "%s.000000Z"
              renewTime: "%s.000000Z"
            """
                .formatted(name, holder, text(acquired), text(now)));
    String _ = lab().kubectl("apply", "-f", file.toString());
  }

  private static String text(Instant time) {
    return time.toString().replace("Z", "");
  }

  /** The names of all Leases but the API server's own. */
  private String leases() throws Exception {
    String names =
        lab()
            .kubectl(
                "-n", "kube-system", "get", "leases", "-o", "jsonpath={.items[*].metadata.name}");
    return Stream.of(names.strip().split(" "))
        .filter(name -> !name.startsWith("apiserver-"))
        .collect(Collectors.joining(" "));
  }

  /** Who asks the API server. */
  enum Client {
    WATCHER,
    PROBE
  }

  private void rounds(LeaseKeeper keeper, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      switch (by) {
        case WATCHER -> ClusterLeases.rounds(keeper).run(connection.client());
        case PROBE -> keeper.run(new ApiLeases(small));
      }
      now = now.plusSeconds(30);
    }
  }

  /** Rounds in which an agent renews the Lease of a Service. */
  private void held(LeaseKeeper keeper, int rounds) throws Exception {
    Instant acquired = now.minusSeconds(3600);
    for (int i = 0; i < rounds; i++) {
      hold(WEB.leaseName(), "node-1", acquired);
      rounds(keeper, 1);
    }
  }

  /** Writes the events, and reads them. */
  private List<String> events() throws Exception {
    Optional<EventTask.Uids> noObjects = Optional.empty();
    new EventTask(events, () -> now, noObjects).run(connection.client());
    return lab()
        .kubectl(
            "get",
            "events.events.k8s.io",
            "--all-namespaces",
            "-o",
            "jsonpath={range .items[*]}{.metadata.namespace}: {.type} {.action} {.reason}"
                + " {.regarding.apiVersion} {.regarding.kind}"
                + " {.regarding.namespace}/{.regarding.name} {.regarding.uid}"
                + " {.note}{'\\n'}{end}")
        .lines()
        .filter(line -> !line.isEmpty())
        .sorted()
        .toList();
  }

  private static String uid(AnnouncedService service) throws Exception {
    return lab()
        .kubectl(
            "-n",
            "kube-system",
            "get",
            "lease",
            service.leaseName(),
            "-o",
            "jsonpath={.metadata.uid}");
  }

  @ParameterizedTest
  @EnumSource
  void deletesWhatIsStuckAndWhatIsAnOrphanAndNothingElse(Client client) throws Exception {
    by = client;
    hold(MAIL.leaseName(), "node-2", now);
    hold(WIKI.leaseName(), "node-2", now);
    hold("cert-manager-controller", "node-2", now);
    LeaseKeeper keeper = keeper(Repair.ON, WEB, WIKI);
    findings.put(WEB, Finding.SILENT);
    String mail = uid(MAIL);
    held(keeper, 10);
    String web = WEB.leaseName();
    assertEquals("cert-manager-controller " + web + " " + WIKI.leaseName(), leases());
    assertEquals(1, keeper.status().orElseThrow().orphans());
    held(keeper, 1);
    assertEquals("cert-manager-controller " + WIKI.leaseName(), leases());
    assertEquals(1, keeper.status().orElseThrow().stuck());
    assertEquals(Finding.SILENT, keeper.status().orElseThrow().results().getFirst().finding());
    rounds(keeper, 2);
    assertEquals(
        List.of(
            "kube-system: Normal DeleteLease LeaseDeleted coordination.k8s.io/v1 Lease kube-system/"
                + MAIL.leaseName()
                + " "
                + mail
                + " deleted lease kube-system/"
                + MAIL.leaseName()
                + ": its Service is gone",
            "shop: Warning DeleteLease LeaseDeleted v1 Service shop/web uid-web deleted lease"
                + " kube-system/"
                + web
                + ": node-1 holds it, and nothing has answered for 192.0.2.10 on the link since"
                + " 2026-11-29T12:00:00Z",
            "shop: Warning Probe StillSilent v1 Service shop/web uid-web nothing answers for"
                + " 192.0.2.10 after its Lease was deleted. Restart the Cilium agent of the node"
                + " that holds it, node-1 before the deletion: kubectl -n kube-system delete pod"
                + " -l k8s-app=cilium --field-selector spec.nodeName=node-1"),
        events());
  }

  @ParameterizedTest
  @EnumSource
  void aDryRunDeletesNothing(Client client) throws Exception {
    by = client;
    hold(MAIL.leaseName(), "node-2", now);
    hold(WIKI.leaseName(), "node-2", now);
    LeaseKeeper keeper = keeper(Repair.DRY_RUN, WEB, WIKI);
    findings.put(WEB, Finding.SILENT);
    held(keeper, 14);
    assertEquals(MAIL.leaseName() + " " + WEB.leaseName() + " " + WIKI.leaseName(), leases());
    assertEquals(
        0, keeper.status().orElseThrow().stuck() + keeper.status().orElseThrow().orphans());
    List<String> written = events();
    assertEquals(2, written.size(), written::toString);
    for (String event : written) {
      assertTrue(event.contains(" DeleteLease LeaseNotDeleted "), event);
      assertTrue(event.contains(" would delete lease kube-system/cilium-l2announce-shop-"), event);
      assertTrue(event.endsWith(" (repair: DryRun)"), event);
    }
  }

  /** A person was faster, so the watcher does not say that it deleted the Lease. */
  @ParameterizedTest
  @EnumSource
  void aLeaseThatSomebodyElseDeletedIsNotCounted(Client client) throws Exception {
    by = client;
    hold(MAIL.leaseName(), "node-2", now);
    hold(NEWS.leaseName(), "node-2", now);
    LeaseKeeper keeper = keeper(Repair.ON, WIKI);
    receiver =
        event -> {
          events.add(event);
          delete(NEWS.leaseName()); // while the keeper is about to delete it
        };
    rounds(keeper, 1);
    now = now.plus(Duration.ofMinutes(10));
    rounds(keeper, 1);
    assertEquals("", leases());
    assertEquals(1, keeper.status().orElseThrow().orphans());
    List<String> written = events();
    assertEquals(1, written.size(), written::toString);
    assertTrue(written.getFirst().contains(MAIL.leaseName()), written::toString);
  }

  private static void delete(String lease) {
    try {
      String _ = lab().kubectl("-n", "kube-system", "delete", "lease", lease);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The API server refuses an event there, which holds up no other one. */
  @Test
  void anEventOfANamespaceThatIsGoneIsDropped() throws Exception {
    for (String namespace : List.of("gone", "shop")) {
      events.add(
          new ClusterEvent(
              now,
              new Regarding("v1", "Service", namespace, "web", "uid-web"),
              false,
              "Probe",
              "AnswersAgain",
              "answers"));
    }
    assertEquals(
        List.of("shop: Normal Probe AnswersAgain v1 Service shop/web uid-web answers"), events());
  }

  @ParameterizedTest
  @EnumSource
  void theProbeAloneNeedsNoRight(Client client) throws Exception {
    by = client;
    String _ = lab().kubectl("-n", "kube-system", "delete", "rolebinding", "leasehold-l2");
    rounds(keeper(Repair.OFF, WEB), 3);
    Exception refusal = assertThrows(Exception.class, () -> rounds(keeper(Repair.DRY_RUN, WEB), 1));
    assertTrue(String.valueOf(refusal.getMessage()).contains("leases"), refusal.toString());
  }
}
