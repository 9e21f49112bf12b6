package dev.leasehold.git;

import java.time.Duration;

/**
 * How long an operation with the Git server may take, all in all.
 *
 * @param look reading the refs of the server and fetching what little is new
 * @param push a push, hooks of the server included
 * @param cloning the first fetch, and any other that turns out to be large
 * @param idle how long a fetch may go on without a byte from the server
 */
public record Timeouts(Duration look, Duration push, Duration cloning, Duration idle) {
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(30),
          Duration.ofSeconds(120),
          Duration.ofMinutes(15),
          Duration.ofSeconds(30));

  public Timeouts {
    for (Duration each : new Duration[] {look, push, cloning, idle}) {
      if (each.isNegative() || each.isZero()) {
        throw new IllegalArgumentException("a timeout of " + each + " leaves no time at all");
      }
    }
  }
}
