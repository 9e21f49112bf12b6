package dev.leasehold.check;

import dev.leasehold.krm.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * References between the BGP kinds: peers name a peer configuration, and its families select
 * advertisements by label. A missing object may be elsewhere, so it is a warning, and only where
 * the package has objects of that kind.
 */
final class BgpReferences {
  private final List<CheckedObject> clusters = new ArrayList<>();
  private final List<CheckedObject> peers = new ArrayList<>();
  private final List<CheckedObject> advertisements = new ArrayList<>();

  void addCluster(CheckedObject cluster) {
    clusters.add(cluster);
  }

  void addPeer(CheckedObject peer) {
    peers.add(peer);
  }

  void addAdvertisement(CheckedObject advertisement) {
    advertisements.add(advertisement);
  }

  void report() {
    if (!peers.isEmpty()) {
      Set<String> names = new HashSet<>();
      for (CheckedObject peer : peers) {
        names.add(peer.name());
      }
      if (names.stream().noneMatch(CheckedObject::isVariable)) {
        clusters.forEach(cluster -> reportMissingPeers(cluster, names));
      }
    }
    if (!advertisements.isEmpty()) {
      peers.forEach(this::reportUnmatched);
    }
  }

  private static void reportMissingPeers(CheckedObject cluster, Set<String> names) {
    for (Field instance : in(cluster.root(), "spec", "bgpInstances")) {
      for (Field peer : in(instance, "peers")) {
        Optional<Field> ref =
            cluster.find(peer, "peerConfigRef").flatMap(r -> cluster.find(r, "name"));
        if (ref.isPresent() && Labels.isKnown(ref.get()) && !names.contains(ref.get().text())) {
          cluster.warn(
              ref.get(),
              "CiliumBGPPeerConfig "
                  + CheckedObject.quote(ref.get().text())
                  + " not found in this package; the peer is not configured without it");
        }
      }
    }
  }

  private void reportUnmatched(CheckedObject peer) {
    for (Field family : in(peer.root(), "spec", "families")) {
      Optional<Field> selector = peer.find(family, "advertisements");
      if (selector.isPresent()
          && advertisements.stream().noneMatch(a -> Labels.of(a).match(selector.get()))) {
        peer.warn(
            selector.get(),
            "selects no CiliumBGPAdvertisement of this package, so nothing is advertised; add the"
                + " labels to an advertisement's metadata.labels");
      }
    }
  }

  /** The mappings in the list at the end of that path; none where the shape is another. */
  private static List<Field> in(Field from, String... path) {
    Optional<Field> at = Optional.of(from);
    for (String key : path) {
      at = at.filter(Field::isMapping).flatMap(field -> field.find(key));
    }
    return at.filter(Field::isList)
        .map(list -> list.items().stream().filter(Field::isMapping).toList())
        .orElse(List.of());
  }
}
