package dev.leasehold.election;

import dev.leasehold.election.LeaseStore.Answer;
import dev.leasehold.election.LeaseStore.Conflict;
import dev.leasehold.election.LeaseStore.Found;
import dev.leasehold.election.LeaseStore.Missing;
import dev.leasehold.election.LeaseStore.Unavailable;
import dev.leasehold.fence.Fence;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether this process works, by rounds of requests for one Lease.
 *
 * <p>The holder renews in each round. It goes on while the API server cannot be reached, because a
 * renumbering may be the reason, and stops when it reads another holder. Others take over when they
 * have seen the Lease unchanged for its duration, and the API server has answered them all that
 * time's last {@link Timing#deadline}: a holder that can reach the server renews within that time.
 * So two processes may act at a time only while the earlier one cannot reach the API server and
 * another one can.
 *
 * <p>The {@link Fence} closes when this process was stopped: it opens again after a round. Only
 * {@link #round} and {@link #release} send requests.
 */
public final class Elector implements Fence {
  private static final String STANDS_BY = "this watcher stands by";

  private final Timing timing;
  private final String identity;
  private final LeaseStore store;
  private final LongSupplier nanos;
  private final InstantSource wall;

  private volatile Knowledge knowledge;
  // Guarded by this.
  private boolean isReleased;
  private long lastTerm;
  private Moment asked; // when the last request began

  /** A time of the clock that never stops. */
  private record Moment(long nanos) {
    Duration until(Moment now) {
      return Duration.ofNanos(now.nanos - nanos);
    }
  }

  /**
   * What is known after a round.
   *
   * @param leads whether this process is the last known holder
   * @param found the Lease as it was last read or written; null: missing, or not known
   * @param changed when {@code found} was first read with this content; null: not known
   * @param renewed when the last request that renewed began; null: never
   * @param answering since when the API server has answered without a gap; null: it does not
   * @param answered when it last answered; null: never
   * @param tried when the last request of the last round began; null: there was none
   * @param paused whether this process was stopped for a while since {@code renewed}, without an
   *     answer after that: another process may have become the holder and be cut off too
   * @param trouble why the last round failed; empty if it did not
   */
  private record Knowledge(
      boolean leads,
      @Nullable Found found,
      @Nullable Moment changed,
      @Nullable Moment renewed,
      @Nullable Moment answering,
      @Nullable Moment answered,
      @Nullable Moment tried,
      boolean paused,
      String trouble) {
    static final Knowledge NOTHING =
        new Knowledge(false, null, null, null, null, null, null, false, "");

    Knowledge lost(@Nullable Found other, Moment now) {
      return new Knowledge(false, other, now, null, answering, answered, tried, paused, trouble);
    }

    Knowledge saw(@Nullable Found seen, Moment now) {
      boolean same = changed != null && Objects.equals(lease(found), lease(seen));
      return new Knowledge(
          leads, seen, same ? changed : now, renewed, answering, answered, tried, paused, trouble);
    }

    private static @Nullable LeaseState lease(@Nullable Found found) {
      return found == null ? null : found.lease();
    }

    Knowledge holds(Found mine, Moment began) {
      return new Knowledge(true, mine, began, began, answering, answered, tried, false, trouble);
    }

    Knowledge ended(Moment now, Moment asked, String why, Duration longestGap) {
      boolean answers = why.isEmpty();
      boolean isPaused = paused || tried != null && tried.until(now).compareTo(longestGap) > 0;
      Moment since = answering;
      if (!answers) {
        since = null;
      } else if (since == null
          || answered == null
          || answered.until(now).compareTo(longestGap) > 0) {
        since = now;
      }
      return new Knowledge(
          leads,
          found,
          changed,
          renewed,
          since,
          answers ? now : answered,
          asked,
          !answers && isPaused,
          why);
    }
  }

  /**
   * Creates an elector that does not lead.
   *
   * @param identity unique to this process: a copied state directory must not give two processes
   *     one identity
   * @param nanos a monotonic clock in nanoseconds that also counts while the machine is suspended
   * @param wall the clock for the times in the Lease, which people read; nothing is decided by it
   */
  public Elector(
      Timing timing, String identity, LeaseStore store, LongSupplier nanos, InstantSource wall) {
    this.timing = timing;
    this.identity = identity;
    this.store = store;
    this.nanos = nanos;
    this.wall = wall;
    this.knowledge = Knowledge.NOTHING;
    this.asked = now();
  }

  /** Reads or renews the Lease, and decides. Three requests at most. */
  public synchronized void round() {
    if (isReleased) {
      return;
    }
    String why = knowledge.leads ? renew() : contend();
    lastTerm = Math.max(lastTerm, term());
    knowledge = knowledge.ended(now(), asked, why, timing.deadline());
  }

  /** How long to wait before the next round: shorter if the Lease may be taken before that. */
  public Duration pause() {
    Knowledge known = knowledge;
    if (known.leads || known.changed == null) {
      return timing.retry();
    }
    Duration left = longest(known.found).minus(known.changed.until(now()));
    return left.isPositive() && left.compareTo(timing.retry()) < 0 ? left : timing.retry();
  }

  private String renew() {
    Found known = knowledge.found;
    if (known != null) {
      Answer answer = replace(known, known.lease().renewedAt(stamp()));
      if (answer instanceof Found || answer instanceof Unavailable) {
        return wrote(answer);
      }
    }
    // Another write came first: of another holder, of a person, or of this process if an earlier
    // renewal was not answered.
    switch (read()) {
      case Found found when found.lease().isHeldBy(identity) -> {
        return wrote(replace(found, found.lease().renewedAt(stamp())));
      }
      // Somebody deleted the Lease and made it again.
      case Found unused when unused.lease().isUnused() && isCertain() -> {
        return wrote(replace(unused, mine(lastTerm)));
      }
      case Found other -> {
        knowledge = knowledge.lost(other, now());
        return "";
      }
      case Missing _ -> {
        if (isCertain()) {
          return create(lastTerm);
        }
        knowledge = knowledge.lost(null, now());
        return "";
      }
      case Unavailable(String why) -> {
        return why;
      }
      case Conflict _ -> throw new IllegalStateException("a conflict of a reading");
    }
  }

  /** Whether nobody else can have taken over. */
  private boolean isCertain() {
    Moment renewed = knowledge.renewed;
    return renewed != null && renewed.until(now()).compareTo(timing.lease()) < 0;
  }

  private String contend() {
    switch (read()) {
      case Found found -> {
        knowledge = knowledge.saw(found, now());
        boolean isFree = found.lease().isReleased() || found.lease().isHeldBy(identity);
        return isFree || isExpired() ? take(found) : "";
      }
      case Missing _ -> {
        // Somebody may have deleted the Lease of a holder that works, so this waits too.
        knowledge = knowledge.saw(null, now());
        return isExpired() ? create(lastTerm + 1) : "";
      }
      case Unavailable(String why) -> {
        return why;
      }
      case Conflict _ -> throw new IllegalStateException("a conflict of a reading");
    }
  }

  /** Whether a holder that can reach the API server would have renewed. */
  private boolean isExpired() {
    Knowledge known = knowledge;
    Moment now = now();
    return known.changed != null
        && known.answering != null
        && known.answered != null
        && known.changed.until(now).compareTo(longest(known.found)) >= 0
        && known.answering.until(now).compareTo(timing.deadline()) >= 0
        && known.answered.until(now).compareTo(timing.deadline()) < 0;
  }

  /** The holder may have another duration, such as one of another version. */
  private Duration longest(@Nullable Found found) {
    return found != null && found.lease().duration().compareTo(timing.lease()) > 0
        ? found.lease().duration()
        : timing.lease();
  }

  private String take(Found found) {
    long last = Math.max(found.lease().transitions(), lastTerm); // a new Lease counts from 0
    return wrote(replace(found, mine(found.lease().isHeldBy(identity) ? last : last + 1)));
  }

  private String create(long term) {
    asked = now();
    return wrote(store.create(mine(term)));
  }

  /** After a conflict the next round reads who was first. */
  private String wrote(Answer answer) {
    switch (answer) {
      case Found mine -> {
        knowledge = knowledge.holds(mine, asked);
        return "";
      }
      case Unavailable(String why) -> {
        return why;
      }
      case Conflict _, Missing _ -> {
        return "";
      }
    }
  }

  private Answer read() {
    asked = now();
    return store.read();
  }

  private Answer replace(Found known, LeaseState next) {
    asked = now();
    return store.replace(known, next);
  }

  private LeaseState mine(long term) {
    Instant now = stamp();
    return new LeaseState(identity, timing.lease(), now, now, term);
  }

  /** The times of a Lease have microseconds. */
  private Instant stamp() {
    return wall.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * Gives up the Lease for good, so that another process takes over at once. Call it when nothing
   * is sent any more. The fence closes first.
   */
  public synchronized void release() {
    isReleased = true;
    Found known = knowledge.found;
    boolean led = knowledge.leads;
    if (led) {
      knowledge =
          new Knowledge(
              false,
              known,
              now(),
              null,
              knowledge.answering,
              knowledge.answered,
              knowledge.tried,
              knowledge.paused,
              knowledge.trouble);
    }
    if (led && known != null) {
      Answer _ = replace(known, known.lease().releasedAt(stamp()));
    }
  }

  /** Whether this process is the last known holder. */
  public boolean leads() {
    return knowledge.leads;
  }

  /** The number of the term of the last known holder. */
  public long term() {
    Found found = knowledge.found;
    return found == null ? 0 : found.lease().transitions();
  }

  /** The fence of a term: it never opens again after that. */
  public Fence of(long term) {
    return () -> term() == term ? closed() : Optional.of(STANDS_BY);
  }

  @Override
  public Optional<String> closed() {
    Knowledge known = knowledge;
    if (!known.leads || known.renewed == null || known.tried == null) {
      return Optional.of(STANDS_BY);
    }
    Moment now = now();
    if (known.renewed.until(now).compareTo(timing.lease()) < 0) {
      return Optional.empty();
    }
    Duration since = known.tried.until(now);
    boolean isCutOff =
        !known.trouble.isEmpty() && !known.paused && since.compareTo(timing.deadline()) < 0;
    return isCutOff
        ? Optional.empty()
        : Optional.of(
            store.place() + " was not read for " + since.toSeconds() + " s; reading it first");
  }

  /** Where this process is in the election. */
  public Standing standing() {
    Knowledge known = knowledge;
    Moment now = now();
    Optional<LeaseState> lease = Optional.ofNullable(known.found).map(Found::lease);
    return new Standing(
        identity,
        store.place(),
        known.leads,
        lease.map(LeaseState::holder).filter(holder -> !holder.isEmpty()),
        lease.map(LeaseState::transitions).orElse(0L),
        ago(known.leads ? known.renewed : known.changed, now),
        ago(known.answered, now),
        ago(known.tried, now),
        known.trouble);
  }

  private static Optional<Duration> ago(@Nullable Moment then, Moment now) {
    return Optional.ofNullable(then).map(at -> at.until(now));
  }

  private Moment now() {
    return new Moment(nanos.getAsLong());
  }
}
