package dev.leasehold.router;

import dev.leasehold.net.Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a router is asked for its routes to the addresses that it holds: every minute, for as many
 * at once as a run of the script carries, until all have been asked for.
 */
final class RouteTimes {
  static final Duration AGAIN = Duration.ofMinutes(1);

  private boolean running;
  private Duration next = Duration.ZERO;

  /** How many addresses this round has asked for. */
  private int asked;

  /** Begins a look that is due. */
  Optional<RouterDuty> due(List<Address> held, Duration now) {
    if (running || held.isEmpty() || now.compareTo(next) < 0) {
      return Optional.empty();
    }
    running = true;
    int from = asked < held.size() ? asked : 0;
    int to = Math.min(from + RouterCommands.MOST_ROUTES, held.size());
    asked = to < held.size() ? to : 0;
    return Optional.of(new RouterDuty.Routes(held.subList(from, to)));
  }

  /** When {@link #due} has something next; empty: not before something else happens. */
  Optional<Duration> next(List<Address> held) {
    return running || held.isEmpty() ? Optional.empty() : Optional.of(next);
  }

  /** Takes the end of a look. One that failed ends the round. */
  void ended(RouterAnswer<?> answer, Duration now) {
    running = false;
    asked = answer instanceof RouterAnswer.Done<?> ? asked : 0;
    next = asked > 0 ? now : now.plus(AGAIN);
  }
}
