package dev.leasehold.adopt;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.targets.AddressList;
import dev.leasehold.targets.TargetKind;
import dev.leasehold.targets.TargetKinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the places of a repository that have addresses. */
final class SpotSearch {
  /** The sort of each kind whose place for addresses is known. */
  private static final Map<String, Spot.Sort> KNOWN =
      Map.of(
          "CiliumLoadBalancerIPPool", Spot.Sort.POOL,
          "IPAddressPool", Spot.Sort.POOL,
          "CiliumCIDRGroup", Spot.Sort.GROUP,
          "GlobalNetworkSet", Spot.Sort.GROUP,
          "Gateway", Spot.Sort.REQUEST,
          "Service", Spot.Sort.REQUEST,
          "DNSEndpoint", Spot.Sort.REQUEST);

  private final Repository repository;
  private final Deliverers deliverers;
  private final Variables variables;
  private final Map<String, Integer> copies = new HashMap<>();

  /** By identity, like all fields. */
  private final Set<Field> objects;

  private SpotSearch(Repository repository, Deliverers deliverers) {
    this.repository = repository;
    this.deliverers = deliverers;
    this.variables = Variables.of(repository, KNOWN.keySet());
    this.objects = new HashSet<>(repository.objects());
    for (Field root : repository.objects()) {
      if (!isPatch(root)) {
        copies.merge(identity(root), 1, Integer::sum);
      }
    }
  }

  static List<Spot> spots(Repository repository, Deliverers deliverers) {
    SpotSearch search = new SpotSearch(repository, deliverers);
    List<Spot> spots = new ArrayList<>();
    for (Field root : repository.objects()) {
      spots.addAll(search.ofObject(root));
    }
    for (Field tree : repository.others()) {
      spots.addAll(search.fields(tree, Set.of(), Set.of()));
    }
    return spots;
  }

  /**
   * The objects that could have a place for the line's addresses, whether they have one or not: of
   * Services and DNS records, those that name addresses.
   */
  static List<String> known(Repository repository) {
    List<String> names = new ArrayList<>();
    for (Field root : repository.objects()) {
      ObjectKey key = ObjectKey.of(root);
      if (KNOWN.containsKey(key.kind())
          && kind(root)
              .filter(kind -> key.kind().equals("Gateway") || hasEntries(kind, root))
              .isPresent()) {
        names.add(key.kind() + "/" + key.name());
      }
    }
    return names;
  }

  private static boolean hasEntries(TargetKind kind, Field root) {
    try {
      return kind.lists(root).stream().anyMatch(list -> !list.present().isEmpty());
    } catch (FieldException e) {
      return true; // something is there
    }
  }

  private List<Spot> ofObject(Field root) {
    Spot.Sort known = KNOWN.get(ObjectKey.of(root).kind());
    Set<String> covered = new LinkedHashSet<>();
    List<Spot> spots = new ArrayList<>();
    if (known != null && isBindable(root)) {
      kind(root).ifPresent(kind -> spots.addAll(ofKind(root, kind, known, covered)));
    }
    boolean isSetting = deliverers.settings().contains(ObjectKey.of(root));
    spots.addAll(fields(root, covered, isSetting ? variables.used() : Set.of()));
    return spots;
  }

  /** The place that the kind has for addresses. */
  private List<Spot> ofKind(Field root, TargetKind kind, Spot.Sort sort, Set<String> covered) {
    ObjectKey key = ObjectKey.of(root);
    Set<AddressRange> lent = new LinkedHashSet<>();
    try {
      for (AddressList list : kind.lists(root)) {
        covered.add(list.path());
        for (Optional<AddressRange> entry : list.present()) {
          entry.filter(AddressText::isLent).ifPresent(lent::add);
        }
      }
    } catch (FieldException e) {
      return List.of(); // its fields are looked at one by one
    }
    if (lent.isEmpty() && sort != Spot.Sort.POOL) {
      return List.of();
    }
    Spot spot =
        new Spot(
            sort,
            key.kind() + "/" + key.name(),
            key.name(),
            root.place(),
            List.copyOf(lent),
            new Spot.Way.Bind(new Spot.Target("", key.kind(), key.namespace(), key.name(), "", "")),
            lent.isEmpty() ? variables.caution(root) : "");
    return List.of(refused(root).map(spot::byHand).orElse(spot));
  }

  private List<Spot> fields(Field tree, Set<String> covered, Set<String> settings) {
    return new FieldSpots(tree, covered, settings, isBindable(tree), refused(tree)).spots();
  }

  private static Optional<TargetKind> kind(Field root) {
    return TargetKinds.builtIn(ObjectKey.of(root).kind())
        .filter(kind -> kind.isOfGroup(ObjectKey.text(root, "apiVersion")));
  }

  /** Whether a binding can name it: an object of its own, with a name. */
  private boolean isBindable(Field root) {
    return objects.contains(root)
        && !isPatch(root)
        && !ObjectKey.of(root).name().isEmpty()
        && !ObjectKey.of(root).kind().endsWith("List")
        && !ObjectKey.of(root).kind().equals("Kptfile");
  }

  private boolean isPatch(Field root) {
    return repository.patches().contains(root.document().file());
  }

  /** Why nothing in that document can be changed; empty if it can. */
  private Optional<String> refused(Field root) {
    if (repository.isEncrypted(root)) {
      return Optional.of(
          "SOPS encrypts the file, and cannot read it after an edit; move the value to a plain file");
    }
    if (kind(root).filter(TargetKind::isPerCidr).isPresent()) {
      return Optional.of(
          "its cidr is not changed: a binding makes an object like it for each prefix, so bind it by"
              + " hand and delete it later");
    }
    int same = copies.getOrDefault(identity(root), 1);
    return same > 1 && isBindable(root)
        ? Optional.of(same + " documents define this object; give the folder of a single cluster")
        : Optional.empty();
  }

  private static String identity(Field root) {
    String apiVersion = ObjectKey.text(root, "apiVersion");
    String group = apiVersion.substring(0, apiVersion.lastIndexOf('/') + 1);
    ObjectKey key = ObjectKey.of(root);
    return group + " " + key.kind() + " " + key.namespace() + " " + key.name();
  }
}
