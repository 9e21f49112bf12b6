package dev.leasehold.crd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Facts about the kinds that Leasehold writes, from their CRDs. The tables are generated from
 * {@code testdata/crds}: {@code CrdFactsTest} compares them, and writes them with {@code
 * UPDATE_GOLDEN=1}.
 */
public final class CrdFacts {
  /** {@code KIND PATH: FIELD ...}, of all versions that are known. */
  private static final String FIELDS =
      """
      CiliumBGPAdvertisement spec: advertisements
      CiliumBGPAdvertisement spec.advertisements[]: advertisementType attributes interface selector service
      CiliumBGPAdvertisement spec.advertisements[].attributes: communities localPreference
      CiliumBGPAdvertisement spec.advertisements[].attributes.communities: large standard wellKnown
      CiliumBGPAdvertisement spec.advertisements[].interface: name
      CiliumBGPAdvertisement spec.advertisements[].selector: matchExpressions matchLabels
      CiliumBGPAdvertisement spec.advertisements[].selector.matchExpressions[]: key operator values
      CiliumBGPAdvertisement spec.advertisements[].service: addresses aggregationLengthIPv4 aggregationLengthIPv6
      CiliumBGPClusterConfig spec: bgpInstances nodeSelector
      CiliumBGPClusterConfig spec.bgpInstances[]: localASN localPort name peers
      CiliumBGPClusterConfig spec.bgpInstances[].peers[]: autoDiscovery name peerASN peerAddress peerConfigRef
      CiliumBGPClusterConfig spec.bgpInstances[].peers[].autoDiscovery: defaultGateway mode
      CiliumBGPClusterConfig spec.bgpInstances[].peers[].autoDiscovery.defaultGateway: addressFamily
      CiliumBGPClusterConfig spec.bgpInstances[].peers[].peerConfigRef: group kind name
      CiliumBGPClusterConfig spec.nodeSelector: matchExpressions matchLabels
      CiliumBGPClusterConfig spec.nodeSelector.matchExpressions[]: key operator values
      CiliumBGPNodeConfigOverride spec: bgpInstances
      CiliumBGPNodeConfigOverride spec.bgpInstances[]: localASN localPort name peers routerID
      CiliumBGPNodeConfigOverride spec.bgpInstances[].peers[]: localAddress localPort name
      CiliumBGPPeerConfig spec: authSecretRef ebgpMultihop families gracefulRestart timers transport
      CiliumBGPPeerConfig spec.families[]: advertisements afi safi
      CiliumBGPPeerConfig spec.families[].advertisements: matchExpressions matchLabels
      CiliumBGPPeerConfig spec.families[].advertisements.matchExpressions[]: key operator values
      CiliumBGPPeerConfig spec.gracefulRestart: enabled restartTimeSeconds
      CiliumBGPPeerConfig spec.timers: connectRetryTimeSeconds holdTimeSeconds keepAliveTimeSeconds
      CiliumBGPPeerConfig spec.transport: localPort peerPort sourceInterface
      CiliumCIDRGroup spec: externalCIDRs
      CiliumL2AnnouncementPolicy spec: externalIPs interfaces loadBalancerIPs nodeSelector serviceSelector
      CiliumL2AnnouncementPolicy spec.nodeSelector: matchExpressions matchLabels
      CiliumL2AnnouncementPolicy spec.nodeSelector.matchExpressions[]: key operator values
      CiliumL2AnnouncementPolicy spec.serviceSelector: matchExpressions matchLabels
      CiliumL2AnnouncementPolicy spec.serviceSelector.matchExpressions[]: key operator values
      CiliumLoadBalancerIPPool spec: allowFirstLastIPs blocks disabled serviceSelector
      CiliumLoadBalancerIPPool spec.blocks[]: cidr start stop
      CiliumLoadBalancerIPPool spec.serviceSelector: matchExpressions matchLabels
      CiliumLoadBalancerIPPool spec.serviceSelector.matchExpressions[]: key operator values
      GlobalNetworkSet spec: nets
      IPAddressPool spec: addresses autoAssign avoidBuggyIPs serviceAllocation
      IPAddressPool spec.serviceAllocation: namespaceSelectors namespaces priority serviceSelectors
      IPAddressPool spec.serviceAllocation.namespaceSelectors[]: matchExpressions matchLabels
      IPAddressPool spec.serviceAllocation.namespaceSelectors[].matchExpressions[]: key operator values
      IPAddressPool spec.serviceAllocation.serviceSelectors[]: matchExpressions matchLabels
      IPAddressPool spec.serviceAllocation.serviceSelectors[].matchExpressions[]: key operator values
      IPPool spec: allowedUses assignmentMode blockSize cidr disableBGPExport disabled ipipMode namespaceSelector natOutgoing nodeSelector vxlanMode
      IPRule spec: cidr priority table
      """;

  /** {@code KIND VERSION FIRST LAST}: the minor releases of Cilium 1 that serve it. */
  private static final String SERVED =
      """
      CiliumBGPAdvertisement v2 18 21
      CiliumBGPAdvertisement v2alpha1 16 21
      CiliumBGPClusterConfig v2 18 21
      CiliumBGPClusterConfig v2alpha1 16 21
      CiliumBGPNodeConfig v2 18 21
      CiliumBGPNodeConfig v2alpha1 16 21
      CiliumBGPNodeConfigOverride v2 18 21
      CiliumBGPNodeConfigOverride v2alpha1 16 21
      CiliumBGPPeerConfig v2 18 21
      CiliumBGPPeerConfig v2alpha1 16 21
      CiliumBGPPeeringPolicy v2alpha1 16 18
      CiliumCIDRGroup v2 18 21
      CiliumCIDRGroup v2alpha1 16 21
      CiliumL2AnnouncementPolicy v2alpha1 16 21
      CiliumLoadBalancerIPPool v2 18 21
      CiliumLoadBalancerIPPool v2alpha1 16 21
      """;

  private static final Map<String, List<String>> FIELDS_AT = fields();
  private static final List<Served> ALL_SERVED = served();

  private CrdFacts() {}

  /** A version of a kind of {@code cilium.io}, from one release to another, both included. */
  private record Served(String kind, String version, int first, int last) {}

  private static Map<String, List<String>> fields() {
    Map<String, List<String>> fields = new HashMap<>();
    for (String line : FIELDS.split("\n", -1)) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        fields.put(line.substring(0, colon), List.of(line.substring(colon + 2).split(" ", -1)));
      }
    }
    return fields;
  }

  private static List<Served> served() {
    List<Served> served = new ArrayList<>();
    for (String line : SERVED.split("\n", -1)) {
      String[] words = line.split(" ", -1);
      if (words.length == 4) {
        served.add(
            new Served(words[0], words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3])));
      }
    }
    return served;
  }

  /**
   * The fields of a kind in one of its mappings, of any version.
   *
   * @param path as {@code spec.blocks[]}
   * @return none where the kind is not known, or has no fields of fixed names there
   */
  public static List<String> fields(String kind, String path) {
    return FIELDS_AT.getOrDefault(kind + " " + path, List.of());
  }

  /** Whether that release of Cilium serves the kind in that version, as {@code v2alpha1}. */
  public static boolean isServed(int minor, String kind, String version) {
    for (Served served : ALL_SERVED) {
      if (served.kind.equals(kind)
          && served.version.equals(version)
          && served.first <= minor
          && minor <= served.last) {
        return true;
      }
    }
    return false;
  }

  /** Whether any release serves it. */
  public static boolean isKnown(String kind) {
    for (Served served : ALL_SERVED) {
      if (served.kind.equals(kind)) {
        return true;
      }
    }
    return false;
  }
}
