package dev.leasehold.pins;

import dev.leasehold.api.LabelSelector;
import dev.leasehold.check.Delivery;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.net.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Every pool that we make or bind excludes the pinned Services, so that each of them gets addresses
 * only from its own pool. What people wrote in a selector stays. Changes {@code documents} in
 * place.
 */
public final class PinnedServices {
  private final List<Document> documents;
  private final int original;
  private final Map<String, Fed> fed;
  private final boolean knowsAll;
  private final Set<String> patches;
  private final Predicate<Document> isEncrypted;

  /** The names that pools in Git exclude from this change on, by index. */
  private final Map<Integer, Set<String>> added = new HashMap<>();

  private final List<EditedPool> edited = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Finding> ofThisChange = new ArrayList<>();

  /**
   * A pool that we make or bind.
   *
   * @param leased whether the lease of a prefix feeds it
   * @param refusedBy the binding that has {@code excludePinned: false}
   */
  public record Fed(boolean leased, Optional<String> refusedBy) {}

  /** A pool of which another set of Services is excluded now. */
  public record EditedPool(int index, SortedSet<String> before, SortedSet<String> after) {}

  /**
   * The pinned Services of a package.
   *
   * @param documents all documents, as rendered so far
   * @param original how many of them are in Git; the others are new
   * @param fed the pools that we make or bind, by name
   * @param knowsAll whether a host that is not in the package was removed
   * @param patches the files that hold patches of Kustomize
   * @param isEncrypted whether an edit would make a document unreadable
   */
  public PinnedServices(
      List<Document> documents,
      int original,
      Map<String, Fed> fed,
      boolean knowsAll,
      Set<String> patches,
      Predicate<Document> isEncrypted) {
    this.documents = documents;
    this.original = original;
    this.fed = Map.copyOf(fed);
    this.knowsAll = knowsAll;
    this.patches = Set.copyOf(patches);
    this.isEncrypted = isEncrypted;
  }

  public List<EditedPool> edited() {
    return List.copyOf(edited);
  }

  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** The findings that only this change causes: the next rendering does not repeat them. */
  public List<Finding> ofThisChange() {
    return List.copyOf(ofThisChange);
  }

  /**
   * Edits the pools, and warns of pools that still give a pinned Service another address.
   *
   * @param pins of all hosts that have a Service; one whose pool is not made yet changes nothing
   * @param delivery says which documents are in one cluster
   */
  public void apply(List<Pin> pins, Delivery delivery) {
    Map<String, Pool> byName = new HashMap<>();
    List<Pool> pools = pools();
    pools.forEach(pool -> byName.put(pool.name(), pool));
    List<Pin> active = new ArrayList<>();
    Set<String> own = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    for (Pin pin : pins) {
      own.add(pin.pool());
      if (byName.containsKey(pin.pool())) {
        active.add(pin);
        names.add(pin.service().name());
      }
    }
    Services services = Services.named(names, documents, patches);
    for (Pool pool : pools) {
      if (!own.contains(pool.name()) && isOurs(pool)) {
        exclude(pool, wanted(pool, active, services), active);
      }
    }
    new PinWarnings(active, services, pools(), fed, added, findings, ofThisChange).report(delivery);
  }

  /** Whether we make or bind it now, or did before. */
  private boolean isOurs(Pool pool) {
    return fed.containsKey(pool.name())
        || !Exclusion.recorded(pool.root()).isEmpty()
            && !isEncrypted.test(documents.get(pool.index()));
  }

  private List<Pool> pools() {
    List<Pool> pools = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      if (documents.get(i).mentions(Pool.KIND)) {
        Pool.of(i, documents.get(i)).ifPresent(pools::add);
      }
    }
    return Pool.withoutPatches(pools, patches);
  }

  /** The names that we want that pool to exclude. */
  private SortedSet<String> wanted(Pool pool, List<Pin> pins, Services services) {
    SortedSet<String> wanted = new TreeSet<>();
    SortedSet<String> recorded = Exclusion.recorded(pool.root());
    Optional<Fed> how = Optional.ofNullable(fed.get(pool.name()));
    boolean isEdited = how.filter(f -> f.refusedBy().isEmpty()).isPresent();
    boolean isLeased = how.filter(Fed::leased).isPresent();
    if (isEdited) {
      LabelSelector owners = pool.selectorWithout(recorded);
      for (Pin pin : pins) {
        boolean isOfFamily = pool.holds(pin.family()) || pin.family() == Family.IPV6 && isLeased;
        if (!isOfFamily) {
          continue;
        }
        boolean cannotMatch = owners.match(pin.labels(), false) == LabelSelector.Match.NO;
        if (!cannotMatch
            && !isAskedOf(pool, services.find(pin.service()))
            && !pool.holdsAny(pin.drains())
            && !isSharedName(pin, pins, services)) {
          wanted.add(pin.excluded());
        }
      }
    }
    return wanted;
  }

  /**
   * A Service that asks for addresses gets no others. It would lose those from an excluding pool:
   * of another family, of a draining prefix, or of another host.
   */
  private static boolean isAskedOf(Pool pool, Optional<Services.Known> service) {
    return service.filter(s -> pool.holdsAny(s.asked())).isPresent();
  }

  /**
   * Whether another namespace has a Service of the name, which must not lose its address: one that
   * nobody pinned, and of a pin that nobody wrote.
   */
  private static boolean isSharedName(Pin pin, List<Pin> pins, Services services) {
    if (pin.why() != Pin.Why.REQUEST && pin.why() != Pin.Why.KEPT) {
      return false;
    }
    String namespace =
        services
            .find(pin.service())
            .map(Services.Known::namespace)
            .orElse(pin.service().namespace());
    return services.named(pin.service().name()).stream()
        .filter(s -> !s.namespace().equals(namespace))
        .anyMatch(s -> pin.why() == Pin.Why.REQUEST || pins.stream().noneMatch(p -> isOf(p, s)));
  }

  private static boolean isOf(Pin pin, Services.Known service) {
    return pin.service().name().equals(service.name())
        && pin.service().namespace().equals(service.namespace());
  }

  private void exclude(Pool pool, SortedSet<String> ofPins, List<Pin> pins) {
    SortedSet<String> wanted = new TreeSet<>(ofPins);
    Optional<Field> unreadable = Exclusion.unreadable(pool.root());
    if (unreadable.isPresent()) {
      if (!wanted.isEmpty()) {
        findings.add(PinWarnings.unreadable(unreadable.get(), wanted, pins));
      }
      wanted.clear();
    }
    if (!knowsAll) {
      if (unreadable.isPresent()) {
        return;
      }
      wanted.addAll(Exclusion.recorded(pool.root()));
    }
    try {
      edit(pool, wanted, pins);
    } catch (FieldException e) {
      findings.add(notEdited(pool, e));
    }
  }

  private void edit(Pool pool, SortedSet<String> wanted, List<Pin> pins) {
    SortedSet<String> before = Exclusion.of(pool.root());
    Document document = documents.get(pool.index());
    Document after = Exclusion.write(document, wanted);
    if (after == document) {
      return;
    }
    documents.set(pool.index(), after);
    SortedSet<String> now = Exclusion.of(after.root());
    if (!now.equals(before)) {
      edited.add(new EditedPool(pool.index(), before, now));
    }
    SortedSet<String> more = new TreeSet<>(now);
    more.removeAll(before);
    if (pool.index() < original) {
      added.put(pool.index(), Set.copyOf(more));
      more.remove(Pin.LABEL);
      if (!more.isEmpty()) {
        Finding finding = PinWarnings.excludedByName(pool, more, pins);
        findings.add(finding);
        ofThisChange.add(finding);
      }
    }
  }

  /** An error only where the owner of a binding can allow it: nothing else keeps a lease back. */
  private Finding notEdited(Pool pool, FieldException problem) {
    String message = problem.finding().message();
    return Optional.ofNullable(fed.get(pool.name())).filter(Fed::leased).isPresent()
        ? Finding.error(
            problem.place(),
            message
                + "; or exclude the pinned Services yourself, and set excludePinned:"
                + " false on the binding")
        : Finding.warning(
            problem.place(), message + ", so the selector stays unchanged; edit it by hand");
  }
}
