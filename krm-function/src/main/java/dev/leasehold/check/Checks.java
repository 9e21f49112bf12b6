package dev.leasehold.check;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.WordSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds problems in documents as they will be delivered. Errors are only in our objects and their
 * conflicts: other files must not stop leases.
 */
public final class Checks {
  /** Each kind that is checked mentions one of these: its API group, or a field of a Service. */
  private static final WordSet GROUPS =
      WordSet.of(
          "cilium.io/",
          "io.cilium/",
          "metallb.io/",
          "metallb.universe.tf/",
          "loadBalancerIP",
          "projectcalico.org/",
          "gateway.networking",
          "operator.brtrm.dev/");

  /**
   * And it mentions one of these: there are many more network policies and routes than pools and
   * Gateways.
   */
  private static final WordSet KINDS =
      WordSet.of(
          "IPPool", // of Cilium and of Calico
          "IPAddressPool",
          "CiliumCIDRGroup",
          "CiliumBGP",
          "CiliumL2AnnouncementPolicy",
          "GlobalNetworkSet",
          "IPRule",
          "addresses", // of a Gateway
          "loadBalancerIP",
          "lbipam.cilium.io/ips",
          "io.cilium/lb-ipam-ips");

  private final List<Finding> findings = new ArrayList<>();
  private final List<CheckedObject> l2Policies = new ArrayList<>();
  private final BgpReferences bgp = new BgpReferences();
  private final AddressClaims claims = new AddressClaims();
  private final Ranges ciliumPools =
      new Ranges("Cilium marks the newer pool PoolConflict and gives nothing from it");
  private final Ranges metallbPools = new Ranges("MetalLB refuses its whole configuration");
  private final Ranges calicoPools = new Ranges("Calico refuses the newer pool");

  private Checks() {}

  /**
   * Whether a document may be of a kind that is checked, by its text. Of 10,000 documents few are,
   * and only those are parsed.
   */
  public static boolean concern(Document document) {
    return document.mentions(GROUPS) && document.mentions(KINDS);
  }

  /**
   * The problems of single documents, in their order, then the problems between two of them. One
   * that cannot be read is skipped. Templates and kustomize's patches, which are no whole objects,
   * must not be among them.
   *
   * @param documents with kustomizations, which list the documents that are delivered together
   * @param ours whether we write or bind a document; called only with parsed documents
   */
  public static List<Finding> of(
      List<Document> documents, Predicate<Document> ours, CiliumVersion version) {
    Checks checks = new Checks();
    for (Document document : documents) {
      if (concern(document)) {
        object(document)
            .ifPresent(root ->
                checks.check(
                    new CheckedObject(root, ours.test(document), version, checks.findings)));
      }
    }
    checks.checkTogether(new Delivery(documents));
    return List.copyOf(checks.findings);
  }

  /** The words that {@link #concern} looks for. */
  public static List<String> words() {
    List<String> words = new ArrayList<>(GROUPS.words());
    words.addAll(KINDS.words());
    return words;
  }

  private static Optional<Field> object(Document document) {
    try {
      return document.object();
    } catch (FieldException e) {
      return Optional.empty(); // the caller that needs it reports it
    }
  }

  private void check(CheckedObject subject) {
    String apiVersion = subject.apiVersion();
    if (apiVersion.startsWith("cilium.io/")) {
      checkCilium(subject);
    } else if (apiVersion.startsWith("metallb.io/") && subject.kind().equals("IPAddressPool")) {
      Misspelt.check(subject);
      MetalLbCheck.check(subject, metallbPools);
    } else if (apiVersion.startsWith("projectcalico.org/")) {
      Misspelt.check(subject);
      switch (subject.kind()) {
        case "IPPool" -> CalicoCheck.checkPool(subject, calicoPools);
        case "GlobalNetworkSet" -> CalicoCheck.checkSet(subject);
        default -> {}
      }
    } else if (apiVersion.startsWith("gateway.networking.k8s.io/")
        && subject.kind().equals("Gateway")) {
      GatewayCheck.check(subject);
      claims.addGateway(subject);
    } else if (apiVersion.startsWith("api.operator.brtrm.dev/")
        && subject.kind().equals("IPRule")) {
      Misspelt.check(subject);
      IpRuleCheck.check(subject);
    } else if (apiVersion.equals("v1") && subject.kind().equals("Service")) {
      claims.addService(subject);
    }
  }

  private void checkCilium(CheckedObject subject) {
    boolean known = true;
    switch (subject.kind()) {
      case "CiliumLoadBalancerIPPool" -> PoolCheck.check(subject, ciliumPools);
      case "CiliumCIDRGroup" -> CidrGroupCheck.check(subject);
      case "CiliumL2AnnouncementPolicy" -> {
        L2PolicyCheck.check(subject);
        l2Policies.add(subject);
      }
      case "CiliumBGPClusterConfig" -> {
        BgpClusterCheck.checkCluster(subject);
        bgp.addCluster(subject);
      }
      case "CiliumBGPNodeConfigOverride" -> BgpClusterCheck.checkOverride(subject);
      case "CiliumBGPPeerConfig" -> {
        BgpPeerCheck.check(subject);
        bgp.addPeer(subject);
      }
      case "CiliumBGPAdvertisement" -> {
        BgpAdvertisementCheck.check(subject);
        bgp.addAdvertisement(subject);
      }
      case "CiliumBGPPeeringPolicy" -> {}
      default -> known = false;
    }
    if (known) {
      Misspelt.check(subject);
      ApiVersions.check(subject);
    }
  }

  private void checkTogether(Delivery delivery) {
    l2Policies.forEach(policy -> L2PolicyCheck.checkFamilies(policy, ciliumPools));
    bgp.report();
    ciliumPools.reportOverlaps(delivery);
    metallbPools.reportOverlaps(delivery);
    calicoPools.reportOverlaps(delivery);
    claims.reportConflicts(delivery);
    claims.reportOutside(ciliumPools, metallbPools);
  }
}
