package dev.leasehold.check;

import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Family;
import java.util.List;
import java.util.Optional;

/** CiliumBGPClusterConfig and CiliumBGPNodeConfigOverride: instances and their peers. */
final class BgpClusterCheck {
  private static final long LARGEST_ASN = 4_294_967_295L;
  private static final int MOST_INSTANCES = 16;

  private final CheckedObject config;

  private BgpClusterCheck(CheckedObject config) {
    this.config = config;
  }

  static void checkCluster(CheckedObject config) {
    BgpClusterCheck check = new BgpClusterCheck(config);
    List<Field> instances = check.instances();
    if (instances.size() > MOST_INSTANCES) {
      config.wrong(
          config.root().get("spec").get("bgpInstances"),
          "has " + instances.size() + " instances; at most " + MOST_INSTANCES + " are allowed");
    }
    for (Field instance : instances) {
      check.local(instance);
      for (Field peer : check.peers(instance)) {
        check.peer(peer);
      }
    }
  }

  static void checkOverride(CheckedObject config) {
    BgpClusterCheck check = new BgpClusterCheck(config);
    for (Field instance : check.instances()) {
      ApiVersions.since(config, instance, "localASN", 18);
      check.local(instance);
      check.routerId(instance);
      for (Field peer : check.peers(instance)) {
        config.find(peer, "localAddress").ifPresent(check::bareAddress);
      }
    }
  }

  private List<Field> instances() {
    Optional<Field> spec = config.spec();
    if (spec.isEmpty()) {
      return List.of();
    }
    List<Field> items = config.requiredList(spec.get(), "bgpInstances");
    Optional<Field> list = config.find(spec.get(), "bgpInstances");
    if (items.isEmpty() && list.isPresent() && list.get().isList()) {
      config.wrong(list.get(), "needs at least one instance");
    }
    List<Field> instances = config.mappings(items);
    config.uniqueNames(instances);
    return instances;
  }

  private List<Field> peers(Field instance) {
    List<Field> peers = config.mappings(config.list(instance, "peers"));
    config.uniqueNames(peers);
    return peers;
  }

  private void local(Field instance) {
    config.number(instance, "localASN", 1, LARGEST_ASN);
    config.number(instance, "localPort", 1, 65_535);
  }

  private void peer(Field peer) {
    config.number(peer, "peerASN", 0, LARGEST_ASN);
    config.find(peer, "peerAddress").ifPresent(this::bareAddress);
    if (!config.has(peer, "peerAddress") && !config.has(peer, "autoDiscovery")) {
      config.warn(
          peer,
          "has neither peerAddress nor autoDiscovery, so no connection is made; add one of them");
    }
    Optional<Field> discovery = config.mapping(peer, "autoDiscovery");
    if (discovery.isPresent()) {
      ApiVersions.since(config, discovery.get(), "autoDiscovery", 18, true);
      config.required(discovery.get(), "mode");
      config.choice(discovery.get(), "mode", List.of("DefaultGateway"));
      config
          .mapping(discovery.get(), "defaultGateway")
          .ifPresent(gateway -> {
            config.required(gateway, "addressFamily");
            config.choice(gateway, "addressFamily", List.of("ipv4", "ipv6"));
          });
    }
    config.mapping(peer, "peerConfigRef").ifPresent(ref -> config.required(ref, "name"));
  }

  private void routerId(Field instance) {
    Optional<Field> field = config.find(instance, "routerID");
    Optional<Address> address = field.flatMap(config::address);
    if (address.isPresent() && address.get().family() != Family.IPV4) {
      config.wrong(field.orElseThrow(), "must be written as an IPv4 address");
    }
  }

  /** The first BGP control plane had a CIDR here, so a /32 is a common remainder. */
  private void bareAddress(Field field) {
    Optional<String> text = config.text(field);
    if (text.isEmpty()) {
      return;
    }
    String address = text.get().strip();
    int slash = address.indexOf('/');
    int zone = address.indexOf('%');
    try {
      if (slash >= 0) {
        Address bare = Address.parse(address.substring(0, slash));
        config.wrong(
            field, CheckedObject.quote(address) + " must be a bare address; write " + bare);
      } else {
        Address.parse(zone > 0 && address.contains(":") ? address.substring(0, zone) : address);
      }
    } catch (AddressException e) {
      config.wrong(field, CheckedObject.reason(e));
    }
  }
}
