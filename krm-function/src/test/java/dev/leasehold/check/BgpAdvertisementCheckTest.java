package dev.leasehold.check;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BgpAdvertisementCheckTest {
  private static Checked advertisement(String fields) {
    return Checked.spec(
        "cilium.io/v2", "CiliumBGPAdvertisement", "advertisements: [{" + fields + "}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "advertisementType: PodCIDR",
        "advertisementType: CiliumPodIPPool, selector: {matchLabels: {a: b}}",
        "advertisementType: Service, service: {addresses: [LoadBalancerIP]}, selector: {}",
        "advertisementType: Service, selector: {}, service: {addresses: [ClusterIP],"
            + " aggregationLengthIPv4: 31, aggregationLengthIPv6: 127}",
        "advertisementType: Interface, interface: {name: lo}",
        "advertisementType: '${TYPE}'",
      })
  void aGoodOneReportsNothing(String fields) {
    advertisement(fields).reportsNothing();
  }

  @Test
  void anAbsentSelectorSelectsNothing() {
    advertisement("advertisementType: Service, service: {addresses: [LoadBalancerIP]}")
        .reports(
            "WARNING spec.advertisements[0]: has no selector, so it selects no Service; write"
                + " 'selector: {}' to select all");
    advertisement("advertisementType: CiliumPodIPPool")
        .reports(
            "WARNING spec.advertisements[0]: has no selector, so it selects no pool; write"
                + " 'selector: {}' to select all");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "service: {addresses: [ClusterIP]} | .advertisementType: is missing",
        "advertisementType: Pod | .advertisementType: 'Pod' is not one of PodCIDR, CiliumPodIPPool, Service, Interface",
        "advertisementType: Service, selector: {} | .service: is missing",
        "advertisementType: Service, selector: {}, service: {addresses: []} | .service.addresses:"
            + " needs at least one of LoadBalancerIP, ClusterIP, ExternalIP",
        "advertisementType: Service, selector: {}, service: {addresses: [IP]} |"
            + " .service.addresses[0]: 'IP' is not one of LoadBalancerIP, ClusterIP, ExternalIP",
        "advertisementType: Service, selector: {}, service: {addresses: [ClusterIP],"
            + " aggregationLengthIPv4: 32} | .service.aggregationLengthIPv4: 32 is not within 0 to"
            + " 31",
        "advertisementType: PodCIDR, service: {addresses: [ClusterIP]} | .service: is for type"
            + " Service only, not PodCIDR",
        "advertisementType: PodCIDR, selector: {} | .selector: is not allowed for type PodCIDR;"
            + " remove it",
        "advertisementType: Interface | .interface: is missing",
        "advertisementType: Interface, interface: {} | .interface.name: is missing",
        "advertisementType: PodCIDR, interface: {name: lo} | .interface: is for type Interface only, not PodCIDR",
      })
  void whatTheApiServerWouldRefuseIsAnError(String fields, String finding) {
    advertisement(fields).reports("ERROR spec.advertisements[0]" + finding);
  }

  @Test
  void fieldsOfLaterVersionsAreReported() {
    String ask = "; set ciliumVersion if the cluster runs another version";
    advertisement("advertisementType: Interface, interface: {name: lo}")
        .cilium(18)
        .reports(
            "ERROR spec.advertisements[0].advertisementType: advertisementType 'Interface' needs"
                + " Cilium 1.19 or later, and this is 1.18"
                + ask);
    Checked.spec(
            "cilium.io/v2alpha1",
            "CiliumBGPAdvertisement",
            "advertisements: [{advertisementType: Service, selector: {}, service: {addresses:"
                + " [ClusterIP], aggregationLengthIPv4: 24}}]")
        .cilium(17)
        .reports(
            "ERROR spec.advertisements[0].service.aggregationLengthIPv4: aggregationLengthIPv4"
                + " needs Cilium 1.18 or later, and this is 1.17"
                + ask);
  }

  @Test
  void anotherShapeIsAnOrdinaryFinding() {
    Checked.spec("cilium.io/v2", "CiliumBGPAdvertisement", "advertisements: {a: b}")
        .reports("ERROR spec.advertisements: must be a list");
    Checked.spec("cilium.io/v2", "CiliumBGPAdvertisement", "advertisements: [a]")
        .reports("ERROR spec.advertisements[0]: must be a mapping of fields");
  }
}
