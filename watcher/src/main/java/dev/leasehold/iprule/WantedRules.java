package dev.leasehold.iprule;

import dev.leasehold.apiserver.ApiObject;
import dev.leasehold.netlink.SourceRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The IPRuleConfig objects of the cluster, as they were told last. Thread-safe. */
final class WantedRules {
  private static final Logger log = LoggerFactory.getLogger(WantedRules.class);

  private final Map<String, ApiObject> objects = new TreeMap<>();

  /** The objects that are not valid, with the reason that was logged. */
  private final Map<String, String> refused = new HashMap<>();

  private boolean isKnown;
  private long processed;

  /**
   * The objects at one moment.
   *
   * @param rules the rules that objects want present
   * @param absent the objects that want a rule absent
   */
  record Snapshot(Set<SourceRule> rules, List<ApiObject> absent) {}

  synchronized void replace(List<ApiObject> all) {
    objects.clear();
    all.forEach(object -> objects.put(object.name(), object));
    refused.keySet().retainAll(objects.keySet());
    isKnown = true;
    processed += all.size();
  }

  synchronized void put(ApiObject object) {
    objects.put(object.name(), object);
    processed++;
  }

  synchronized void remove(String name) {
    objects.remove(name);
    refused.remove(name);
    processed++;
  }

  /** The objects that were listed, changed or deleted since the start. */
  synchronized long processed() {
    return processed;
  }

  /**
   * The objects now; empty before the first list. A rule that one object wants present and another
   * absent is wanted: the absent one is the older, and goes.
   */
  synchronized Optional<Snapshot> snapshot() {
    if (!isKnown) {
      return Optional.empty();
    }
    Set<SourceRule> rules = new LinkedHashSet<>();
    List<ApiObject> absent = new ArrayList<>();
    for (ApiObject object : objects.values()) {
      try {
        switch (RuleConfig.of(object)) {
          case RuleConfig.Present(SourceRule rule) -> rules.add(rule);
          case RuleConfig.Absent() -> absent.add(object);
        }
        refused.remove(object.name());
      } catch (IllegalArgumentException e) {
        String why = String.valueOf(e.getMessage());
        if (!why.equals(refused.put(object.name(), why))) {
          log.warn("IPRuleConfig {} makes no rule: {}", object.name(), why);
        }
      }
    }
    return Optional.of(new Snapshot(rules, absent));
  }
}
