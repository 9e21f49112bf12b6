package dev.leasehold.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When a target takes the next commit, by those that it took lately. */
public final class CommitRate {
  /**
   * How many commits a target takes. What ends a drain, and the return to a draining prefix, are
   * counted and never wait.
   *
   * @param perMinute in any minute; 0: no limit
   * @param perHour in any hour; 0: no limit
   */
  public record Limits(int perMinute, int perHour) {
    public static final Limits DEFAULT = new Limits(6, 30);
  }

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Limits limits;
  private final List<Instant> commits = new ArrayList<>(); // the latest last

  CommitRate(Limits limits) {
    this.limits = limits;
  }

  void pushed(Instant at) {
    commits.removeIf(commit -> !commit.plus(HOUR).isAfter(at));
    commits.add(at);
  }

  /** May be past; {@link Instant#MIN}: no limit is near. */
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
   * The same after the wall clock was set.
   *
   * @param step how far forward; negative: back
   */
  void movedBy(Duration step) {
    commits.replaceAll(commit -> commit.plus(step));
  }
}
