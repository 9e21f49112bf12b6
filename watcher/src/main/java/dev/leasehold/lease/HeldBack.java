package dev.leasehold.lease;

import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A change that waits.
 *
 * @param from when it may be made, if what calls for it stays as it is
 * @param quiet how long its prefix has to be preferred without a break; zero: it waits for the
 *     target, which has reached the commit limit of spec.batch
 */
public record HeldBack(LeaseChange change, Instant from, Duration quiet) {
  /** Why, and until when, as a sentence without a full stop. */
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
              LeaseChange.Removed _ ->
              "the next change waits";
        };
    return "it changed several times within ten minutes, so "
        + waits
        + " until "
        + until
        + " (transition.damping)";
  }

  /** Whether it waits for the target; else for its prefix. */
  public boolean byBatch() {
    return quiet.isZero();
  }

  private String staysPreferred(Prefix to) {
    return to + " must stay preferred for " + quiet.toSeconds() + " s, and waits at least";
  }
}
