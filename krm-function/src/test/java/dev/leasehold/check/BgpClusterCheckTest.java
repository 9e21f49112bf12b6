package dev.leasehold.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BgpClusterCheckTest {
  private static Checked cluster(String spec) {
    return Checked.spec("cilium.io/v2", "CiliumBGPClusterConfig", spec);
  }

  private static Checked peer(String fields) {
    return cluster(
        "bgpInstances: [{name: i, localASN: 65001, peers: [{name: p, " + fields + "}]}]");
  }

  private static Checked override(String fields) {
    return Checked.spec(
        "cilium.io/v2", "CiliumBGPNodeConfigOverride", "bgpInstances: [{name: i, " + fields + "}]");
  }

  @Test
  void goodOnesReportNothing() {
    cluster(
            """
            nodeSelector: {}
            bgpInstances:
            - name: i
              localASN: 4294967295
              localPort: 179
              peers:
              - {name: a, peerASN: 0, peerAddress: 10.0.0.1, peerConfigRef: {name: x}}
              - {name: b, peerASN: 65000, peerAddress: 'fe80::1%eth0'}
              - {name: c, autoDiscovery: {mode: DefaultGateway, defaultGateway: {addressFamily: ipv6}}}
              - {name: d, peerAddress: '${GATEWAY}', peerASN: ${ASN}}
            """)
        .reportsNothing();
    override("routerID: 10.0.0.1, localASN: 65001, peers: [{name: p, localAddress: 'fd00::1'}]")
        .reportsNothing();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "peerAddress: 10.0.0.1/32       | peerAddress: '10.0.0.1/32' must be a bare address; write 10.0.0.1",
        "peerAddress: here              | peerAddress: 'here' is not an IP address: expected IPv6 groups or four octets from 0 to 255",
        "peerAddress: 10.0.0.1, peerASN: 4294967296 | peerASN: 4294967296 is not within 0 to 4294967295",
        "peerAddress: 10.0.0.1, peerASN: -1         | peerASN: -1 is not within 0 to 4294967295",
        "peerAddress: 10.0.0.1, peerASN: \"65000\"  | peerASN: must be a number; remove the quotes",
        "peerAddress: 10.0.0.1, peerConfigRef: {}   | peerConfigRef.name: is missing",
        "autoDiscovery: {mode: Any}     | autoDiscovery.mode: 'Any' is not one of DefaultGateway",
        "autoDiscovery: {mode: DefaultGateway, defaultGateway: {addressFamily: v6}} | autoDiscovery.defaultGateway.addressFamily: 'v6' is not one of ipv4, ipv6",
      })
  void aPeerIsReachedAtABareAddressAndHasAnAsn(String fields, String finding) {
    peer(fields).reports("ERROR spec.bgpInstances[0].peers[0]." + finding);
  }

  @Test
  void reportsAPeerWithoutAddress() {
    peer("peerASN: 65000")
        .reports(
            "WARNING spec.bgpInstances[0].peers[0]: has neither peerAddress nor autoDiscovery, so"
                + " no connection is made; add one of them");
  }

  @Test
  void instancesAreOneToSixteenWithUniqueNames() {
    cluster("{}").reports("ERROR spec.bgpInstances: is missing");
    cluster("bgpInstances: []").reports("ERROR spec.bgpInstances: needs at least one instance");
    cluster("bgpInstances: [{name: a}, {name: a}, {localASN: 0, name: b, localPort: 65536}, {}]")
        .reports(
            "ERROR spec.bgpInstances[1].name: duplicate name 'a': an earlier element of this list"
                + " has it; rename one",
            "ERROR spec.bgpInstances[3].name: is missing",
            "ERROR spec.bgpInstances[2].localASN: 0 is not within 1 to 4294967295",
            "ERROR spec.bgpInstances[2].localPort: 65536 is not within 1 to 65535");
    String many =
        IntStream.range(0, 17).mapToObj(i -> "{name: i" + i + "}").collect(Collectors.joining(","));
    cluster("bgpInstances: [" + many + "]")
        .reports("ERROR spec.bgpInstances: has 17 instances; at most 16 are allowed");
  }

  @Test
  void peersHaveUniqueNamesWithinTheirInstance() {
    String peers = "peers: [{name: p, peerAddress: 10.0.0.1}, {name: p, peerAddress: 10.0.0.2}]";
    cluster("bgpInstances: [{name: a, " + peers + "}]")
        .reports(
            "ERROR spec.bgpInstances[0].peers[1].name: duplicate name 'p': an earlier element of"
                + " this list has it; rename one");
  }

  @Test
  void anOverrideHasARouterIdOfFourOctetsAndBareAddresses() {
    override("routerID: 'fd00::1', localPort: 0, peers: [{name: p, localAddress: 10.0.0.1/24}]")
        .reports(
            "ERROR spec.bgpInstances[0].localPort: 0 is not within 1 to 65535",
            "ERROR spec.bgpInstances[0].routerID: must be written as an IPv4 address",
            "ERROR spec.bgpInstances[0].peers[0].localAddress: '10.0.0.1/24' must be a bare"
                + " address; write 10.0.0.1");
  }

  @Test
  void fieldsOfLaterVersionsAreReported() {
    Checked old =
        Checked.spec(
                "cilium.io/v2alpha1",
                "CiliumBGPNodeConfigOverride",
                "bgpInstances: [{name: i, localASN: 65001}]")
            .cilium(17);
    old.reports(
        "ERROR spec.bgpInstances[0].localASN: localASN needs Cilium 1.18 or later, and this is"
            + " 1.17; set ciliumVersion if the cluster runs another version");
  }

  @Test
  void anotherShapeIsAnOrdinaryFinding() {
    for (String spec :
        new String[] {
          "bgpInstances: x",
          "bgpInstances: [x]",
          "bgpInstances: [{name: {}}]",
          "bgpInstances: [{name: a, peers: x}]",
          "bgpInstances: [{name: a, peers: [{name: p, peerAddress: [], autoDiscovery: x}]}]"
        }) {
      assertEquals("ERROR", cluster(spec).findings().getFirst().severity().name(), spec);
    }
  }
}
