package dev.leasehold.check;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BgpPeerCheckTest {
  private static Checked peer(String spec) {
    return Checked.spec("cilium.io/v2", "CiliumBGPPeerConfig", spec);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "timers: {holdTimeSeconds: 9, keepAliveTimeSeconds: 3, connectRetryTimeSeconds: 5}",
        "timers: {holdTimeSeconds: 30}",
        "timers: {holdTimeSeconds: ${HOLD}, keepAliveTimeSeconds: 200}",
        "gracefulRestart: {enabled: true, restartTimeSeconds: 4095}\nebgpMultihop: 255",
        "families: [{afi: ipv4, safi: unicast, advertisements: {matchLabels: {a: b}}}]",
        "transport: {peerPort: 179, sourceInterface: lo}",
      })
  void aGoodOneReportsNothing(String spec) {
    peer(spec).reportsNothing();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timers: {holdTimeSeconds: 9, keepAliveTimeSeconds: 10} | timers.keepAliveTimeSeconds:"
            + " keepAliveTimeSeconds, 10, is longer than holdTimeSeconds, 9; use about a third of"
            + " it",
        "timers: {holdTimeSeconds: 20} | timers.holdTimeSeconds: keepAliveTimeSeconds, 30 by"
            + " default, is longer than holdTimeSeconds, 20; use about a third of it",
        "timers: {keepAliveTimeSeconds: 91} | timers.keepAliveTimeSeconds: keepAliveTimeSeconds,"
            + " 91, is longer than holdTimeSeconds, 90 by default; use about a third of it",
        "timers: {holdTimeSeconds: 2} | timers.holdTimeSeconds: 2 is not within 3 to 65535",
        "timers: {connectRetryTimeSeconds: 0} | timers.connectRetryTimeSeconds: 0 is not within 1 to 2147483647",
        "timers: 9s | timers: must be a mapping of fields",
        "ebgpMultihop: 256 | ebgpMultihop: 256 is not within 1 to 255",
        "ebgpMultihop: many | ebgpMultihop: 'many' is not a whole number",
        "gracefulRestart: {} | gracefulRestart.enabled: is missing",
        "gracefulRestart: {enabled: maybe} | gracefulRestart.enabled: must be true or false",
        "gracefulRestart: {enabled: true, restartTimeSeconds: 4096} | gracefulRestart.restartTimeSeconds: 4096 is not within 1 to 4095",
        "families: [{afi: ipv4}] | families[0].safi: is missing",
        "families: [{afi: v4, safi: unicast}] | families[0].afi: 'v4' is not one of ipv4, ipv6, l2vpn, ls, opaque",
        "transport: {peerPort: 0} | transport.peerPort: 0 is not within 1 to 65535",
        "transport: {localPort: 179} | transport.localPort: was removed in cilium.io/v2; set"
            + " localPort in the CiliumBGPClusterConfig",
      })
  void whatTheApiServerOrThePeerWouldRefuseIsAnError(String spec, String finding) {
    peer(spec).reports("ERROR spec." + finding);
  }

  @Test
  void aSourceInterfaceIsKnownFrom119On() {
    peer("transport: {sourceInterface: lo}")
        .cilium(18)
        .reports(
            "ERROR spec.transport.sourceInterface: sourceInterface needs Cilium 1.19 or later, and"
                + " this is 1.18; set ciliumVersion if the cluster runs another version");
  }
}
