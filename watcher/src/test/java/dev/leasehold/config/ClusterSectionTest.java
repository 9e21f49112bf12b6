package dev.leasehold.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.FieldException;
import dev.leasehold.kube.Cluster;
import dev.leasehold.kube.ClusterSettings;
import dev.leasehold.kube.ClusterSettings.L2;
import dev.leasehold.kube.ClusterSettings.Repair;
import dev.leasehold.kube.ClusterSettings.RuleSource;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClusterSectionTest {
  private static final String NO_TARGET = "[]";
  private static final String TARGET =
      "[{name: home, url: /srv/home.git, branch: main, path: network}]";

  private static WatcherConfig read(String targets, String cluster) {
    return WatcherConfig.read(
        Path.of("/etc/leasehold/watcher.yaml"),
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: WatcherConfig
        metadata: {name: home}
        spec:
          stateDir: state
          targets: %s
          cluster: %s
        """
            .formatted(targets, cluster));
  }

  private static ClusterSettings settings(String cluster) {
    return read(TARGET, cluster).cluster().orElseThrow();
  }

  private static String refusal(String targets, String cluster) {
    return String.valueOf(
        assertThrows(FieldException.class, () -> read(targets, cluster)).getMessage());
  }

  @Test
  void nothingIsOnByItself() {
    ClusterSettings none = settings("{}");
    assertEquals(
        new ClusterSettings(
            new Cluster(Optional.empty()),
            Optional.empty(),
            false,
            false,
            false,
            false,
            Set.of(),
            Optional.empty()),
        none);
    assertEquals(none, settings("{leaderElection: {namespace: x}, ipRules: {sources: [PodIPs]}}"));
    assertFalse(none.doesSomething());
  }

  @Test
  void readsEachField() {
    ClusterSettings all =
        settings(
            "{kubeconfig: k, leaderElection: {enabled: true}, mirror: true, events: true, delivery: true, hostParts: true,"
                + " ipRules: {enabled: true}, l2: {probe: true, repair: DryRun}}");
    assertEquals(Optional.of(Path.of("/etc/leasehold/k")), all.access().kubeconfig());
    assertEquals(Optional.of("leasehold-system"), all.leaderElection());
    assertTrue(all.mirror() && all.events() && all.delivery() && all.hostParts());
    assertEquals(Set.of(RuleSource.CLUSTER_IP), all.ruleSources());
    assertEquals(Optional.of(new L2(Repair.DRY_RUN, "kube-system")), all.l2());
    assertEquals(
        Optional.of(new L2(Repair.OFF, "cilium")),
        settings("{l2: {probe: true, namespace: cilium}}").l2());
    assertEquals(
        Set.of(RuleSource.ENDPOINTS, RuleSource.POD_IPS),
        settings("{ipRules: {enabled: true, sources: [Endpoints, PodIPs]}}").ruleSources());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{l2: {repair: On}} | 'On' needs the probe: add probe: true",
        "{l2: {probe: true, namespace: '-'}} | '-' is not the name of a namespace",
        "{l2: {repair: on}} | 'on' is not one of Off, DryRun, On",
        "{ipRules: {enabled: true, sources: [ClusterIp]}} | 'ClusterIp' is not one of ClusterIP,",
        "{ipRules: {enabled: true, sources: []}} | is empty; leave it out for ClusterIP",
        "{leaderElection: {namespace: Kube_System}} | 'Kube_System' is not the name of a namespace",
        "{mirrors: true} | mirror",
      })
  void refusesWhatItDoesNotKnow(String cluster, String words) {
    String refusal = refusal(TARGET, cluster);
    assertTrue(refusal.contains(words) && refusal.contains("spec.cluster"), refusal);
  }

  @Test
  void needsATargetUnlessItHasWorkInTheCluster() {
    String refusal = refusal(NO_TARGET, "{mirror: true}");
    assertTrue(refusal.contains("spec.targets"), refusal);
    assertTrue(refusal.contains("or enable ipRules or l2 in spec.cluster"), refusal);
    assertEquals(0, read(NO_TARGET, "{ipRules: {enabled: true}}").targets().size());
    assertEquals(0, read(NO_TARGET, "{l2: {probe: true}}").targets().size());
  }

  @Test
  void saysThatASectionHasNoEffect() {
    assertEquals(1, read(TARGET, "{}").warnings().size());
    assertEquals(0, read(TARGET, "{events: true}").warnings().size());
  }
}
