package dev.leasehold.source;

import dev.leasehold.wire.Parsed;
import java.time.Duration;
import java.time.Instant;

/** What happens where prefixes are listened for. */
public sealed interface SourceEvent {
  /** An observation of prefixes, or of their absence: what is left out matters too. */
  record Heard(Observation observation) implements SourceEvent {}

  /** Something that people may want to know of one channel. Repetitions are welcome. */
  sealed interface Told extends SourceEvent {
    Instant at();

    Channel channel();
  }

  /**
   * A packet that was discarded.
   *
   * @param detail what was wrong, in words
   */
  record Refused(Instant at, Channel channel, Parsed.Reason reason, String detail)
      implements Told {}

  /**
   * From here on nothing is missed, but what was said before is not known: the moment to ask.
   *
   * @param address which address it listens on; empty where that says nothing
   */
  record Listening(Instant at, Channel channel, String address) implements Told {
    /** On no address of its own. */
    public Listening(Instant at, Channel channel) {
      this(at, channel, "");
    }
  }

  /**
   * The interface is not there, is down, or went away. {@link Listening} follows when it is back.
   *
   * @param why in words
   * @param hint what to do, in words; may be empty
   * @param soon that is usual and ends within seconds
   */
  record Lost(Instant at, Channel channel, String why, String hint, boolean soon) implements Told {
    /** Until somebody acts. */
    public Lost(Instant at, Channel channel, String why) {
      this(at, channel, why, "", false);
    }
  }

  /**
   * The source ended with an error, and another one takes its place later.
   *
   * @param why in words
   * @param retry how long until then
   */
  record GaveUp(Instant at, Channel channel, String why, Duration retry) implements Told {}

  /** What the protocol of that channel tells people. */
  record Noted(Instant at, Channel channel, SourceNotice notice) implements Told {}
}
