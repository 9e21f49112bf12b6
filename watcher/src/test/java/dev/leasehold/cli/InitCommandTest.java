package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.render.Components;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold init DIR}. */
final class InitCommandTest {
  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void name() {
    folder = parent.resolve("network");
  }

  @Test
  void laysOutTheExamplePackageAsItIs() {
    Cli run = Cli.run("init", folder.toString());
    assertEquals(0, run.code(), run.err());
    assertEquals(Cli.tree(Path.of("../kpt-package")), Cli.tree(folder));
    assertEquals(3, run.out().lines().count());
    assertTrue(run.out().contains(folder + "/setters.yaml"), run.out());
  }

  @Test
  void whatItLaysOutRendersToItself() {
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
      assertFalse(rendered.err().contains("is used nowhere"), rendered.err());
      assertEquals(tree, Cli.tree(folder));
    }
  }

  @Test
  void theNextCommandThatItPrintsWorks() {
    Cli run = Cli.run("init", folder.toString());
    String plan = run.out().lines().filter(line -> line.startsWith("2.")).findFirst().orElseThrow();
    String[] words = plan.substring(plan.indexOf("leasehold ") + 10).split(" ");
    Cli planned = Cli.run(words);
    assertEquals(0, planned.code(), planned.err());
    assertTrue(planned.out().contains("+++ b/leases/home-ipv6.yaml"), planned.out());
  }

  @Test
  void eachPoolHoldsOneFamilyAndTheHostOfTheExampleIsOutsideOfThem() throws IOException {
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
      assertTrue(ipv6 ^ text.contains("cidr: 10."), text);
      assertEquals(
          ipv6 && file.endsWith("load-balancers-v6.yaml"),
          text.contains("NotIn\n      v") && text.contains("- web"),
          text);
    });
    assertTrue(rendered.err().contains("any other Service named web gets no address"));
    assertEquals(1, rendered.err().lines().filter(l -> l.startsWith("warning")).count());
  }

  @Test
  void theInterfaceStandsInTheSettersAndInTheIntent() {
    Cli.run("init", folder.toString(), "--interface", "ppp0");
    Map<String, String> expected = new TreeMap<>(Cli.tree(Path.of("../kpt-package")));
    expected.replaceAll((file, text) -> text.replace("enp1s0", "ppp0"));
    assertEquals(expected, Cli.tree(folder));
  }

  @Test
  void aDelegationIsAskedForOnTheSameInterface() {
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
  void aComponentBringsItsSettersAndIsListed() {
    Cli.run("init", folder.toString(), "--component", "l2", "--component", "bgp");
    Map<String, String> tree = Cli.tree(folder);
    String policy = "manifests/ciliuml2announcementpolicy-load-balancers.yaml";
    assertTrue(tree.containsKey(policy), tree.keySet().toString());
    assertTrue(
        tree.getOrDefault("manifests/kustomization.yaml", "")
            .endsWith("  - ciliuml2announcementpolicy-load-balancers.yaml\n"));
    assertTrue(
        tree.getOrDefault("setters.yaml", "")
            .endsWith(
                """
                  l2-interface-1: vmnet0 # kpt-set: ${l2-interface-1}
                  l2-interface-2: lan0 # kpt-set: ${l2-interface-2}
                """),
        tree.get("setters.yaml"));
    assertTrue(
        tree.getOrDefault("render-config.yaml", "")
            .endsWith("spec:\n  components:\n    - l2\n    - bgp\n"));
  }

  @Test
  void anOlderCiliumGetsTheVersionsThatItServes() {
    Cli.run("init", folder.toString(), "--cilium-version", "v1.17.3", "--component", "pools");
    Cli.tree(folder).forEach((file, text) -> assertFalse(text.contains("cilium.io/v2\n"), file));
    assertTrue(
        Cli.tree(folder)
            .getOrDefault("render-config.yaml", "")
            .contains("\n  ciliumVersion: \"1.17\"\n"));
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Cli.write(folder.resolve("intent/bindings.yaml"), "mine\n");
    Cli run = Cli.run("init", folder.toString());
    assertEquals(1, run.code());
    assertEquals(
        "leasehold: "
            + folder
            + "/intent/bindings.yaml is there already; give a folder that is new or empty\n",
        run.err());
    assertEquals(Map.of("intent/bindings.yaml", "mine\n"), Cli.tree(folder));

    Files.delete(folder.resolve("intent/bindings.yaml"));
    Files.createSymbolicLink(folder.resolve("Kptfile"), parent.resolve("elsewhere"));
    assertEquals(1, Cli.run("init", folder.toString()).code());
    assertFalse(Files.exists(parent.resolve("elsewhere")));
  }

  @Test
  void whatItCannotUseIsNamed() {
    Cli component = Cli.run("init", folder.toString(), "--component", "bpg");
    assertEquals(2, component.code());
    assertTrue(
        component.err().contains("'bpg' is not a component; there are pools, bgp,"),
        component.err());
    Cli version = Cli.run("init", folder.toString(), "--cilium-version", "1.9");
    assertEquals(2, version.code());
    assertTrue(version.err().contains("\"1.16\" to \"1.21\""), version.err());
    assertEquals(2, Cli.run("init", folder.toString(), "--interface", "../x").code());
    assertEquals(2, Cli.run("init").code());
    assertFalse(Files.exists(folder));
  }
}
