package dev.leasehold.pins;

import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The YAML that findings recommend for pools, in one line. */
final class PoolLines {
  private PoolLines() {}

  /** The expressions that exclude these, with the fields around them that the pool lacks. */
  static String toExclude(Field pool, SortedSet<String> excluded) {
    SortedSet<String> names = new TreeSet<>(excluded);
    List<String> expressions = new ArrayList<>();
    boolean byLabel = names.remove(Pin.LABEL);
    if (!names.isEmpty()) {
      expressions.add(
          "{key: " + Pin.NAME + ", operator: NotIn, values: [" + String.join(", ", names) + "]}");
    }
    if (byLabel) {
      expressions.add("{key: " + Pin.LABEL + ", operator: DoesNotExist}");
    }
    List<String> path = Exclusion.EXPRESSIONS;
    int there = 1; // spec
    while (there < path.size() && Exclusion.find(pool, path.subList(0, there + 1)).isPresent()) {
      there++;
    }
    String lines = "[" + String.join(", ", expressions) + "]";
    for (int i = path.size() - 1; i > there; i--) {
      lines = "{" + path.get(i) + ": " + lines + "}";
    }
    return there == path.size()
        ? "add to " + String.join(".", path) + ": " + String.join(", ", expressions)
        : "add to "
            + String.join(".", path.subList(0, there))
            + ": "
            + path.get(there)
            + ": "
            + lines;
  }

  /** A pool with the IPv4 blocks of that one. */
  static String ipv4Pool(Pool pool) {
    List<String> blocks = new ArrayList<>();
    for (AddressRange block : pool.blocks()) {
      if (block.family() == Family.IPV4) {
        blocks.add(
            block
                .asPrefix()
                .map(prefix -> "{cidr: " + prefix + "}")
                .orElseGet(() -> "{start: " + block.first() + ", stop: " + block.last() + "}"));
      }
    }
    boolean selects = !pool.selectorWithout(Exclusion.recorded(pool.root())).isEverything();
    return "{apiVersion: "
        + pool.root().get("apiVersion").text()
        + ", kind: "
        + Pool.KIND
        + ", metadata: {name: "
        + pool.name()
        + "-v4}, spec: {allowFirstLastIPs: \"No\", blocks: ["
        + String.join(", ", blocks)
        + "]}}"
        + (selects ? ", with the serviceSelector of this pool, but without the exclusions" : "");
  }
}
