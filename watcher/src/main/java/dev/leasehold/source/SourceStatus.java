package dev.leasehold.source;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a source stands.
 *
 * @param state one word: {@code starting}, {@code listening}, {@code waiting} for the first time to
 *     listen, {@code lost} after that, or what the protocol calls it
 * @param detail more of it, in words; empty where there is nothing more
 * @param troubles what is wrong though it listens; empty when nothing is
 * @param counters what was sent, received and refused since the start, by name
 */
public record SourceStatus(
    String state, String detail, List<Trouble> troubles, Map<String, Long> counters) {
  public SourceStatus {
    troubles = List.copyOf(troubles);
    counters = new TreeMap<>(counters);
  }

  /** A source with which nothing is wrong beyond its state. */
  public SourceStatus(String state, String detail, Map<String, Long> counters) {
    this(state, detail, List.of(), counters);
  }

  /** Of a source that has not looked yet. */
  public static SourceStatus starting(Map<String, Long> counters) {
    return new SourceStatus("starting", "", counters);
  }

  /**
   * Of a source that hears nothing.
   *
   * @param listened whether it did before
   */
  public static SourceStatus deaf(boolean listened, String why, Map<String, Long> counters) {
    return new SourceStatus(listened ? "lost" : "waiting", why, counters);
  }

  /** Whether it hears nothing, for want of something on this machine; the detail says of what. */
  public boolean isDeaf() {
    return state.equals("lost") || state.equals("waiting") || state.equals("failed");
  }

  /**
   * Something that keeps a source from its purpose, though it listens.
   *
   * @param what in a few words
   * @param whatToDo empty where it may pass by itself
   */
  public record Trouble(Kind kind, String what, String whatToDo) {}

  /** What is wrong; the spellings are a stable interface. */
  public enum Kind {
    /** Nothing is held, and no server answers. */
    NO_ANSWER("NoAnswer"),
    /** Nothing is held, and servers answer that they have none for us. */
    NO_PREFIX("NoPrefix"),
    /** Something is held, and its server does not confirm it. */
    UNCONFIRMED("Unconfirmed"),
    /** Messages go out without an option that the intent asks for. */
    OPTION_LEFT_OUT("OptionLeftOut");

    private final String spelling;

    Kind(String spelling) {
      this.spelling = spelling;
    }

    /** Whether nothing can be learned of prefixes meanwhile. */
    public boolean hasNothing() {
      return this == NO_ANSWER || this == NO_PREFIX;
    }

    /** As status and metrics have it. */
    public String spelling() {
      return spelling;
    }
  }
}
