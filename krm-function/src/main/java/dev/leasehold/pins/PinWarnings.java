package dev.leasehold.pins;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.LabelSelector;
import dev.leasehold.check.Delivery;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Variables;
import dev.leasehold.net.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Warnings about pinned Services: they can still get an address of another pool, or another Service
 * gets none because of an exclusion.
 */
final class PinWarnings {
  private static final int MOST_NAMES = 10;
  private static final String DOCS = " (docs/rendering.md, Pinned Services)";

  private final List<Pin> pins;
  private final Services services;
  private final List<Pool> pools;
  private final Map<String, PinnedServices.Fed> fed;
  private final Map<Integer, Set<String>> added;
  private final List<Finding> findings;
  private final List<Finding> ofThisChange;

  /**
   * Warnings about a rendered package.
   *
   * @param added the names that pools in Git exclude from this change on, by index
   */
  PinWarnings(
      List<Pin> pins,
      Services services,
      List<Pool> pools,
      Map<String, PinnedServices.Fed> fed,
      Map<Integer, Set<String>> added,
      List<Finding> findings,
      List<Finding> ofThisChange) {
    this.pins = pins;
    this.services = services;
    this.pools = pools;
    this.fed = fed;
    this.added = added;
    this.findings = findings;
    this.ofThisChange = ofThisChange;
  }

  void report(Delivery delivery) {
    reportPinnedTwice();
    Set<String> own = new TreeSet<>();
    pins.forEach(pin -> own.add(pin.pool()));
    for (Pool pool : pools) {
      if (pool.enabled() && !own.contains(pool.name())) {
        reportMatching(pool);
        for (Family family : Family.values()) {
          reportWithoutOther(pool, family);
        }
        reportOthersOfTheName(pool, delivery);
      }
    }
  }

  /** A warning about names that a pool in Git excludes from now on. */
  static Finding excludedByName(Pool pool, SortedSet<String> names, List<Pin> pins) {
    SortedSet<String> hosts = new TreeSet<>();
    for (Pin pin : pins) {
      boolean isPinned =
          pin.why() == Pin.Why.HOST
              && (pool.holds(pin.family()) || !pool.holds(Family.IPV4))
              && pin.by() == DynamicPrefix.PinBy.NAME;
      if (isPinned && names.contains(pin.service().name())) {
        hosts.add(pin.owner());
      }
    }
    return Finding.warning(
        pool.root().place(),
        "any other Service named "
            + shown(names, " or ")
            + " gets no address from pool "
            + pool.name()
            + ", in any namespace: a selector excludes by name alone. If there is such a Service, "
            + (hosts.isEmpty() ? "" : "set pinBy: Label on host " + shown(hosts, ", ") + ", or ")
            + "give it a second pool"
            + DOCS);
  }

  /**
   * A finding about a bound pool that should exclude these, but whose selector cannot be edited.
   */
  static Finding unreadable(Field field, SortedSet<String> excluded, List<Pin> pins) {
    List<String> pinned = new ArrayList<>();
    for (Pin pin : pins) {
      if (excluded.contains(pin.excluded())) {
        pinned.add(pin.service().toString());
      }
    }
    return Finding.warning(
        field.place(),
        (Variables.isVariable(field) ? "is filled in later" : "has an unexpected shape")
            + ", so nothing is added here. It may select pinned Services: "
            + shown(pinned, ", ")
            + ". They may get an address of this pool instead of their own; where its value is"
            + " written, "
            + PoolLines.toExclude(field.document().root(), excluded));
  }

  private static String shown(Collection<String> names, String separator) {
    List<String> shown = names.stream().limit(MOST_NAMES).toList();
    int more = names.size() - shown.size();
    return String.join(separator, shown) + (more > 0 ? " and " + more + " more" : "");
  }

  private void reportPinnedTwice() {
    Map<String, Pin> first = new HashMap<>();
    for (Pin pin : pins) {
      Pin before = first.putIfAbsent(pin.service() + " " + pin.family(), pin);
      boolean asks = services.find(pin.service()).filter(s -> !s.asked().isEmpty()).isPresent();
      if (before != null && !asks) {
        findings.add(
            Finding.warning(
                pin.place(),
                "Service "
                    + pin.service()
                    + " has pool "
                    + pin.pool()
                    + " and pool "
                    + before.pool()
                    + ", and gets an address from one of them; which one is not predictable. Keep"
                    + " one, or ask for both addresses in its annotation "
                    + Services.ASKING.getFirst()));
      }
    }
  }

  /** A pool that we do not edit and that selects a pinned Service. */
  private void reportMatching(Pool pool) {
    List<String> matching = new ArrayList<>();
    SortedSet<String> excluded = new TreeSet<>();
    for (Pin pin : pins) {
      Optional<Services.Known> service = services.find(pin.service());
      boolean asks = service.filter(s -> !s.asked().isEmpty()).isPresent();
      if (!asks
          && pool.holds(pin.family())
          && !pool.holdsAny(pin.drains()) // it excludes the Service after the drain
          && pool.matches(labels(pin, service))) {
        matching.add(pin.service().toString());
        excluded.add(pin.excluded());
      }
    }
    if (matching.isEmpty()) {
      return;
    }
    Optional<String> refusedBy =
        Optional.ofNullable(fed.get(pool.name())).flatMap(PinnedServices.Fed::refusedBy);
    findings.add(
        Finding.warning(
            pool.root().place(),
            "selects pinned Services: "
                + shown(matching, ", ")
                + ". They may get an address of this pool instead of their own"
                + refusedBy
                    .map(binding -> " (binding '" + binding + "' has excludePinned: false)")
                    .orElse("")
                + "; "
                + PoolLines.toExclude(pool.root(), excluded)));
  }

  private static Map<String, String> labels(Pin pin, Optional<Services.Known> service) {
    Map<String, String> labels =
        new HashMap<>(service.map(Services.Known::labels).orElse(Map.of()));
    labels.putAll(pin.labels());
    return labels;
  }

  /**
   * Of pools that hold both families: a Service that is excluded because it has an address of
   * {@code family} gets none of the other family from them either.
   */
  private void reportWithoutOther(Pool pool, Family family) {
    Family other = family == Family.IPV6 ? Family.IPV4 : Family.IPV6;
    if (!pool.holds(Family.IPV4) || !pool.holds(Family.IPV6)) {
      return;
    }
    SortedSet<String> ours = Exclusion.recorded(pool.root());
    List<String> without = new ArrayList<>();
    boolean isNew = false;
    for (Pin pin : pins) {
      Optional<Services.Known> service = services.find(pin.service());
      boolean mayHaveBoth = service.map(Services.Known::dualStack).orElse(true);
      if (pin.family() == family
          && ours.contains(pin.excluded())
          && mayHaveBoth
          && pools.stream().noneMatch(p -> gives(p, other, labels(pin, service)))) {
        without.add(pin.service().toString());
        isNew |= added.getOrDefault(pool.index(), Set.of()).contains(pin.excluded());
      }
    }
    if (!without.isEmpty()) {
      Finding finding =
          Finding.warning(
              pool.root().place(),
              "also holds "
                  + other
                  + ", and excludes pinned Services: "
                  + shown(without, ", ")
                  + ". They get no "
                  + other
                  + " from it; move the IPv4 blocks to their own pool: "
                  + PoolLines.ipv4Pool(pool));
      findings.add(finding);
      if (isNew) {
        ofThisChange.add(finding);
      }
    }
  }

  private static boolean gives(Pool pool, Family family, Map<String, String> labels) {
    return pool.enabled() && pool.holds(family) && pool.matches(labels);
  }

  /** Another Service of an excluded name, in the package, that has no other pool. */
  private void reportOthersOfTheName(Pool pool, Delivery delivery) {
    SortedSet<String> names = Exclusion.recorded(pool.root());
    names.remove(Pin.LABEL);
    if (names.isEmpty()) {
      return;
    }
    LabelSelector before = pool.selectorWithout(names);
    Map<String, Pin> byName = new TreeMap<>();
    Set<String> pinned = new TreeSet<>();
    for (Pin pin : pins) {
      if (pool.holds(pin.family())) { // it excludes because of these
        byName.putIfAbsent(pin.service().name(), pin);
      }
    }
    for (Pin pin : pins) {
      byName.putIfAbsent(pin.service().name(), pin);
      pinned.add(pin.service().toString());
    }
    for (String name : names) {
      for (Services.Known other : services.named(name)) {
        Map<String, String> labels = new HashMap<>(other.labels());
        labels.put(Pin.NAME, name);
        labels.put(Pin.NAMESPACE, other.namespace());
        boolean isAnother =
            !other.namespace().isEmpty() && !pinned.contains(other.namespace() + "/" + name);
        Pin pin = byName.get(name);
        boolean mayHaveOne = pin != null && (pin.family() == Family.IPV4 || other.hasIpv6());
        boolean hadOne =
            mayHaveOne
                && before.match(labels, true) == LabelSelector.Match.YES
                && (other.asked().isEmpty() || pool.holdsAny(other.asked()));
        if (pin != null
            && isAnother
            && hadOne
            && pools.stream().noneMatch(p -> gives(p, pin.family(), labels))) {
          findings.add(withoutAddress(pin, pool, other, delivery));
        }
      }
    }
  }

  private static Finding withoutAddress(
      Pin pin, Pool pool, Services.Known other, Delivery delivery) {
    String file = other.document().file();
    boolean together =
        !Collections.disjoint(delivery.of(pool.root().document().file()), delivery.of(file));
    String message =
        "'"
            + pin.host()
            + "' is pinned by name, so pool "
            + pool.name()
            + " excludes every Service named "
            + other.name()
            + ", and "
            + other
            + (file.isEmpty() ? "" : " in " + file)
            + " gets no address"
            + (together ? "" : ", if both are in one cluster")
            + (pin.why() != Pin.Why.CLAIM
                ? "; set pinBy: Label on this host, or bind a subnet to a second pool that"
                : "; give that Service a claim with a second pool that")
            + " selects name In ["
            + other.name()
            + "] and namespace NotIn ["
            + pin.service().namespace()
            + "]"
            + DOCS;
    return together ? Finding.error(pin.place(), message) : Finding.warning(pin.place(), message);
  }
}
