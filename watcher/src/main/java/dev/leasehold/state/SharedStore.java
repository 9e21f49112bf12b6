package dev.leasehold.state;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A place for a few small texts that several processes share, with one writer at a time. */
public interface SharedStore {
  /** What a request came to. */
  sealed interface Answer {}

  /**
   * The texts as they are now.
   *
   * @param version changes with every write
   */
  record Found(SortedMap<String, String> texts, String version) implements Answer {
    public Found {
      texts = new TreeMap<>(texts);
    }
  }

  /** There is no such place. */
  record Missing() implements Answer {}

  /** Nothing was written, because another write came first. */
  record Conflict() implements Answer {}

  /**
   * Nothing is known.
   *
   * @param why the reason, and what to do if somebody has to act
   */
  record Unavailable(String why) implements Answer {}

  /** The place in messages, {@code Secret NAMESPACE/NAME}. */
  String place();

  /** Reads all texts: Found, Missing or Unavailable. */
  Answer read();

  /** Makes the place with these texts if there is none: Found, Conflict or Unavailable. */
  Answer create(Map<String, String> texts);

  /** Replaces all texts if the place still has this version. */
  Answer replace(Found known, Map<String, String> texts);
}
