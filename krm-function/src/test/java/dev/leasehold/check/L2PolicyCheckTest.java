package dev.leasehold.check;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class L2PolicyCheckTest {
  private static Checked policy(String spec) {
    return Checked.spec("cilium.io/v2alpha1", "CiliumL2AnnouncementPolicy", spec);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loadBalancerIPs: true",
        "externalIPs: true",
        "loadBalancerIPs: yes",
        "loadBalancerIPs: ${L2}",
        "loadBalancerIPs: true\ninterfaces: ['^bond0\\.20$', '^eth[0-9]+', '.*', '^(?:a|b)$']",
        "loadBalancerIPs: true\ninterfaces: ['${LAN}']",
      })
  void aGoodOneReportsNothing(String spec) {
    policy(spec).reportsNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "loadBalancerIPs: false", "nodeSelector: {}"})
  void oneThatAnnouncesNothingIsReported(String spec) {
    policy(spec)
        .reports(
            "WARNING spec: announces nothing: set loadBalancerIPs: true or externalIPs: true (both"
                + " default to false)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bond0.20    | ^bond0\\.20$",
        "^bond0.20$  | ^bond0\\.20$",
        "eth0        | ^eth0$",
        "^eth0       | ^eth0$",
        "eth0$       | ^eth0$",
      })
  void anInterfaceWithoutAnchorsMatchesOthersToo(String regex, String fix) {
    policy("loadBalancerIPs: true\ninterfaces: ['" + regex + "']")
        .reports(
            "WARNING spec.interfaces[0]: is a regular expression that matches more than that"
                + " interface; write '"
                + fix
                + "'");
  }

  @Test
  void aRegularExpressionIsAnchoredAsAWhole() {
    policy("loadBalancerIPs: true\ninterfaces: ['eth[0-9]+|bond0']")
        .reports(
            "WARNING spec.interfaces[0]: is a regular expression that matches anywhere in a name;"
                + " write '^(?:eth[0-9]+|bond0)$'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth[0-9", "eth(", "*eth", "eth(?=0)"})
  void patternsThatGoRefusesAreReported(String regex) {
    policy("loadBalancerIPs: true\ninterfaces: ['" + regex + "']")
        .reports(
            "WARNING spec.interfaces[0]: '"
                + regex
                + "' does not look like a Go regular expression");
  }

  @Test
  void ipv6IsAnnouncedFrom119On() {
    String pool =
        Checked.object(
            "cilium.io/v2",
            "CiliumLoadBalancerIPPool",
            "p",
            "blocks: [{cidr: 2001:db8::1000/120}]");
    policy("loadBalancerIPs: true").with("b.yaml", pool).cilium(19).reportsNothing();
    policy("loadBalancerIPs: true")
        .with("b.yaml", pool)
        .cilium(18)
        .reports(
            "WARNING : IPv6 announcements need Cilium 1.19 or later, and this is 1.18; announce the"
                + " IPv6 pools of this package by BGP, or update Cilium");
  }

  @Test
  void anotherShapeIsAnOrdinaryFinding() {
    policy("loadBalancerIPs: true\ninterfaces: eth0")
        .reports("ERROR spec.interfaces: must be a list");
    policy("loadBalancerIPs: true\ninterfaces: [{a: b}]")
        .reports("ERROR spec.interfaces[0]: must be a single value");
    policy("externalIPs: true\nloadBalancerIPs: \"true\"")
        .reports("ERROR spec.loadBalancerIPs: must be true or false; remove the quotes");
  }
}
