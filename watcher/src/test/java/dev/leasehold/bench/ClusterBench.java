package dev.leasehold.bench;

import dev.leasehold.apiserver.ApiClient;
import dev.leasehold.cli.WatchProcess;
import dev.leasehold.notify.ServerLab;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A watcher at a real API server with many Services: its resident memory, and the time from an
 * address in the status of a Service to the IPRuleConfig of it. Then an agent makes the rules, and
 * repairs them.
 */
final class ClusterBench {
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String GROUP = "/apis/api.operator.brtrm.dev/v1alpha1/";
  private static final Path DOCS = Path.of("docs/deploy");
  private static final Duration LONGEST = Duration.ofMinutes(3);

  /** The time for the work after a start: compilation, and memory that goes back. */
  private static final Duration SETTLING = Duration.ofSeconds(90);

  private static final int WARM_UP = 20;
  private static final int MEASURED = 100;

  private static final String CLUSTER =
      """
        cluster:
          kubeconfig: kubeconfig
          mirror: true
          events: true
          delivery: true
          hostParts: true
          ipRules: {enabled: true}
      """;

  private static final Pattern SERVICE_IP = Pattern.compile("\"serviceIP\":\"([^\"]*)\"");

  private final Path folder;
  private final Remote remote;
  private final ApiClient api;
  private int services;

  private ClusterBench(Path folder, Remote remote, ApiClient api) {
    this.folder = folder;
    this.remote = remote;
    this.api = api;
  }

  /** Arguments: an empty folder, and numbers of Services, each larger than the one before. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    try (ServerLab lab = new ServerLab(folder)) {
      lab.up("apiserver");
      for (String documents : new String[] {"crds", "ip-rules/crds.yaml"}) {
        Path path = DOCS.resolve(documents);
        String how = Files.isDirectory(path) ? "-k" : "-f";
        String _ = lab.kubectl("apply", "--server-side", how, path.toString());
      }
      String _ = lab.kubectl("wait", "--for=condition=Established", "crd", "--all");
      // A server prepares a kind when it is first asked for.
      String _ = lab.kubectl("get", "iprules,ipruleconfigs");
      lab.account("mirror", "events", "delivery", "host-parts", "ip-rules");
      lab.newToken(folder.resolve("kubeconfig"));
      try (Remote remote = Remote.create(folder, Remote.Acquisition.advertised("lo"), 0);
          ApiClient api = new ApiClient(Path.of(lab.setting("KUBECONFIG")))) {
        ClusterBench bench = new ClusterBench(folder, remote, api);
        bench.memory("without cluster", "");
        api.create(
            GROUP + "iprules",
            """
            {"apiVersion": "api.operator.brtrm.dev/v1alpha1", "kind": "IPRule",
             "metadata": {"name": "uplink"}, "spec": {"cidr": "2001:db8::/32", "table": 100}}\
            """);
        for (int i = 1; i < arguments.length; i++) {
          bench.servicesUpTo(Integer.parseInt(arguments[i]));
          bench.memory("%,d Services".formatted(bench.services), CLUSTER);
        }
        RepairBench.run(Path.of(lab.setting("KUBECONFIG")), bench.services);
      }
    }
  }

  private void servicesUpTo(int count) throws Exception {
    while (services < count) {
      create(services);
      address(services);
      services++;
    }
  }

  private static String clusterIp(int service) {
    return "fd00:10::" + Integer.toHexString(0x1000 + service);
  }

  private void create(int service) throws Exception {
    api.create(
        SERVICES,
        """
        {"metadata": {"name": "s%d"},
         "spec": {"type": "LoadBalancer", "allocateLoadBalancerNodePorts": false,
                  "ipFamilyPolicy": "SingleStack", "ipFamilies": ["IPv6"], "clusterIP": "%s", "selector": {"app": "s%d"}, "ports": [{"port": 80}]}}\
        """
            .formatted(service, clusterIp(service), service));
  }

  /** Gives a Service an address, as a load balancer does. */
  private void address(int service) throws Exception {
    api.patch(
        SERVICES + "/s" + service + "/status",
        "{\"status\": {\"loadBalancer\": {\"ingress\": [{\"ip\": \"2001:db8::%x\"}]}}}"
            .formatted(0x1000 + service));
  }

  private WatchProcess watch(String cluster) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("watcher.yaml"),
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: WatcherConfig
            metadata:
              name: bench
            spec:
              stateDir: state
              targets:
                - name: cluster
                  url: %s
            """
                    .formatted(remote.directory())
                + cluster);
    return WatchProcess.start(
        new ProcessBuilder("./leasehold", "watch", "--config", config.toString()));
  }

  private void memory(String what, String cluster) throws Exception {
    BlockingQueue<String> configs = new LinkedBlockingQueue<>();
    try (Stream<String> events =
        cluster.isEmpty() ? Stream.of() : api.watch(GROUP + "ipruleconfigs?watch=true")) {
      Thread.ofVirtual().start(() -> follow(events, configs));
      long start = System.nanoTime();
      try (WatchProcess watch = watch(cluster)) {
        watch.awaitLine("listening", LONGEST, line -> line.contains("listening"));
        if (!cluster.isEmpty()) {
          Set<String> missing = new HashSet<>();
          for (int i = 0; i < services; i++) {
            missing.add(clusterIp(i));
          }
          while (!missing.isEmpty()) {
            missing.remove(next(configs));
          }
          System.out.printf(
              "%-16s %6.1f s from the start to the last IPRuleConfig%n",
              what, (System.nanoTime() - start) / 1e9);
        }
        Thread.sleep(SETTLING);
        System.out.printf("%-16s %6d MiB resident%n", what, watch.memory() >> 20);
        if (!cluster.isEmpty()) {
          latency(what, configs);
        }
      }
    }
  }

  /** Takes the addresses of IPRuleConfigs as they come. */
  private static void follow(Stream<String> events, BlockingQueue<String> configs) {
    try {
      events.forEach(event -> {
        Matcher serviceIp = SERVICE_IP.matcher(event);
        if (serviceIp.find()) {
          configs.add(serviceIp.group(1));
        }
      });
    } catch (UncheckedIOException e) {
      // it was closed
    }
  }

  private static String next(BlockingQueue<String> configs) throws InterruptedException {
    String serviceIp = configs.poll(LONGEST.toSeconds(), TimeUnit.SECONDS);
    if (serviceIp == null) {
      throw new AssertionError("no IPRuleConfig within " + LONGEST);
    }
    return serviceIp;
  }

  private void latency(String what, BlockingQueue<String> configs) throws Exception {
    Figures figures = new Figures();
    for (int i = 0; i < WARM_UP + MEASURED; i++) {
      int service = 0xd000 + i;
      create(service);
      long start = System.nanoTime();
      address(service);
      while (!next(configs).equals(clusterIp(service))) {
        // of another Service
      }
      if (i >= WARM_UP) {
        figures.add(System.nanoTime() - start);
      }
      api.delete(SERVICES + "/s" + service);
    }
    System.out.printf(
        "%-16s %6.0f ms p50, %.0f ms p95 from an address to its IPRuleConfig, of %d%n",
        what, figures.percentile(50) / 1e6, figures.percentile(95) / 1e6, MEASURED);
  }
}
