package dev.leasehold.source;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The status of a source.
 *
 * @param state one word: {@code starting}, {@code listening}, {@code waiting} before it first
 *     listens, {@code lost} after it listened, or a state of the protocol
 * @param detail details in words; may be empty
 * @param troubles the problems of a source that listens
 * @param counters the messages sent, received and refused since the start, by name
 */
public record SourceStatus(
    String state, String detail, List<Trouble> troubles, Map<String, Long> counters) {
  public SourceStatus {
    troubles = List.copyOf(troubles);
    counters = new TreeMap<>(counters);
  }

  /** A status without problems. */
  public SourceStatus(String state, String detail, Map<String, Long> counters) {
    this(state, detail, List.of(), counters);
  }

  /** The status of a source that has not started to listen. */
  public static SourceStatus starting(Map<String, Long> counters) {
    return new SourceStatus("starting", "", counters);
  }

  /**
   * The status of a source that does not receive.
   *
   * @param listened whether it has listened before
   */
  public static SourceStatus deaf(boolean listened, String why, Map<String, Long> counters) {
    return new SourceStatus(listened ? "lost" : "waiting", why, counters);
  }

  /**
   * Whether it does not receive because of a problem on this machine. The detail describes the
   * problem.
   */
  public boolean isDeaf() {
    return state.equals("lost") || state.equals("waiting") || state.equals("failed");
  }

  /**
   * A problem of a source that listens.
   *
   * @param what the problem in a few words
   * @param whatToDo what to do; empty if the problem may end by itself
   */
  public record Trouble(Kind kind, String what, String whatToDo) {}

  /** The kind of problem. The spellings are stable. */
  public enum Kind {
    /** There is no delegation, and no server answers. */
    NO_ANSWER("NoAnswer"),
    /** There is no delegation, and servers answer that they have no prefix. */
    NO_PREFIX("NoPrefix"),
    /** There is a delegation, and its server does not confirm it. */
    UNCONFIRMED("Unconfirmed"),
    /** Messages are sent without an option that the DynamicPrefix requests. */
    OPTION_LEFT_OUT("OptionLeftOut");

    private final String spelling;

    Kind(String spelling) {
      this.spelling = spelling;
    }

    /** Whether the source has no prefix. */
    public boolean hasNothing() {
      return this == NO_ANSWER || this == NO_PREFIX;
    }

    /** The spelling in status and metrics. */
    public String spelling() {
      return spelling;
    }
  }
}
