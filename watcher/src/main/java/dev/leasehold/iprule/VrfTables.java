package dev.leasehold.iprule;

import dev.leasehold.net.RoutingTable;
import dev.leasehold.netlink.RuleTable;
import dev.leasehold.netlink.SourceRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the tables of VRFs that objects name. A VRF that this node has not got makes no rule, which
 * is no failure: other nodes may have it. Used by one thread.
 */
final class VrfTables {
  private static final Logger log = LoggerFactory.getLogger(VrfTables.class);

  /** The table of each VRF, as last read. */
  private Optional<Map<String, Long>> known = Optional.empty();

  /** The objects that wait for a VRF, by its name. */
  private SortedMap<String, List<String>> waiting = new TreeMap<>();

  /**
   * Reads the VRFs of this node, if an object names one. Those that were read last stay if it
   * fails.
   *
   * @param present what objects want present, by the name of the object
   * @return why they cannot be read; empty: they were
   * @throws IOException if they cannot be read and never were, so that nobody knows which rules are
   *     obsolete
   */
  String read(SortedMap<String, RuleConfig.Present> present, RuleTable kernel) throws IOException {
    if (present.values().stream().noneMatch(c -> c.table() instanceof RoutingTable.OfVrf)) {
      return "";
    }
    try {
      known = Optional.of(kernel.vrfs());
      return "";
    } catch (IOException e) {
      if (known.isEmpty()) {
        throw e;
      }
      return String.valueOf(e.getMessage());
    }
  }

  /** The rules of this node. Two objects whose rules are equal here have one. */
  Set<SourceRule> resolve(SortedMap<String, RuleConfig.Present> present) {
    return resolve(present, known.orElse(Map.of()));
  }

  /**
   * The same, with known VRFs.
   *
   * @param tables the table of each VRF
   */
  Set<SourceRule> resolve(SortedMap<String, RuleConfig.Present> present, Map<String, Long> tables) {
    Set<SourceRule> rules = new LinkedHashSet<>();
    SortedMap<String, List<String>> without = new TreeMap<>();
    present.forEach((object, config) -> {
      switch (config.table()) {
        case RoutingTable.Numbered(long number) -> rules.add(rule(config, number));
        case RoutingTable.OfVrf(String vrf) -> {
          Long table = tables.get(vrf);
          if (table == null) {
            without.computeIfAbsent(vrf, _ -> new ArrayList<>()).add(object);
          } else {
            rules.add(rule(config, table));
          }
        }
      }
    });
    tell(without, tables);
    waiting = without;
    return rules;
  }

  /** The number of objects that wait for a VRF. */
  int waiting() {
    return waiting.values().stream().mapToInt(List::size).sum();
  }

  private static SourceRule rule(RuleConfig.Present config, long table) {
    return new SourceRule(config.source(), table, config.priority());
  }

  /** Logs each missing VRF once, and when it is there. */
  private void tell(SortedMap<String, List<String>> without, Map<String, Long> tables) {
    without.forEach((vrf, objects) -> {
      if (!waiting.containsKey(vrf)) {
        log.warn(
            "no rule for IPRuleConfig {}{}: this node has no VRF {}. Create it with ip link add, or"
                + " correct the IPRule",
            objects.getFirst(),
            objects.size() == 1 ? "" : " and " + (objects.size() - 1) + " more",
            vrf);
      }
    });
    for (String vrf : waiting.keySet()) {
      if (tables.containsKey(vrf)) {
        log.info("this node has the VRF {} now, with table {}", vrf, tables.get(vrf));
      }
    }
  }
}
