package dev.leasehold.request;

import dev.leasehold.git.Outcome;

/** Asks people to merge a change, by at most one open request. */
public interface Requests extends AutoCloseable {
  /**
   * Brings the request up to date with the planned change: opens, updates or closes it. Blocks. May
   * be repeated after a failure at any step.
   */
  Outcome put(RequestPlanner planner);

  @Override
  void close();
}
