package dev.leasehold.lease;

/**
 * The state of a prefix, the best first. Over several routers the best state wins, so that a prefix
 * is deprecated or lost only if all routers say so.
 */
public enum Standing {
  /**
   * The preferred lifetime has not ended, so the prefix may be used for new services (RFC 4862
   * section 5.5.4).
   */
  PREFERRED("Preferred", "is preferred"),
  /**
   * The prefix is preferred, but it came from an advertisement as a fallback, and the delegation is
   * available now.
   */
  STOPGAP("Stopgap", "was the fallback for a missing delegation"),
  /** The prefix still works, but its preferred lifetime was announced as 0 or has ended. */
  DEPRECATED("Deprecated", "is deprecated"),
  /**
   * The prefix is not known to be lost, but the DynamicPrefix no longer uses its source, so it will
   * not be renewed.
   */
  SOURCE_CHANGED("SourceChanged", "came from a source that is no longer configured"),
  /**
   * The source was asked and left the prefix out: flash renumbering (RFC 9096 section 3). RFC 4861
   * section 6.2.3 lets a router split its options over several advertisements, so {@link Cadence}
   * decides how much silence is proof. A prefix also gets this state when another router has
   * replaced its router.
   */
  UNMENTIONED("Unmentioned", "is no longer announced"),
  /** The valid lifetime was announced as 0. */
  WITHDRAWN("Withdrawn", "was withdrawn"),
  /** The valid lifetime ended. */
  EXPIRED("Expired", "has expired"),
  /** No source has announced the prefix. */
  UNKNOWN("Unknown", "has not been heard");

  private final String spelling;
  private final String phrase;

  Standing(String spelling, String phrase) {
    this.spelling = spelling;
    this.phrase = phrase;
  }

  /** The spelling in commit trailers and status. It is stable. */
  public String spelling() {
    return spelling;
  }

  /** Whether the prefix is presumably not routed any more. */
  public boolean lost() {
    return switch (this) {
      case UNMENTIONED, WITHDRAWN, EXPIRED -> true;
      case PREFERRED, STOPGAP, DEPRECATED, SOURCE_CHANGED, UNKNOWN -> false;
    };
  }

  /** The predicate after the prefix in a sentence, such as "was withdrawn". */
  public String phrase() {
    return phrase;
  }
}
