package dev.leasehold.git;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The time limits of operations with the Git server.
 *
 * @param look the limit for reading the refs and fetching a small change
 * @param push the limit for a push, including the hooks of the server
 * @param cloning the limit for the first fetch and any other large fetch
 * @param idle the limit for a pause without a byte from the server during a fetch
 */
public record Timeouts(Duration look, Duration push, Duration cloning, Duration idle) {
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(30),
          Duration.ofSeconds(120),
          Duration.ofMinutes(15),
          Duration.ofSeconds(30));

  /** The longest time that any operation may take. */
  Duration longest() {
    return Stream.of(look, push, cloning, idle).max(Comparator.naturalOrder()).orElseThrow();
  }

  public Timeouts {
    for (Duration each : new Duration[] {look, push, cloning, idle}) {
      if (each.isNegative() || each.isZero()) {
        throw new IllegalArgumentException("a timeout of " + each + " is not positive");
      }
    }
  }
}
