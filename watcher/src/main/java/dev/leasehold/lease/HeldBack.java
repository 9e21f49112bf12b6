package dev.leasehold.lease;

import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A change that is held back.
 *
 * @param from when the change may be made, if its cause remains
 * @param quiet how long its prefix must be preferred without a break; zero: the change waits
 *     because the target reached the commit limit of spec.batch
 */
public record HeldBack(LeaseChange change, Instant from, Duration quiet) {
  /** Why and until when the change waits, as a sentence without a full stop. */
  public String reason() {
    String until = from.truncatedTo(ChronoUnit.SECONDS).toString();
    if (byBatch()) {
      return "the target reached the commit limit of spec.batch; the next commit is at " + until;
    }
    String waits =
        switch (change) {
          case PrefixChange.Acquired(Prefix to, var _) -> staysPreferred(to);
          case PrefixChange.Renumbered(var _, Prefix to, var _, var _, var _) -> staysPreferred(to);
          case PrefixChange.Replaced(var _, Prefix to, var _, var _) -> staysPreferred(to);
          case PrefixChange.Returned _,
              PrefixChange.Lost _,
              PrefixChange.DrainEnded _,
              PrefixChange.DrainShortened _,
              PrefixChange.HistoryTrimmed _,
              AddressChange _,
              LeaseChange.Removed _ ->
              "the next change waits";
        };
    return "it changed several times within ten minutes, so "
        + waits
        + " until "
        + until
        + " (transition.damping)";
  }

  /**
   * Whether the change waits for the commit limit of the target; otherwise it waits for damping.
   */
  public boolean byBatch() {
    return quiet.isZero();
  }

  private String staysPreferred(Prefix to) {
    return to + " must stay preferred for " + quiet.toSeconds() + " s, and waits at least";
  }
}
