package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged function under the kpt that is installed. */
class KptIT {
  private static final Path PACKAGE = Path.of("../templates/starter");

  /** Two blocks with comments of their own, in kpt's form. */
  private static final String COMMENTED_POOL =
      """
      apiVersion: cilium.io/v2
      kind: CiliumLoadBalancerIPPool
      metadata:
        name: load-balancers-v6 # kpt-set: ${pool-name}
      spec:
        # The default differs between Cilium versions.
        allowFirstLastIPs: "No"
        blocks:
          - cidr: "2001:db8:1234::1000/120" # of the old line
          - cidr: "2001:db8:aaaa::1000/120" # of an older line
      """;

  private static final String LEASE =
      """
      # Written by the Leasehold watcher.
      apiVersion: leasehold.dev/v1alpha1
      kind: PrefixLease
      metadata:
        name: home-ipv6
        annotations:
          config.kubernetes.io/local-config: "true"
      spec:
        source: router-advertisement
        prefixes:
          - prefix: "2001:db8:5678::/60"
            state: "Current"
            since: "2026-11-21T10:00:00Z"
          - prefix: "2001:db8:1234::/60"
            state: "Draining"
            since: "2026-11-20T10:00:00Z"
            drainUntil: "2026-11-21T11:00:00Z"
          - prefix: "2001:db8:aaaa::/60"
            state: "Draining"
            since: "2026-11-19T10:00:00Z"
            drainUntil: "2026-11-21T10:30:00Z"
      """;

  @TempDir private Path folder;
  private Kpt kpt;
  private Path network;

  @BeforeEach
  void copyThePackage() throws IOException {
    kpt = Kpt.installed(folder);
    network = folder.resolve("network");
    for (Map.Entry<String, String> file : Kpt.read(PACKAGE).entrySet()) {
      write(file.getKey(), file.getValue());
    }
  }

  @Test
  void thePackageAsCommittedIsInTheFormOfKpt() throws Exception {
    assertEquals(0, render().exitCode());
    assertEquals(Kpt.shown(Kpt.read(PACKAGE)), Kpt.shown(Kpt.read(network)));
  }

  @Test
  void rendersTheSameBytesAsInProcessAndNothingTheSecondTime() throws Exception {
    write("leases/home-ipv6.yaml", LEASE);
    SortedMap<String, String> expected = renderedInProcess(Optional.empty());
    assertTrue(expected.containsKey("manifests/ciliumcidrgroup-own-prefix.yaml"));

    Programs.Outcome first = render();
    first.requireSuccess();
    assertEquals(Kpt.shown(expected), Kpt.shown(Kpt.read(network)));

    assertEquals(0, render().exitCode());
    assertEquals(Kpt.shown(expected), Kpt.shown(Kpt.read(network)));
  }

  @Test
  void evaluatesTheSameBytesWithASetter() throws Exception {
    write("leases/home-ipv6.yaml", LEASE);
    SortedMap<String, String> expected =
        renderedInProcess(Optional.of("apiVersion: v1\nkind: ConfigMap\ndata: {pool-name: web}\n"));
    assertTrue(
        expected.getOrDefault("manifests/load-balancers-v6.yaml", "").contains("name: web "));

    for (int i = 0; i < 2; i++) {
      Programs.Outcome outcome =
          kpt.run("fn", "eval", "network", "--exec", "leasehold-fn", "--", "pool-name=web");
      outcome.requireSuccess();
      assertEquals(Kpt.shown(expected), Kpt.shown(Kpt.read(network)));
    }
  }

  /** The package keeps its values in setters.yaml, whose own lines are set too. */
  @Test
  void theSettersOfBgpCanBeGivenForOneRunAndStay() throws Exception {
    String manifest = "manifests/bgp-cluster-config.yaml";
    write(
        manifest,
        Files.readString(Path.of("../templates/bgp/ciliumbgpclusterconfig-cluster.yaml")));
    write(
        "setters.yaml",
        Kpt.read(PACKAGE).get("setters.yaml")
            + """
              bgp-peer-asn: "65000" # kpt-set: ${bgp-peer-asn}
              node-gateway-ip: 192.0.2.1 # kpt-set: ${node-gateway-ip}
            """);
    SortedMap<String, String> before = Kpt.read(network);
    for (int i = 0; i < 2; i++) {
      Programs.Outcome outcome =
          kpt.run(
              "fn",
              "eval",
              "network",
              "--exec",
              "leasehold-fn",
              "--",
              "bgp-peer-asn=65010",
              "node-gateway-ip=192.0.2.254");
      outcome.requireSuccess();
    }
    SortedMap<String, String> expected = new TreeMap<>(before);
    expected.replaceAll((path, text) ->
        path.equals("setters.yaml") || path.equals(manifest)
            ? text.replace("65000", "65010").replace("192.0.2.1 ", "192.0.2.254 ")
            : text);
    assertNotEquals(Kpt.shown(before), Kpt.shown(expected));
    assertEquals(Kpt.shown(expected), Kpt.shown(Kpt.read(network)));

    assertEquals(0, render().exitCode());
    assertEquals(Kpt.shown(expected), Kpt.shown(Kpt.read(network)));
  }

  /** So nothing of kpt's own making is ever mixed with what a run of the function changes. */
  @Test
  void catUnderKptChangesNothingInThePackage() throws Exception {
    String kptfile = Kpt.read(network).getOrDefault("Kptfile", "");
    write("Kptfile", kptfile.replace("exec: leasehold-fn", "exec: cat"));
    SortedMap<String, String> before = Kpt.read(network);
    assertNotEquals(kptfile, before.get("Kptfile"));
    assertEquals(0, render().exitCode());
    assertEquals(Kpt.shown(before), Kpt.shown(Kpt.read(network)));
    assertEquals(0, kpt.run("fn", "eval", "network", "--exec", "cat").exitCode());
    assertEquals(Kpt.shown(before), Kpt.shown(Kpt.read(network)));
  }

  @Test
  void aRenderConfigOfThePackageMayBeTheRunsConfiguration() throws Exception {
    write(
        "render-config.yaml",
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: RenderConfig
        metadata:
          name: home
          annotations:
            config.kubernetes.io/local-config: "true"
        spec:
          setters:
            pool-name: from-config
        """);
    Programs.Outcome outcome =
        kpt.run(
            "fn",
            "eval",
            "network",
            "--exec",
            "leasehold-fn",
            "--fn-config",
            "network/render-config.yaml");
    outcome.requireSuccess();
    assertTrue(
        Kpt.read(network)
            .getOrDefault("manifests/load-balancers-v6.yaml", "")
            .contains("name: from-config "));
  }

  /** kpt itself would copy the comments of a list back by position. */
  @Test
  void commentsStayWithTheirEntriesWhenOneIsAddedInFront() throws Exception {
    write("leases/home-ipv6.yaml", LEASE);
    write("manifests/load-balancers-v6.yaml", COMMENTED_POOL);
    Programs.Outcome outcome = render();
    outcome.requireSuccess();
    assertEquals(
        COMMENTED_POOL
            .replace("  blocks:\n", "  blocks:\n    - cidr: \"2001:db8:5678::1000/120\"\n")
            .replace(
                "spec:\n",
                """
                  annotations:
                    leasehold.dev/owned: '{"load-balancers":["2001:db8:1234::1000/120","2001:db8:5678::1000/120","2001:db8:aaaa::1000/120"]}'
                spec:
                """),
        Kpt.read(network).get("manifests/load-balancers-v6.yaml"));
  }

  @Test
  void aPackageThatFailsStaysAsItWas() throws Exception {
    write("leases/home-ipv6.yaml", LEASE);
    String intent = Kpt.read(network).getOrDefault("intent/home-ipv6.yaml", "");
    write("intent/home-ipv6.yaml", intent.replace("offset:", "ofset:"));
    SortedMap<String, String> before = Kpt.read(network);

    Programs.Outcome outcome = render();
    assertEquals(1, outcome.exitCode());
    assertTrue(outcome.errors().contains("spec.subnets[0].ofset"), outcome.errors());
    assertEquals(Kpt.shown(before), Kpt.shown(Kpt.read(network)));

    Programs.Outcome evaluated = kpt.run("fn", "eval", "network", "--exec", "leasehold-fn");
    assertNotEquals(0, evaluated.exitCode());
    assertEquals(Kpt.shown(before), Kpt.shown(Kpt.read(network)));
  }

  private SortedMap<String, String> renderedInProcess(Optional<String> config) throws IOException {
    SortedMap<String, String> files = Kpt.read(network);
    KrmPackage original = KrmPackage.of(files);
    Rendering rendering =
        Renderer.render(
            original.documents(), config.map(text -> Document.inFile("", 0, text).root()));
    assertEquals(List.of(), rendering.findings());
    SortedMap<String, String> expected = new TreeMap<>(files);
    expected.putAll(original.changed(rendering.documents()));
    return expected;
  }

  private Programs.Outcome render() throws IOException, InterruptedException {
    return kpt.run("fn", "render", "network", "--allow-exec");
  }

  private void write(String path, String text) throws IOException {
    Path file = network.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
