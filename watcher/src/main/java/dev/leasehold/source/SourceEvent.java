package dev.leasehold.source;

import dev.leasehold.wire.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** An event of a source. */
public sealed interface SourceEvent {
  /** An observation. The absence of a prefix in it is information too. */
  record Heard(Observation observation) implements SourceEvent {}

  /**
   * The answers of a router.
   *
   * @param router its name in the watcher's configuration
   * @param answers by interface
   */
  record Answered(Instant at, String router, Map<String, AddressAnswer> answers)
      implements SourceEvent {
    public Answered {
      answers = Map.copyOf(answers);
    }
  }

  /** An event of a channel for people. The source may repeat it; the listener filters. */
  sealed interface Told extends SourceEvent {
    Instant at();

    Channel channel();
  }

  /**
   * A packet that was discarded.
   *
   * @param detail the defect, in words
   */
  record Refused(Instant at, Channel channel, Parsed.Reason reason, String detail)
      implements Told {}

  /**
   * The source now receives every message. Earlier messages are unknown, so this is the time to
   * ask.
   *
   * @param address the local address; empty if the source has none
   */
  record Listening(Instant at, Channel channel, String address) implements Told {
    /** An event without a local address. */
    public Listening(Instant at, Channel channel) {
      this(at, channel, "");
    }
  }

  /**
   * The interface does not exist, is down, or was removed. {@link Listening} follows when it is
   * back.
   *
   * @param why in words
   * @param hint what to do, in words; may be empty
   * @param soon whether this is normal and ends within seconds
   */
  record Lost(Instant at, Channel channel, String why, String hint, boolean soon) implements Told {
    /** A loss that lasts until a person acts. */
    public Lost(Instant at, Channel channel, String why) {
      this(at, channel, why, "", false);
    }
  }

  /**
   * The source ended with an error. It is started again later.
   *
   * @param why in words
   * @param retry the time until the restart
   */
  record GaveUp(Instant at, Channel channel, String why, Duration retry) implements Told {}

  /** A notice of the protocol for people. */
  record Noted(Instant at, Channel channel, SourceNotice notice) implements Told {}
}
