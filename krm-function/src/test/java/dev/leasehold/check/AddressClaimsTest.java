package dev.leasehold.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressClaimsTest {
  private static final String ASKS = "lbipam.cilium.io/ips: 10.0.0.1";

  private static String service(String name, String annotations) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: %s, namespace: %s, annotations: {%s}}\nspec: {type: LoadBalancer}\n"
        .formatted(name, "apps", annotations);
  }

  private static String gateway(String name) {
    return Checked.object(
        "gateway.networking.k8s.io/v1", "Gateway", name, "addresses: [{value: 10.0.0.1}]");
  }

  private static Checked two(String one, String other) {
    return Checked.ours(one).with("b.yaml", other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lbipam.cilium.io/ips: '10.0.0.7,10.0.0.1'",
        "io.cilium/lb-ipam-ips: '10.0.0.1'",
        "metallb.io/loadBalancerIPs: 10.0.0.1",
        "metallb.universe.tf/loadBalancerIPs: 10.0.0.1"
      })
  void twoServicesThatAskForOneAddressAreAnError(String annotation) {
    Checked checked = two(service("a", ASKS), service("b", annotation));
    assertEquals(1, checked.reported().size());
    String reported = checked.reported().getFirst();
    assertEquals(
        "asks for 10.0.0.1, which Service apps/a in a.yaml also asks for; only one of them gets it:"
            + " choose another, or give both the same ",
        reported.substring(reported.indexOf("asks"), reported.lastIndexOf(' ') + 1));
    assertEquals(true, checked.findings().getFirst().isError());
  }

  @Test
  void itIsAWarningWhereTheyMayBeOfTwoClusters() {
    new Checked()
        .with("x/a.yaml", service("a", ASKS))
        .with("y/b.yaml", service("b", ASKS))
        .with("y/c.yaml", service("c", ASKS))
        .reports(
            "WARNING metadata.annotations[lbipam.cilium.io/ips]: asks for 10.0.0.1, which Service"
                + " apps/a in x/a.yaml also asks for; only one of them gets it: choose another, or"
                + " give both the same lbipam.cilium.io/sharing-key, if both are in one cluster",
            "ERROR metadata.annotations[lbipam.cilium.io/ips]: asks for 10.0.0.1, which Service"
                + " apps/b in y/b.yaml also asks for; only one of them gets it: choose another, or"
                + " give both the same lbipam.cilium.io/sharing-key");
  }

  @Test
  void theFieldOfTheSpecAsksToo() {
    two(
            service("a", ASKS),
            service("b", "").replace("LoadBalancer}", "LoadBalancer, loadBalancerIP: 10.0.0.1}"))
        .reports(
            "ERROR spec.loadBalancerIP: asks for 10.0.0.1, which Service apps/a in a.yaml also asks"
                + " for; only one of them gets it: choose another, or give both the same"
                + " lbipam.cilium.io/sharing-key");
  }

  @Test
  void aGatewayAndAServiceAndTwoGateways() {
    String reported =
        "ERROR spec.addresses[0].value: asks for 10.0.0.1, which %s in a.yaml also asks for; only"
            + " one of them gets it: choose another";
    two(service("a", ASKS), gateway("b")).reports(reported.formatted("Service apps/a"));
    two(gateway("a"), gateway("b")).reports(reported.formatted("Gateway a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lbipam.cilium.io/sharing-key: k | lbipam.cilium.io/sharing-key: k | apps | 0",
        "lbipam.cilium.io/sharing-key: k | lbipam.cilium.io/sharing-key: l | apps | 1",
        "lbipam.cilium.io/sharing-key: k |                                 | apps | 1",
        "lbipam.cilium.io/sharing-key: k | lbipam.cilium.io/sharing-key: k | web  | 1",
        "'lbipam.cilium.io/sharing-key: k, lbipam.cilium.io/sharing-cross-namespace: web' |"
            + " 'lbipam.cilium.io/sharing-key: k, lbipam.cilium.io/sharing-cross-namespace: \"*\"'"
            + " | web | 0",
        "'lbipam.cilium.io/sharing-key: k, lbipam.cilium.io/sharing-cross-namespace: web' |"
            + " lbipam.cilium.io/sharing-key: k | web | 1",
        "metallb.io/allow-shared-ip: k | metallb.universe.tf/allow-shared-ip: k | apps | 0",
      })
  void servicesMayShareWhenBothSaySo(String one, String other, String namespace, int findings) {
    String second = service("b", ASKS + (other == null ? "" : ", " + other));
    Checked checked =
        two(
            service("a", ASKS + ", " + one),
            second.replace("namespace: apps", "namespace: " + namespace));
    assertEquals(findings, checked.reported().size());
  }

  @Test
  void aNameThatPointsThereIsNoClaim() {
    two(service("a", ASKS), service("b", "external-dns.alpha.kubernetes.io/target: 10.0.0.1"))
        .with(
            "c.yaml",
            Checked.object(
                "externaldns.k8s.io/v1alpha1",
                "DNSEndpoint",
                "loadBalancerIP",
                "endpoints: [{dnsName: a.example, targets: [10.0.0.1]}]"))
        .reportsNothing();
  }

  @Test
  void aServiceOfAnotherTypeAndAVariableClaimNothing() {
    two(service("a", ASKS), service("b", ASKS).replace("LoadBalancer", "ClusterIP"))
        .reportsNothing();
    two(
            service("a", "lbipam.cilium.io/ips: '${IP}'"),
            service("b", "lbipam.cilium.io/ips: '${IP}'"))
        .reportsNothing();
  }

  @Test
  void neitherOfOursIsAWarning() {
    Checked checked = two(service("a", ASKS), service("b", ASKS)).somebodyElses();
    assertEquals(1, checked.reported().size());
    assertEquals(false, checked.findings().getFirst().isError());
  }

  @Test
  void aValueThatIsNoAddressIsNotRequested() {
    Checked.ours(service("a", "lbipam.cilium.io/ips: '10.0.0.1, web'"))
        .reports(
            "WARNING metadata.annotations[lbipam.cilium.io/ips]: 'web' is not an address and is"
                + " ignored");
    Checked.ours(service("a", "lbipam.cilium.io/ips: [10.0.0.1]"))
        .reports(
            "ERROR metadata.annotations[lbipam.cilium.io/ips]: must be one text with"
                + " comma-separated addresses");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "blocks: [{cidr: 10.0.0.0/24}]                  | 0",
        "blocks: [{cidr: 10.0.1.0/24}]                  | 1",
        "blocks: [{cidr: 10.0.1.0/24}, {cidr: '${A}'}]  | 0",
        "blocks: [{cidr: '2001:db8::1000/120'}]         | 0",
        "blocks: []                                     | 0",
      })
  void anAddressOutsideEveryPoolOfItsFamilyIsReported(String pool, int findings) {
    Checked checked =
        two(
            service("a", ASKS),
            Checked.object("cilium.io/v2", "CiliumLoadBalancerIPPool", "p", pool));
    assertEquals(findings, checked.reported().size());
    if (findings == 1) {
      checked.reports(
          "WARNING metadata.annotations[lbipam.cilium.io/ips]: 10.0.0.1 is in no enabled pool of"
              + " this package, so it is not assigned; add it to a pool first");
    }
  }
}
