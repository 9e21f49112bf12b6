package dev.leasehold.watch;

import dev.leasehold.git.Outcome;
import dev.leasehold.git.Snapshot;
import dev.leasehold.request.RequestPlanner;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The result of a write.
 *
 * @param outcome the outcome of the write
 * @param lastPlan the plan for the last tip that the write found; null: it found none
 */
record Written(Outcome outcome, @Nullable Plan lastPlan) {
  Optional<Plan> plan() {
    return Optional.ofNullable(lastPlan);
  }

  /** Writes the planned change. The planner runs again for each new tip that the write finds. */
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

  /**
   * Brings the request for the planned change up to date. The planner runs again for each new tip
   * that the write finds; it also gets the files of the request's branch, if there are any.
   *
   * @param merged takes the commit that the newest request was merged as
   */
  static Written requested(
      Branch branch,
      BiFunction<Snapshot, Optional<Snapshot>, Plan> planner,
      Consumer<String> merged) {
    AtomicReference<@Nullable Plan> last = new AtomicReference<>();
    Outcome outcome =
        branch.request(
            new RequestPlanner() {
              @Override
              public Planned plan(Snapshot tip, Optional<Snapshot> open) {
                Plan plan = planner.apply(tip, open);
                last.set(plan);
                return plan.requested();
              }

              @Override
              public void merged(String commit) {
                merged.accept(commit);
              }
            });
    return new Written(outcome, last.get());
  }
}
