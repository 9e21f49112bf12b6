package dev.leasehold.pins;

import dev.leasehold.api.LabelSelector;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import dev.leasehold.targets.TargetKinds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A CiliumLoadBalancerIPPool of the package.
 *
 * @param index of its document
 * @param blocks those that can be read
 */
record Pool(
    int index,
    Field root,
    String name,
    LabelSelector selector,
    List<AddressRange> blocks,
    boolean enabled) {
  static final String KIND = "CiliumLoadBalancerIPPool";

  Pool {
    blocks = List.copyOf(blocks);
  }

  /** The pool in that document; empty when it holds something else or cannot be read. */
  static Optional<Pool> of(int index, Document document) {
    try {
      return document
          .object()
          .filter(root -> text(root, "kind").equals(KIND))
          .filter(root -> text(root, "apiVersion").startsWith("cilium.io/"))
          .map(root -> of(index, root));
    } catch (FieldException e) {
      return Optional.empty(); // TargetSearch reports what is not YAML, if a binding needs it
    }
  }

  /**
   * The pools without the patches of other pools: a patch names a pool and has a part of it. A
   * patch whose pool is not in the package stays: it can be fed by a binding.
   *
   * @param patches the files that hold patches
   */
  static List<Pool> withoutPatches(List<Pool> pools, Set<String> patches) {
    Set<String> whole = new HashSet<>();
    for (Pool pool : pools) {
      if (!pool.isIn(patches)) {
        whole.add(pool.name());
      }
    }
    List<Pool> left = new ArrayList<>(pools);
    left.removeIf(pool -> pool.isIn(patches) && whole.contains(pool.name()));
    return left;
  }

  private boolean isIn(Set<String> files) {
    return files.contains(root.document().file());
  }

  private static Pool of(int index, Field root) {
    Optional<Field> spec = root.find("spec").filter(Field::isMapping);
    LabelSelector selector =
        spec.flatMap(s -> s.find("serviceSelector"))
            .map(LabelSelector::read)
            .orElse(LabelSelector.EVERYTHING);
    boolean disabled = spec.map(s -> text(s, "disabled").equals("true")).orElse(false);
    String name =
        root.find("metadata").filter(Field::isMapping).map(m -> text(m, "name")).orElse("");
    return new Pool(index, root, name, selector, blocks(root), !disabled);
  }

  private static List<AddressRange> blocks(Field root) {
    List<AddressRange> blocks = new ArrayList<>();
    try {
      TargetKinds.poolBlocks(root).forEach(block -> block.ifPresent(blocks::add));
    } catch (FieldException e) {
      // PoolCheck reports the shape.
    }
    return blocks;
  }

  /** Whether it does not hand out the first and the last address of a CIDR. */
  boolean sparesFirstAndLast() {
    return root.find("spec")
        .filter(Field::isMapping)
        .filter(spec -> text(spec, "allowFirstLastIPs").equals("No"))
        .isPresent();
  }

  boolean holds(Family family) {
    for (AddressRange block : blocks) {
      if (block.family() == family) {
        return true;
      }
    }
    return false;
  }

  boolean holdsAny(List<Address> addresses) {
    for (Address address : addresses) {
      for (AddressRange block : blocks) {
        if (block.contains(new AddressRange(address, address))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Its selector without the exclusion of these. */
  LabelSelector selectorWithout(Set<String> excluded) {
    List<LabelSelector.Requirement> requirements = new ArrayList<>();
    for (LabelSelector.Requirement requirement : selector.requirements()) {
      LabelSelector.Operator operator = requirement.operator();
      if (requirement.key().equals(Pin.NAME) && operator == LabelSelector.Operator.NOT_IN) {
        Set<String> values = new HashSet<>(requirement.values());
        values.removeAll(excluded);
        requirements.add(new LabelSelector.Requirement(Pin.NAME, operator, values));
      } else if (!requirement.key().equals(Pin.LABEL) || !excluded.contains(Pin.LABEL)) {
        requirements.add(requirement);
      }
    }
    return new LabelSelector(requirements, selector.complete());
  }

  /** Whether a Service with these labels, and no others, matches. */
  boolean matches(Map<String, String> labels) {
    return selector.match(labels, true) == LabelSelector.Match.YES;
  }

  private static String text(Field parent, String key) {
    return parent
        .find(key)
        .filter(field -> !field.isMapping() && !field.isList())
        .map(Field::text)
        .orElse("");
  }
}
