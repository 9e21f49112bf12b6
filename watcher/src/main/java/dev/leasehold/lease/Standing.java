package dev.leasehold.lease;

/**
 * How a prefix stands by what is said of it, the best first: over several routers it stands as the
 * best of them says, so that it takes all of them to deprecate or to lose it.
 */
public enum Standing {
  /** It may be used for anything new: its preferred lifetime runs (RFC 4862 section 5.5.4). */
  PREFERRED("Preferred", "is preferred"),
  /** It is preferred, but only advertised, and what was to be delegated is there now. */
  STOPGAP("Stopgap", "was the fallback for a missing delegation"),
  /** It still works, but its preferred lifetime was announced as 0 or has run out. */
  DEPRECATED("Deprecated", "is deprecated"),
  /** It works as far as anybody knows, but the intent asks others now: nobody will renew it. */
  SOURCE_CHANGED("SourceChanged", "came from a source that is no longer configured"),
  /**
   * Its source was asked and left it out: flash renumbering (RFC 9096 section 3). RFC 4861 section
   * 6.2.3 lets a router split its options over several advertisements, so that {@link Cadence} says
   * how much silence proves it. It also stands so when another router has replaced its router.
   */
  UNMENTIONED("Unmentioned", "is no longer announced"),
  /** Its valid lifetime was announced as 0. */
  WITHDRAWN("Withdrawn", "was withdrawn"),
  /** Its valid lifetime ran out. */
  EXPIRED("Expired", "has expired"),
  /** Nobody said anything of it. */
  UNKNOWN("Unknown", "has not been heard");

  private final String spelling;
  private final String phrase;

  Standing(String spelling, String phrase) {
    this.spelling = spelling;
    this.phrase = phrase;
  }

  /** As trailers and status have it: a stable interface. */
  public String spelling() {
    return spelling;
  }

  /** Whether nothing can be expected to be routed there any longer. */
  public boolean lost() {
    return switch (this) {
      case UNMENTIONED, WITHDRAWN, EXPIRED -> true;
      case PREFERRED, STOPGAP, DEPRECATED, SOURCE_CHANGED, UNKNOWN -> false;
    };
  }

  /** What follows the prefix in a sentence, such as "was withdrawn". */
  public String phrase() {
    return phrase;
  }
}
