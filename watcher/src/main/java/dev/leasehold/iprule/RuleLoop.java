package dev.leasehold.iprule;

import dev.leasehold.apiserver.ApiObject;
import dev.leasehold.netlink.KernelRule;
import dev.leasehold.netlink.RuleTable;
import dev.leasehold.netlink.SourceRule;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the kernel's rules the wanted ones: when the objects change, when any rule changes, and
 * once in a while. It always compares everything, so nothing depends on what was told before.
 *
 * <p>One thread runs it; {@link #wake}, {@link #stop} and the questions are thread-safe.
 */
final class RuleLoop {
  private static final Logger log = LoggerFactory.getLogger(RuleLoop.class);

  /** The pause without any change; it also repeats deletions that failed. */
  private static final Duration USUAL = Duration.ofSeconds(60);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** The age of the last comparison at which the loop is stuck. */
  private static final Duration STUCK = Duration.ofMinutes(5);

  private final WantedRules wanted;
  private final AgentCounts counts;
  private final Consumer<List<ApiObject>> absentHere;
  private final LongSupplier nanos;
  private final PriorityRange alone;
  private final VrfTables vrfs = new VrfTables();
  private @Nullable RuleTable table;
  private boolean isStopped;
  private String trouble = "";
  private Set<String> hidden = Set.of();
  private volatile boolean isReady;
  private volatile long lastAt;

  /**
   * @param absentHere takes the objects whose rules are wanted absent and do not exist
   * @param nanos a clock that only goes on
   * @param alone the priorities in which rules of other programs are deleted
   */
  RuleLoop(
      WantedRules wanted,
      AgentCounts counts,
      Consumer<List<ApiObject>> absentHere,
      LongSupplier nanos,
      PriorityRange alone) {
    this.wanted = wanted;
    this.counts = counts;
    this.absentHere = absentHere;
    this.nanos = nanos;
    this.alone = alone;
    this.lastAt = nanos.getAsLong();
  }

  /**
   * Runs until {@link #stop}; the rules stay.
   *
   * @throws IOException if the rules cannot be followed
   */
  void run(RuleTable opened) throws IOException {
    publish(opened);
    boolean goesOn = true;
    while (goesOn) {
      boolean isDone = reconcile(opened);
      lastAt = nanos.getAsLong();
      goesOn = pause(opened, isDone ? USUAL : AFTER_FAILURE);
    }
  }

  /** Waits for a change, or the end of the pause; false after {@link #stop}. */
  private boolean pause(RuleTable opened, Duration pause) throws IOException {
    long until = nanos.getAsLong() + pause.toNanos();
    while (true) {
      long left = Math.max(0, until - nanos.getAsLong());
      switch (opened.await(Duration.ofNanos(left))) {
        case STOPPED -> {
          return false;
        }
        case CHANGED -> {
          return true;
        }
        case UNCHANGED -> {
          if (left == 0) {
            return true;
          }
        }
      }
    }
  }

  private synchronized void publish(RuleTable opened) {
    table = opened;
    if (isStopped) {
      opened.stop();
    }
  }

  /** The objects have changed. */
  synchronized void wake() {
    if (table != null) {
      table.wake();
    }
  }

  synchronized void stop() {
    isStopped = true;
    if (table != null) {
      table.stop();
    }
  }

  /** Whether all rules have been the wanted ones once. */
  boolean isReady() {
    return isReady;
  }

  boolean isStuck() {
    return nanos.getAsLong() - lastAt > STUCK.toNanos();
  }

  /** Compares and changes; false if it has to be tried again soon. */
  boolean reconcile(RuleTable kernel) {
    Optional<WantedRules.Snapshot> known = wanted.snapshot();
    if (known.isEmpty()) {
      return true; // before the first list nothing is obsolete
    }
    long start = nanos.getAsLong();
    WantedRules.Snapshot now = known.get();
    String failure;
    int desired = now.present().size();
    int missing = desired;
    try {
      String unread = vrfs.read(now.present(), kernel);
      Set<SourceRule> rules = vrfs.resolve(now.present());
      desired = rules.size();
      missing = desired;
      RulePlan plan = RulePlan.of(rules, kernel.dump(), alone);
      Outcome outcome = carryOut(plan, kernel);
      missing = outcome.missing;
      failure = outcome.failure;
      if (!unread.isEmpty()) {
        counts.failed();
        failure = failure.isEmpty() ? unread : failure;
      }
    } catch (IOException e) {
      counts.failed();
      failure = String.valueOf(e.getMessage());
    }
    counts.reconciled(
        nanos.getAsLong() - start, desired, desired - missing, now.absent().size(), vrfs.waiting());
    tell(failure);
    if (failure.isEmpty()) {
      isReady = true;
      absentHere.accept(now.absent());
    }
    return failure.isEmpty();
  }

  /** What became of a plan. */
  private final class Outcome {
    private int missing;
    private String failure = "";

    private boolean isDone(String what, Object rule, Optional<String> refusal) {
      if (refusal.isPresent()) {
        counts.failed();
        if (failure.isEmpty()) { // the first one
          failure = "cannot " + what + ": " + rule + ": " + refusal.get();
        }
      }
      return refusal.isEmpty();
    }
  }

  /** Adds first: what an address sends must not go astray because its table changes. */
  private Outcome carryOut(RulePlan plan, RuleTable kernel) throws IOException {
    Outcome outcome = new Outcome();
    for (SourceRule rule : plan.additions()) {
      if (outcome.isDone("add", rule, kernel.add(rule))) {
        counts.added();
        log.info("added: {}", rule);
      } else {
        outcome.missing++;
      }
    }
    for (KernelRule rule : plan.deletions()) {
      if (outcome.isDone("delete", rule, kernel.delete(rule))) {
        counts.deleted();
        log.info("deleted: {}", rule);
      }
    }
    for (KernelRule rule : plan.pruned()) {
      if (outcome.isDone("prune", rule, kernel.deleteOfAnyProtocol(rule))) {
        counts.deleted();
        log.info("pruned: {}, made by protocol {}", rule, rule.protocol());
      }
    }
    tellHidden(plan.hidden());
    return outcome;
  }

  /** Logs each rule that cannot be pruned once; it is no failure, because no retry would help. */
  private void tellHidden(List<KernelRule> rules) {
    Set<String> now = new TreeSet<>();
    for (KernelRule rule : rules) {
      now.add(rule + ", made by protocol " + rule.protocol());
    }
    now.stream()
        .filter(rule -> !hidden.contains(rule))
        .forEach(rule ->
            log.warn(
                "not pruned: {}: the kernel would delete another rule of this address, table and"
                    + " priority, which has a condition more. Delete both by hand, and make that one"
                    + " again",
                rule));
    hidden = now;
  }

  /** Logs a failure once, and its end. */
  private void tell(String failure) {
    if (!failure.equals(trouble)) {
      if (failure.isEmpty()) {
        log.info("the kernel has all rules again");
      } else {
        log.error("{}", failure);
      }
    }
    trouble = failure;
  }
}
