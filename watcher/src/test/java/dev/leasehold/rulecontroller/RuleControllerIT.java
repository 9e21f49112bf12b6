package dev.leasehold.rulecontroller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.apiserver.AccessSource;
import dev.leasehold.apiserver.ApiClient;
import dev.leasehold.apiserver.ApiServer;
import dev.leasehold.apiserver.ObjectWatch;
import dev.leasehold.iprule.Agent;
import dev.leasehold.iprule.PriorityRange;
import dev.leasehold.iprule.RuleNamespace;
import dev.leasehold.kube.Cluster;
import dev.leasehold.kube.ClusterConnection;
import dev.leasehold.kube.ClusterSettings.RuleSource;
import dev.leasehold.kube.ObjectFollower;
import dev.leasehold.kube.ObjectKind;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.Address;
import dev.leasehold.netlink.RuleTable;
import dev.leasehold.netlink.SourceRule;
import dev.leasehold.notify.ServerLab;
import dev.leasehold.servicerules.GitRules;
import dev.leasehold.servicerules.RuleSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The controller at a real API server; the test writes the status of Services as a load balancer
 * would.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class RuleControllerIT {
  private static final Path CRDS = Path.of("../testdata/crds/api.operator.brtrm.dev");
  private static final Path DEPLOY = Path.of("../docs/deploy/ip-rules");
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String GROUP = "/apis/api.operator.brtrm.dev/v1alpha1/";
  private static final String RULES = GROUP + "iprules";
  private static final String CONFIGS = GROUP + "ipruleconfigs";

  @TempDir private static Path folder;
  private static @Nullable ServerLab started;
  private static Path kubeconfig = Path.of("");

  private ApiClient api;
  private volatile GitRules gitRules = GitRules.NONE;
  private ClusterConnection connection;
  private @Nullable ObjectFollower<ServiceObject> services;
  private @Nullable RuleController controller;

  @BeforeAll
  static void startServer() throws Exception {
    started = new ServerLab(folder);
    started.up("apiserver");
    kubeconfig = Path.of(started.setting("KUBECONFIG"));
    String _ = lab().kubectl("apply", "--server-side", "-f", CRDS.toString());
    String _ = lab().kubectl("wait", "--for=condition=Established", "crd", "--all");
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
  void connect() throws Exception {
    api = new ApiClient(kubeconfig);
    connection =
        new ClusterConnection(
            new Cluster(Optional.of(kubeconfig)), Map.of(), Duration.ofSeconds(10));
  }

  @AfterEach
  void clean() throws Exception {
    end();
    connection.close();
    api.close();
    String _ =
        lab()
            .kubectl(
                "delete",
                "services,iprules,ipruleconfigs,endpointslices,pods",
                "--all",
                "--wait=false",
                "--force");
  }

  private void begin(RuleSource... sources) {
    begin(kubeconfig, sources);
  }

  private void begin(Path config, RuleSource... sources) {
    connection.close();
    connection =
        new ClusterConnection(new Cluster(Optional.of(config)), Map.of(), Duration.ofSeconds(10));
    services =
        new ObjectFollower<>(ObjectKind.SERVICES, connection, ServiceObject::of, System::nanoTime);
    controller =
        new RuleController(
            new RuleController.Setup(
                "home",
                connection,
                services,
                sources.length == 0 ? Set.of(RuleSource.CLUSTER_IP) : Set.of(sources),
                () -> gitRules,
                System::nanoTime,
                () -> {}));
    services.start();
    controller.start();
  }

  private RuleController controller() {
    return Objects.requireNonNull(controller);
  }

  private void end() {
    if (controller != null) {
      controller.close();
      Objects.requireNonNull(services).close();
      controller = null;
    }
  }

  private void service(String name, String clusterIps, String... vips) throws Exception {
    api.create(
        SERVICES,
        """
        {"metadata": {"name": "%s"},
         "spec": {"type": "LoadBalancer", "ipFamilyPolicy": "%s",
                  "clusterIP": "%s", "clusterIPs": [%s], "selector": {"app": "%s"}, "ports": [{"port": 80}]}}\
        """
            .formatted(
                name,
                clusterIps.contains(" ") ? "RequireDualStack" : "SingleStack",
                clusterIps.split(" ")[0],
                quoted(clusterIps.split(" ")),
                name));
    status(name, vips);
  }

  private static String quoted(String... words) {
    return "\"" + String.join("\", \"", words) + "\"";
  }

  /** Gives a Service addresses, as a load balancer does. */
  private void status(String name, String... vips) throws Exception {
    List<String> ingress = new ArrayList<>();
    for (String vip : vips) {
      ingress.add("{\"ip\": \"" + vip + "\"}");
    }
    api.patch(
        SERVICES + "/" + name + "/status",
        "{\"status\": {\"loadBalancer\": {\"ingress\": [" + String.join(", ", ingress) + "]}}}");
  }

  private void rule(String name, String cidr, int table, int priority) throws Exception {
    api.create(
        RULES,
        """
        {"apiVersion": "api.operator.brtrm.dev/v1alpha1", "kind": "IPRule",
         "metadata": {"name": "%s"}, "spec": {"cidr": "%s", "table": %d, "priority": %d}}\
        """
            .formatted(name, cidr, table, priority));
  }

  /** {@code NAME serviceIP table priority state}, sorted. */
  private List<String> configs() throws Exception {
    return lab()
        .kubectl(
            "get",
            "ipruleconfigs",
            "-o",
            "jsonpath={range .items[*]}{.metadata.name} {.spec.serviceIP} {.spec.table}"
                + " {.spec.priority} {.spec.state}\n{end}")
        .lines()
        .sorted()
        .toList();
  }

  private void awaitConfigs(String... expected) throws Exception {
    await(
        () -> configs().equals(List.of(expected)),
        () -> configs() + " " + controller().status() + " " + troubles());
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

  private List<String> troubles() {
    return controller().tasks().stream()
        .filter(task -> !task.trouble().isEmpty())
        .map(task -> task.name() + ": " + task.trouble())
        .toList();
  }

  @Test
  void followsServicesAndRules() throws Exception {
    begin();
    // The worked example of ip-rule-operator, with an address of this server.
    service("demo", "10.0.0.17", "203.0.113.45");
    rule("public-eu", "203.0.113.0/24", 100, 1000);
    String demo = "iprc-10-0-0-17-t100-p1000 10.0.0.17 100 1000 ";
    awaitConfigs(demo + "present");
    assertEquals(
        "leasehold home public-eu default/demo",
        lab()
            .kubectl(
                "get",
                "ipruleconfig",
                "iprc-10-0-0-17-t100-p1000",
                "-o",
                "jsonpath={.metadata.labels.app\\.kubernetes\\.io/managed-by}"
                    + " {.metadata.labels.leasehold\\.dev/watcher}"
                    + " {.metadata.annotations.leasehold\\.dev/ip-rule}"
                    + " {.metadata.annotations.leasehold\\.dev/service}"));

    // Defect 1: two rules for one ClusterIP flapped. Dual stack: each family has its own.
    rule("narrow", "203.0.113.32/27", 200, 2000);
    rule("v6", "2001:db8::/64", 300, 0);
    service("dual", "10.0.0.18 fd00:10::18", "203.0.113.200", "2001:db8::7");
    String dual = "iprc-10-0-0-18-t100-p1000 10.0.0.18 100 1000 present";
    String dual6 = "iprc-fd00-10--18-t300 fd00:10::18 300  present";
    String second = "iprc-10-0-0-17-t200-p2000 10.0.0.17 200 2000 ";
    awaitConfigs(demo + "present", second + "present", dual, dual6);

    // Defect 2: an edited rule changed the object in place, and the agents kept the old rule.
    api.patch(RULES + "/narrow", "{\"spec\": {\"table\": 201}}");
    String edited = "iprc-10-0-0-17-t201-p2000 10.0.0.17 201 2000 present";
    awaitConfigs(demo + "present", second + "absent", edited, dual, dual6);

    // Defect 5: what is absent and wanted again is present.
    api.patch(RULES + "/narrow", "{\"spec\": {\"table\": 200}}");
    awaitConfigs(
        demo + "present", second + "present", edited.replace("present", "absent"), dual, dual6);

    // Defect 3: the object of a deleted rule went before the agents saw it absent.
    api.delete(RULES + "/narrow");
    String gone = edited.replace("present", "absent");
    awaitConfigs(demo + "present", second + "absent", gone, dual, dual6);

    // Defect 10: a manual edit was never undone.
    api.patch(CONFIGS + "/iprc-10-0-0-17-t100-p1000", "{\"spec\": {\"state\": \"absent\"}}");
    awaitConfigs(demo + "present", second + "absent", gone, dual, dual6);
    api.patch(CONFIGS + "/iprc-fd00-10--18-t300", "{\"spec\": {\"priority\": 5, \"table\": 9}}");
    await(() -> configs().contains(dual6), () -> configs().toString());
    api.delete(CONFIGS + "/iprc-10-0-0-18-t100-p1000");
    awaitConfigs(demo + "present", second + "absent", gone, dual, dual6);

    // Defect 9: said, and the configs of a rule with a typing error stay.
    api.patch(RULES + "/v6", "{\"spec\": {\"cidr\": \"2001:db8::\"}}");
    await(
        () -> controller().status().problems().toString().contains("IPRule v6: spec.cidr:"),
        () -> controller().status().toString());
    assertTrue(configs().contains(dual6), configs().toString());
    api.patch(RULES + "/v6", "{\"spec\": {\"cidr\": \"2001:db8::/64\"}}");
    await(() -> controller().status().problems().isEmpty(), () -> controller().status().toString());

    // The address leaves, the Service goes, and comes again.
    status("demo", "198.51.100.1");
    awaitConfigs(demo + "absent", second + "absent", gone, dual, dual6);
    status("demo", "203.0.113.46");
    awaitConfigs(demo + "present", second + "absent", gone, dual, dual6);
    api.delete(SERVICES + "/demo");
    awaitConfigs(demo + "absent", second + "absent", gone, dual, dual6);
    assertEquals(2, controller().status().present());
    assertEquals(3, controller().status().absent());
    assertEquals("", controller().status().waitingFor());
    assertEquals(List.of(), troubles());
  }

  @Test
  void leavesObjectsOfOthersAlone() throws Exception {
    String foreign =
        """
        {"apiVersion": "api.operator.brtrm.dev/v1alpha1", "kind": "IPRuleConfig",
         "metadata": {"name": "%s", "labels": {%s}},
         "spec": {"serviceIP": "10.0.0.99", "table": 7, "state": "present"}}\
        """;
    api.create(
        CONFIGS,
        foreign.formatted(
            "iprc-10-0-0-99", "\"app.kubernetes.io/managed-by\": \"ip-rule-operator\""));
    api.create(CONFIGS, foreign.formatted("iprc-10-0-0-21-t100-p1000", ""));
    api.create(
        CONFIGS,
        foreign.formatted(
            "other-watcher",
            "\"app.kubernetes.io/managed-by\": \"leasehold\", \"leasehold.dev/watcher\": \"w2\""));
    begin();
    service("a", "10.0.0.21", "203.0.113.1");
    service("b", "10.0.0.22", "203.0.113.2");
    rule("r", "203.0.113.0/24", 100, 1000);
    String others = "10.0.0.99 7  present";
    String b = "iprc-10-0-0-22-t100-p1000 10.0.0.22 100 1000 ";
    awaitConfigs(
        "iprc-10-0-0-21-t100-p1000 " + others,
        b + "present",
        "iprc-10-0-0-99 " + others,
        "other-watcher " + others);
    await(
        () ->
            controller()
                .status()
                .problems()
                .toString()
                .contains("iprc-10-0-0-21-t100-p1000 is not changed"),
        () -> controller().status().toString());
    // An object without the label is not managed.
    api.patch(
        CONFIGS + "/iprc-10-0-0-22-t100-p1000",
        "{\"metadata\": {\"labels\": {\"leasehold.dev/watcher\": null}}}");
    api.delete(RULES + "/r");
    await(() -> controller().status().desired() == 0, () -> controller().status().toString());
    await(() -> controller().status().problems().isEmpty(), () -> controller().status().toString());
    assertEquals(0, controller().status().present());
    awaitConfigs(
        "iprc-10-0-0-21-t100-p1000 " + others,
        b + "present",
        "iprc-10-0-0-99 " + others,
        "other-watcher " + others);
  }

  /** Nothing is absent before everything is known; a rule in Git counts as one in the cluster. */
  @Test
  void marksNothingAbsentBeforeAllIsKnown() throws Exception {
    service("a", "10.0.0.31", "203.0.113.1");
    String config = "iprc-10-0-0-31-t100-p1000 10.0.0.31 100 1000 ";
    gitRules =
        new GitRules(
            true, List.of(new RuleSpec("IPRule g", "g", "203.0.113.0/24", "100", "", "1000")));
    begin();
    awaitConfigs(config + "present");
    end();
    gitRules = GitRules.UNKNOWN;
    rule("two", "203.0.113.0/24", 200, 1000);
    begin();
    String second = "iprc-10-0-0-31-t200-p1000 10.0.0.31 200 1000 present";
    awaitConfigs(config + "present", second);
    assertEquals("the IPRules in Git", controller().status().waitingFor());
    gitRules = GitRules.NONE;
    controller().wake();
    awaitConfigs(config + "absent", second);
  }

  @Test
  void routesEndpointsAndPods() throws Exception {
    begin(RuleSource.ENDPOINTS, RuleSource.POD_IPS);
    service("a", "10.0.0.41", "203.0.113.1");
    rule("r", "203.0.113.0/24", 100, 1000);
    api.create(
        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
        """
        {"metadata": {"name": "a-1", "labels": {"kubernetes.io/service-name": "a"}},
         "addressType": "IPv4", "ports": [],
         "endpoints": [{"addresses": ["10.1.0.1"]}, {"addresses": ["10.1.0.2"]}]}\
        """);
    for (String name : List.of("own", "host")) {
      api.create(
          "/api/v1/namespaces/default/pods",
          """
          {"metadata": {"name": "%s", "labels": {"app": "a", "x": "y"}},
           "spec": {"hostNetwork": %s, "containers": [{"name": "c", "image": "none"}]}}\
          """
              .formatted(name, name.equals("host")));
    }
    for (String name : List.of("own", "host")) {
      String ip = name.equals("own") ? "10.2.0.1" : "192.0.2.1";
      api.patch(
          "/api/v1/namespaces/default/pods/" + name + "/status",
          "{\"status\": {\"phase\": \"Running\", \"podIPs\": [{\"ip\": \"" + ip + "\"}]}}");
    }
    awaitConfigs(
        "iprc-10-1-0-1-t100-p1000 10.1.0.1 100 1000 present",
        "iprc-10-1-0-2-t100-p1000 10.1.0.2 100 1000 present",
        "iprc-10-2-0-1-t100-p1000 10.2.0.1 100 1000 present");
    api.patch(
        "/api/v1/namespaces/default/pods/own/status", "{\"status\": {\"phase\": \"Succeeded\"}}");
    api.delete("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/a-1");
    awaitConfigs(
        "iprc-10-1-0-1-t100-p1000 10.1.0.1 100 1000 absent",
        "iprc-10-1-0-2-t100-p1000 10.1.0.2 100 1000 absent",
        "iprc-10-2-0-1-t100-p1000 10.2.0.1 100 1000 absent");
  }

  /** ip-rule-operator knows no VRFs, so its CRDs refuse such objects. */
  @Test
  void writesObjectsOfVrfs() throws Exception {
    service("a", "10.0.0.81", "203.0.113.1");
    rule("number", "203.0.113.0/24", 100, 0);
    gitRules =
        new GitRules(
            true, List.of(new RuleSpec("IPRule g", "g", "203.0.113.0/24", "200", "", "1000")));
    begin();
    String number = "iprc-10-0-0-81-t100 10.0.0.81 100  present";
    String old = "iprc-10-0-0-81-t200-p1000 10.0.0.81 200 1000 ";
    awaitConfigs(number, old + "present");
    gitRules =
        new GitRules(
            true, List.of(new RuleSpec("IPRule g", "g", "203.0.113.0/24", "", "blue", "1000")));
    controller().wake();
    await(
        () -> controller().status().problems().toString().contains("spec.vrf needs the CRDs of"),
        () -> controller().status().toString());
    awaitConfigs(number, old + "present"); // until there is another one
    try {
      String crds = DEPLOY.resolve("crds.yaml").toString();
      String _ = lab().kubectl("apply", "--server-side", "--force-conflicts", "-f", crds);
      controller().wake();
      String vrf = "iprc-10-0-0-81-p1000-vblue 10.0.0.81  1000 ";
      awaitConfigs(vrf + "present", number, old + "absent");
      assertTrue(lab().kubectl("get", "ipruleconfigs").contains(" blue "));
      api.patch(CONFIGS + "/iprc-10-0-0-81-p1000-vblue", "{\"spec\": {\"vrf\": \"red\"}}");
      await(
          () -> lab().kubectl("get", "ipruleconfigs").contains(" blue "),
          () -> lab().kubectl("get", "ipruleconfigs"));
      String message = "exactly one of table and vrf is needed";
      for (String spec : List.of("table: 7, vrf: red", "priority: 7", "vrf: '..'", "vrf: a/b")) {
        refuses(
            "IPRule", "cidr: 203.0.113.0/24, " + spec, spec.contains("7") ? message : "spec.vrf");
        refuses(
            "IPRuleConfig",
            "serviceIP: 10.0.0.1, state: present, " + spec,
            spec.contains("7") ? message : "spec.vrf");
      }
      gitRules = GitRules.NONE;
      controller().wake();
      awaitConfigs(vrf + "absent", number, old + "absent");
    } finally {
      end();
      String _ =
          lab().kubectl("apply", "--server-side", "--force-conflicts", "-f", CRDS.toString());
    }
  }

  private static void refuses(String kind, String spec, String why) {
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                lab()
                    .apply(
                        """
                        apiVersion: api.operator.brtrm.dev/v1alpha1
                        kind: %s
                        metadata: {name: refused}
                        spec: {%s}
                        """
                            .formatted(kind, spec)));
    assertTrue(String.valueOf(e.getMessage()).contains(why), e::getMessage);
  }

  /** The rights and the CRDs of docs/deploy/ip-rules, each applied when its absence was said. */
  @Test
  void saysWhatIsMissing() throws Exception {
    String _ = lab().kubectl("delete", "-f", CRDS.toString());
    lab().account();
    Path limited = folder.resolve("limited");
    lab().newToken(limited);
    try {
      saysWhatIsMissing(limited);
    } finally {
      end();
      String _ =
          lab()
              .kubectl(
                  "delete", "-f", DEPLOY.resolve("crds.yaml").toString(), "--ignore-not-found");
      String _ = lab().kubectl("apply", "--server-side", "-f", CRDS.toString());
      String _ = lab().kubectl("wait", "--for=condition=Established", "crd", "--all");
    }
  }

  private void saysWhatIsMissing(Path limited) throws Exception {
    begin(limited, RuleSource.values());
    await(
        () -> troubles().size() == 4 && troubles().toString().contains("Add the right to the role"),
        () -> troubles().toString());
    String _ = lab().kubectl("apply", "-f", DEPLOY.resolve("role.yaml").toString());
    await(
        () -> troubles().size() == 2 && troubles().toString().contains("Apply the CRDs of docs"),
        () -> troubles().toString());
    String _ = lab().kubectl("apply", "-f", DEPLOY.resolve("crds.yaml").toString());
    service("a", "10.0.0.71", "203.0.113.1");
    await(() -> troubles().isEmpty(), () -> troubles().toString());
    rule("r", "203.0.113.0/24", 100, 0);
    String config = "iprc-10-0-0-71-t100 10.0.0.71 100  ";
    awaitConfigs(config + "present");
    api.delete(RULES + "/r");
    awaitConfigs(config + "absent");
    assertTrue(
        lab().kubectl("get", "ipruleconfigs").contains("STATE    SERVICE"),
        lab().kubectl("get", "ipruleconfigs"));
  }

  /** The server stops while Services change, and comes again with other tokens. */
  @Test
  void comesBackAfterTheApiServer() throws Exception {
    begin();
    rule("r", "203.0.113.0/24", 100, 1000);
    for (int i = 50; i < 60; i++) {
      service("s" + i, "10.0.0." + i, "203.0.113." + i);
    }
    await(() -> controller().status().present() == 10, () -> controller().status().toString());
    lab().crashApiServer();
    await(() -> !troubles().isEmpty(), () -> "no trouble");
    assertTrue(troubles().toString().contains("does not answer"), troubles().toString());
    assertEquals(10, controller().status().desired(), "what was told last stays");
    String before = Files.readString(kubeconfig);
    lab().up("apiserver");
    assertNotEquals(before, Files.readString(kubeconfig));
    api.close();
    api = new ApiClient(kubeconfig);
    api.delete(SERVICES + "/s50");
    status("s51", "198.51.100.1");
    service("s60", "10.0.0.60", "203.0.113.60");
    await(
        () -> {
          var status = controller().status();
          return status.present() == 9 && status.absent() == 2 && troubles().isEmpty();
        },
        () -> controller().status() + " " + troubles());
    assertTrue(configs().contains("iprc-10-0-0-50-t100-p1000 10.0.0.50 100 1000 absent"));
    assertTrue(configs().contains("iprc-10-0-0-51-t100-p1000 10.0.0.51 100 1000 absent"));
    assertTrue(configs().contains("iprc-10-0-0-60-t100-p1000 10.0.0.60 100 1000 present"));
  }

  /** Prints how long it takes from the status of a Service to the rule in the kernel. */
  @Test
  void anAddressHasItsRuleSoon() throws Exception {
    begin();
    rule("r", "203.0.113.0/24", 100, 1000);
    for (int i = 100; i < 160; i++) {
      service("v" + i, "10.0.0." + i);
    }
    List<Long> micros = new ArrayList<>();
    Agent agent;
    try (RuleNamespace node = RuleNamespace.make("rules");
        RuleTable seen = node.open(98)) {
      agent =
          new Agent(
              new Agent.Setup(
                  AccessSource.of(Optional.of(kubeconfig), Map.of()),
                  "node-1",
                  Optional.empty(),
                  node::open,
                  PriorityRange.NONE,
                  System::nanoTime,
                  new Random(1),
                  ApiServer.Limits.DEFAULT,
                  ObjectWatch.Pauses.DEFAULT));
      CompletableFuture<Void> running =
          CompletableFuture.runAsync(
              () -> {
                try {
                  agent.run();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              },
              Thread.ofPlatform()::start);
      for (int i = 100; i < 160; i++) {
        var rule = Optional.of(new SourceRule(Address.parse("10.0.0." + i), 100, 1_000));
        long start = System.nanoTime();
        status("v" + i, "203.0.113." + i);
        while (seen.dump().stream().noneMatch(one -> one.plain().equals(rule))) {
          assertEquals(
              RuleTable.Wait.CHANGED, seen.await(Duration.ofSeconds(20)), "no rule of " + i);
        }
        if (i >= 110) { // the first ones warm up
          micros.add((System.nanoTime() - start) / 1_000);
        }
      }
      api.delete(SERVICES + "/v100");
      await(() -> node.rules().size() == 59, () -> node.rules().toString());
      await(() -> configs().size() == 59, () -> configs().toString());
      agent.stop();
      running.get(60, TimeUnit.SECONDS);
    }
    micros.sort(null);
    System.out.printf(
        "address assigned -> rule in the kernel, of %d: p50 %.1f ms, p95 %.1f ms, most %.1f ms%n",
        micros.size(),
        micros.get(micros.size() / 2) / 1e3,
        micros.get(micros.size() * 95 / 100 - 1) / 1e3,
        micros.getLast() / 1e3);
  }
}
