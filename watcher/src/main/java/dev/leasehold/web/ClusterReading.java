package dev.leasehold.web;

import dev.leasehold.delivery.DeliveryStatus;
import dev.leasehold.delivery.StatusCondition;
import dev.leasehold.l2.L2Status;
import dev.leasehold.servicerules.RuleStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is known of the cluster at one moment.
 *
 * @param troubles what fails at its API server, in words
 * @param rules the state of the routing rules; empty: the watcher writes none
 * @param l2 what attempts to reach Services found; empty: the watcher makes none
 * @param delivery what has arrived in the cluster; empty: it is not known
 * @param conditions of the status objects, as the cluster had them last; none without {@code
 *     mirror}
 */
public record ClusterReading(
    List<String> troubles,
    Optional<RuleStatus> rules,
    Optional<L2Status> l2,
    Optional<DeliveryStatus> delivery,
    Map<StatusCondition.Of, List<StatusCondition>> conditions) {
  static final String AGENT = "Agent";

  /** Nothing is known, and nothing is asked for. */
  public static final ClusterReading NONE =
      new ClusterReading(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

  public ClusterReading {
    troubles = List.copyOf(troubles);
    conditions = Map.copyOf(conditions);
  }

  /** The same, after other troubles. */
  public ClusterReading after(List<String> others) {
    return new ClusterReading(
        Stream.concat(others.stream(), troubles.stream()).toList(),
        rules,
        l2,
        delivery,
        conditions);
  }

  /** The names of the Agents of a target that have a status object, sorted. */
  SortedSet<String> agents(String target) {
    SortedSet<String> names = new TreeSet<>();
    for (StatusCondition.Of of : conditions.keySet()) {
      if (of.kind().equals(AGENT) && of.target().equals(target)) {
        names.add(of.name());
      }
    }
    return names;
  }

  /** The conditions of the status object of a document; none if they are not known. */
  List<StatusCondition> conditions(String kind, String target, String name) {
    return conditions.getOrDefault(new StatusCondition.Of(kind, target, name), List.of());
  }
}
