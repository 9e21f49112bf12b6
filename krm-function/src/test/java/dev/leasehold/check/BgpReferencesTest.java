package dev.leasehold.check;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BgpReferencesTest {
  private static final String ADVERTISEMENT =
      """
      apiVersion: cilium.io/v2
      kind: CiliumBGPAdvertisement
      metadata: {name: a, labels: {advertise: lb, tier: edge}}
      spec: {advertisements: [{advertisementType: PodCIDR}]}
      """;

  private static String cluster(String peerConfig) {
    return Checked.object(
        "cilium.io/v2",
        "CiliumBGPClusterConfig",
        "c",
        "bgpInstances: [{name: i, peers: [{name: p, peerAddress: 10.0.0.1, peerConfigRef: {name: "
            + peerConfig
            + "}}]}]");
  }

  private static String peer(String selector) {
    return Checked.object(
        "cilium.io/v2",
        "CiliumBGPPeerConfig",
        "router",
        "families: [{afi: ipv6, safi: unicast, advertisements: " + selector + "}]");
  }

  @Test
  void aPeerConfigurationThatIsNotThereIsReported() {
    Checked.ours(cluster("ruoter"))
        .with("b.yaml", peer("{}"))
        .reports(
            "WARNING spec.bgpInstances[0].peers[0].peerConfigRef.name: CiliumBGPPeerConfig 'ruoter'"
                + " not found in this package; the peer is not configured without it");
  }

  @Test
  void whatMayBeElsewhereIsNot() {
    Checked.ours(cluster("router")).with("b.yaml", peer("{}")).reportsNothing();
    Checked.ours(cluster("elsewhere")).reportsNothing();
    Checked.ours(cluster("'${NAME}'")).with("b.yaml", peer("{}")).reportsNothing();
    Checked.ours(peer("{matchLabels: {advertise: no}}")).reportsNothing();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{matchLabels: {advertise: lb}}",
        "{matchLabels: {advertise: '${WHAT}'}}",
        "{matchExpressions: [{key: tier, operator: In, values: [core, edge]}]}",
        "{matchExpressions: [{key: tier, operator: NotIn, values: [core]}]}",
        "{matchExpressions: [{key: tier, operator: Exists}]}",
        "{matchExpressions: [{key: none, operator: DoesNotExist}]}",
      })
  void aSelectorThatMatchesReportsNothing(String selector) {
    Checked.ours(ADVERTISEMENT).with("b.yaml", peer(selector)).reportsNothing();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{matchLabels: {advertise: bgp}}",
        "{matchLabels: {advertise: lb, tier: core}}",
        "{matchExpressions: [{key: tier, operator: In, values: [core]}]}",
        "{matchExpressions: [{key: tier, operator: NotIn, values: [edge]}]}",
        "{matchExpressions: [{key: none, operator: Exists}]}",
        "{matchExpressions: [{key: tier, operator: DoesNotExist}]}",
      })
  void aSelectorThatMatchesNoAdvertisementIsReported(String selector) {
    Checked.ours(ADVERTISEMENT)
        .with("b.yaml", peer(selector))
        .reports(
            "WARNING spec.families[0].advertisements: selects no CiliumBGPAdvertisement of this"
                + " package, so nothing is advertised; add the labels to an advertisement's"
                + " metadata.labels");
  }
}
