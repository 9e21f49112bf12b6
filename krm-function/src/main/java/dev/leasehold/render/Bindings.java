package dev.leasehold.render;

import dev.leasehold.api.FieldPath;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.edit.FieldEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.net.AddressException;
import dev.leasehold.pins.InnerHosts;
import dev.leasehold.targets.CidrTarget;
import dev.leasehold.targets.Feed;
import dev.leasehold.targets.Filling;
import dev.leasehold.targets.Owned;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Leases to targets: the third stage. Changes {@code documents} in place, and adds to them. */
final class Bindings {
  private final RenderConfig config;
  private final boolean knowsAll;
  private final Renderer.Scope scope;
  private final List<Document> documents;
  private final List<Change> changes;
  private final List<Finding> findings;
  private final List<Finding> ofThisChange = new ArrayList<>();
  private final SortedMap<ObjectKey, SortedMap<String, Outlet>> outlets;

  /** Objects in whose record all owners have just been asked. */
  private final Set<Document> fed = Collections.newSetFromMap(new IdentityHashMap<>());

  /** The namespace that was meant, by position of the object. */
  private final Map<Integer, String> namespaces = new HashMap<>();

  Bindings(
      PackageContents contents,
      RenderConfig config,
      Renderer.Scope scope,
      InnerHosts inner,
      List<Document> documents,
      List<Change> changes,
      List<Finding> findings) {
    this.config = config;
    this.scope = scope;
    this.knowsAll = contents.knowsIntent(scope);
    this.documents = documents;
    this.changes = changes;
    this.findings = findings;
    this.outlets = Outlets.of(contents, config, inner, findings);
  }

  /** Who feeds what, by object. */
  SortedMap<ObjectKey, SortedMap<String, Outlet>> outlets() {
    return outlets;
  }

  /** What the changes take from somebody. */
  List<Finding> ofThisChange() {
    return List.copyOf(ofThisChange);
  }

  /** Who asked for each object that was made, in the order of those. */
  List<Place> apply() {
    List<Place> asked = new ArrayList<>();
    int before = documents.size();
    outlets.forEach((object, places) -> {
      for (Outlet outlet : places.values()) {
        try {
          feed(outlet);
        } catch (FieldException e) {
          findings.add(e.finding());
        } catch (AddressException e) {
          findings.add(Finding.error(outlet.blame(), outlet.object() + ": " + e.getMessage()));
        }
        int made = documents.size() - before - asked.size();
        asked.addAll(Collections.nCopies(made, outlet.blame()));
      }
    });
    if (!Finding.hasError(findings)) { // else whoever cannot be fed would be taken to be gone
      retire();
    }
    return asked;
  }

  /**
   * Takes out what was added for bindings that are gone, or point elsewhere now. Only where intent
   * or leases are at hand: kpt may have been asked to send the function a part of the package.
   */
  private void retire() {
    for (int i = 0; i < documents.size(); i++) {
      Document document = documents.get(i);
      if (!document.mentions(Owned.ANNOTATION) || fed.contains(document)) {
        continue;
      }
      try {
        Optional<Field> root = Reading.object(document, new ArrayList<>());
        if (root.isPresent()) {
          retire(i);
        }
      } catch (FieldException e) {
        findings.add(e.finding());
      } catch (AddressException e) {
        findings.add(Finding.error(document.root().place(), String.valueOf(e.getMessage())));
      }
    }
  }

  private void retire(int index) {
    Field root = documents.get(index).root();
    ObjectKey object = ObjectKey.of(root);
    gone(root)
        .forEach((place, owners) ->
            Outlets.target(object, place, config)
                .filter(target -> !documents.get(index).isRemoved())
                .ifPresent(target -> {
                  if (target instanceof CidrTarget) {
                    new PerCidr(config.ciliumVersion(), documents, changes).release(index, owners);
                  } else {
                    fill(index, new Outlet(object, target, place), owners);
                    deletePinned(index, object, owners);
                  }
                }));
  }

  /** A pool that was made for one host goes with it. */
  private void deletePinned(int index, ObjectKey object, List<String> owners) {
    Document document = documents.get(index);
    boolean wasPinned =
        owners.stream()
                .anyMatch(
                    owner -> owner.indexOf('/') > 0 && Outlets.pinnedPool(owner).equals(object))
            && Owned.read(document.root()).byOwner().isEmpty()
            && isEmpty(document.root());
    if (wasPinned) {
      Templates.delete(index, documents);
    }
  }

  /** Whether the pool holds nothing that somebody put there by hand either. */
  private static boolean isEmpty(Field pool) {
    return pool.find("spec")
        .flatMap(spec -> spec.find("blocks"))
        .filter(blocks -> !blocks.items().isEmpty())
        .isEmpty();
  }

  /** The owners in the object's record who feed it no longer, by place. */
  private SortedMap<String, List<String>> gone(Field root) {
    SortedMap<String, List<String>> gone = new TreeMap<>();
    if (knowsAll) {
      Set<String> feeding = new HashSet<>();
      outlets.forEach((object, places) -> {
        for (Outlet outlet : places.values()) {
          if (object.matches(root)
              || outlet.target() instanceof CidrTarget // its objects have names of their own
                  && ObjectKey.text(root, "kind").equals(object.kind())) {
            outlet.feeds().forEach(feed -> feeding.add(feed.owner()));
          }
        }
      });
      for (String owner : Owned.read(root).byOwner().keySet()) {
        if (!feeding.contains(owner)) {
          gone.computeIfAbsent(Owned.place(owner), p -> new ArrayList<>()).add(owner);
        }
      }
    }
    return gone;
  }

  private void feed(Outlet outlet) {
    TargetSearch search = new TargetSearch(documents, findings);
    int index = search.find(outlet);
    rejectTwoNamespaces(index, outlet);
    boolean nothing = true;
    boolean leased = false;
    for (Feed feed : outlet.feeds()) {
      nothing &= feed.held().isEmpty();
      leased |= feed.leased();
    }
    if (outlet.target() instanceof CidrTarget) {
      if (index >= 0 || nothing || !search.isPassedBy(outlet)) {
        new PerCidr(config.ciliumVersion(), documents, changes).feed(outlet);
      }
      return;
    }
    if (index < 0 && (nothing || search.isPassedBy(outlet))) {
      return;
    }
    if (!leased) {
      return;
    }
    if (index < 0) {
      index = make(outlet);
    }
    SortedMap<String, List<String>> gone = gone(documents.get(index).root());
    fill(index, outlet, gone.getOrDefault(outlet.place(), List.of()));
    if (gone.isEmpty() || gone.size() == 1 && gone.containsKey(outlet.place())) {
      fed.add(documents.get(index));
    }
    for (boolean there : new boolean[] {true, false}) { // else the selector would be empty between
      for (Map.Entry<List<String>, String> field : outlet.fields().entrySet()) {
        if (field.getValue().isEmpty() != there) {
          set(index, field.getKey(), field.getValue());
        }
      }
    }
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
              + documents.get(index).file()
              + " says no namespace, and another binding means it in '"
              + other
              + "'; write its namespace there");
    }
  }

  private void set(int index, List<String> path, String value) {
    Document document = documents.get(index);
    Field root = document.root();
    String before = ObjectKey.text(root, path.toArray(String[]::new));
    Document edited =
        document.with(
            value.isEmpty() ? FieldEdit.remove(root, path) : FieldEdit.set(root, path, value));
    if (edited != document) {
      documents.set(index, edited);
      changes.add(
          new Change(
              document.file(),
              document.objectName(),
              FieldPath.text(path),
              before.isEmpty() ? List.of() : List.of(before),
              value.isEmpty() ? List.of() : List.of(value)));
    }
  }

  private int make(Outlet outlet) {
    ObjectKey object = outlet.object();
    Optional<Document> template =
        outlet.place().isEmpty()
            ? Templates.find(object.kind().toLowerCase(Locale.ROOT))
            : Optional.empty();
    if (template.isEmpty()) {
      throw new FieldException(
          outlet.blame(), object + " is not in this package, and is not made here; write it");
    }
    if (scope == Renderer.Scope.PART) { // a link is no reason to make nothing ever again
      findings.add(
          Finding.warning(
              outlet.blame(),
              object
                  + " is made, as none was found; some files could not be read, and if one holds"
                  + " it, delete what is made"));
    }
    Document named = Templates.named(template.get(), object.name());
    if (!object.namespace().isEmpty()) {
      List<String> namespace = List.of("metadata", "namespace");
      named = Templates.withoutSetters(named, List.of(namespace));
      named = named.with(FieldEdit.set(named.root(), namespace, object.namespace()));
    }
    return Templates.add(named, outlet.blame().file(), documents, config.ciliumVersion());
  }

  private void fill(int index, Outlet outlet, List<String> gone) {
    Document document = documents.get(index);
    Filling filling = Filling.of(document, outlet.target(), outlet.feeds(), gone);
    Field root = document.root();
    if (filling.keptLast()) {
      findings.add(
          Finding.warning(
              root.place(),
              outlet.target().mayBeEmpty()
                  ? "keeps its last addresses: a field cannot do without; write others there"
                  : "keeps its last addresses: an empty group would deny all traffic"));
      return;
    }
    if (!filling.unexplained().isEmpty()) {
      findings.add(
          Finding.warning(
              root.place(),
              "loses "
                  + Owned.texts(filling.unexplained())
                  + ", which no lease explains; updateStrategy {type: Append} would leave it"));
    }
    documents.set(index, filling.document());
    for (Filling.Filled filled : filling.filled()) {
      changes.add(
          new Change(
              document.file(),
              document.objectName(),
              filled.path(),
              filled.before(),
              filled.after()));
      boolean isFirst = filled.before().isEmpty() && outlet.place().isEmpty();
      if (isFirst && OneFamily.isAsked(root, filled.after())) {
        Finding finding = OneFamily.finding(root);
        findings.add(finding);
        ofThisChange.add(finding);
      }
      if (!filled.words().isEmpty() && Outlets.isFieldPath(outlet.place())) {
        findings.add(
            Finding.warning(
                root.place(),
                filled.path()
                    + " keeps '"
                    + filled.words()
                    + "' beside the new addresses; if it is there to be replaced, write"
                    + " placeholder: true into the binding"));
      }
      if (filled.after().isEmpty()) {
        String owners = gone.isEmpty() ? "" : ": " + String.join(", ", gone) + " is gone";
        findings.add(
            Finding.warning(root.place(), filled.path() + " has no addresses left" + owners));
      }
    }
  }
}
