package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.config.WatcherConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.approvaltests.Approvals;
import org.approvaltests.core.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code leasehold import}. */
final class ImportCommandTest {
  private static final Path DUMPS = Path.of("../testdata/import");

  @TempDir private Path folder;

  private static Cli ofStdin(String text) {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return Cli.run(Leasehold.commandLine(new ImportCommand(in)), "-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dynamic-prefix-operator.yaml",
        "documented.yaml",
        "cilium-dhcp-wanip-operator.yaml",
        "ip-rule-operator.json",
        "k6u.yaml"
      })
  void makesIntent(String dump) throws IOException {
    Cli run = Cli.run("import", DUMPS.resolve(dump).toString());
    assertEquals(0, run.code(), run.err());
    Approvals.verify(
        run.err().replace(DUMPS + "/", "") + "\n" + run.out(),
        new Options().forFile().withBaseName("ImportCommandTest." + dump.replace('.', '-')));
    Cli stdin = ofStdin(Files.readString(DUMPS.resolve(dump)));
    assertEquals(run.out(), stdin.out());
    assertFalse((run.out() + run.err()).contains("bm90LWEta2V5"), "the key of a Secret");
  }

  /**
   * The address of a claim is in its pool after the first rendering, before any router is asked.
   */
  @Test
  void keepsTheAddressesOfClaims() throws IOException {
    Path claims = DUMPS.resolve("cilium-dhcp-wanip-operator.yaml");
    Cli run = Cli.run("import", "--output", folder.toString(), claims.toString());
    assertEquals(0, run.code(), run.err());
    assertEquals(
        Set.of(
            "intent/ip-wan-001.yaml",
            "intent/ip-wan-002.yaml",
            "intent/ip-wan-003.yaml",
            "leases/ip-wan-001.yaml",
            "leases/ip-wan-003.yaml"),
        Cli.tree(folder).keySet());
    Cli.write(
        folder.resolve("manifests/pool.yaml"),
        """
        apiVersion: cilium.io/v2
        kind: CiliumLoadBalancerIPPool
        metadata: {name: public-pool}
        spec:
          blocks:
            - cidr: 203.0.113.45/32
        """);
    Cli rendered = Cli.run("render", folder.toString());
    assertEquals(0, rendered.code(), rendered.err());
    String pool = Files.readString(folder.resolve("manifests/pool.yaml"));
    assertTrue(pool.contains("    - cidr: 203.0.113.45/32\n"), pool);
    assertTrue(pool.contains("203.0.113.47/32"), pool);
  }

  @Test
  void printsARouterThatTheConfigurationReads() throws IOException {
    Cli run = Cli.run("import", DUMPS.resolve("cilium-dhcp-wanip-operator.yaml").toString());
    String routers = run.err().substring(run.err().indexOf("  cluster:\n"));
    Path file = folder.resolve("watcher.yaml");
    String text =
        Files.readString(Path.of("../templates/starter/watcher.yaml")) + routers.replace("\r", "");
    WatcherConfig config = WatcherConfig.read(file, text);
    assertEquals(2, config.routers().size());
  }

  @Test
  void rendersWhatItMade() throws IOException {
    for (String dump :
        new String[] {"dynamic-prefix-operator.yaml", "documented.yaml", "k6u.yaml"}) {
      Path target = folder.resolve(dump);
      assertEquals(
          0,
          Cli.run("import", "--output", target.toString(), DUMPS.resolve(dump).toString()).code());
      if (dump.startsWith("dynamic")) {
        Cli.write(
            target.resolve("manifests/web.yaml"),
            "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: ingress}\nspec: {type:"
                + " LoadBalancer}\n");
      }
      Cli rendered = Cli.run("render", target.toString());
      assertEquals(0, rendered.code(), rendered.err());
    }
  }

  @Test
  void writesNothingOutsideOfItsFolder() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("a/b"));
    Cli run =
        Cli.run(
            "import",
            "--output",
            inner.toString(),
            DUMPS.resolve("cilium-dhcp-wanip-operator.yaml").toString());
    assertTrue(run.err().contains("is left out: its name is missing, or not one"), run.err());
    Cli.tree(folder).keySet().forEach(path -> assertTrue(path.startsWith("a/b/"), path));
  }

  @Test
  void overwritesNothing() {
    Path claims = DUMPS.resolve("cilium-dhcp-wanip-operator.yaml");
    Cli.write(folder.resolve("leases/ip-wan-003.yaml"), "mine: true\n");
    Map<String, String> before = Cli.tree(folder);
    Cli run = Cli.run("import", "--output", folder.toString(), claims.toString());
    assertEquals(1, run.code());
    assertTrue(run.err().contains("leases/ip-wan-003.yaml already exists"), run.err());
    assertEquals(before, Cli.tree(folder));
  }

  @Test
  void failsOnlyForWhatItCannotRead() {
    assertEquals(1, ofStdin("a: [").code());
    assertEquals(1, ofStdin("- a\n- b\n").code());
    assertEquals(1, Cli.run("import", folder.toString()).code());
    assertEquals(1, Cli.run("import", folder.resolve("none").toString()).code());
    assertEquals(2, Cli.run("import").code());
    Cli empty = ofStdin("");
    assertEquals(0, empty.code());
    assertTrue(empty.err().startsWith("nothing was imported"), empty.err());
    Cli odd =
        ofStdin(
            """
            apiVersion: dynamic-prefix.io/v1alpha1
            kind: DynamicPrefix
            metadata: {name: a}
            spec: {acquisition: {dhcpv6pd: {interface: eth0}}, subnets: [{name: s, offset: 1, prefixLength: x}]}
            """);
    assertEquals(0, odd.code(), odd.err());
    assertTrue(odd.err().contains("spec.subnets[0].prefixLength"), odd.err());
  }

  /** Each converter leaves out the object that it cannot read, and converts the others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dynamic-prefix.io/v1alpha1 | DynamicPrefix"
            + " | {acquisition: {dhcpv6pd: {interface: eth0}}, subnets: [{name: s, offset: 0x%s, prefixLength: 64}]}"
            + " | 9 | 99999999999999999999",
        "dynamic-prefix.io/v1alpha1 | DynamicPrefix"
            + " | {acquisition: {dhcpv6pd: {interface: eth0}}, subnets: [{name: s, offset: %s, prefixLength: 64}]}"
            + " | 9 | -1",
        "network.reith.cloud/v1alpha1 | DynamicPrefix | %s | {acquisition: {}} | 1",
        "network.serialx.net/v1alpha1 | PublicIPClaim"
            + " | {poolName: p, router: {host: h, user: u, macAddress: %s}} | 0A:00:00:00:00:01 | [a]",
        "api.operator.brtrm.dev/v1alpha1 | IPRule | {cidr: 192.0.2.0/24, priority: 1, table: %s} | 7 | [a]",
        "apps.fuwafuwatime.moe/v1 | IP6UpdateConfig"
            + " | {delegatedPrefixLength: %s, ciliumCIDRGroups: []} | 56 | [a]"
      })
  void importsTheOthers(String apiVersion, String kind, String spec, String good, String bad) {
    String object = "apiVersion: %s\nkind: %s\nmetadata: {name: %s}\nspec: %s\n---\n";
    Cli run =
        ofStdin(
            object.formatted(apiVersion, kind, "bad", spec.formatted(bad))
                + object.formatted(apiVersion, kind, "good", spec.formatted(good))
                + object.formatted(
                    "apps.fuwafuwatime.moe/v1", "IP6UpdateNodeConfig", "node", "{interface: e0}"));
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("\n  name: good\n"), run.out() + run.err());
    assertFalse(run.out().contains("\n  name: bad\n"), run.out() + run.err());
    assertTrue(run.err().contains(kind + " bad: "), run.err());
  }

  @Test
  void takesTheInterfaceOfTheFirstNodeInTheFile() {
    String node = "---\napiVersion: apps.fuwafuwatime.moe/v1\nkind: IP6UpdateNodeConfig\n";
    Cli run =
        ofStdin(
            """
            apiVersion: apps.fuwafuwatime.moe/v1
            kind: IP6UpdateConfig
            metadata: {name: a}
            spec: {delegatedPrefixLength: 56, ciliumCIDRGroups: []}
            """
                + node
                + "metadata: {name: one}\nspec: {interface: wan0}\n"
                + node
                + "metadata: {name: two}\nspec: {interface: eth0}\n"
                + node
                + "metadata: {name: three}\nspec: {interface: wan0}\n");
    assertTrue(run.out().contains("interface: wan0\n"), run.out());
    List<String> warned =
        run.err().lines().filter(line -> line.contains("has the interface")).toList();
    assertEquals(1, warned.size(), run.err());
    assertTrue(warned.getFirst().contains(" two: "), run.err());
  }

  /** The program itself, because a test in process does not see what is left in a writer. */
  @Test
  void theProgramPrintsTheRouters() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Leasehold.class.getName(),
                "import",
                DUMPS.resolve("cilium-dhcp-wanip-operator.yaml").toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    String err = new String(program.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, program.waitFor(), err);
    assertTrue(err.endsWith("      knownHostsFile: known_hosts\n".indent(2)), err);
  }

  @Test
  void followsNoLinkOutOfTheFolder() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Files.createSymbolicLink(inside.resolve("leases"), outside);
    Path claims = DUMPS.resolve("cilium-dhcp-wanip-operator.yaml");
    Cli run = Cli.run("import", "--output", inside.toString(), claims.toString());
    assertEquals(1, run.code());
    assertTrue(run.err().contains("leases is a link, which is not followed"), run.err());
    assertEquals(Map.of(), Cli.tree(folder));
  }
}
