package dev.leasehold.pins;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Place;
import dev.leasehold.krm.WordSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which pools pinned Services have in a package: MetalLB's where the package has such pools and
 * none of Cilium, else Cilium's.
 *
 * @param kind of these pools
 * @param namespace where MetalLB's pools are; empty text when it is unknown, or when they differ
 * @param leftOver pools of pinned Services that alone make this a package of Cilium, beside pools
 *     of MetalLB
 */
public record PinnedPools(String kind, String namespace, List<Place> leftOver) {
  private static final String METALLB = "IPAddressPool";
  private static final WordSet KINDS = WordSet.of(Pool.KIND, METALLB);
  private static final PinnedPools CILIUM = new PinnedPools(Pool.KIND, "", List.of());

  public PinnedPools {
    leftOver = List.copyOf(leftOver);
  }

  /**
   * The pools of pinned Services in a package.
   *
   * @param makesCilium whether rendering makes pools of Cilium for something else
   */
  public static PinnedPools of(
      Collection<DynamicPrefix> prefixes,
      Collection<DynamicPrefixBinding> bindings,
      List<Document> documents,
      boolean makesCilium) {
    Set<String> own = new HashSet<>();
    for (DynamicPrefix prefix : prefixes) {
      for (DynamicPrefix.Host host : prefix.hosts()) {
        host.service().ifPresent(s -> own.add(Pin.pool(prefix.name(), host.name())));
      }
    }
    if (own.isEmpty() || makesCilium) {
      return CILIUM;
    }
    boolean usesMetalLb = false;
    Set<String> namespaces = new HashSet<>();
    for (DynamicPrefixBinding binding : bindings) {
      DynamicPrefixBinding.Target target = binding.target();
      if (target.kind().equals(Pool.KIND)) {
        return CILIUM;
      }
      if (target.kind().equals(METALLB)) {
        usesMetalLb = true;
        namespaces.add(target.namespace());
      }
    }
    List<Place> leftOver = new ArrayList<>();
    for (Field pool : pools(documents)) {
      boolean isOwn = own.contains(text(pool, "metadata", "name"));
      if (text(pool, "kind").equals(METALLB)) {
        usesMetalLb = true;
        namespaces.add(isOwn ? "" : text(pool, "metadata", "namespace"));
      } else if (isOwn) {
        leftOver.add(pool.place());
      } else {
        return CILIUM;
      }
    }
    namespaces.remove("");
    if (!usesMetalLb) {
      return CILIUM;
    }
    return leftOver.isEmpty()
        ? new PinnedPools(
            METALLB, namespaces.size() == 1 ? namespaces.iterator().next() : "", List.of())
        : new PinnedPools(Pool.KIND, "", leftOver);
  }

  private static List<Field> pools(List<Document> documents) {
    List<Field> pools = new ArrayList<>();
    for (Document document : documents) {
      if (document.mentions(KINDS)) {
        try {
          document.object().ifPresent(root -> add(root, pools));
        } catch (FieldException e) {
          // TargetSearch reports what is not YAML, if a binding needs it.
        }
      }
    }
    return pools;
  }

  private static void add(Field root, List<Field> pools) {
    if (text(root, "kind").endsWith("List")) {
      for (Field item :
          root.find("items").filter(Field::isList).map(Field::items).orElse(List.of())) {
        if (isPool(item)) {
          pools.add(item);
        }
      }
    } else if (isPool(root)) {
      pools.add(root);
    }
  }

  private static boolean isPool(Field object) {
    return text(object, "kind").equals(Pool.KIND)
            && text(object, "apiVersion").startsWith("cilium.io/")
        || isMetalLbPool(object);
  }

  /** Whether it is a pool of MetalLB. */
  static boolean isMetalLbPool(Field object) {
    return text(object, "kind").equals(METALLB)
        && text(object, "apiVersion").startsWith("metallb.io/");
  }

  /** Whether they are MetalLB's. */
  public boolean areMetalLb() {
    return kind.equals(METALLB);
  }

  /** Whether an object of that kind and name is the pool of that host, {@code PREFIX/HOST}. */
  public static boolean isPoolOf(String owner, String kind, String name) {
    return owner.indexOf('/') > 0
        && owner.replace('/', '-').equals(name)
        && (kind.equals(Pool.KIND) || kind.equals(METALLB));
  }

  /** Whether the binding feeds the list of addresses of such a pool. */
  boolean areFedBy(DynamicPrefixBinding binding) {
    DynamicPrefixBinding.Target target = binding.target();
    return target.kind().equals(kind)
        && target.fieldPath().isEmpty()
        && target.annotation().isEmpty();
  }

  /** A value of an object; empty text where there is none. */
  static String text(Field object, String... path) {
    Optional<Field> field = Exclusion.find(object, List.of(path));
    return field
        .filter(f -> !f.isMapping() && !f.isList() && !f.isNull())
        .map(Field::text)
        .orElse("");
  }
}
