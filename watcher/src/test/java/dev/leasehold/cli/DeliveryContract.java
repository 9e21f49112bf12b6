package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.notify.ServerLab;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a deliverer does with a package, with the example in docs/delivery and no plugin. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
abstract class DeliveryContract {
  private static final String OLD = "2001:db8:1234::/56";
  private static final String NEW = "2001:db8:5678::/56";
  private static final String OLD_BLOCK = "2001:db8:1234::1000/120";
  private static final String NEW_BLOCK = "2001:db8:5678::1000/120";

  @TempDir protected Path folder;

  /** Starts the deliverer with the example of its page, for a repository. */
  abstract void start(ServerLab lab, Path repository) throws Exception;

  /** Makes it look at the repository now. */
  abstract void look(DeliveredCluster cluster) throws Exception;

  /** Whether it reports all as healthy at a commit. */
  abstract boolean isHealthyAt(DeliveredCluster cluster, String commit) throws Exception;

  /** Whether it reports that a commit cannot be delivered. */
  abstract boolean hasFailedAt(DeliveredCluster cluster, String commit) throws Exception;

  /** What it says about the package, for a failure of the test. */
  abstract String state(DeliveredCluster cluster) throws Exception;

  /** Called when only the pools and groups can be there. */
  void beforeThePoolIsHealthy(DeliveredCluster cluster) throws Exception {}

  @Test
  void deliversRepairsAndPrunes() throws Exception {
    DeliveredPackage home = new DeliveredPackage(folder);
    home.lease(OLD);
    String commit = home.push("Add the network");
    try (ServerLab lab = new ServerLab(folder.resolve("lab"))) {
      DeliveredCluster cluster = DeliveredCluster.start(lab);
      start(lab, home.repository());
      await(cluster, "the pool", () -> cluster.blocks().equals(List.of(OLD_BLOCK)));
      assertFalse(isHealthyAt(cluster, commit), "before Cilium's operator has read the pool");
      beforeThePoolIsHealthy(cluster);
      healthyAt(cluster, commit);
      String identity = cluster.identityOfThePool();
      assertEquals(1, cluster.names("ciliumbgpadvertisements").size());
      assertEquals(
          List.of(),
          lab.kubectl("api-resources", "-o", "name")
              .lines()
              .filter(name -> name.contains("leasehold"))
              .toList());

      home.lease(NEW, OLD);
      commit = home.push("Renumber");
      look(cluster);
      List<String> both = List.of(NEW_BLOCK, OLD_BLOCK);
      await(cluster, "both blocks", () -> cluster.blocks().equals(both));
      healthyAt(cluster, commit);

      cluster.somebodyEmptiesThePool();
      await(cluster, "the repair", () -> cluster.blocks().equals(both));
      healthyAt(cluster, commit);

      Path pool = home.manifest(DeliveredPackage.POOL + ".yaml");
      DeliveredPackage.replace(pool, "allowFirstLastIPs: \"No\"", "allowFirstLastIPs: \"Maybe\"");
      String bad = home.push("Break the pool");
      look(cluster);
      await(cluster, "the failure", () -> hasFailedAt(cluster, bad));
      assertEquals(both, cluster.blocks());
      assertEquals(1, cluster.names("ciliumbgpadvertisements").size());
      String _ = home.inWork("revert", "--no-edit", "HEAD");
      home.remove(home.manifestOf("CiliumBGPAdvertisement"));
      commit = home.push("Repair the pool, advertise nothing");
      look(cluster);
      await(cluster, "the pruning", () -> cluster.names("ciliumbgpadvertisements").isEmpty());

      home.remove(pool);
      home.push("Remove the pool by mistake");
      look(cluster);
      home.remove(home.manifestOf("CiliumBGPPeerConfig"));
      home.push("Remove the peer config");
      look(cluster);
      await(cluster, "the second pruning", () -> cluster.names("ciliumbgppeerconfigs").isEmpty());
      assertEquals(both, cluster.blocks());
      assertEquals(identity, cluster.identityOfThePool(), "it was never deleted");
      assertTrue(
          cluster.names("ciliumcidrgroups").contains("ciliumcidrgroup.cilium.io/own-prefix"));
    }
  }

  private void await(DeliveredCluster cluster, String what, DeliveredCluster.Condition condition)
      throws Exception {
    try {
      DeliveredCluster.await(what, condition);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + state(cluster), e);
    }
  }

  private void healthyAt(DeliveredCluster cluster, String commit) throws Exception {
    await(
        cluster,
        "healthy at " + commit,
        () -> {
          cluster.theOperatorReadsThePool();
          cluster.theOperatorReadsBgp();
          return isHealthyAt(cluster, commit);
        });
  }
}
