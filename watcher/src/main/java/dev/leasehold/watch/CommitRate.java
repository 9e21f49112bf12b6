package dev.leasehold.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When a target accepts the next commit, based on its recent commits. */
public final class CommitRate {
  /**
   * The number of commits that a target accepts. Commits that end a drain or return to a draining
   * prefix count, but never wait.
   *
   * @param perMinute the limit for any minute; 0: no limit
   * @param perHour the limit for any hour; 0: no limit
   * @param window how long a change waits for others, to become one commit; zero: not at all. The
   *     replacement of a dead prefix and the end of a drain never wait
   */
  public record Limits(int perMinute, int perHour, Duration window) {
    public static final Limits DEFAULT = new Limits(6, 30, Duration.ofSeconds(2));

    /** Limits without a window. */
    public Limits(int perMinute, int perHour) {
      this(perMinute, perHour, Duration.ZERO);
    }
  }

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Limits limits;
  private final List<Instant> commits = new ArrayList<>(); // oldest first

  CommitRate(Limits limits) {
    this.limits = limits;
  }

  void pushed(Instant at) {
    commits.removeIf(commit -> !commit.plus(HOUR).isAfter(at));
    commits.add(at);
  }

  /**
   * When the target accepts the next commit; may be in the past. {@link Instant#MIN}: no limit
   * applies.
   */
  Instant opensAt() {
    Instant minute = opensAt(limits.perMinute(), MINUTE);
    Instant hour = opensAt(limits.perHour(), HOUR);
    return minute.isBefore(hour) ? hour : minute;
  }

  private Instant opensAt(int limit, Duration within) {
    return limit == 0 || commits.size() < limit
        ? Instant.MIN
        : commits.get(commits.size() - limit).plus(within);
  }

  /**
   * Adjusts the times after the wall clock was set.
   *
   * @param step how far the clock was set forward; negative: back
   */
  void movedBy(Duration step) {
    commits.replaceAll(commit -> commit.plus(step));
  }
}
