package dev.leasehold.rulecontroller;

import dev.leasehold.rulecontroller.ConfigPlan.Correction;
import dev.leasehold.rulecontroller.ConfigStore.Result;
import dev.leasehold.servicerules.WantedConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Carries plans out and counts what it did. Used by one thread; the counts are thread-safe. */
final class Reconciler {
  private final Owner owner;
  private volatile Counts counts = new Counts(0, 0, 0);

  /** What was done since the start. */
  record Counts(long created, long updated, long markedAbsent) {}

  Reconciler(Owner owner) {
    this.owner = owner;
  }

  Counts counts() {
    return counts;
  }

  /**
   * Carries a plan out, as far as the objects are still those of the plan. New rules come first: an
   * address that changes its table is not without a rule in between, and keeps the old one if the
   * server does not take the new one.
   *
   * @return what the server refused, one sentence each
   */
  List<String> apply(ConfigPlan plan, ConfigStore store) throws InterruptedException {
    List<String> refused = new ArrayList<>();
    Set<String> waiting = new HashSet<>(); // addresses without their new rule
    for (WantedConfig config : plan.creations()) {
      if (isDone(store.create(config, owner), config.key().objectName(), refused)) {
        counts = new Counts(counts.created() + 1, counts.updated(), counts.markedAbsent());
      } else {
        waiting.add(config.key().source().toString());
      }
    }
    for (Correction correction : plan.corrections()) {
      Result result = store.correct(correction.object(), correction.wanted());
      if (isDone(result, correction.object().name(), refused)) {
        counts = new Counts(counts.created(), counts.updated() + 1, counts.markedAbsent());
      } else {
        waiting.add(correction.wanted().key().source().toString());
      }
    }
    for (ConfigObject object : plan.obsolete()) {
      if (!waiting.contains(object.spec().serviceIp())
          && isDone(store.markAbsent(object), object.name(), refused)) {
        counts = new Counts(counts.created(), counts.updated(), counts.markedAbsent() + 1);
      }
    }
    return refused;
  }

  private static boolean isDone(Result result, String name, List<String> refused)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException(); // the watcher ends
    }
    return switch (result) {
      case Result.Done() -> true;
      case Result.Outdated() -> false;
      case Result.Refused(String why) -> {
        refused.add("the API server refuses IPRuleConfig " + name + ": " + why);
        yield false;
      }
    };
  }
}
