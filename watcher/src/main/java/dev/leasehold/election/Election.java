package dev.leasehold.election;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an {@link Elector} on a thread of its own, which does nothing else: no push and no other
 * request delays a renewal. Logs each change of the holder, and the beginning and end of a failure.
 */
public final class Election implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Election.class);

  private final Elector elector;
  private final Runnable changed;
  private final CountDownLatch ended = new CountDownLatch(1);

  // Guarded by this.
  private boolean leads;
  private long term;
  private String said = "";
  private String trouble = "";

  private Election(Elector elector, Runnable changed) {
    this.elector = elector;
    this.changed = changed;
  }

  /**
   * Starts the thread.
   *
   * @param changed is called on that thread after this process won or lost; does not block
   */
  public static Election start(Elector elector, Runnable changed) {
    Election election = new Election(elector, changed);
    Thread.ofPlatform().daemon().name("election").start(election::run);
    return election;
  }

  private void run() {
    try {
      while (ended.getCount() > 0) {
        boolean failed = false;
        Duration pause = Timing.DEFAULT.retry();
        try {
          elector.round();
          pause = elector.pause();
        } catch (RuntimeException | Error e) { // of a library; without rounds nobody would know
          failed = true; // the fence closes if this lasts
          log.error("the election failed: {}; please report it", e.toString());
          log.debug("stack trace", e);
        }
        if (!failed && ended.getCount() > 0) {
          tell();
        }
        boolean _ = ended.await(pause.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell() {
    Standing standing;
    boolean isNews;
    synchronized (this) {
      standing = elector.standing(); // no thread may store an older one after this
      isNews = leads != standing.leads() || leads && term != standing.term();
      leads = standing.leads();
      term = standing.term();
      notifyAll();
    }
    if (isNews) {
      changed.run();
    }
    say(standing);
  }

  private synchronized void say(Standing standing) {
    String now =
        standing.leads()
            ? "leading: %s holds %s, in term %d"
                .formatted(standing.identity(), standing.place(), standing.term())
            : standing
                .holder()
                .map(holder -> "standing by: %s holds %s".formatted(holder, standing.place()))
                .orElse("standing by: nobody holds %s".formatted(standing.place()));
    if (!now.equals(said)) {
      said = now;
      log.info("{}", now);
    }
    if (standing.trouble().equals(trouble)) {
      return;
    }
    trouble = standing.trouble();
    if (trouble.isEmpty()) {
      log.info("{} can be read again", standing.place());
    } else {
      log.warn(
          "{}: {}; {}",
          standing.place(),
          trouble,
          standing.leads() ? continuing(standing) : "doing nothing until it can be read");
    }
  }

  private static String continuing(Standing standing) {
    return standing.refused()
        ? "stopping unless it can be renewed before another watcher may take it"
        : "continuing as its last known holder";
  }

  /**
   * Waits until this process leads.
   *
   * @return the number of its term; empty: the election is closed
   */
  public synchronized OptionalLong awaitTerm() throws InterruptedException {
    while (!leads && ended.getCount() > 0) {
      wait();
    }
    return ended.getCount() > 0 ? OptionalLong.of(term) : OptionalLong.empty();
  }

  /** Whether this process leads in the term of this number. */
  public synchronized boolean leadsIn(long number) {
    return leads && term == number && ended.getCount() > 0;
  }

  /** Where this process is in the election. */
  public Standing standing() {
    return elector.standing();
  }

  /** Gives up the Lease for another process, and continues as a standby. */
  public void stepDown() {
    elector.stepDown();
    tell();
  }

  /** Ends the rounds, without a request. */
  public synchronized void end() {
    ended.countDown();
    notifyAll();
  }

  /** Ends the rounds and gives up the Lease, so that another process takes over at once. */
  @Override
  public void close() {
    end();
    elector.release();
  }
}
