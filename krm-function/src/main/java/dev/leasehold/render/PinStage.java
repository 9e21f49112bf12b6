package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.FieldPath;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.check.Delivery;
import dev.leasehold.edit.FieldEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.WordSet;
import dev.leasehold.pins.EmptyValues;
import dev.leasehold.pins.Exclusion;
import dev.leasehold.pins.InnerHosts;
import dev.leasehold.pins.Pin;
import dev.leasehold.pins.PinnedServices;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.render.files.Reading;
import dev.leasehold.targets.Feed;
import dev.leasehold.targets.Targets;
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
  private static final List<String> LABEL = List.of("metadata", "labels", Pin.LABEL);

  /** What we left in an earlier rendering. */
  private static final WordSet OURS = WordSet.of(Exclusion.ANNOTATION, Pin.LABEL);

  private final PackageContents contents;
  private final SortedMap<ObjectKey, SortedMap<String, Outlet>> outlets;
  private final TargetSearch search;
  private final InnerHosts inner;
  private final RenderConfig config;
  private final List<Document> documents;
  private final List<Change> changes;
  private final List<Finding> findings;

  PinStage(
      PackageContents contents,
      Bindings bindings,
      InnerHosts inner,
      RenderConfig config,
      List<Document> documents,
      List<Change> changes,
      List<Finding> findings) {
    this.contents = contents;
    this.outlets = bindings.outlets();
    this.search = bindings.search();
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
    label(pins, knowsAll);
    if (Finding.hasError(findings)) {
      return List.of();
    }
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
        host.pinBy(),
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

  /** Labels the Services that are pinned by label, and no others. */
  private void label(List<Pin> pins, boolean knowsAll) {
    Set<Integer> labelled = new HashSet<>();
    for (Pin pin : pins) {
      if (pin.by() == DynamicPrefix.PinBy.LABEL) {
        try {
          int index = service(pin);
          if (labelled.add(index)) {
            setLabel(index, Optional.of(pin.label()));
          } else {
            findings.add(
                Finding.error(
                    pin.place(),
                    "Service "
                        + pin.service()
                        + " is pinned by label to another host too; keep one, or set pinBy: Name"));
          }
        } catch (FieldException e) {
          findings.add(e.finding());
        }
      }
    }
    for (int i = 0; i < documents.size() && knowsAll; i++) {
      Document document = documents.get(i);
      if (!labelled.contains(i)
          && document.mentions(Pin.LABEL)
          && document.mentions("Service")
          && !Reading.isEncrypted(document)) {
        boolean isLabelled =
            Reading.object(document, new ArrayList<>())
                .filter(root -> ObjectKey.text(root, "kind").equals("Service"))
                .filter(root -> !ObjectKey.text(root, LABEL.toArray(String[]::new)).isEmpty())
                .isPresent();
        if (isLabelled) {
          setLabel(i, Optional.empty());
        }
      }
    }
  }

  private int service(Pin pin) {
    DynamicPrefixBinding.Target target =
        new DynamicPrefixBinding.Target(
            "v1",
            "Service",
            pin.service().namespace(),
            pin.service().name(),
            Optional.empty(),
            Optional.empty());
    Outlet outlet =
        new Outlet(
            new ObjectKey("Service", target.namespace(), target.name()),
            Targets.of(target, config).orElseThrow(),
            "");
    outlet
        .feedings()
        .add(
            new Outlet.Feeding(
                new Feed(pin.owner(), Feed.Strategy.APPEND, false, List.of()), pin.place()));
    int index = search.find(outlet);
    if (index < 0) {
      throw new FieldException(
          pin.place(),
          "host '"
              + pin.host()
              + "' has pinBy: Label, and Service "
              + pin.service()
              + " is not in this package, so nobody gives it the label; add its manifest, or set"
              + " pinBy: Name");
    }
    return index;
  }

  private void setLabel(int index, Optional<String> value) {
    Document document = documents.get(index);
    Field root = document.root();
    String before = ObjectKey.text(root, LABEL.toArray(String[]::new));
    Document edited =
        document.with(
            value
                .map(text -> FieldEdit.set(root, LABEL, text))
                .orElseGet(() -> FieldEdit.remove(root, LABEL)));
    if (edited != document) {
      documents.set(index, edited);
      changes.add(
          new Change(
              document.file(),
              document.objectName(),
              FieldPath.text(LABEL),
              before.isEmpty() ? List.of() : List.of(before),
              value.stream().toList()));
    }
  }
}
