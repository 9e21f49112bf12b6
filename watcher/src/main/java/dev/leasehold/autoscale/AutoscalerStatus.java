package dev.leasehold.autoscale;

import java.time.Instant;
import java.util.Optional;

/**
 * The status of a PublicIPAutoscaler without a count.
 *
 * @param size how many claims it has, those included that are not in Git yet
 * @param held how many addresses are in Git
 * @param used how many of them a Service or a binding uses; empty: it is not known
 * @param reason why it has as many as it has
 * @param message the reason in words; may be empty
 * @param isTrouble whether a person should know the reason
 * @param releasesAt when one is released if nothing changes; empty: none is, or not before the next
 *     list of Services
 */
public record AutoscalerStatus(
    String name,
    int size,
    int held,
    Optional<Integer> used,
    int minFree,
    int max,
    Reason reason,
    String message,
    boolean isTrouble,
    Optional<Instant> releasesAt) {

  /** Why an autoscaler has as many addresses as it has. */
  public enum Reason {
    /** As many are free as wanted. */
    STEADY("Steady"),
    /** More are asked for. */
    GROWING("Growing"),
    /** More are needed than {@code max} allows. */
    AT_MAX("AtMax"),
    /** The router gives no address for some of the numbers. */
    UNASSIGNED("Unassigned"),
    /** More are free than needed, but not long enough. */
    SURPLUS("Surplus"),
    /** One is given up. */
    SHRINKING("Shrinking"),
    /** More are free than needed, and the claims have {@code onDelete: Keep}. */
    KEPT("Kept"),
    /** It is not known what Services use, so the number stays. */
    USE_UNKNOWN("UseUnknown");

    private final String spelling;

    Reason(String spelling) {
      this.spelling = spelling;
    }

    /** The fixed name, for machines. */
    public String spelling() {
      return spelling;
    }
  }

  /** The same with a time. */
  AutoscalerStatus releasing(Optional<Instant> at) {
    return new AutoscalerStatus(
        name, size, held, used, minFree, max, reason, message, isTrouble, at);
  }

  /** How many addresses in Git nothing uses; empty: it is not known. */
  public Optional<Integer> free() {
    return used.map(count -> held - count);
  }
}
