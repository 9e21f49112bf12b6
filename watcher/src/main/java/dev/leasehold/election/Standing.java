package dev.leasehold.election;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a watcher is in an election, for people.
 *
 * @param identity the identity of this process
 * @param place the Lease, {@code Lease NAMESPACE/NAME}
 * @param leads whether it works
 * @param holder who works as far as it knows; empty: nobody
 * @param term the number of the holder's term
 * @param renewed how long ago the holder renewed, or was seen to have renewed; empty: it was not
 *     seen yet
 * @param answered how long ago the API server last answered; empty: never
 * @param tried how long ago the last request began; empty: there was none
 * @param trouble why the Lease could not be read or renewed in the last round; empty if it was
 * @param refused whether the API server refused that: a holder stops when it has not renewed for
 *     the duration of the Lease
 * @param unfit why this machine cannot do the work, in words; empty: it can, as far as is known
 */
public record Standing(
    String identity,
    String place,
    boolean leads,
    Optional<String> holder,
    long term,
    Optional<Duration> renewed,
    Optional<Duration> answered,
    Optional<Duration> tried,
    String trouble,
    boolean refused,
    String unfit) {
  /** The role, as status and metrics spell it. */
  public enum Role {
    LEADER("Leader"),
    STANDBY("Standby");

    private final String spelling;

    Role(String spelling) {
      this.spelling = spelling;
    }

    public String spelling() {
      return spelling;
    }
  }

  /** The same of a machine that cannot do the work. */
  public Standing unfit(String why) {
    return new Standing(
        identity, place, leads, holder, term, renewed, answered, tried, trouble, refused, why);
  }

  /** The role. */
  public Role role() {
    return leads ? Role.LEADER : Role.STANDBY;
  }

  /** One line: {@code standing by: HOLDER works, renewed 3 s ago}. */
  public String text() {
    String when = renewed.map(ago -> ", renewed " + ago.toSeconds() + " s ago").orElse("");
    if (leads) {
      return "leading: " + identity + " holds " + place + " in term " + term + when;
    }
    return holder.isEmpty()
        ? "standing by: nobody holds " + place + " yet"
        : "standing by: " + holder.get() + " works" + when;
  }
}
