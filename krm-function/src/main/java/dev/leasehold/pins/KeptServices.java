package dev.leasehold.pins;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.Subnet;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import dev.leasehold.targets.Contribution;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Services that keep their host parts in the prefixes of leases: each gets a pool of its own, and
 * the pools that bindings feed leave its address out and exclude it.
 *
 * <p>The lease alone decides, not {@code hostParts} of a binding: a prefix has the same blocks from
 * the day on which it becomes current until it is gone.
 */
public final class KeptServices {
  private final Collection<DynamicPrefixBinding> bindings;
  private final Map<String, PrefixLease> leases;
  private final FedPools pools;
  private final Function<String, Place> places;
  private final List<Own> own = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  /** Services that people pinned: their own pools are those of their hosts. */
  private final Set<DynamicPrefix.ServiceRef> pinned = new HashSet<>();

  private KeptServices(
      FedPools pools,
      Map<String, DynamicPrefix> prefixes,
      Collection<DynamicPrefixBinding> bindings,
      Map<String, PrefixLease> leases,
      Function<String, Place> places) {
    this.pools = pools;
    this.bindings = bindings;
    this.leases = leases;
    this.places = places;
    for (DynamicPrefix prefix : prefixes.values()) {
      prefix.hosts().forEach(host -> host.service().ifPresent(pinned::add));
    }
  }

  /**
   * The kept Services of a package, before its pools are changed.
   *
   * @param pools the pools that bindings feed, in Git
   * @param places the document of a lease
   */
  static KeptServices of(
      FedPools pools,
      Map<String, DynamicPrefix> prefixes,
      Collection<DynamicPrefixBinding> bindings,
      Map<String, PrefixLease> leases,
      Function<String, Place> places) {
    KeptServices kept = new KeptServices(pools, prefixes, bindings, leases, places);
    prefixes.values().forEach(kept::addOwn);
    return kept;
  }

  /** The addresses of these addresses of a leased prefix that the pool of a binding leaves out. */
  NavigableSet<Address> leftOut(DynamicPrefixBinding binding, Prefix leased, AddressRange range) {
    NavigableSet<Address> left = new TreeSet<>();
    for (PrefixLease.Entry entry : entries(binding.prefix().orElse(""))) {
      if (entry.prefix().equals(leased)) {
        for (PrefixLease.KeptService kept : entry.services()) {
          Address address = kept.in(leased);
          if (range.contains(AddressRange.of(address)) && !pools.hold(address)) {
            left.add(address);
          }
        }
      }
    }
    return left;
  }

  /**
   * A Service and its addresses in the leased prefixes.
   *
   * @param held newest first
   * @param drains addresses with its host part that pools for all Services have until they are gone
   */
  public record Own(
      DynamicPrefix prefix,
      DynamicPrefix.ServiceRef service,
      List<Contribution.HeldRange> held,
      List<Address> drains) {
    public Own {
      held = List.copyOf(held);
      drains = List.copyOf(drains);
    }

    /** The pin of the Service. */
    public Pin pin(Place place) {
      return new Pin(
          Pin.Why.KEPT,
          Family.IPV6,
          prefix.name(),
          service.namespace() + "." + service.name(),
          service,
          DynamicPrefix.PinBy.NAME,
          drains,
          place);
    }
  }

  /** The Services that have a pool of their own, in the order of prefixes and names. */
  public List<Own> own() {
    return List.copyOf(own);
  }

  private void addOwn(DynamicPrefix prefix) {
    Set<Address> suffixes = new HashSet<>();
    prefix.hosts().forEach(host -> suffixes.add(host.suffix()));
    SortedMap<String, Own> byService = new TreeMap<>();
    for (PrefixLease.Entry entry : entries(prefix.name())) {
      List<AddressRange> fed = fedRanges(prefix, entry);
      for (PrefixLease.KeptService kept : entry.services()) {
        AddressRange address = AddressRange.of(kept.in(entry.prefix()));
        boolean isOurs =
            fed.stream().anyMatch(range -> range.contains(address))
                && !pinned.contains(kept.service())
                && !suffixes.contains(kept.hostPart());
        if (isOurs && !pools.hold(address.first())) {
          add(prefix, kept, new Contribution.HeldRange(address, isCurrent(entry)), byService);
        } else if (isOurs) {
          findings.add(inBlock(prefix, kept, address.first()));
        }
      }
    }
    own.addAll(byService.values());
  }

  private void add(
      DynamicPrefix prefix,
      PrefixLease.KeptService kept,
      Contribution.HeldRange held,
      SortedMap<String, Own> byService) {
    String key = kept.service().toString();
    Optional<Own> before = Optional.ofNullable(byService.get(key));
    List<Contribution.HeldRange> ranges = new ArrayList<>(before.map(Own::held).orElse(List.of()));
    ranges.add(held);
    Set<Address> drains = new TreeSet<>(before.map(Own::drains).orElse(List.of()));
    for (PrefixLease.Entry entry : entries(prefix.name())) {
      if (!isCurrent(entry)) {
        address(kept, entry.prefix()).ifPresent(drains::add);
      }
    }
    byService.put(key, new Own(prefix, kept.service(), ranges, List.copyOf(drains)));
  }

  /** The ranges of pools that bindings feed from that prefix. */
  private List<AddressRange> fedRanges(DynamicPrefix prefix, PrefixLease.Entry entry) {
    List<AddressRange> ranges = new ArrayList<>();
    for (DynamicPrefixBinding binding : bindings) {
      boolean isWritten =
          isCurrent(entry) || binding.draining() != DynamicPrefixBinding.DrainingMode.DROP;
      if (binding.isOf(prefix.name()) && InnerHosts.feedsPool(binding) && isWritten) {
        range(binding, prefix, entry.prefix()).ifPresent(ranges::add);
      }
    }
    return ranges;
  }

  /** What a binding takes of a leased prefix; empty for a host, and for what does not fit. */
  public static Optional<AddressRange> range(
      DynamicPrefixBinding binding, DynamicPrefix prefix, Prefix leased) {
    try {
      Optional<Subnet> subnet = binding.subnet().flatMap(prefix::subnet);
      return binding.subnet().isEmpty()
          ? Optional.of(leased.range())
          : subnet.map(s -> s.in(leased));
    } catch (AddressException e) {
      return Optional.empty(); // the binding is an error
    }
  }

  private static Optional<Address> address(PrefixLease.KeptService kept, Prefix prefix) {
    try {
      return Optional.of(kept.in(prefix));
    } catch (AddressException e) {
      return Optional.empty(); // a longer prefix: no pool has it
    }
  }

  private Finding inBlock(DynamicPrefix prefix, PrefixLease.KeptService kept, Address address) {
    return Finding.warning(
        places.apply(prefix.name()),
        kept.service()
            + " does not keep its host part "
            + kept.hostPart()
            + ": a pool in Git has a block with "
            + address
            + " already, and a block is never split. It can keep it in the next prefix");
  }

  private static boolean isCurrent(PrefixLease.Entry entry) {
    return entry instanceof PrefixLease.Current;
  }

  private List<PrefixLease.Entry> entries(String prefix) {
    return Optional.ofNullable(leases.get(prefix)).map(PrefixLease::entries).orElse(List.of());
  }

  /** Services that cannot have a pool of their own. */
  List<Finding> findings() {
    return List.copyOf(findings);
  }
}
