package dev.leasehold.pins;

import dev.leasehold.api.LabelSelector;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.WordSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Warnings about pinned Services that MetalLB gives addresses to: one does not get the address of
 * its pool, or nothing announces it.
 */
public final class MetalLbWarnings {
  private static final List<String> ADVERTISEMENTS = List.of("BGPAdvertisement", "L2Advertisement");
  private static final WordSet KINDS =
      WordSet.of("IPAddressPool", "BGPAdvertisement", "L2Advertisement");
  private static final List<String> POOLS = List.of("spec", "ipAddressPools");
  private static final List<String> POOL_SELECTORS = List.of("spec", "ipAddressPoolSelectors");

  /** The pools of pinned Services, by name. */
  private final SortedMap<String, Field> pools = new TreeMap<>();

  private final Map<String, List<Field>> advertisements = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private MetalLbWarnings() {}

  /**
   * The warnings about the pins of a rendered package.
   *
   * @param patches the files that hold patches of Kustomize
   */
  public static List<Finding> findings(
      List<Pin> pins, List<Document> documents, Set<String> patches) {
    MetalLbWarnings warnings = new MetalLbWarnings();
    Map<String, Pin> byPool = new HashMap<>();
    pins.forEach(pin -> byPool.put(pin.pool(), pin));
    for (Document document : documents) {
      if (document.mentions(KINDS) && !patches.contains(document.file())) {
        try {
          document.object().ifPresent(root -> warnings.add(root, byPool.keySet()));
        } catch (FieldException e) {
          // TargetSearch reports what is not YAML, if a binding needs it.
        }
      }
    }
    List<String> names = pins.stream().map(pin -> pin.service().name()).toList();
    Services services = Services.named(names, documents, patches);
    warnings.pools.forEach((name, pool) -> {
      Pin pin = Optional.ofNullable(byPool.get(name)).orElseThrow();
      warnings.reportNotAssigned(pool);
      warnings.reportWithoutIpv4(pool, pin, services);
    });
    ADVERTISEMENTS.forEach(warnings::reportNotAnnounced);
    return List.copyOf(warnings.findings);
  }

  private void add(Field root, Set<String> ours) {
    String kind = PinnedPools.text(root, "kind");
    String name = PinnedPools.text(root, "metadata", "name");
    if (PinnedPools.isMetalLbPool(root) && ours.contains(name)) {
      pools.put(name, root);
    } else if (ADVERTISEMENTS.contains(kind)
        && PinnedPools.text(root, "apiVersion").startsWith("metallb.io/")) {
      advertisements.computeIfAbsent(kind, k -> new ArrayList<>()).add(root);
    }
  }

  private void reportNotAssigned(Field pool) {
    if (PinnedPools.text(pool, "spec", "autoAssign").equals("false")) {
      findings.add(
          Finding.warning(
              pool.place(),
              "has autoAssign: false, so MetalLB gives its address only to a Service that asks for"
                  + " it by annotation; delete that line"));
    }
  }

  /** MetalLB takes the addresses of both families of a Service from one pool. */
  private void reportWithoutIpv4(Field pool, Pin pin, Services services) {
    boolean isDualStack =
        services.find(pin.service()).filter(Services.Known::dualStack).isPresent();
    boolean hasIpv4 =
        ServiceAllocation.items(pool, List.of("spec", "addresses")).stream()
            .anyMatch(item -> !PinnedPools.text(item).contains(":"));
    if (isDualStack && !hasIpv4) {
      findings.add(
          Finding.warning(
              pool.place(),
              "has no IPv4 address, but Service "
                  + pin.service()
                  + " is dual-stack: MetalLB takes both of its addresses from one pool. With"
                  + " RequireDualStack the Service gets no address from this pool, with"
                  + " PreferDualStack no IPv4 address. Add its IPv4 address to spec.addresses, such"
                  + " as 192.0.2.80/32; Leasehold keeps it"));
    }
  }

  /** Where advertisements of a kind name pools, each of ours must be in one of them. */
  private void reportNotAnnounced(String kind) {
    List<Field> all = advertisements.getOrDefault(kind, List.of());
    List<String> missing = new ArrayList<>();
    pools.forEach((name, pool) -> {
      if (all.stream().noneMatch(advertisement -> announces(advertisement, name, pool))) {
        missing.add(name);
      }
    });
    if (missing.isEmpty()) {
      return;
    }
    for (Field advertisement : all) {
      findings.add(
          Finding.warning(
              advertisement.place(),
              "does not announce "
                  + String.join(", ", missing)
                  + ", and no other "
                  + kind
                  + " of this package does; add to spec: ipAddressPools: ["
                  + String.join(", ", with(advertisement, missing))
                  + "]"
                  + (all.size() > 1 ? ", here or in another" : "")));
    }
  }

  private static List<String> with(Field advertisement, List<String> missing) {
    List<String> names = new ArrayList<>();
    for (Field item : ServiceAllocation.items(advertisement, POOLS)) {
      names.add(PinnedPools.text(item));
    }
    names.addAll(missing);
    return names;
  }

  /** One that names nothing announces all pools. */
  private static boolean announces(Field advertisement, String name, Field pool) {
    Optional<Field> names = Exclusion.find(advertisement, POOLS).filter(f -> !f.isNull());
    if (names.filter(field -> !field.isList()).isPresent()) {
      return true; // a variable
    }
    List<Field> listed = ServiceAllocation.items(advertisement, POOLS);
    List<Field> selectors = ServiceAllocation.items(advertisement, POOL_SELECTORS);
    return listed.isEmpty() && selectors.isEmpty()
        || listed.stream().anyMatch(item -> PinnedPools.text(item).equals(name))
        || selectors.stream()
            .anyMatch(
                s -> LabelSelector.read(s).match(labels(pool), true) != LabelSelector.Match.NO);
  }

  private static Map<String, String> labels(Field pool) {
    Map<String, String> labels = new HashMap<>();
    Exclusion.find(pool, List.of("metadata", "labels"))
        .filter(Field::isMapping)
        .ifPresent(
            field -> field.keys().forEach(key -> labels.put(key, PinnedPools.text(field, key))));
    return labels;
  }
}
