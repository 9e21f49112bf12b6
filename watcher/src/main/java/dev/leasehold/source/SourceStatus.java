package dev.leasehold.source;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The status of a source.
 *
 * @param protocolState the state of a protocol client that listens, such as {@code renewing}; empty
 *     for a source without a protocol state
 * @param detail the state in more words, such as the reason for a failure; may be empty
 * @param troubles the problems of a source that listens; empty if there are none
 * @param counters the number of messages sent, received and refused since the start, by event name
 */
public record SourceStatus(
    State state,
    String protocolState,
    String detail,
    List<Trouble> troubles,
    Map<String, Long> counters) {
  public SourceStatus {
    troubles = List.copyOf(troubles);
    counters = new TreeMap<>(counters);
  }

  /** The status of a source without troubles and without a protocol state. */
  public SourceStatus(State state, String detail, Map<String, Long> counters) {
    this(state, "", detail, List.of(), counters);
  }

  /** The status of a source that has not tried to listen yet. */
  public static SourceStatus starting(Map<String, Long> counters) {
    return new SourceStatus(State.STARTING, "", counters);
  }

  /**
   * The status of a source that cannot listen.
   *
   * @param listened whether the source listened before
   */
  public static SourceStatus deaf(boolean listened, String why, Map<String, Long> counters) {
    return new SourceStatus(listened ? State.LOST : State.WAITING, why, counters);
  }

  /** Whether this machine lacks something that the source needs; the detail says what. */
  public boolean isDeaf() {
    return switch (state) {
      case WAITING, LOST, FAILED -> true;
      case STARTING, LISTENING, REPLAYING -> false;
    };
  }

  /** The state in status and metrics: the protocol state, or else the state of the source. */
  public String spelling() {
    return protocolState.isEmpty() ? state.spelling() : protocolState;
  }

  /** The state of a source; the spellings are a stable interface. */
  public enum State {
    /** The source has not tried to listen yet. */
    STARTING("starting"),
    /** The source has not listened yet and retries. */
    WAITING("waiting"),
    LISTENING("listening"),
    /** The source reads a capture file. */
    REPLAYING("replaying"),
    /** The source listened before and retries. */
    LOST("lost"),
    /** The source ended with an error and is restarted later. */
    FAILED("failed");

    private final String spelling;

    State(String spelling) {
      this.spelling = spelling;
    }

    /** The state in status and metrics. */
    public String spelling() {
      return spelling;
    }
  }

  /**
   * A problem of a source that listens.
   *
   * @param what the problem in a few words
   * @param whatToDo the remedy; empty if the problem may end without one
   */
  public record Trouble(Kind kind, String what, String whatToDo) {}

  /** The kind of a problem; the spellings are a stable interface. */
  public enum Kind {
    /** The client holds no prefix, and no server answers. */
    NO_ANSWER("NoAnswer"),
    /** The client holds no prefix, and the servers have none for it. */
    NO_PREFIX("NoPrefix"),
    /** The client holds a prefix that its server does not confirm. */
    UNCONFIRMED("Unconfirmed"),
    /** The client sends messages without an option that the DynamicPrefix asks for. */
    OPTION_LEFT_OUT("OptionLeftOut"),
    /** The router has no boot script with the addresses, though its configuration wants one. */
    NOT_PERSISTED("NotPersisted");

    private final String spelling;

    Kind(String spelling) {
      this.spelling = spelling;
    }

    /** Whether the source has no prefix while the problem lasts. */
    public boolean hasNothing() {
      return this == NO_ANSWER || this == NO_PREFIX;
    }

    /** The kind in status and metrics. */
    public String spelling() {
      return spelling;
    }
  }
}
