package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.check.Delivery;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.krm.WordSet;
import dev.leasehold.pins.EmptyValues;
import dev.leasehold.pins.Exclusion;
import dev.leasehold.pins.InnerHosts;
import dev.leasehold.pins.MetalLbWarnings;
import dev.leasehold.pins.Pin;
import dev.leasehold.pins.PinnedPools;
import dev.leasehold.pins.PinnedServices;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.render.files.Reading;
import dev.leasehold.targets.Feed;
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

  /** What we left in an earlier rendering. */
  private static final WordSet OURS = WordSet.of(Exclusion.ANNOTATION, Pin.LABEL);

  private final PackageContents contents;
  private final SortedMap<ObjectKey, SortedMap<String, Outlet>> outlets;
  private final TargetSearch search;
  private final PinnedPools pinned;
  private final InnerHosts inner;
  private final RenderConfig config;
  private final List<Document> documents;
  private final List<Change> changes;
  private final List<Finding> findings;

  PinStage(
      PackageContents contents,
      Bindings bindings,
      PinnedPools pinned,
      InnerHosts inner,
      RenderConfig config,
      List<Document> documents,
      List<Change> changes,
      List<Finding> findings) {
    this.contents = contents;
    this.outlets = bindings.outlets();
    this.search = bindings.search();
    this.pinned = pinned;
    this.inner = inner;
    this.config = config;
    this.documents = documents;
    this.changes = changes;
    this.findings = findings;
  }

  /**
   * Edits Services and pools.
   *
   * @param original how many of the documents were there before
   * @param knowsAll whether a host that is not here is gone
   * @return those of the findings that tell what this change takes from somebody
   */
  List<Finding> apply(int original, boolean knowsAll) {
    List<Finding> ofThisChange = exclude(original, knowsAll);
    findings.addAll(EmptyValues.tell(documents));
    return ofThisChange;
  }

  private List<Finding> exclude(int original, boolean knowsAll) {
    List<Pin> pins = pins();
    if (pins.isEmpty() && !isAnythingLeft()) {
      return List.of();
    }
    List<Finding> unlabelled =
        new ServiceLabels(search, config, pinned.areMetalLb(), documents, changes, findings)
            .write(pins, knowsAll);
    if (Finding.hasError(findings)) {
      return List.of();
    }
    if (pinned.areMetalLb()) {
      return tellMetalLb(pins, unlabelled, original);
    }
    tellLeftOver();
    PinnedServices services =
        new PinnedServices(
            documents,
            original,
            fed(),
            knowsAll,
            PackageLayout.patches(documents),
            Reading::isEncrypted);
    services.apply(pins, new Delivery(kustomizations()));
    findings.addAll(services.findings());
    for (PinnedServices.Edited edited : services.edited()) {
      Document pool = documents.get(edited.index());
      changes.add(
          new Change(
              pool.file(),
              pool.objectName(),
              EXPRESSIONS,
              excluding(edited.before()),
              excluding(edited.after())));
    }
    return services.ofThisChange();
  }

  /** MetalLB takes a pool that selects a Service before all others, so no other pool is edited. */
  private List<Finding> tellMetalLb(List<Pin> pins, List<Finding> unlabelled, int original) {
    List<Finding> told = new ArrayList<>(unlabelled);
    told.addAll(MetalLbWarnings.tell(pins, documents, PackageLayout.patches(documents)));
    findings.addAll(told);
    Set<String> names = new HashSet<>();
    pins.forEach(pin -> names.add(pin.pool()));
    boolean isPoolMade =
        documents.subList(original, documents.size()).stream()
            .anyMatch(made -> names.contains(ObjectKey.of(made.root()).name()));
    return isPoolMade ? told : List.of();
  }

  private void tellLeftOver() {
    for (Place place : pinned.leftOver()) {
      findings.add(
          Finding.warning(
              place,
              "is made for a pinned Service, and all other pools of this package are MetalLB's. If"
                  + " MetalLB gives the addresses, delete this file: an IPAddressPool is made in"
                  + " its place"));
    }
  }

  private boolean isAnythingLeft() {
    for (Document document : documents) {
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
        host.service().ifPresent(service -> pins.add(pin(prefix, host, service, false)));
      }
    }
    for (InnerHosts.Own own : inner.own()) {
      own.host()
          .service()
          .ifPresent(service -> pins.add(pin(own.prefix(), own.host(), service, true)));
    }
    return pins;
  }

  private Pin pin(
      DynamicPrefix prefix,
      DynamicPrefix.Host host,
      DynamicPrefix.ServiceRef service,
      boolean asks) {
    return new Pin(
        prefix.name(),
        host.name(),
        service,
        pinned.areMetalLb() ? DynamicPrefix.PinBy.LABEL : host.pinBy(),
        asks,
        contents.prefixPlace(prefix.name(), "spec.hosts"));
  }

  /** The pools that we make or bind; a bound one that is encrypted was an error before. */
  private Map<String, PinnedServices.Fed> fed() {
    Map<String, PinnedServices.Fed> fed = new HashMap<>();
    for (String name : Components.pools(config.components())) {
      if (documents.stream().noneMatch(d -> Reading.isEncrypted(d) && d.mentions(name))) {
        fed.put(name, new PinnedServices.Fed(false, Optional.empty()));
      }
    }
    outlets.forEach((object, places) -> {
      if (object.kind().equals(Outlets.POOL)) {
        boolean leased = false;
        for (Outlet outlet : places.values()) {
          for (Feed feed : outlet.feeds()) {
            leased |= feed.leased() && !feed.owner().startsWith(Outlets.PUBLIC_IP);
          }
        }
        fed.put(object.name(), new PinnedServices.Fed(leased, refusedBy(object.name())));
      }
    });
    return fed;
  }

  private Optional<String> refusedBy(String pool) {
    for (DynamicPrefixBinding binding : contents.bindings().values()) {
      boolean isBound =
          binding.target().kind().equals(Outlets.POOL) && binding.target().name().equals(pool);
      if (isBound && !binding.excludePinned()) {
        return Optional.of(binding.name());
      }
    }
    return Optional.empty();
  }

  private List<Document> kustomizations() {
    List<Document> kustomizations = new ArrayList<>();
    for (Document document : documents) {
      if (PackageLayout.isKustomization(document)) {
        kustomizations.add(document);
      }
    }
    return kustomizations;
  }
}
