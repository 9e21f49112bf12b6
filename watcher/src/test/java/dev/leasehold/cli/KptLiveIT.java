package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.notify.ServerLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kpt live applies the package, as docs/delivery/kpt-live.md says. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class KptLiveIT {
  private static final String OLD = "2001:db8:1234::/56";
  private static final String NEW = "2001:db8:5678::/56";
  private static final String OLD_BLOCK = "2001:db8:1234::1000/120";
  private static final String NEW_BLOCK = "2001:db8:5678::1000/120";
  private static final String KEEP = "    client.lifecycle.config.k8s.io/deletion: detach\n";

  @TempDir private Path folder;

  private static String kpt(ServerLab lab, DeliveredPackage home, String verb, String... options)
      throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of(
                "env",
                "KUBECONFIG=" + lab.setting("KUBECONFIG"),
                "kpt",
                "live",
                verb,
                home.folder().toString()));
    line.addAll(Arrays.asList(options));
    return Namespace.run(line, "");
  }

  private static String apply(ServerLab lab, DeliveredPackage home) throws Exception {
    return kpt(lab, home, "apply", "--server-side", "--reconcile-timeout=1m");
  }

  @Test
  void appliesRenumbersPrunesAndDestroys() throws Exception {
    assumeTrue(hasKpt(), "kpt is not installed");
    DeliveredPackage home = new DeliveredPackage(folder);
    home.lease(OLD);
    keep(home.manifestOf("CiliumLoadBalancerIPPool"));
    try (ServerLab lab = new ServerLab(folder.resolve("lab"))) {
      DeliveredCluster cluster = DeliveredCluster.start(lab);
      String _ =
          Namespace.run(
              List.of(
                  "env",
                  "KUBECONFIG=" + lab.setting("KUBECONFIG"),
                  "kpt",
                  "live",
                  "install-resource-group"),
              "");
      String _ = kpt(lab, home, "init", "--namespace", "default", "--name", "network");
      String said = apply(lab, home);
      assertEquals(List.of(OLD_BLOCK), cluster.blocks(), said);
      assertFalse(said.contains("leasehold.dev"), said);
      String identity = cluster.identityOfThePool();
      List<String> versions = versions(cluster);
      assertEquals(5, versions.size(), versions::toString);

      said = apply(lab, home);
      assertEquals(versions, versions(cluster), said);

      home.lease(NEW, OLD);
      said = apply(lab, home);
      assertEquals(List.of(NEW_BLOCK, OLD_BLOCK), cluster.blocks(), said);
      home.lease(NEW);
      said = apply(lab, home);
      assertEquals(List.of(NEW_BLOCK), cluster.blocks(), said);
      assertEquals(identity, cluster.identityOfThePool());
      String status = kpt(lab, home, "status");
      assertEquals(5, status.lines().filter(line -> line.contains("is Current")).count(), status);

      home.remove(home.manifestOf("CiliumBGPAdvertisement"));
      said = apply(lab, home);
      assertEquals(List.of(), cluster.names("ciliumbgpadvertisements"), said);

      said = kpt(lab, home, "destroy");
      assertEquals(List.of(), cluster.names("ciliumbgpclusterconfigs"), said);
      assertEquals(List.of(), cluster.names("ciliumbgppeerconfigs"), said);
      assertEquals(List.of(NEW_BLOCK), cluster.blocks(), said);
      assertEquals(identity, cluster.identityOfThePool(), "it was never deleted");
    }
  }

  /** Writes the annotation that the page recommends. */
  private static void keep(Path manifest) throws Exception {
    String text = Files.readString(manifest);
    assertTrue(text.contains("  annotations:\n"), text);
    Files.writeString(manifest, text.replace("  annotations:\n", "  annotations:\n" + KEEP));
  }

  private static List<String> versions(DeliveredCluster cluster) throws Exception {
    return cluster
        .lab()
        .kubectl(
            "get",
            "ciliumloadbalancerippools,ciliumcidrgroups,ciliumbgpclusterconfigs,"
                + "ciliumbgppeerconfigs,ciliumbgpadvertisements",
            "-o",
            "jsonpath={range .items[*]}{.kind} {.metadata.resourceVersion}{\"\\n\"}{end}")
        .lines()
        .toList();
  }

  private static boolean hasKpt() throws InterruptedException {
    try {
      return !Namespace.run(List.of("kpt", "version"), "").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }
}
