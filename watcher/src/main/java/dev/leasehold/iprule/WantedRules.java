package dev.leasehold.iprule;

import dev.leasehold.apiserver.ApiObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
   * @param present what objects want present, by the name of the object
   * @param absent the objects that want a rule absent
   */
  record Snapshot(SortedMap<String, RuleConfig.Present> present, List<ApiObject> absent) {}

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
    SortedMap<String, RuleConfig.Present> present = new TreeMap<>();
    List<ApiObject> absent = new ArrayList<>();
    for (ApiObject object : objects.values()) {
      try {
        switch (RuleConfig.of(object)) {
          case RuleConfig.Present config -> present.put(object.name(), config);
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
    return Optional.of(new Snapshot(present, absent));
  }
}
