package dev.leasehold.ra;

import dev.leasehold.lease.Observation;
import dev.leasehold.wire.Parsed;
import java.time.Instant;

/** What happens on an interface where Router Advertisements are listened for. */
public sealed interface RaEvent {
  /**
   * A valid advertisement, also one without any prefix: what a router no longer mentions matters.
   */
  record Heard(Observation observation) implements RaEvent {}

  /**
   * An advertisement that was discarded.
   *
   * @param detail what was wrong, in words
   */
  record Refused(Instant at, String interfaceName, Parsed.Reason reason, String detail)
      implements RaEvent {}

  /**
   * From here on nothing is missed, but what was announced before is not known: the moment to
   * solicit (RFC 4861 section 6.3.7).
   */
  record Listening(Instant at, String interfaceName) implements RaEvent {}

  /**
   * The interface is not there, is down, or went away. {@link Listening} follows when it is back.
   *
   * @param why in words
   */
  record Lost(Instant at, String interfaceName, String why) implements RaEvent {}
}
