package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.check.Delivery;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.krm.WordSet;
import dev.leasehold.net.Family;
import dev.leasehold.pins.EmptyValues;
import dev.leasehold.pins.Exclusion;
import dev.leasehold.pins.InnerHosts;
import dev.leasehold.pins.KeptServices;
import dev.leasehold.pins.MetalLbWarnings;
import dev.leasehold.pins.OwnPools;
import dev.leasehold.pins.Pin;
import dev.leasehold.pins.PinnedPools;
import dev.leasehold.pins.PinnedServices;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.targets.Contribution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The stage after the bindings: each pinned Service matches its own pool and no other of ours. */
final class PinStage {
  private static final String EXPRESSIONS = "spec.serviceSelector.matchExpressions";

  /** The traces of an earlier rendering. */
  private static final WordSet OURS = WordSet.of(Exclusion.ANNOTATION, Pin.LABEL);

  private final PackageContents contents;
  private final SortedMap<ObjectKey, SortedMap<String, TargetSlot>> slots;
  private final TargetSearch search;
  private final PinnedPools pinned;
  private final OwnPools ownPools;
  private final RenderConfig config;
  private final Draft draft;

  PinStage(
      PackageContents contents,
      Bindings bindings,
      PinnedPools pinned,
      OwnPools ownPools,
      RenderConfig config,
      Draft draft) {
    this.contents = contents;
    this.slots = bindings.slots();
    this.search = bindings.search();
    this.pinned = pinned;
    this.ownPools = ownPools;
    this.config = config;
    this.draft = draft;
  }

  /**
   * Edits Services and pools.
   *
   * @param knowsAll whether a host that is not in the package was removed
   */
  void apply(boolean knowsAll) {
    exclude(knowsAll);
    draft.report(EmptyValues.findings(draft.documents()));
  }

  private void exclude(boolean knowsAll) {
    List<Pin> pins = pins();
    if (pins.isEmpty() && !isAnythingLeft()) {
      return;
    }
    List<Finding> unlabelled =
        new ServiceLabels(search, pinned.areMetalLb(), draft).write(pins, knowsAll);
    if (draft.hasError()) {
      return;
    }
    if (pinned.areMetalLb()) {
      reportMetalLb(pins, unlabelled);
      return;
    }
    reportLeftOver();
    List<Document> documents = new ArrayList<>(draft.documents());
    PinnedServices services =
        new PinnedServices(
            documents,
            draft.original().size(),
            fed(),
            knowsAll,
            PackageLayout.patches(documents),
            DocumentReading::isEncrypted);
    services.apply(pins, new Delivery(kustomizations()));
    draft.report(services.findings());
    for (PinnedServices.EditedPool edited : services.edited()) {
      Document pool = documents.get(edited.index());
      draft.put(edited.index(), pool);
      draft.changed(pool, EXPRESSIONS, excluding(edited.before()), excluding(edited.after()));
    }
    draft.reportOnce(services.ofThisChange());
  }

  /** MetalLB takes a pool that selects a Service before all others, so no other pool is edited. */
  private void reportMetalLb(List<Pin> pins, List<Finding> unlabelled) {
    List<Finding> reported = new ArrayList<>(unlabelled);
    reported.addAll(
        MetalLbWarnings.findings(
            pins, draft.documents(), PackageLayout.patches(draft.documents())));
    draft.report(reported);
    Set<String> names = new HashSet<>();
    pins.forEach(pin -> names.add(pin.pool()));
    boolean isPoolMade =
        draft.made().stream().anyMatch(made -> names.contains(ObjectKey.of(made.root()).name()));
    if (isPoolMade) {
      draft.reportOnce(reported);
    }
  }

  private void reportLeftOver() {
    for (Place place : pinned.leftOver()) {
      draft.report(
          Finding.warning(
              place,
              "was made for a pinned Service, but all other pools of this package are MetalLB's. If"
                  + " MetalLB assigns the addresses, delete this file; Leasehold then makes an"
                  + " IPAddressPool"));
    }
  }

  private boolean isAnythingLeft() {
    for (Document document : draft.documents()) {
      if (document.mentions(OURS)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> excluding(Set<String> names) {
    return names.stream().map(name -> "not " + name).toList();
  }

  private List<Pin> pins() {
    List<Pin> pins = new ArrayList<>();
    for (DynamicPrefix prefix : contents.prefixes().values()) {
      for (DynamicPrefix.Host host : prefix.hosts()) {
        host.service().ifPresent(service -> pins.add(pin(prefix, host, service, Pin.Why.HOST)));
      }
    }
    for (InnerHosts.Own own : ownPools.hosts()) {
      own.host()
          .service()
          .ifPresent(service -> pins.add(pin(own.prefix(), own.host(), service, Pin.Why.REQUEST)));
    }
    for (KeptServices.Own own : ownPools.kept()) {
      pins.add(own.pin(contents.prefixLeasePlace(own.prefix().name(), "spec.services")));
    }
    pins.addAll(ClaimPins.of(contents));
    return pins;
  }

  private Pin pin(
      DynamicPrefix prefix,
      DynamicPrefix.Host host,
      DynamicPrefix.ServiceRef service,
      Pin.Why why) {
    return new Pin(
        why,
        Family.IPV6,
        prefix.name(),
        host.name(),
        service,
        pinned.areMetalLb() ? DynamicPrefix.PinBy.LABEL : host.pinBy(),
        List.of(),
        contents.prefixPlace(prefix.name(), "spec.hosts"));
  }

  /** The pools that we make or bind; an encrypted one is an error of the stage before. */
  private Map<String, PinnedServices.Fed> fed() {
    Map<String, PinnedServices.Fed> fed = new HashMap<>();
    for (String name : Components.pools(config.components())) {
      if (draft.documents().stream()
          .noneMatch(d -> DocumentReading.isEncrypted(d) && d.mentions(name))) {
        fed.put(name, new PinnedServices.Fed(false, Optional.empty()));
      }
    }
    slots.forEach((object, places) -> {
      if (object.kind().equals(TargetSlots.POOL)) {
        boolean leased = false;
        for (TargetSlot slot : places.values()) {
          for (Contribution contribution : slot.contributions()) {
            leased |= contribution.leased() && isOfPrefix(contribution);
          }
        }
        fed.put(object.name(), new PinnedServices.Fed(leased, refusedBy(object.name())));
      }
    });
    return fed;
  }

  /** Prefixes are IPv6. */
  private static boolean isOfPrefix(Contribution contribution) {
    return !contribution.owner().startsWith(TargetSlots.PUBLIC_IP)
        && contribution.held().stream().allMatch(held -> held.addresses().family() == Family.IPV6);
  }

  private Optional<String> refusedBy(String pool) {
    for (DynamicPrefixBinding binding : contents.bindings().values()) {
      boolean isBound =
          binding.target().kind().equals(TargetSlots.POOL) && binding.target().name().equals(pool);
      if (isBound && !binding.excludePinned()) {
        return Optional.of(binding.name());
      }
    }
    return Optional.empty();
  }

  private List<Document> kustomizations() {
    List<Document> kustomizations = new ArrayList<>();
    for (Document document : draft.documents()) {
      if (PackageLayout.isKustomization(document)) {
        kustomizations.add(document);
      }
    }
    return kustomizations;
  }
}
