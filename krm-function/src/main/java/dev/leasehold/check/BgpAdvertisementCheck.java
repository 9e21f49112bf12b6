package dev.leasehold.check;

import dev.leasehold.krm.Field;
import java.util.List;
import java.util.Optional;

/** CiliumBGPAdvertisement: the routes that peers get. */
final class BgpAdvertisementCheck {
  static final List<String> TYPES = List.of("PodCIDR", "CiliumPodIPPool", "Service", "Interface");
  static final List<String> ADDRESSES = List.of("LoadBalancerIP", "ClusterIP", "ExternalIP");

  private BgpAdvertisementCheck() {}

  static void check(CheckedObject object) {
    Optional<Field> spec = object.spec();
    if (spec.isEmpty()) {
      return;
    }
    for (Field item : object.mappings(object.requiredList(spec.get(), "advertisements"))) {
      object.required(item, "advertisementType");
      Optional<String> type = object.choice(item, "advertisementType", TYPES);
      if (type.isPresent()) {
        check(object, item, type.get());
      }
    }
  }

  private static void check(CheckedObject object, Field item, String type) {
    onlyFor(object, item, "service", type, "Service");
    onlyFor(object, item, "interface", type, "Interface");
    switch (type) {
      case "Service" -> {
        selector(object, item, type);
        object.mapping(item, "service").ifPresent(service -> service(object, service));
      }
      case "CiliumPodIPPool" -> selector(object, item, type);
      case "Interface" -> {
        ApiVersions.since(
            object, item.get("advertisementType"), "advertisementType 'Interface'", 19, true);
        object.mapping(item, "interface").ifPresent(i -> object.required(i, "name"));
      }
      default ->
          object
              .find(item, "selector")
              .ifPresent(
                  field -> object.wrong(field, "is not allowed for type PodCIDR; remove it"));
    }
  }

  private static void onlyFor(
      CheckedObject object, Field item, String key, String type, String owner) {
    if (type.equals(owner)) {
      object.required(item, key);
    } else {
      object
          .find(item, key)
          .ifPresent(field -> object.wrong(field, "is for type " + owner + " only, not " + type));
    }
  }

  /** An absent selector is not an empty one: it selects nothing, and nothing reports that. */
  private static void selector(CheckedObject object, Field item, String type) {
    if (!object.has(item, "selector")) {
      object.warn(
          item,
          "has no selector, so it selects no "
              + (type.equals("Service") ? "Service" : "pool")
              + "; write 'selector: {}' to select all");
    }
  }

  private static void service(CheckedObject object, Field service) {
    List<Field> addresses = object.requiredList(service, "addresses");
    Optional<Field> list = object.find(service, "addresses");
    if (addresses.isEmpty() && list.isPresent() && list.get().isList()) {
      object.wrong(list.get(), "needs at least one of " + String.join(", ", ADDRESSES));
    }
    for (Field address : addresses) {
      Optional<String> text = object.text(address);
      if (text.isPresent() && !ADDRESSES.contains(text.get())) {
        object.wrong(
            address,
            CheckedObject.quote(text.get()) + " is not one of " + String.join(", ", ADDRESSES));
      }
    }
    // Without the field a /32 or /128 is advertised, so these lengths are not allowed.
    for (String key : List.of("aggregationLengthIPv4", "aggregationLengthIPv6")) {
      ApiVersions.since(object, service, key, 18);
      object.number(service, key, 0, key.endsWith("4") ? 31 : 127);
    }
  }
}
