package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The alerts of the component {@code l2-health}, against the metrics that they read. */
class L2HealthTest {
  /**
   * The labels of each metric. Source: docs/metrics of kube-state-metrics 2.x, by kind, and
   * Documentation/observability/metrics.rst of Cilium. {@code kube_lease_renew_time} has a
   * namespace in later releases only, so no alert may count on it.
   */
  private static final Map<String, Set<String>> LABELS =
      Map.of(
          "kube_lease_owner",
          Set.of("lease", "owner_kind", "owner_name", "namespace", "lease_holder"),
          "kube_lease_renew_time",
          Set.of("lease"),
          "kube_node_info",
          Set.of("node"),
          "kube_node_status_condition",
          Set.of("node", "condition", "status"),
          "kube_service_spec_type",
          Set.of("namespace", "service", "uid", "type"),
          "kube_service_status_load_balancer_ingress",
          Set.of("namespace", "service", "uid", "ip", "hostname"),
          "cilium_operator_lbipam_services_unsatisfied",
          Set.of(),
          "cilium_operator_lbipam_services_unsatisfied_total",
          Set.of(),
          "cilium_operator_lbipam_conflicting_pools",
          Set.of(),
          "cilium_operator_lbipam_conflicting_pools_total",
          Set.of());

  private static final Pattern METRIC = Pattern.compile("\\b(?:kube|cilium)_\\w+");
  private static final Pattern MATCHERS = Pattern.compile("(\\w+)\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
  private static final Pattern JOINED = Pattern.compile("group_left \\(([^)]*)\\)");
  private static final Pattern AGGREGATED = Pattern.compile("\\bby \\(([^)]*)\\)\\s*\\(*(\\w+)");
  private static final Pattern USED = Pattern.compile("\\$labels\\.(\\w+)");

  private final List<Field> rules = rules();

  @Test
  void everyMetricExists() {
    assertEquals(6, rules.size());
    for (Field rule : rules) {
      assertTrue(!metrics(rule).isEmpty(), name(rule));
      assertTrue(
          LABELS.keySet().containsAll(metrics(rule)), name(rule) + " reads " + metrics(rule));
    }
  }

  @Test
  void everyMatcherIsForALabelOfItsMetric() {
    int checked = 0;
    for (Field rule : rules) {
      for (MatchResult selected : all(MATCHERS, expression(rule))) {
        for (MatchResult matcher : all(MATCHER, selected.group(2))) {
          assertTrue(
              LABELS.getOrDefault(selected.group(1), Set.of()).contains(matcher.group(1)),
              name(rule) + ": " + selected.group());
          checked++;
        }
      }
    }
    assertTrue(checked >= 8, checked + " checked");
  }

  /** A label that the result lacks is an empty text in the message, and in its command. */
  @Test
  void everyLabelOfAMessageIsInTheResult() {
    int checked = 0;
    for (Field rule : rules) {
      Set<String> labels = labelsOfResult(rule);
      for (Field annotation : rule.get("annotations").fields()) {
        for (MatchResult used : all(USED, annotation.text())) {
          assertTrue(
              labels.contains(used.group(1)),
              name(rule) + ": " + used.group() + " is not in " + labels);
          checked++;
        }
      }
    }
    assertTrue(checked >= 10, checked + " checked");
  }

  /**
   * The labels of the first metric, without those that an aggregation drops, and those that are
   * joined from others.
   */
  private static Set<String> labelsOfResult(Field rule) {
    List<String> metrics = metrics(rule);
    Set<String> labels = kept(metrics.getFirst(), rule);
    for (MatchResult joined : all(JOINED, expression(rule))) {
      for (String label : words(joined.group(1))) {
        boolean isThere =
            metrics.stream().skip(1).anyMatch(metric -> kept(metric, rule).contains(label));
        assertTrue(isThere, name(rule) + " joins " + label + ", which no metric has");
        labels.add(label);
      }
    }
    return labels;
  }

  private static Set<String> kept(String metric, Field rule) {
    Set<String> labels = new LinkedHashSet<>(LABELS.getOrDefault(metric, Set.of()));
    for (MatchResult aggregated : all(AGGREGATED, expression(rule))) {
      if (aggregated.group(2).equals(metric)) {
        labels.retainAll(words(aggregated.group(1)));
      }
    }
    return labels;
  }

  private static List<String> words(String list) {
    return Arrays.stream(list.split(",")).map(String::strip).toList();
  }

  private static List<String> metrics(Field rule) {
    return all(METRIC, expression(rule)).stream().map(MatchResult::group).distinct().toList();
  }

  private static List<MatchResult> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  private static String expression(Field rule) {
    return rule.get("expr").text();
  }

  private static String name(Field rule) {
    return rule.get("alert").text();
  }

  private static List<Field> rules() {
    List<Field> rules = new ArrayList<>();
    Field spec = Templates.read("l2-health/prometheusrule-l2-health").root().get("spec");
    for (Field group : spec.get("groups").items()) {
      rules.addAll(group.get("rules").items());
    }
    return rules;
  }
}
