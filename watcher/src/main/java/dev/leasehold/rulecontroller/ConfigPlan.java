package dev.leasehold.rulecontroller;

import dev.leasehold.servicerules.RuleKey;
import dev.leasehold.servicerules.WantedConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * How the IPRuleConfig objects differ from what is wanted.
 *
 * @param creations configs that have no object
 * @param corrections objects that differ from their config
 * @param obsolete objects that no config asks for
 * @param foreign the names of objects that are not this watcher's but have the name of a wanted one
 * @param present the objects of this watcher that are present
 * @param absent the objects of this watcher that are absent
 */
record ConfigPlan(
    List<WantedConfig> creations,
    List<Correction> corrections,
    List<ConfigObject> obsolete,
    List<String> foreign,
    int present,
    int absent) {
  /** An object and what it has to be. */
  record Correction(ConfigObject object, WantedConfig wanted) {}

  /**
   * What the plan is made of.
   *
   * @param isComplete whether all of {@code wanted} is known; if not, nothing is obsolete
   * @param invalidRules the names of the IPRules that are not valid: the objects that they made
   *     stay until someone corrects them
   */
  record Input(
      SortedMap<RuleKey, WantedConfig> wanted,
      Collection<ConfigObject> objects,
      Owner owner,
      boolean isComplete,
      Set<String> invalidRules) {}

  boolean changesNothing() {
    return creations.isEmpty() && corrections.isEmpty() && obsolete.isEmpty();
  }

  static ConfigPlan of(Input input) {
    Map<String, ConfigObject> byName = new HashMap<>();
    int present = 0;
    int absent = 0;
    for (ConfigObject object : input.objects()) {
      byName.put(object.name(), object);
      if (object.owner().equals(input.owner())) {
        absent += object.isAbsent() ? 1 : 0;
        present += object.isAbsent() ? 0 : 1;
      }
    }
    List<WantedConfig> creations = new ArrayList<>();
    List<Correction> corrections = new ArrayList<>();
    List<String> foreign = new ArrayList<>();
    Set<String> wantedNames = new HashSet<>();
    for (WantedConfig wanted : input.wanted().values()) {
      String name = wanted.key().objectName();
      wantedNames.add(name);
      ConfigObject object = byName.get(name);
      if (object == null) {
        creations.add(wanted);
      } else if (!object.owner().equals(input.owner())) {
        foreign.add(name);
      } else if (!object.isBeingDeleted() && !object.is(wanted)) {
        corrections.add(new Correction(object, wanted));
      }
    }
    List<ConfigObject> obsolete =
        input.isComplete()
            ? input.objects().stream()
                .filter(object -> object.owner().equals(input.owner()))
                .filter(object -> !object.isAbsent() && !object.isBeingDeleted())
                .filter(object -> !wantedNames.contains(object.name()))
                .filter(object -> !input.invalidRules().contains(object.rule()))
                .toList()
            : List.of();
    return new ConfigPlan(creations, corrections, obsolete, foreign, present, absent);
  }
}
