package dev.leasehold.election;

import dev.leasehold.election.Knowledge.Failure;
import dev.leasehold.election.Knowledge.Moment;
import dev.leasehold.election.LeaseStore.Answer;
import dev.leasehold.election.LeaseStore.Conflict;
import dev.leasehold.election.LeaseStore.Found;
import dev.leasehold.election.LeaseStore.Missing;
import dev.leasehold.election.LeaseStore.Refused;
import dev.leasehold.election.LeaseStore.Unavailable;
import dev.leasehold.fence.Fence;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether this process works, by rounds of requests for one Lease.
 *
 * <p>The holder renews in each round. It goes on while the API server cannot be reached, because a
 * renumbering may be the reason. It stops when it reads another holder, and when the server has
 * refused it for the duration of the Lease: others may be served. They take over when they have
 * seen the Lease unchanged for its duration, and the API server has answered them all that time's
 * last {@link Timing#deadline}: a holder that can reach the server renews within that time. So two
 * processes may act at a time only while the earlier one cannot reach the API server and another
 * one can.
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
  private final BooleanSupplier accepts;

  /** Whether this process offers the Lease that it holds to another one. */
  private volatile boolean offers;

  private volatile Knowledge knowledge;
  // Guarded by this.
  private boolean isReleased;
  private @Nullable Moment steppedDown;
  private long lastTerm;
  private Moment asked; // when the last request began

  /**
   * Creates an elector that does not lead.
   *
   * @param identity unique to this process: a copied state directory must not give two processes
   *     one identity
   * @param nanos a monotonic clock in nanoseconds that also counts while the machine is suspended
   * @param wall the clock for the times in the Lease, which people read; nothing is decided by it
   * @param accepts whether to take over from a holder that offers the Lease; does not block
   */
  public Elector(
      Timing timing,
      String identity,
      LeaseStore store,
      LongSupplier nanos,
      InstantSource wall,
      BooleanSupplier accepts) {
    this.timing = timing;
    this.identity = identity;
    this.store = store;
    this.nanos = nanos;
    this.wall = wall;
    this.accepts = accepts;
    this.knowledge = Knowledge.NOTHING;
    this.asked = now();
  }

  /** Reads or renews the Lease, and decides. Three requests at most. */
  public synchronized void round() {
    if (isReleased) {
      return;
    }
    Failure failure = knowledge.leads() ? renew() : contend();
    lastTerm = Math.max(lastTerm, term());
    knowledge = knowledge.ended(now(), asked, failure, timing.deadline());
    if (failure.refused() && knowledge.leads() && !isCertain()) {
      knowledge = knowledge.lost(null, now());
    }
  }

  /** How long to wait before the next round: shorter if the Lease may be taken before that. */
  public Duration pause() {
    Knowledge known = knowledge;
    Duration left = known.leads() ? timing.retry() : known.left(timing, now());
    return left.isPositive() && left.compareTo(timing.retry()) < 0 ? left : timing.retry();
  }

  private Failure renew() {
    Found known = knowledge.found();
    if (known != null) {
      Answer answer = replace(known, known.lease().renewedAt(stamp(), offers));
      if (answer instanceof Found || answer instanceof Unavailable) {
        return wrote(answer);
      }
    }
    // Another write came first: of another holder, of a person, or of this process if an earlier
    // renewal was not answered. Or this process may only read the Lease.
    return switch (read()) {
      case Found found when found.lease().isHeldBy(identity) ->
          wrote(replace(found, found.lease().renewedAt(stamp(), offers)));
      // Somebody deleted the Lease and made it again.
      case Found unused when unused.lease().isUnused() && isCertain() ->
          wrote(replace(unused, mine(lastTerm)));
      case Found other -> lost(other);
      case Missing _ -> isCertain() ? createAgain() : lost(null);
      case Answer none -> failure(none);
    };
  }

  private Failure lost(@Nullable Found other) {
    knowledge = knowledge.lost(other, now());
    return Failure.NONE;
  }

  /** While the Lease is missing and nobody may create it, nobody else can hold it. */
  private Failure createAgain() {
    Moment read = asked;
    Failure failure = wrote(create(mine(lastTerm)));
    if (failure.refused()) {
      knowledge = knowledge.keepsMissing(read);
      return new Failure(failure.why(), false);
    }
    return failure;
  }

  private boolean isCertain() {
    return knowledge.isCertain(timing, now());
  }

  private Failure contend() {
    return switch (read()) {
      case Found found -> {
        knowledge = knowledge.saw(found, now());
        boolean isFree = found.lease().isReleased() || found.lease().isHeldBy(identity);
        if (leavesIt()) {
          yield Failure.NONE;
        }
        if (isFree || knowledge.isExpired(timing, now())) {
          yield take(found);
        }
        yield found.lease().isOffered() && accepts.getAsBoolean()
            ? failure(replace(found, found.lease().acceptedBy(identity)))
            : Failure.NONE;
      }
      case Missing _ -> {
        // Somebody may have deleted the Lease of a holder that works, and that may not create one:
        // this waits, and the new Lease is for that holder first.
        knowledge = knowledge.saw(null, now());
        yield knowledge.isExpired(timing, now())
            ? failure(create(LeaseState.UNUSED))
            : Failure.NONE;
      }
      case Answer none -> failure(none);
    };
  }

  /** Whether this process has just given up the Lease for another one. */
  private boolean leavesIt() {
    return steppedDown != null && steppedDown.until(now()).compareTo(timing.deadline()) < 0;
  }

  private Failure take(Found found) {
    long last = Math.max(found.lease().transitions(), lastTerm); // a new Lease counts from 0
    return wrote(replace(found, mine(found.lease().isHeldBy(identity) ? last : last + 1)));
  }

  private Failure wrote(Answer answer) {
    if (answer instanceof Found mine) {
      knowledge = knowledge.holds(mine, asked);
    }
    return failure(answer);
  }

  /** After a conflict the next round reads who was first. */
  private static Failure failure(Answer answer) {
    return switch (answer) {
      case Unavailable(String why) -> new Failure(why, false);
      case Refused(String why) -> new Failure(why, true);
      case Found _, Conflict _, Missing _ -> Failure.NONE;
    };
  }

  private Answer create(LeaseState lease) {
    asked = now();
    return store.create(lease);
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
    giveUp();
  }

  /**
   * Says with the next renewals whether this process offers the Lease to another one, because it
   * cannot do the work. It stays the holder until it steps down.
   */
  public void offers(boolean isUnfit) {
    offers = isUnfit;
  }

  /** Who is ready to take over the Lease that this process offers; empty: nobody. */
  public Optional<String> successor() {
    return offers ? knowledge.successor() : Optional.empty();
  }

  /**
   * Gives up the Lease, so that another process can take it. This one takes it again if no other
   * has within {@link Timing#deadline}. Call it when nothing is sent any more.
   */
  public synchronized void stepDown() {
    steppedDown = now();
    offers = false;
    giveUp();
  }

  private void giveUp() {
    Found known = knowledge.found();
    if (!knowledge.leads()) {
      return;
    }
    knowledge = knowledge.lost(known, now());
    if (known != null) {
      Answer _ = replace(known, known.lease().releasedAt(stamp()));
    }
  }

  /** Whether this process is the last known holder. */
  public boolean leads() {
    return knowledge.leads();
  }

  /** The number of the term of the last known holder. */
  public long term() {
    return knowledge.term();
  }

  /** The fence of a term: it never opens again after that. */
  public Fence of(long term) {
    return () -> term() == term ? closed() : Optional.of(STANDS_BY);
  }

  @Override
  public Optional<String> closed() {
    Knowledge known = knowledge;
    Moment now = now();
    if (!known.leads() || known.tried() == null) {
      return Optional.of(STANDS_BY);
    }
    if (known.isCertain(timing, now) || known.isCutOff(timing, now)) {
      return Optional.empty();
    }
    long since = known.tried().until(now).toSeconds();
    return Optional.of(store.place() + " was not read for " + since + " s; reading it first");
  }

  /** Where this process is in the election. */
  public Standing standing() {
    return knowledge.standing(identity, store.place(), now());
  }

  private Moment now() {
    return new Moment(nanos.getAsLong());
  }
}
