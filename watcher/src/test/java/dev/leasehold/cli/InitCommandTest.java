package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.config.WatcherConfig;
import dev.leasehold.credential.Credential;
import dev.leasehold.git.GitTarget;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.render.Components;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code leasehold init DIR}. */
final class InitCommandTest {
  private static final Pattern SCHEMA =
      Pattern.compile("# yaml-language-server: \\$schema=(\\S+)\n");

  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void name() {
    folder = parent.resolve("network");
  }

  @Test
  void copiesTheExamplePackageUnchanged() {
    Cli run = Cli.run("init", folder.toString());
    assertEquals(0, run.code(), run.err());
    assertEquals(starter(), Cli.tree(folder));
    assertEquals(5, run.out().lines().count());
    assertTrue(run.out().contains(folder + "/setters.yaml"), run.out());
  }

  @Test
  void createsAPackageThatRendersToItself() {
    String[] all = Components.names().toArray(String[]::new);
    Cli run =
        Cli.run(
            "init",
            folder.toString(),
            "--interface",
            "enp1s0.222",
            "--component",
            String.join(",", all),
            "--cilium-version",
            "1.17");
    assertEquals(0, run.code(), run.err());
    Map<String, String> tree = Cli.tree(folder);
    for (int i = 0; i < 2; i++) {
      Cli rendered = Cli.run("render", folder.toString());
      assertEquals(0, rendered.code(), rendered.err());
      assertFalse(rendered.err().contains("warning"), rendered.err());
      assertEquals(tree, Cli.tree(folder));
    }
  }

  @Test
  void printsAWorkingNextCommand() {
    Cli run = Cli.run("init", folder.toString());
    String plan = run.out().lines().filter(line -> line.startsWith("2.")).findFirst().orElseThrow();
    String[] words = plan.substring(plan.indexOf("leasehold ") + 10).split(" ");
    Cli planned = Cli.run(words);
    assertEquals(0, planned.code(), planned.err());
    assertTrue(planned.out().contains("+++ b/leases/home-ipv6.yaml"), planned.out());
  }

  @Test
  void createsPoolsOfOneFamilyWithoutTheExampleHost() throws IOException {
    Cli.run("init", "--component", "pools", folder.toString());
    Path intent = folder.resolve("intent/home-ipv6.yaml");
    Files.writeString(
        intent, Files.readString(intent).replaceAll("  # (hosts:|  - name: web|    s)", "  $1"));
    Files.writeString(
        folder.resolve("leases/home-ipv6.yaml"),
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: PrefixLease
        metadata: {name: home-ipv6}
        spec:
          source: router-advertisement
          prefixes:
            - {prefix: "2003:99::/56", state: Current, since: "2026-11-21T10:00:00Z"}
        """);
    Cli rendered = Cli.run("render", folder.toString());
    assertEquals(0, rendered.code(), rendered.err());
    Map<String, String> pools = new TreeMap<>(Cli.tree(folder));
    pools.values().removeIf(text -> !text.contains("\nkind: CiliumLoadBalancerIPPool"));
    assertEquals(4, pools.size(), pools.keySet().toString());
    pools.forEach((file, text) -> {
      boolean ipv6 = text.contains("cidr: \"2003:99:");
      assertTrue(ipv6 ^ text.matches("(?s).*cidr: (192.0.2|198.51.100)\\..*"), text);
      assertEquals(
          ipv6 && file.endsWith("load-balancers-v6.yaml"),
          text.contains("NotIn\n      v") && text.contains("- web"),
          text);
    });
    assertTrue(rendered.err().contains("any other Service named web gets no address"));
    assertEquals(1, rendered.err().lines().filter(l -> l.startsWith("warning")).count());
  }

  @Test
  void setsTheInterface() {
    Cli.run("init", folder.toString(), "--interface", "ppp0");
    Map<String, String> expected = starter();
    expected.replaceAll((file, text) -> text.replace("enp1s0", "ppp0"));
    assertEquals(expected, Cli.tree(folder));
  }

  @Test
  void requestsADelegationOnTheSameInterface() {
    Cli.run("init", "--interface", "wan0", "--dhcpv6", folder.toString());
    String intent = Cli.tree(folder).getOrDefault("intent/home-ipv6.yaml", "");
    assertTrue(
        intent.contains(
            """
              acquisition:
                # Asked for by DHCPv6; the length is a hint. Advertisements are a cross-check only: the /64 of
                # the provider's link is not yours. On a LAN behind the router, where it is, the line
                # "fallback: RouterAdvertisement" here publishes it while there is no delegation.
                dhcpv6:
                  interface: wan0 # kpt-set: ${wan-interface}
                  requestedPrefixLength: 56
                routerAdvertisement:
                  interface: wan0 # kpt-set: ${wan-interface}
            """),
        intent);
  }

  @Test
  void addsTheSettersOfAComponent() {
    Cli.run("init", folder.toString(), "--component", "l2", "--component", "bgp", "--name", "lab");
    Map<String, String> tree = Cli.tree(folder);
    String policy = "manifests/ciliuml2announcementpolicy-load-balancers.yaml";
    assertTrue(tree.containsKey(policy), tree.keySet().toString());
    assertTrue(
        tree.getOrDefault("manifests/kustomization.yaml", "")
            .contains("  - ciliuml2announcementpolicy-load-balancers.yaml\n"));
    assertTrue(
        tree.getOrDefault("setters.yaml", "")
            .endsWith(
                """
                  l2-node-label: kubernetes.io/os # kpt-set: ${l2-node-label}
                  l2-interface-1: eth0 # kpt-set: ${l2-interface-1}
                  l2-interface-2: eth1 # kpt-set: ${l2-interface-2}
                  cluster-name: lab # kpt-set: ${cluster-name}
                  bgp-local-asn: "65001" # kpt-set: ${bgp-local-asn}
                  bgp-peer-asn: "65000" # kpt-set: ${bgp-peer-asn}
                  node-gateway-ip: 192.0.2.1 # kpt-set: ${node-gateway-ip}
                  cluster-id: "1" # kpt-set: ${cluster-id}
                """),
        tree.get("setters.yaml"));
    assertTrue(
        tree.getOrDefault("manifests/ciliumbgpclusterconfig-cluster.yaml", "")
            .contains("  name: lab # kpt-set: ${cluster-name}\n"));
    assertTrue(
        tree.getOrDefault("render-config.yaml", "")
            .endsWith("spec:\n  components:\n    - l2\n    - bgp\n"));
  }

  /** The first numbers of the addresses follow the CIDR, so they are no setter to edit. */
  @Test
  void derivesTheNetworkOfAPoolRange() throws IOException {
    Cli.run("init", folder.toString(), "--component", "pool-ranges");
    Path setters = folder.resolve("setters.yaml");
    String text = Files.readString(setters);
    assertTrue(text.contains("  lb-pool-min: \"129\" # kpt-set: ${lb-pool-min}\n"), text);
    assertFalse(text.contains("pool-network"), text);
    Files.writeString(setters, text.replace("192.0.2.128/26", "192.0.3.128/26"));
    Cli rendered = Cli.run("render", folder.toString());
    assertEquals(0, rendered.code(), rendered.err());
    String pool =
        Cli.tree(folder).getOrDefault("manifests/ciliumloadbalancerippool-load-balancers.yaml", "");
    assertTrue(pool.contains("- start: 192.0.3.129 # "), pool);
    Files.writeString(setters, text.replace("\"190\"", "\"191\"").replace("/26", "/27"));
    rendered = Cli.run("render", folder.toString());
    assertEquals(1, rendered.code(), rendered.err());
    assertTrue(
        rendered.err().contains("setter 'lb-pool-max' is set at setters.yaml"), rendered.err());
  }

  /** Its values are somebody's network. */
  @Test
  void writesNoValueOfTheNetworkingCore() {
    Cli.run("init", folder.toString(), "--component", String.join(",", Components.names()));
    Cli.tree(folder)
        .forEach(
            (file, text) -> assertFalse(text.contains("10.80.") || text.contains("bioskop"), file));
  }

  private static Map<String, String> starter() {
    Map<String, String> starter = new TreeMap<>(Cli.tree(Path.of("../templates/starter")));
    Cli.tree(Path.of("../kpt-package/schemas"))
        .forEach((file, text) -> starter.put("schemas/" + file, text));
    return starter;
  }

  @Test
  void usesTheApiVersionsOfAnOlderCilium() {
    Cli.run("init", folder.toString(), "--cilium-version", "v1.17.3", "--component", "pools");
    Cli.tree(folder).forEach((file, text) -> assertFalse(text.contains("cilium.io/v2\n"), file));
    assertTrue(
        Cli.tree(folder)
            .getOrDefault("render-config.yaml", "")
            .contains("\n  ciliumVersion: \"1.17\"\n"));
  }

  @Test
  void createsOnlyRequestedComponents() {
    Cli.run("init", folder.toString());
    Cli.tree(folder)
        .forEach(
            (file, text) -> assertFalse(!file.endsWith(".json") && text.contains("BGP"), file));
    assertEquals(
        Set.of("kustomization.yaml", "load-balancers-v6.yaml"),
        Cli.tree(folder.resolve("manifests")).keySet());
  }

  @Test
  void createsAValidConfiguration() throws IOException {
    Files.createDirectory(parent.resolve(".git"));
    Cli.run("init", "--name", "lab", "--repository", "/srv/lab.git", folder.toString());
    Path file = folder.resolve("watcher.yaml");
    WatcherConfig config = WatcherConfig.read(file, Files.readString(file));
    assertEquals("lab", config.name());
    assertEquals("/srv/lab.git", config.targets().getFirst().git().url());
    assertEquals("network", config.targets().getFirst().git().path());
    assertEquals(new GitTarget.Auth.None(), config.targets().getFirst().git().auth());
  }

  @Test
  void requiresAKeyForARemoteRepository() throws IOException {
    Cli.run("init", "--repository", "git@git.example.org:home.git", folder.toString());
    Path file = folder.resolve("watcher.yaml");
    WatcherConfig config = WatcherConfig.read(file, Files.readString(file));
    assertEquals("git@git.example.org:home.git", config.targets().getFirst().git().url());
    assertEquals(
        new GitTarget.Auth.SshKey(
            Path.of("/etc/leasehold/id_ed25519"), Path.of("/etc/leasehold/known_hosts")),
        config.targets().getFirst().git().auth());
  }

  @Test
  void requiresATokenForARepositoryOverHttps() throws IOException {
    Cli.run("init", "--repository", "https://git.example.org/me/home.git", folder.toString());
    Path file = folder.resolve("watcher.yaml");
    WatcherConfig config = WatcherConfig.read(file, Files.readString(file));
    assertEquals("https://git.example.org/me/home.git", config.targets().getFirst().git().url());
    assertEquals(
        new GitTarget.Auth.Https(
            new Credential.TokenFile(
                "token", "leasehold", Path.of("/etc/leasehold/token"), HttpAccess.DEFAULT)),
        config.targets().getFirst().git().auth());
    assertEquals(List.of(), config.warnings());
  }

  /** Every document has a schema line, which editors use for completion. */
  @Test
  void writesTheSchemaInTheFirstLineOfEachFile() throws IOException {
    String all = String.join(",", Components.names());
    Cli.run("init", folder.toString(), "--component", all, "--cilium-version", "1.17");
    List<String> without = new ArrayList<>();
    for (Map.Entry<String, String> file : Cli.tree(folder).entrySet()) {
      if (file.getKey().endsWith(".yaml")) {
        for (String document : file.getValue().split("(?m)^---\\n")) {
          Matcher line = SCHEMA.matcher(document);
          if (!line.lookingAt()) {
            without.add(file.getKey());
          } else if (!line.group(1).startsWith("https:")) {
            Path schema = folder.resolve(file.getKey()).resolveSibling(line.group(1)).normalize();
            assertTrue(Files.exists(schema), schema.toString());
          }
        }
      }
    }
    assertEquals(
        List.of("intent/agent-agent.yaml", "manifests/iprule-load-balancers.yaml"),
        without,
        "nobody has one");
    assertTrue(
        Cli.tree(folder)
            .getOrDefault("manifests/load-balancers-v6.yaml", "")
            .startsWith(
                """
                # yaml-language-server: $schema=https://raw.githubusercontent.com/datreeio/CRDs-catalog/main/cilium.io/ciliumloadbalancerippool_v2alpha1.json
                apiVersion: cilium.io/v2alpha1
                """));
  }

  @Test
  void overwritesNothing() throws IOException {
    Cli.write(folder.resolve("intent/bindings.yaml"), "mine\n");
    Cli run = Cli.run("init", folder.toString());
    assertEquals(1, run.code());
    assertEquals(
        "leasehold: "
            + folder
            + "/intent/bindings.yaml already exists; choose a new or empty folder\n",
        run.err());
    assertEquals(Map.of("intent/bindings.yaml", "mine\n"), Cli.tree(folder));

    Files.delete(folder.resolve("intent/bindings.yaml"));
    Files.createSymbolicLink(folder.resolve("Kptfile"), parent.resolve("elsewhere"));
    assertEquals(1, Cli.run("init", folder.toString()).code());
    assertFalse(Files.exists(parent.resolve("elsewhere")));
  }

  /** For claims or BGP alone. */
  @Test
  void leavesOutThePrefix() {
    Cli bare = Cli.run("init", "--no-prefix", folder.toString());
    assertEquals(0, bare.code(), bare.err());
    assertFalse(bare.out().contains("plan"), bare.out());
    assertEquals(4, bare.out().lines().count(), bare.out());
    Map<String, String> tree = Cli.tree(folder);
    tree.keySet().removeIf(file -> file.startsWith("schemas/"));
    assertEquals(
        Set.of(
            ".krmignore",
            "Kptfile",
            "leases/README.md",
            "manifests/kustomization.yaml",
            "setters.yaml",
            "watcher.yaml"),
        tree.keySet());
    assertTrue(tree.getOrDefault("setters.yaml", "").endsWith("\ndata: {}\n"));
    assertRendersToItself();
  }

  @Test
  void addsComponentsToAPackageWithoutAPrefix() {
    Cli run = Cli.run("init", "--no-prefix", "--component", "public-ips,bgp", folder.toString());
    assertEquals(0, run.code(), run.err());
    Map<String, String> tree = Cli.tree(folder);
    assertTrue(tree.containsKey("intent/publicipclaim-public-ip.yaml"), tree.keySet().toString());
    assertFalse(tree.containsKey("intent/home-ipv6.yaml"));
    assertTrue(
        tree.getOrDefault("manifests/kustomization.yaml", "").contains("resources:\n- cilium"),
        tree.get("manifests/kustomization.yaml"));
    assertFalse(tree.getOrDefault("setters.yaml", "").contains("\n  wan-interface: "));
    assertRendersToItself();
  }

  private void assertRendersToItself() {
    Map<String, String> before = Cli.tree(folder);
    Cli rendered = Cli.run("render", folder.toString());
    assertEquals(0, rendered.code(), rendered.err());
    assertFalse(rendered.err().contains("warning"), rendered.err());
    assertEquals(before, Cli.tree(folder));
  }

  /** The claim names the router of watcher.yaml, so only the router itself is left to set. */
  @Test
  void writesTheRouterOfPublicAddresses() throws IOException {
    Cli run = Cli.run("init", "--component", "public-ips", folder.toString());
    assertTrue(run.out().contains("the repository and its key, the router and its key"), run.out());
    Path file = folder.resolve("watcher.yaml");
    WatcherConfig config = WatcherConfig.read(file, Files.readString(file));
    assertEquals(List.of("router-ssh"), config.routers().stream().map(r -> r.name()).toList());
    assertEquals("root@192.168.1.1:22", config.routers().getFirst().server().toString());
    assertTrue(
        Cli.tree(folder)
            .getOrDefault("intent/publicipclaim-public-ip.yaml", "")
            .contains("sshSecretRef: router-ssh\n"));
  }

  @Test
  void usesTheOriginWithoutItsCredentials() throws IOException {
    Path git = parent.resolve(".git");
    Cli.write(
        git.resolve("config"),
        "[remote \"origin\"]\n\turl = https://me:s3cret@git.example.org/me/home.git\n");
    Cli run = Cli.run("init", folder.toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("3. Commit it, and set the key or token of"), run.out());
    Cli.tree(folder).forEach((file, text) -> assertFalse(text.contains("s3cret"), file));
    Path file = folder.resolve("watcher.yaml");
    GitTarget target = WatcherConfig.read(file, Files.readString(file)).targets().getFirst().git();
    assertEquals("https://git.example.org/me/home.git", target.url());
    assertEquals("network", target.path());
  }

  @ParameterizedTest
  @CsvSource({
    "git@git.example.org:home.git, git@git.example.org:home.git",
    "ssh://git:s3cret@git.example.org:2222/home.git, ssh://git@git.example.org:2222/home.git",
    "https://t0ken@git.example.org/home.git, https://git.example.org/home.git",
    "https://git.example.org/home.git, https://git.example.org/home.git",
    "/srv/home.git, /srv/home.git"
  })
  void keepsOnlyTheUserOfSsh(String url, String expected) throws Exception {
    assertEquals(expected, OriginUrl.withoutCredentials(url));
  }

  @Test
  void leavesNothingToSetForARepositoryOfThisMachine() throws IOException {
    Cli.write(parent.resolve(".git/config"), "[remote \"origin\"]\n\turl = /srv/lab.git\n");
    Cli run = Cli.run("init", folder.toString());
    assertTrue(run.out().contains("\n3. Commit it\n"), run.out());
  }

  @Test
  void ignoresAnOriginThatNoWatcherCanUse() throws IOException {
    Cli.write(parent.resolve(".git/config"), "[remote \"origin\"]\n\turl = git://x.example/y\n");
    Cli run = Cli.run("init", folder.toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("the repository and its key"), run.out());
  }

  @Test
  void namesInvalidOptions() {
    Cli component = Cli.run("init", folder.toString(), "--component", "bpg");
    assertEquals(2, component.code());
    assertTrue(
        component.err().contains("unknown component 'bpg'; available: pools, pool-ranges,"),
        component.err());
    Cli version = Cli.run("init", folder.toString(), "--cilium-version", "1.9");
    assertEquals(2, version.code());
    assertTrue(version.err().contains("\"1.16\" to \"1.21\""), version.err());
    assertEquals(2, Cli.run("init", folder.toString(), "--interface", "../x").code());
    assertEquals(2, Cli.run("init", folder.toString(), "--name", "My Home").code());
    Cli repository = Cli.run("init", folder.toString(), "--repository", "git://x.example/y");
    assertEquals(2, repository.code());
    assertTrue(
        repository.err().contains("spec.targets[0].url: invalid URL 'git://x."), repository.err());
    Cli value = Cli.run("init", "--dhcpv6=wan0", folder.toString());
    assertEquals(2, value.code());
    assertTrue(value.err().contains("'--dhcpv6' should be specified without"), value.err());
    assertEquals(2, Cli.run("init", "--no-prefix", "--dhcpv6", folder.toString()).code());
    assertEquals(2, Cli.run("init", "--no-prefix", "--into", parent.toString()).code());
    assertEquals(2, Cli.run("init").code());
    assertFalse(Files.exists(folder));
  }
}
