package dev.leasehold.source;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a source stands.
 *
 * @param state one word: {@code listening}, {@code lost}, or what the protocol calls it
 * @param detail more of it, in words; empty where there is nothing more
 * @param counters what was sent, received and refused since the start, by name
 */
public record SourceStatus(String state, String detail, Map<String, Long> counters) {
  public SourceStatus {
    counters = new TreeMap<>(counters);
  }

  /** Whether it hears nothing, for want of something on this machine; the detail says of what. */
  public boolean isDeaf() {
    return state.equals("lost") || state.equals("failed");
  }
}
