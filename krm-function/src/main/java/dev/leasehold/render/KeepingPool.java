package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import dev.leasehold.pins.KeptServices;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.targets.TargetKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pool whose Services keep their host parts: its binding has {@code hostParts: Keep}.
 *
 * @param prefix the name of the DynamicPrefix
 * @param pool the name of the CiliumLoadBalancerIPPool
 * @param held what the pool has of the leased prefixes, newest first; empty without any
 */
public record KeepingPool(String binding, String prefix, String pool, List<Held> held) {
  public KeepingPool {
    held = List.copyOf(held);
  }

  /**
   * What the pool has of one leased prefix.
   *
   * @param addresses a Service with one of them keeps its host part, if it does not ask for its
   *     address and no host or claim names it
   * @param kept the Services that keep their host parts in this prefix, as the lease says
   */
  public record Held(Prefix prefix, AddressRange addresses, List<PrefixLease.KeptService> kept) {
    public Held {
      kept = List.copyOf(kept);
    }
  }

  /** The pools of a package, in the order of the bindings; none that holds IPv4 too. */
  public static List<KeepingPool> of(PackageContents contents, List<Document> documents) {
    List<KeepingPool> pools = new ArrayList<>();
    for (DynamicPrefixBinding binding : keeping(contents)) {
      String prefix = binding.prefix().orElseThrow();
      if (contents.prefixes().containsKey(prefix) && ipv4Pool(binding, documents).isEmpty()) {
        List<Held> held = held(binding, contents.prefixes().get(prefix), contents);
        pools.add(new KeepingPool(binding.name(), prefix, binding.target().name(), held));
      }
    }
    return pools;
  }

  /** What the pool gets of another prefix; empty if it does not fit. */
  public Optional<AddressRange> addressesIn(Prefix leased, PackageContents contents) {
    Optional<DynamicPrefixBinding> bound = Optional.ofNullable(contents.bindings().get(binding));
    Optional<DynamicPrefix> described = Optional.ofNullable(contents.prefixes().get(prefix));
    return bound.isPresent() && described.isPresent()
        ? KeptServices.range(bound.get(), described.get(), leased)
        : Optional.empty();
  }

  private static List<Held> held(
      DynamicPrefixBinding binding, DynamicPrefix prefix, PackageContents contents) {
    List<Held> held = new ArrayList<>();
    Optional<PrefixLease> lease = Optional.ofNullable(contents.leases().get(prefix.name()));
    for (PrefixLease.Entry entry : lease.map(PrefixLease::entries).orElse(List.of())) {
      KeptServices.range(binding, prefix, entry.prefix())
          .ifPresent(range -> held.add(new Held(entry.prefix(), range, entry.services())));
    }
    return held;
  }

  /** A warning for each binding whose pool holds IPv4 too. */
  static List<Finding> findings(PackageContents contents, List<Document> documents) {
    List<Finding> findings = new ArrayList<>();
    for (DynamicPrefixBinding binding : keeping(contents)) {
      if (ipv4Pool(binding, documents).isPresent()) {
        findings.add(
            Finding.warning(
                contents.bindingPlace(binding.name(), "spec.hostParts"),
                "has no effect: "
                    + binding.target()
                    + " also holds IPv4, and a Service with a pool of its own would get no IPv4"
                    + " from it. Move the IPv4 blocks to another pool"));
      }
    }
    return findings;
  }

  private static List<DynamicPrefixBinding> keeping(PackageContents contents) {
    return contents.bindings().values().stream()
        .filter(binding -> binding.hostParts() == DynamicPrefixBinding.HostParts.KEEP)
        .toList();
  }

  private static Optional<Field> ipv4Pool(DynamicPrefixBinding binding, List<Document> documents) {
    ObjectKey key = new ObjectKey(TargetSlots.POOL, "", binding.target().name());
    for (Document document : documents) {
      if (document.mentions(TargetSlots.POOL) && document.mentions(key.name())) {
        Optional<Field> pool =
            DocumentReading.object(document, new ArrayList<>())
                .filter(key::matches)
                .filter(KeepingPool::holdsIpv4);
        if (pool.isPresent()) {
          return pool;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holdsIpv4(Field pool) {
    try {
      return TargetKinds.poolBlocks(pool).stream()
          .anyMatch(block -> block.filter(range -> range.family() == Family.IPV4).isPresent());
    } catch (FieldException e) {
      return false; // the checks report the shape
    }
  }
}
