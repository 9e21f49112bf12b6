package dev.leasehold.pins;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Hosts without a {@code service} inside a subnet that feeds a pool. LB-IPAM may give the address
 * of such a host to any Service, so the pool leaves it out and the host has a pool of its own.
 *
 * <p>A block that a pool in Git has already is never split: Services would lose their addresses. So
 * this begins with the next prefix; until then there is a warning.
 */
public final class InnerHosts {
  private static final Prefix WHOLE_SPACE = Prefix.parse("::/0");

  private final Map<String, PrefixLease> leases;
  private final Function<String, Place> places;
  private final List<Inner> all = new ArrayList<>();

  /** Hosts with a service there: their own pools would hold what the fed pool holds too. */
  private final List<Finding> conflicts = new ArrayList<>();

  /** As they are in Git, without those of single hosts. */
  private final FedPools pools;

  /** A host inside a subnet, and the binding that feeds the pool. */
  record Inner(
      DynamicPrefix prefix,
      DynamicPrefix.Host host,
      DynamicPrefixBinding binding,
      HostUsers users) {
    Optional<DynamicPrefix.ServiceRef> user() {
      return users.only();
    }
  }

  private InnerHosts(
      FedPools pools, Map<String, PrefixLease> leases, Function<String, Place> places) {
    this.pools = pools;
    this.leases = leases;
    this.places = places;
  }

  /**
   * The inner hosts of a package, before its pools are changed.
   *
   * @param pools the kind of pools that pinned Services have
   * @param fed the pools that bindings feed, in Git
   * @param places where the hosts of a prefix are described
   * @param patches the files that hold patches
   */
  public static InnerHosts of(
      PinnedPools pools,
      FedPools fed,
      Map<String, DynamicPrefix> prefixes,
      Map<String, DynamicPrefixBinding> bindings,
      Map<String, PrefixLease> leases,
      Function<String, Place> places,
      List<Document> documents,
      Set<String> patches) {
    InnerHosts hosts = new InnerHosts(fed, leases, places);
    for (DynamicPrefixBinding binding : bindings.values()) {
      Optional<DynamicPrefix> of = binding.prefix().map(prefixes::get);
      if (of.isPresent() && pools.areFedBy(binding)) {
        DynamicPrefix prefix = of.get();
        for (DynamicPrefix.Host host : prefix.hosts()) {
          if (!isInside(host, binding, prefix)) {
            continue;
          }
          if (host.service().isPresent()) {
            hosts.conflicts.add(
                InnerHostFindings.ofService(host, binding, pools, places.apply(prefix.name())));
          } else if (!pools.areMetalLb()) {
            HostUsers users = HostUsers.of(prefix, host, bindings.values(), documents, patches);
            hosts.all.add(new Inner(prefix, host, binding, users));
          }
        }
      }
    }
    return hosts;
  }

  /** Whether it feeds the blocks of a pool of LB-IPAM. */
  public static boolean feedsPool(DynamicPrefixBinding binding) {
    DynamicPrefixBinding.Target target = binding.target();
    return target.kind().equals(Pool.KIND)
        && target.fieldPath().isEmpty()
        && target.annotation().isEmpty();
  }

  /** A suffix is inside a subnet in every prefix or in none. */
  private static boolean isInside(
      DynamicPrefix.Host host, DynamicPrefixBinding binding, DynamicPrefix prefix) {
    try {
      return binding
          .subnet()
          .map(name ->
              prefix
                  .subnet(name)
                  .filter(s -> s.in(WHOLE_SPACE).contains(AddressRange.of(host.in(WHOLE_SPACE))))
                  .isPresent())
          .orElse(true);
    } catch (AddressException e) {
      return false; // it fits into no prefix: TargetSlots reports the binding
    }
  }

  /** The addresses of these addresses of a leased prefix that the pool of a binding leaves out. */
  NavigableSet<Address> leftOut(DynamicPrefixBinding binding, Prefix leased, AddressRange range) {
    NavigableSet<Address> left = new TreeSet<>();
    if (all.isEmpty()) {
      return left;
    }
    boolean isInGit = pools.overlap(range);
    for (Inner inner : all) {
      if (binding.isOf(inner.prefix().name()) && !isInBlock(inner, leased)) {
        boolean isLeftOut = isInGit && inner.users().isUsed() || inner.user().isPresent();
        // Left out before for a Service that is not here now: when it is back, its host has a pool
        // of its own at once.
        address(inner, leased)
            .filter(a -> range.contains(AddressRange.of(a)))
            .filter(a -> isLeftOut || isInGit && pools.areBeside(a))
            .ifPresent(left::add);
      }
    }
    return left;
  }

  /** Whether a pool in Git has a block with its address in that prefix. */
  private boolean isInBlock(Inner inner, Prefix leased) {
    return address(inner, leased).filter(pools::hold).isPresent();
  }

  private static Optional<Address> address(Inner inner, Prefix leased) {
    try {
      return Optional.of(inner.host().in(leased));
    } catch (AddressException e) {
      return Optional.empty(); // it does not fit: LeaseSetters and TargetSlots report it
    }
  }

  /** A host that has a pool of its own, in some of the leased prefixes. */
  public record Own(
      DynamicPrefix prefix, DynamicPrefix.Host host, List<PrefixLease.Entry> entries) {
    public Own {
      entries = List.copyOf(entries);
    }
  }

  /** The hosts that have a pool of their own, each with its pinned Service. */
  public List<Own> own() {
    List<Own> own = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Inner inner : all) {
      List<PrefixLease.Entry> entries = new ArrayList<>();
      for (PrefixLease.Entry entry : entries(inner)) {
        if (!isInBlock(inner, entry.prefix())) {
          entries.add(entry);
        }
      }
      if (inner.user().isPresent()
          && !entries.isEmpty()
          && seen.add(inner.prefix().name() + "/" + inner.host().name())) {
        DynamicPrefix.Host host =
            new DynamicPrefix.Host(
                inner.host().name(), inner.host().suffix(), inner.user(), DynamicPrefix.PinBy.NAME);
        own.add(new Own(inner.prefix(), host, entries));
      }
    }
    return own;
  }

  private List<PrefixLease.Entry> entries(Inner inner) {
    return Optional.ofNullable(leases.get(inner.prefix().name()))
        .map(PrefixLease::entries)
        .orElse(List.of());
  }

  /** The findings: conflicts, and hosts whose address LB-IPAM can give to any Service. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(conflicts);
    for (Inner inner : all) {
      Optional<Prefix> current =
          entries(inner).stream()
              .filter(entry -> entry instanceof PrefixLease.Current)
              .map(PrefixLease.Entry::prefix)
              .findFirst();
      boolean isInBlock = current.filter(prefix -> isInBlock(inner, prefix)).isPresent();
      if (inner.users().isUsed() && (isInBlock || inner.user().isEmpty())) {
        findings.add(
            InnerHostFindings.ofShared(inner, current, places.apply(inner.prefix().name())));
      }
    }
    return findings;
  }
}
