package dev.leasehold.cli;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Rendered BGP objects, as Cilium reads them. Cilium's BGP is GoBGP: what its agent sets through
 * the API is written here into a configuration of gobgpd.
 *
 * @param cluster the only CiliumBGPClusterConfig
 * @param peerConfig the CiliumBGPPeerConfig of its only peer
 * @param pool a CiliumLoadBalancerIPPool
 */
record RenderedBgp(Field cluster, Field peerConfig, Field advertisement, Field pool) {
  static RenderedBgp of(List<Document> documents, String pool) {
    return new RenderedBgp(
        only(documents, "CiliumBGPClusterConfig", Optional.empty()),
        only(documents, "CiliumBGPPeerConfig", Optional.empty()),
        only(documents, "CiliumBGPAdvertisement", Optional.empty()),
        only(documents, "CiliumLoadBalancerIPPool", Optional.of(pool)));
  }

  private static Field only(List<Document> documents, String kind, Optional<String> name) {
    return documents.stream()
        .map(Document::root)
        .filter(root -> root.get("kind").text().equals(kind))
        .filter(
            root -> name.isEmpty() || root.get("metadata").get("name").text().equals(name.get()))
        .findFirst()
        .orElseThrow();
  }

  private Field instance() {
    return cluster.get("spec").get("bgpInstances").items().getFirst();
  }

  private Field peer() {
    return instance().get("peers").items().getFirst();
  }

  String localAsn() {
    return instance().get("localASN").text();
  }

  String peerAsn() {
    return peer().get("peerASN").text();
  }

  String peerAddress() {
    return peer().get("peerAddress").text();
  }

  String holdTime() {
    return timer("holdTimeSeconds");
  }

  String keepAlive() {
    return timer("keepAliveTimeSeconds");
  }

  private String timer(String name) {
    return peerConfig.get("spec").get("timers").get(name).text();
  }

  String restartTime() {
    Field restart = peerConfig.get("spec").get("gracefulRestart");
    return restart.get("enabled").bool() ? restart.get("restartTimeSeconds").text() : "";
  }

  /** The Secret of the password; empty: none. */
  Optional<String> authSecret() {
    return peerConfig.get("spec").find("authSecretRef").map(Field::text);
  }

  /** The families that the advertisement is for: {@code ipv4-unicast}. */
  List<String> families() {
    return peerConfig.get("spec").get("families").items().stream()
        .filter(family -> isSelected(family.get("advertisements")))
        .map(family -> family.get("afi").text() + "-" + family.get("safi").text())
        .toList();
  }

  private boolean isSelected(Field selector) {
    List<Field> labels = selector.find("matchLabels").map(Field::fields).orElse(List.of());
    List<Field> rules = selector.find("matchExpressions").map(Field::items).orElse(List.of());
    return labels.stream()
            .allMatch(wanted -> hasLabel(wanted.key().orElseThrow(), List.of(wanted.text())))
        && rules.stream()
            .allMatch(rule ->
                rule.get("operator").text().equals("In")
                    && hasLabel(
                        rule.get("key").text(),
                        rule.get("values").items().stream().map(Field::text).toList()));
  }

  private boolean hasLabel(String key, List<String> values) {
    return advertisement
        .get("metadata")
        .get("labels")
        .find(key)
        .filter(label -> values.contains(label.text()))
        .isPresent();
  }

  /** Whether LoadBalancer addresses of all Services are advertised. */
  boolean advertisesServices() {
    return advertisement.get("spec").get("advertisements").items().stream()
        .filter(each -> each.get("advertisementType").text().equals("Service"))
        .anyMatch(each ->
            each.get("service").get("addresses").items().stream()
                    .anyMatch(address -> address.text().equals("LoadBalancerIP"))
                && each.get("selector").fields().isEmpty());
  }

  /** The address that the first Service gets from the pool, the lowest one. */
  Address firstOfThePool() {
    Field block = pool.get("spec").get("blocks").items().getFirst();
    Optional<Field> start = block.find("start");
    if (start.isPresent()) {
      return Address.parse(start.get().text());
    }
    Address network = Prefix.parse(block.get("cidr").text()).network();
    return pool.get("spec").get("allowFirstLastIPs").text().equals("No")
        ? network.plus(BigInteger.ONE)
        : network;
  }

  /**
   * The configuration of gobgpd on a node.
   *
   * @param password the content of the Secret; empty: none
   */
  String configuration(String nodeAddress, String password) {
    StringBuilder text = new StringBuilder();
    text.append("[global.config]\n")
        .append("  as = ")
        .append(localAsn())
        .append("\n  router-id = \"")
        .append(nodeAddress)
        .append("\"\n  port = -1\n[[neighbors]]\n  [neighbors.config]\n    neighbor-address = \"")
        .append(peerAddress())
        .append("\"\n    peer-as = ")
        .append(peerAsn())
        .append("\n    auth-password = \"")
        .append(password)
        .append("\"\n  [neighbors.timers.config]\n    connect-retry = 1\n    hold-time = ")
        .append(holdTime())
        .append("\n    keepalive-interval = ")
        .append(keepAlive())
        .append("\n");
    boolean restarts = !restartTime().isEmpty();
    if (restarts) {
      text.append("  [neighbors.graceful-restart.config]\n    enabled = true\n    restart-time = ")
          .append(restartTime())
          .append("\n");
    }
    for (String family : families()) {
      text.append("  [[neighbors.afi-safis]]\n    [neighbors.afi-safis.config]\n")
          .append("      afi-safi-name = \"")
          .append(family.toLowerCase(Locale.ROOT))
          .append("\"\n");
      if (restarts) {
        text.append("    [neighbors.afi-safis.mp-graceful-restart.config]\n")
            .append("      enabled = true\n");
      }
    }
    return text.toString();
  }
}
