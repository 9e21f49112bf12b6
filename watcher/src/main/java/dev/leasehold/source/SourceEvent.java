package dev.leasehold.source;

import dev.leasehold.wire.Parsed;
import java.time.Instant;

/** What happens where prefixes are listened for. */
public sealed interface SourceEvent {
  /** An observation of prefixes, or of their absence: what is left out matters too. */
  record Heard(Observation observation) implements SourceEvent {}

  /**
   * A packet that was discarded.
   *
   * @param detail what was wrong, in words
   */
  record Refused(Instant at, Channel channel, Parsed.Reason reason, String detail)
      implements SourceEvent {}

  /** From here on nothing is missed, but what was said before is not known: the moment to ask. */
  record Listening(Instant at, Channel channel) implements SourceEvent {}

  /**
   * The interface is not there, is down, or went away. {@link Listening} follows when it is back.
   *
   * @param why in words
   */
  record Lost(Instant at, Channel channel, String why) implements SourceEvent {}
}
