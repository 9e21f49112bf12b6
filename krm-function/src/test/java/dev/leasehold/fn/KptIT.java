package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged function under the kpt that is installed. */
class KptIT {
  private static final Path PACKAGE = Path.of("../kpt-package");

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
  private Path network;

  @BeforeEach
  void copyThePackage() throws IOException {
    assumeTrue(isOnPath("kpt"), "kpt is not installed, so the function is not tried under it");
    network = folder.resolve("network");
    for (Map.Entry<String, String> file : read(PACKAGE).entrySet()) {
      write(file.getKey(), file.getValue());
    }
    Path jar = Path.of("target/krm-function.jar").toAbsolutePath();
    Path lib = Path.of("target/lib").toAbsolutePath();
    assertTrue(Files.exists(jar), jar + " is what this tests; run it with mvn verify");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path function = Files.createDirectories(folder.resolve("bin")).resolve("leasehold-fn");
    Files.writeString(
        function,
        "#!/bin/sh\nexec '%s' -cp '%s:%s/*' dev.leasehold.fn.Main \"$@\"\n"
            .formatted(java, jar, lib));
    assertTrue(function.toFile().setExecutable(true));
  }

  @Test
  void thePackageAsCommittedIsInTheFormOfKpt() throws Exception {
    assertEquals(0, render().exitCode());
    assertEquals(shown(read(PACKAGE)), shown(read(network)));
  }

  @Test
  void rendersTheSameBytesAsInProcessAndNothingTheSecondTime() throws Exception {
    write("leases/home-ipv6.yaml", LEASE);
    SortedMap<String, String> expected = renderedInProcess(Optional.empty());
    assertTrue(expected.containsKey("manifests/ciliumcidrgroup-own-prefix.yaml"));

    Outcome first = render();
    assertEquals(0, first.exitCode(), first.output());
    assertEquals(shown(expected), shown(read(network)));

    assertEquals(0, render().exitCode());
    assertEquals(shown(expected), shown(read(network)));
  }

  @Test
  void evaluatesTheSameBytesWithASetter() throws Exception {
    write("leases/home-ipv6.yaml", LEASE);
    SortedMap<String, String> expected =
        renderedInProcess(Optional.of("apiVersion: v1\nkind: ConfigMap\ndata: {pool-name: web}\n"));
    assertTrue(
        expected.getOrDefault("manifests/load-balancers-v6.yaml", "").contains("name: web "));

    for (int i = 0; i < 2; i++) {
      Outcome outcome =
          kpt("fn", "eval", "network", "--exec", "leasehold-fn", "--", "pool-name=web");
      assertEquals(0, outcome.exitCode(), outcome.output());
      assertEquals(shown(expected), shown(read(network)));
    }
  }

  /** The package keeps its values in setters.yaml, whose own lines are set too. */
  @Test
  void theSettersOfBgpCanBeGivenForOneRunAndStay() throws Exception {
    for (int i = 0; i < 2; i++) {
      Outcome outcome =
          kpt(
              "fn",
              "eval",
              "network",
              "--exec",
              "leasehold-fn",
              "--",
              "bgp-peer-asn=65010",
              "node-gateway-ip=10.80.0.254");
      assertEquals(0, outcome.exitCode(), outcome.output());
    }
    SortedMap<String, String> expected = read(PACKAGE);
    expected.replaceAll((path, text) ->
        path.equals("setters.yaml") || path.equals("manifests/bgp-cluster-config.yaml")
            ? text.replace("65000", "65010").replace("10.80.0.1 ", "10.80.0.254 ")
            : text);
    assertNotEquals(shown(read(PACKAGE)), shown(expected));
    assertEquals(shown(expected), shown(read(network)));

    assertEquals(0, render().exitCode());
    assertEquals(shown(expected), shown(read(network)));
  }

  /** So nothing of kpt's own making is ever mixed with what a run of the function changes. */
  @Test
  void catUnderKptChangesNothingInThePackage() throws Exception {
    String kptfile = read(network).getOrDefault("Kptfile", "");
    write("Kptfile", kptfile.replace("exec: leasehold-fn", "exec: cat"));
    SortedMap<String, String> before = read(network);
    assertNotEquals(kptfile, before.get("Kptfile"));
    assertEquals(0, render().exitCode());
    assertEquals(shown(before), shown(read(network)));
    assertEquals(0, kpt("fn", "eval", "network", "--exec", "cat").exitCode());
    assertEquals(shown(before), shown(read(network)));
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
    Outcome outcome =
        kpt(
            "fn",
            "eval",
            "network",
            "--exec",
            "leasehold-fn",
            "--fn-config",
            "network/render-config.yaml");
    assertEquals(0, outcome.exitCode(), outcome.output());
    assertTrue(
        read(network)
            .getOrDefault("manifests/load-balancers-v6.yaml", "")
            .contains("name: from-config "));
  }

  /** kpt itself would copy the comments of a list back by position. */
  @Test
  void commentsStayWithTheirEntriesWhenOneIsAddedInFront() throws Exception {
    write("leases/home-ipv6.yaml", LEASE);
    write("manifests/load-balancers-v6.yaml", COMMENTED_POOL);
    Outcome outcome = render();
    assertEquals(0, outcome.exitCode(), outcome.output());
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
        read(network).get("manifests/load-balancers-v6.yaml"));
  }

  @Test
  void aPackageThatFailsStaysAsItWas() throws Exception {
    write("leases/home-ipv6.yaml", LEASE);
    String intent = read(network).getOrDefault("intent/home-ipv6.yaml", "");
    write("intent/home-ipv6.yaml", intent.replace("offset:", "ofset:"));
    SortedMap<String, String> before = read(network);

    Outcome outcome = render();
    assertEquals(1, outcome.exitCode());
    assertTrue(outcome.output().contains("spec.subnets[0].ofset"), outcome.output());
    assertEquals(shown(before), shown(read(network)));

    Outcome evaluated = kpt("fn", "eval", "network", "--exec", "leasehold-fn");
    assertNotEquals(0, evaluated.exitCode());
    assertEquals(shown(before), shown(read(network)));
  }

  private SortedMap<String, String> renderedInProcess(Optional<String> config) throws IOException {
    SortedMap<String, String> files = read(network);
    KrmPackage original = KrmPackage.of(files);
    Rendering rendering =
        Renderer.render(
            original.documents(), config.map(text -> Document.inFile("", 0, text).root()));
    assertEquals(List.of(), rendering.findings());
    SortedMap<String, String> expected = new TreeMap<>(files);
    expected.putAll(original.changed(rendering.documents()));
    return expected;
  }

  private record Outcome(int exitCode, String output) {}

  private Outcome render() throws IOException, InterruptedException {
    return kpt("fn", "render", "network", "--allow-exec");
  }

  private Outcome kpt(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kpt"));
    command.addAll(Arrays.asList(arguments));
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .merge(
            "PATH", folder.resolve("bin").toString(), (old, bin) -> bin + File.pathSeparator + old);
    int exitCode = builder.start().waitFor();
    return new Outcome(exitCode, Files.readString(output));
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private void write(String path, String text) throws IOException {
    Path file = network.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static SortedMap<String, String> read(Path folder) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Files.readString(path));
      }
    }
    return files;
  }

  private static String shown(SortedMap<String, String> files) {
    StringBuilder out = new StringBuilder();
    files.forEach((path, text) -> out.append("==> ").append(path).append('\n').append(text));
    return out.toString();
  }
}
