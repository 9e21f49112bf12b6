package dev.leasehold.watch;

import dev.leasehold.git.Outcome;
import dev.leasehold.git.Snapshot;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that a write learned.
 *
 * @param outcome what became of it
 * @param lastPlan what was worked out at the last tip that it met; null: it met none
 */
record Written(Outcome outcome, @Nullable Plan lastPlan) {
  Optional<Plan> plan() {
    return Optional.ofNullable(lastPlan);
  }

  /** Writes what is planned at the tip, and again at each tip that the write meets. */
  static Written to(Branch branch, Function<Snapshot, Plan> planner) {
    AtomicReference<@Nullable Plan> last = new AtomicReference<>();
    Outcome outcome =
        branch.write(tip -> {
          Plan plan = planner.apply(tip);
          last.set(plan);
          return plan.proposal();
        });
    return new Written(outcome, last.get());
  }
}
