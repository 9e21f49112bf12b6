package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import dev.leasehold.pins.InnerHosts;
import dev.leasehold.pins.KeptServices;
import dev.leasehold.pins.OwnPools;
import dev.leasehold.pins.Pin;
import dev.leasehold.pins.PinnedPools;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.targets.Contribution;
import dev.leasehold.targets.TargetKind;
import dev.leasehold.targets.TargetKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The contributions to each object, from the bindings, hosts and public addresses of a package. */
final class TargetSlots {
  static final String POOL = "CiliumLoadBalancerIPPool";
  static final List<String> NAMESPACE = List.of("metadata", "namespace");
  static final String PUBLIC_IP = "PublicIPLease/";

  private final PackageContents contents;
  private final Draft draft;
  private final BindingKinds kinds;
  private final SortedMap<ObjectKey, SortedMap<String, TargetSlot>> byObject = new TreeMap<>();

  private final PinnedPools pinned;
  private final HeldRanges held;

  private TargetSlots(
      PackageContents contents,
      RenderConfig config,
      PinnedPools pinned,
      OwnPools ownPools,
      Draft draft) {
    this.contents = contents;
    this.pinned = pinned;
    this.held = new HeldRanges(contents, ownPools);
    this.draft = draft;
    this.kinds = new BindingKinds(contents, config);
  }

  /** Those of a package. */
  static TargetSlots of(
      PackageContents contents,
      RenderConfig config,
      PinnedPools pinned,
      OwnPools ownPools,
      Draft draft) {
    TargetSlots slots = new TargetSlots(contents, config, pinned, ownPools, draft);
    for (DynamicPrefixBinding binding : contents.bindings().values()) {
      try {
        slots.add(binding);
      } catch (FieldException e) {
        draft.report(e.finding());
      }
    }
    for (DynamicPrefix prefix : contents.prefixes().values()) {
      for (DynamicPrefix.Host host : prefix.hosts()) {
        host.service()
            .ifPresent(service ->
                slots.addPinned(prefix, host, service, slots.held.entries(prefix.name())));
      }
    }
    for (InnerHosts.Own own : ownPools.hosts()) {
      own.host()
          .service()
          .ifPresent(s -> slots.addPinned(own.prefix(), own.host(), s, own.entries()));
    }
    for (KeptServices.Own own : ownPools.kept()) {
      Place place = contents.prefixLeasePlace(own.prefix().name(), "spec.services");
      slots.addPinned(own.pin(place), true, own.held(), POOL);
    }
    for (PublicIPLease lease : contents.publicIps().values()) {
      ClaimPins.of(lease, contents)
          .ifPresentOrElse(
              pin -> slots.addPinned(pin, true, addresses(lease), POOL),
              () -> lease.poolName().ifPresent(pool -> slots.add(lease, pool)));
    }
    slots.reportUnleased();
    draft.report(slots.kinds.unused());
    return slots;
  }

  /** The kinds of the objects. */
  BindingKinds kinds() {
    return kinds;
  }

  /** By object, then by place: the outcome does not depend on the order of files. */
  SortedMap<ObjectKey, SortedMap<String, TargetSlot>> byObject() {
    return byObject;
  }

  private void add(DynamicPrefixBinding binding) {
    TargetKind target = kinds.of(binding);
    String place = BindingKinds.place(binding.target());
    boolean leased = isLeased(binding);
    Contribution contribution =
        new Contribution(
            binding.name() + place,
            binding.appends() ? Contribution.Strategy.APPEND : Contribution.Strategy.REPLACE,
            leased,
            leased ? held.of(binding, target) : List.of());
    ObjectKey object =
        new ObjectKey(binding.target().kind(), namespace(binding), binding.target().name());
    TargetSlot.Contributor
        contributor = // before the slot, as its place may be refused: no slot is without a
            // contributor
            new TargetSlot.Contributor(
                contribution, contents.bindingPlace(binding.name(), "spec.target"));
    TargetSlot slot =
        byObject
            .computeIfAbsent(object, key -> new TreeMap<>())
            .computeIfAbsent(place, key -> new TargetSlot(object, target, place));
    if (place.isEmpty() && !slot.target().equals(target)) {
      throw new FieldException(
          contents.bindingPlace(binding.name(), "spec.target"),
          object
              + " is bound in another API group by "
              + slot.contributors().getFirst().contribution().owner()
              + "; give one of the two another name");
    }
    slot.contributors().add(contributor);
  }

  /** Whether its source has a lease. One that is being released is none: nothing may begin. */
  private boolean isLeased(DynamicPrefixBinding binding) {
    boolean leased =
        switch (binding.source()) {
          case DynamicPrefixBinding.Source.OfPrefix(String name, Optional<String> _) ->
              contents.leases().containsKey(name);
          case DynamicPrefixBinding.Source.OfClaim(String name) ->
              contents.publicIp(name).filter(PublicIPLease::isHeld).isPresent();
        };
    if (!leased) {
      boolean isPrefix = binding.prefix().isPresent();
      draft.report(
          Finding.info(
              contents.bindingPlace(
                  binding.name(), isPrefix ? "spec.prefixRef.name" : "spec.claimRef.name"),
              switch (binding.source()) {
                    case DynamicPrefixBinding.Source.OfPrefix(String name, Optional<String> _) ->
                        "DynamicPrefix '" + name;
                    case DynamicPrefixBinding.Source.OfClaim(String name) ->
                        "PublicIPClaim '" + name;
                  }
                  + "' has no lease yet; "
                  + binding.target()
                  + " stays unchanged"));
    }
    return leased;
  }

  /** The namespace of the target; none for a cluster-scoped kind. */
  private String namespace(DynamicPrefixBinding binding) {
    String namespace = binding.target().namespace();
    if (namespace.isEmpty() || !kinds.isClusterScoped(binding.target())) {
      return namespace;
    }
    draft.report(
        Finding.warning(
            contents.bindingPlace(binding.name(), "spec.target.namespace"),
            "has no effect: a " + binding.target().kind() + " has no namespace; remove it"));
    return "";
  }

  /** Adds the pool of a host with a service: no other Service gets addresses of it. */
  private void addPinned(
      DynamicPrefix prefix,
      DynamicPrefix.Host host,
      DynamicPrefix.ServiceRef service,
      List<PrefixLease.Entry> entries) {
    boolean leased = contents.leases().containsKey(prefix.name());
    List<Contribution.HeldRange> ranges = new ArrayList<>();
    Place place = contents.prefixPlace(prefix.name(), "spec.hosts");
    for (PrefixLease.Entry entry : entries) {
      try {
        ranges.add(
            new Contribution.HeldRange(
                AddressRange.of(host.in(entry.prefix())), HeldRanges.isCurrent(entry)));
      } catch (AddressException e) {
        draft.report(Finding.error(place, "'" + host.name() + "' does not fit: " + e.getMessage()));
      }
    }
    addPinned(
        new Pin(
            Pin.Why.HOST,
            Family.IPV6,
            prefix.name(),
            host.name(),
            service,
            host.pinBy(),
            List.of(),
            place),
        leased,
        ranges,
        pinned.kind());
  }

  private void addPinned(
      Pin pin, boolean leased, List<Contribution.HeldRange> ranges, String kind) {
    Contribution contribution =
        new Contribution(pin.owner(), Contribution.Strategy.REPLACE, leased, ranges);
    TargetSlot pool = add(new ObjectKey(kind, "", pin.pool()), contribution, pin.place());
    if (pool.contributors().size() > 1) {
      draft.report(
          Finding.error(
              pin.place(),
              pin.what()
                  + " has pool "
                  + pool.object().name()
                  + ", which "
                  + pool.contributors().getFirst().contribution().owner()
                  + " also feeds; rename one"));
    }
    if (!kind.equals(POOL)) {
      pool.allocatedTo().add(pin);
      if (!pinned.namespace().isEmpty()) {
        pool.fields().put(NAMESPACE, pinned.namespace());
      }
      return;
    }
    boolean byLabel = pin.by() == DynamicPrefix.PinBy.LABEL;
    pool.fields().put(label(Pin.NAMESPACE), byLabel ? "" : pin.service().namespace());
    pool.fields().put(label(Pin.NAME), byLabel ? "" : pin.service().name());
    pool.fields().put(label(Pin.LABEL), byLabel ? pin.label() : "");
  }

  private static List<String> label(String key) {
    return List.of("spec", "serviceSelector", "matchLabels", key);
  }

  /** None of one that is being released, so that it leaves the pool. */
  private static List<Contribution.HeldRange> addresses(PublicIPLease lease) {
    return lease.isHeld()
        ? List.of(new Contribution.HeldRange(AddressRange.of(lease.ip()), true))
        : List.of();
  }

  private void add(PublicIPLease lease, String pool) {
    add(
        new ObjectKey(POOL, "", pool),
        new Contribution(
            PUBLIC_IP + lease.name(), Contribution.Strategy.APPEND, true, addresses(lease)),
        contents.publicIpPlace(lease.name(), "spec.ip"));
  }

  private void reportUnleased() {
    for (PublicIPClaim claim : contents.claims().values()) {
      if (contents.publicIp(claim.name()).isEmpty()) {
        draft.report(
            Finding.info(
                contents.claimPlace(claim.name(), ""),
                "has no lease yet; the watcher writes it"
                    + claim
                        .poolName()
                        .map(pool -> "; pool " + pool + " stays unchanged")
                        .orElse("")));
      }
    }
  }

  private TargetSlot add(ObjectKey pool, Contribution contribution, Place place) {
    TargetKind target = TargetKinds.builtIn(pool.kind()).orElseThrow();
    TargetSlot slot =
        byObject
            .computeIfAbsent(pool, key -> new TreeMap<>())
            .computeIfAbsent("", key -> new TargetSlot(pool, target, ""));
    slot.contributors().add(new TargetSlot.Contributor(contribution, place));
    return slot;
  }
}
