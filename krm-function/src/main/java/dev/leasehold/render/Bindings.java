package dev.leasehold.render;

import dev.leasehold.api.RenderConfig;
import dev.leasehold.edit.FieldEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.net.AddressException;
import dev.leasehold.pins.InnerHosts;
import dev.leasehold.pins.Pin;
import dev.leasehold.pins.PinnedPools;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.Scope;
import dev.leasehold.targets.CidrTarget;
import dev.leasehold.targets.Feed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Leases to targets: the third stage. */
final class Bindings {
  private final RenderConfig config;
  private final Draft draft;
  private final SortedMap<ObjectKey, SortedMap<String, Outlet>> outlets;
  private final TargetSearch search;
  private final TargetEdits edits;
  private final Retirement retirement;

  /** The namespace that was meant, by position of the object. */
  private final Map<Integer, String> namespaces = new HashMap<>();

  Bindings(
      PackageContents contents,
      RenderConfig config,
      Scope scope,
      PinnedPools pinned,
      InnerHosts inner,
      Draft draft) {
    this.config = config;
    this.draft = draft;
    this.outlets = Outlets.of(contents, config, pinned, inner, draft);
    this.search = new TargetSearch(draft, scope.unread());
    this.edits = new TargetEdits(draft);
    this.retirement = new Retirement(config, contents.knowsIntent(scope), outlets, draft, edits);
  }

  /** Who feeds what, by object. */
  SortedMap<ObjectKey, SortedMap<String, Outlet>> outlets() {
    return outlets;
  }

  /** By which objects are looked for in what there is now. */
  TargetSearch search() {
    return search;
  }

  void apply() {
    outlets.forEach((object, places) -> {
      for (Outlet outlet : places.values()) {
        try {
          feed(outlet);
        } catch (FieldException e) {
          draft.tell(e.finding());
        } catch (AddressException e) {
          draft.tell(Finding.error(outlet.blame(), outlet.object() + ": " + e.getMessage()));
        }
      }
    });
    if (!draft.hasError()) { // else what cannot be fed would be taken to be gone
      retirement.apply();
    }
  }

  private void feed(Outlet outlet) {
    int index = search.find(outlet);
    rejectTwoNamespaces(index, outlet);
    boolean nothing = true;
    boolean leased = false;
    for (Feed feed : outlet.feeds()) {
      nothing &= feed.held().isEmpty();
      leased |= feed.leased();
    }
    if (outlet.target() instanceof CidrTarget) {
      if (index >= 0 || nothing || !isMadeByTemplate(outlet)) {
        new PerCidr(config.ciliumVersion(), draft).feed(outlet);
      }
      return;
    }
    if (index < 0 && (nothing || isMadeByTemplate(outlet))) {
      return;
    }
    if (!leased) {
      return;
    }
    if (index < 0) {
      index = make(outlet);
    }
    SortedMap<String, List<String>> gone = retirement.gone(draft.document(index).root());
    edits.fill(index, outlet, gone.getOrDefault(outlet.place(), List.of()));
    if (gone.isEmpty() || gone.size() == 1 && gone.containsKey(outlet.place())) {
      retirement.isDone(draft.document(index));
    }
    for (boolean there : new boolean[] {true, false}) { // else the selector would be empty between
      for (Map.Entry<List<String>, String> field : outlet.fields().entrySet()) {
        if (field.getValue().isEmpty() != there) {
          edits.set(index, field.getKey(), field.getValue());
        }
      }
    }
    for (Pin pin : outlet.allocatedTo()) {
      edits.allocate(index, pin);
    }
  }

  private boolean isMadeByTemplate(Outlet outlet) {
    return search.isMadeByTemplate(outlet.object(), outlet.object().name(), outlet.blame());
  }

  /** Two that mean two objects must not both get the one that says no namespace. */
  private void rejectTwoNamespaces(int index, Outlet outlet) {
    String namespace = outlet.object().namespace();
    if (index < 0 || namespace.isEmpty()) {
      return;
    }
    String other = namespaces.putIfAbsent(index, namespace);
    if (other != null && !other.equals(namespace)) {
      throw new FieldException(
          outlet.blame(),
          outlet.object()
              + " in "
              + draft.document(index).file()
              + " says no namespace, and another binding means it in '"
              + other
              + "'; write its namespace there");
    }
  }

  private int make(Outlet outlet) {
    ObjectKey object = outlet.object();
    Optional<Document> template =
        outlet.place().isEmpty() ? Templates.find(outlet.template()) : Optional.empty();
    if (template.isEmpty()) {
      throw new FieldException(
          outlet.blame(), object + " is not in this package, and is not made here; write it");
    }
    List<String> links = search.links();
    if (!links.isEmpty()) { // a link is no reason to make nothing ever again
      draft.tell(
          Finding.warning(
              outlet.blame(),
              object
                  + " is made, as none was found; links are not followed, and if one of these leads"
                  + " to it, delete what is made: "
                  + String.join(", ", links)));
    }
    Document named = Templates.named(template.get(), object.name());
    String namespace =
        object.namespace().isEmpty()
            ? outlet.fields().getOrDefault(Outlets.NAMESPACE, "")
            : object.namespace();
    if (!namespace.isEmpty()) {
      named = Templates.withoutSetters(named, List.of(Outlets.NAMESPACE));
      named = named.with(FieldEdit.set(named.root(), Outlets.NAMESPACE, namespace));
    }
    return Templates.add(named, outlet.blame(), draft, config.ciliumVersion());
  }
}
