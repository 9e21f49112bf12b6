package dev.leasehold.check;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.Place;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses that Services and Gateways ask for. An allocator gives each address to one of them;
 * which one depends on the order in which it sees them.
 */
final class AddressClaims {
  private static final String CILIUM = "lbipam.cilium.io/ips";
  private static final String CILIUM_ALIAS = "io.cilium/lb-ipam-ips";
  private static final List<String> METALLB =
      List.of("metallb.io/loadBalancerIPs", "metallb.universe.tf/loadBalancerIPs");
  private static final List<String> CILIUM_KEYS =
      List.of("lbipam.cilium.io/sharing-key", "io.cilium/lb-ipam-sharing-key");
  private static final List<String> CILIUM_NAMESPACES =
      List.of(
          "lbipam.cilium.io/sharing-cross-namespace", "io.cilium/lb-ipam-sharing-cross-namespace");
  private static final List<String> METALLB_KEYS =
      List.of("metallb.io/allow-shared-ip", "metallb.universe.tf/allow-shared-ip");

  private final List<Claim> claims = new ArrayList<>();

  /** The allocator that a field is for; {@code ANY} where it is for each. */
  private enum Allocator {
    CILIUM,
    METALLB,
    ANY
  }

  private record Claim(CheckedObject by, Field at, Address address, Allocator allocator) {}

  void addService(CheckedObject service) {
    Field root = service.root();
    Optional<Field> spec = service.mapping(root, "spec");
    Optional<String> type = spec.flatMap(s -> service.text(s, "type"));
    if (type.isPresent() && !type.get().equals("LoadBalancer")) {
      return; // no allocator looks at it
    }
    Set<Address> own = new HashSet<>();
    String cilium = annotation(service, CILIUM).isPresent() ? CILIUM : CILIUM_ALIAS; // it wins
    add(service, annotation(service, cilium), Allocator.CILIUM, own);
    for (String key : METALLB) {
      add(service, annotation(service, key), Allocator.METALLB, own);
    }
    add(service, spec.flatMap(s -> service.find(s, "loadBalancerIP")), Allocator.ANY, own);
  }

  /** Cilium's Gateways pass their addresses on to a Service of theirs. */
  void addGateway(CheckedObject gateway) {
    Set<Address> own = new HashSet<>();
    Optional<Field> spec = gateway.find(gateway.root(), "spec");
    if (spec.isEmpty() || !spec.get().isMapping()) {
      return; // reported elsewhere
    }
    Optional<Field> addresses = gateway.find(spec.get(), "addresses").filter(Field::isList);
    for (Field item : addresses.map(Field::items).orElse(List.of())) {
      if (item.isMapping() && GatewayCheck.isIpAddress(gateway, item)) {
        gateway
            .find(item, "value")
            .filter(Labels::isKnown)
            .ifPresent(value ->
                readable(value.text())
                    .filter(own::add)
                    .ifPresent(a -> claims.add(new Claim(gateway, value, a, Allocator.ANY))));
      }
    }
    Optional<Field> annotations =
        gateway.find(spec.get(), "infrastructure").flatMap(i -> gateway.find(i, "annotations"));
    for (String key : List.of(CILIUM, CILIUM_ALIAS)) {
      add(gateway, annotations.flatMap(a -> gateway.find(a, key)), Allocator.CILIUM, own);
    }
  }

  private void add(CheckedObject by, Optional<Field> field, Allocator allocator, Set<Address> own) {
    if (field.isEmpty() || field.get().isNull()) {
      return;
    }
    if (!Labels.isKnown(field.get()) && !CheckedObject.isVariable(field.get())) {
      by.wrong(field.get(), "must be one text with comma-separated addresses");
      return;
    }
    for (String part : field.get().text().split(",")) {
      String text = part.strip();
      Optional<Address> address = readable(text);
      if (address.isPresent() && own.add(address.get())) {
        claims.add(new Claim(by, field.get(), address.get(), allocator));
      } else if (address.isEmpty() && !text.isEmpty() && !CheckedObject.isVariable(text)) {
        // Cilium logs and skips it; MetalLB gives the Service no address at all.
        by.warn(field.get(), CheckedObject.quote(text) + " is not an address and is ignored");
      }
    }
  }

  private static Optional<Address> readable(String text) {
    try {
      return Optional.of(Address.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** Reports each address that two objects ask for, first those that are delivered together. */
  void reportConflicts(Delivery delivery) {
    Map<Address, List<Claim>> byAddress = new LinkedHashMap<>();
    for (Claim claim : claims) {
      byAddress.computeIfAbsent(claim.address(), address -> new ArrayList<>(1)).add(claim);
    }
    for (List<Claim> same : byAddress.values()) {
      if (same.size() > 1) {
        reportConflicts(same, delivery);
      }
    }
  }

  private static void reportConflicts(List<Claim> same, Delivery delivery) {
    Map<String, Claim> firsts = new HashMap<>();
    for (Claim claim : same) {
      Optional<Claim> first = Optional.empty();
      for (String name : delivery.of(claim.by())) {
        Claim other = firsts.putIfAbsent(name, claim);
        first = first.or(() -> Optional.ofNullable(other));
      }
      if (first.isPresent()) {
        report(first.get(), claim, true);
      } else if (!claim.equals(same.getFirst())) {
        report(same.getFirst(), claim, false);
      }
    }
  }

  private static void report(Claim first, Claim second, boolean together) {
    if (first.by().isSameObject(second.by()) || share(first.by(), second.by())) {
      return;
    }
    Place place = first.at().place();
    boolean services = isService(first.by()) && isService(second.by());
    second
        .by()
        .report(
            together && (first.by().ours() || second.by().ours()),
            second.at().place(),
            "asks for "
                + second.address()
                + ", which "
                + first.by().title()
                + (place.file().isEmpty() ? "" : " in " + place.file())
                + " also asks for; only one of them gets it: choose another"
                + (services
                    ? ", or give both the same "
                        + (second.allocator() == Allocator.METALLB
                            ? METALLB_KEYS.getFirst()
                            : CILIUM_KEYS.getFirst())
                    : "")
                + (together ? "" : ", if both are in one cluster"));
  }

  private static boolean isService(CheckedObject subject) {
    return subject.kind().equals("Service");
  }

  /** Whether both say that they share their addresses, with each other. */
  private static boolean share(CheckedObject a, CheckedObject b) {
    if (!isService(a) || !isService(b)) {
      return false;
    }
    return sameKey(a, b, METALLB_KEYS)
        || sameKey(a, b, CILIUM_KEYS) && (namespacesAgree(a, b) && namespacesAgree(b, a));
  }

  private static boolean sameKey(CheckedObject a, CheckedObject b, List<String> keys) {
    Optional<String> one = value(a, keys);
    Optional<String> other = value(b, keys);
    return one.isPresent()
        && other.isPresent()
        && !one.get().isEmpty()
        && (one.equals(other)
            || CheckedObject.isVariable(one.get())
            || CheckedObject.isVariable(other.get()));
  }

  /** An absent namespace may be the same. */
  private static boolean namespacesAgree(CheckedObject from, CheckedObject to) {
    if (from.namespace().isEmpty()
        || to.namespace().isEmpty()
        || from.namespace().equals(to.namespace())) {
      return true;
    }
    String allowed = value(from, CILIUM_NAMESPACES).orElse("");
    return CheckedObject.isVariable(allowed)
        || Arrays.stream(allowed.split(","))
            .map(String::strip)
            .anyMatch(name -> name.equals("*") || name.equals(to.namespace()));
  }

  /**
   * Reports the addresses that are in no pool: with an annotation outside every enabled pool, a
   * Service loses the address that it had.
   */
  void reportOutside(Ranges cilium, Ranges metallb) {
    NavigableMap<Address, Address> inCilium = cilium.merged();
    NavigableMap<Address, Address> inMetallb = metallb.merged();
    for (Claim claim : claims) {
      boolean byCilium =
          claim.allocator() != Allocator.METALLB && cilium.isComplete(claim.address().family());
      boolean byMetallb =
          claim.allocator() != Allocator.CILIUM && metallb.isComplete(claim.address().family());
      boolean unknown =
          claim.allocator() == Allocator.ANY && (cilium.isPartlyKnown() || metallb.isPartlyKnown());
      if (!unknown
          && (byCilium || byMetallb)
          && !(byCilium && holds(inCilium, claim.address()))
          && !(byMetallb && holds(inMetallb, claim.address()))) {
        claim
            .by()
            .warn(
                claim.at(),
                claim.address()
                    + " is in no enabled pool of this package, so it is not assigned; add it to a"
                    + " pool first");
      }
    }
  }

  private static boolean holds(NavigableMap<Address, Address> merged, Address address) {
    Map.Entry<Address, Address> at = merged.floorEntry(address);
    return at != null
        && at.getKey().family() == address.family()
        && at.getValue().compareTo(address) >= 0;
  }

  private static Optional<Field> annotation(CheckedObject subject, String key) {
    return subject
        .find(subject.root(), "metadata")
        .flatMap(metadata -> subject.find(metadata, "annotations"))
        .flatMap(annotations -> subject.find(annotations, key));
  }

  private static Optional<String> value(CheckedObject subject, List<String> keys) {
    for (String key : keys) {
      Optional<Field> field = annotation(subject, key);
      if (field.isPresent()
          && (Labels.isKnown(field.get()) || CheckedObject.isVariable(field.get()))) {
        return Optional.of(field.get().text());
      }
    }
    return Optional.empty();
  }
}
