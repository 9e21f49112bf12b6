package dev.leasehold.election;

import dev.leasehold.election.LeaseStore.Answer;
import dev.leasehold.election.LeaseStore.Found;
import dev.leasehold.election.LeaseStore.Refused;
import dev.leasehold.election.LeaseStore.Unavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Supplier;

/**
 * Electors with faults, on simulated time. Each runs on a thread of its own, as in a process; one
 * thread runs at a time, so that a seed always gives the same history.
 */
final class SimulatedElection {
  private static final Instant START = Instant.parse("2026-11-29T20:00:00Z");
  private static final long SECOND = 1_000_000_000L;
  private static final long LOOK = SECOND / 10;

  private final Random random;
  private final boolean partitions;
  private final SharedLease lease = new SharedLease();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final List<Member> members = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private long now;
  private long number;
  private boolean isOut;
  private boolean isCalm;
  private int takeovers;
  private int beside;
  private int handovers;
  private long lastTerm;
  private long deleted;
  private int named;

  private record Event(long at, long number, Runnable happens) {}

  /**
   * @param partitions whether some may reach the API server while others do not
   */
  SimulatedElection(long seed, int size, boolean partitions) {
    this.random = new Random(seed);
    this.partitions = partitions;
    for (int i = 0; i < size; i++) {
      members.add(new Member());
    }
  }

  List<String> violations() {
    return violations.size() > 5 ? violations.subList(0, 5) : violations;
  }

  /** How often another member became the holder. */
  int takeovers() {
    return takeovers;
  }

  /** At how many looks two acted. */
  int beside() {
    return beside;
  }

  /** How often a member that could not work stepped down for another one. */
  int handovers() {
    return handovers;
  }

  /** How many act now. */
  long acting() {
    return members.stream().filter(Member::acts).count();
  }

  /** Runs with faults, and then three minutes without. */
  void run(long seconds) {
    members.forEach(Member::start);
    at(now + LOOK, this::look);
    at(now + SECOND, this::fault);
    runUntil(seconds * SECOND);
    isCalm = true;
    isOut = false;
    members.forEach(Member::heal);
    runUntil((seconds + 180) * SECOND);
    members.forEach(Member::stop);
  }

  private void runUntil(long end) {
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event event = events.poll();
      now = event.at();
      event.happens().run();
    }
    now = end;
  }

  private void at(long time, Runnable happens) {
    number++;
    events.add(new Event(time, number, happens));
  }

  private long millis(int most) {
    return (1 + random.nextInt(most)) * (SECOND / 1000);
  }

  private void fault() {
    if (isCalm) {
      return;
    }
    Member one = members.get(random.nextInt(members.size()));
    switch (random.nextInt(9)) {
      case 0 -> one.freeze(millis(40_000));
      case 1 -> one.freeze(millis(15_000));
      case 2 -> one.freeze(millis(4_000));
      case 3 -> one.restart(random.nextBoolean());
      case 6 -> one.refuse(millis(40_000));
      case 8 -> one.unfitUntil = now + millis(60_000); // its disk is full
      case 4 -> {
        isOut = true;
        at(now + millis(60_000), () -> isOut = false);
      }
      case 5 -> {
        if (partitions) {
          one.cut(millis(90_000));
        } else if (now - deleted > 60 * SECOND) { // two at once may hide a holder
          deleted = now;
          lease.delete();
          if (random.nextBoolean()) {
            at(now + millis(20_000), () -> lease.create(LeaseState.UNUSED));
          }
        }
      }
      default -> {
        if (partitions) {
          one.slow(millis(30_000));
        }
      }
    }
    at(now + millis(45_000), this::fault);
  }

  private void look() {
    members.forEach(Member::look);
    List<Member> acting = members.stream().filter(Member::acts).toList();
    for (Member one : acting) {
      for (Member other : acting) {
        if (one.elector.term() < other.elector.term()
            || one != other && one.elector.term() == other.elector.term()) {
          beside++;
          if (one.reachesSince + Timing.DEFAULT.deadline().toNanos() <= now || !partitions) {
            violations.add(
                "%.1f s: %s of term %d and %s of term %d act"
                    .formatted(
                        now / 1e9, one.name, one.elector.term(), other.name, other.elector.term()));
          }
        }
      }
    }
    lease
        .lease()
        .filter(l -> l.transitions() > lastTerm)
        .ifPresent(l -> {
          lastTerm = l.transitions();
          takeovers++;
        });
    at(now + LOOK, this::look);
  }

  /** A process with an elector. */
  private final class Member implements LeaseStore {
    private String name = "";
    private Elector elector = elector();
    private long frozenUntil;
    private long cutUntil;
    private long slowUntil;
    private long refusedUntil;
    private long unfitUntil;
    private long reachesSince;
    private final SynchronousQueue<Boolean> turns = new SynchronousQueue<>();
    private final SynchronousQueue<Boolean> ends = new SynchronousQueue<>();
    private boolean isStopped;

    private Elector elector() {
      named++;
      name = "process-" + named;
      return new Elector(
          Timing.DEFAULT,
          name,
          this,
          () -> now,
          () -> START.plusNanos(now),
          () -> now >= unfitUntil);
    }

    boolean isFrozen() {
      return now < frozenUntil;
    }

    boolean acts() {
      return !isFrozen() && elector.closed().isEmpty();
    }

    void freeze(long time) {
      frozenUntil = Math.max(frozenUntil, now + time);
    }

    void cut(long time) {
      cutUntil = now + time;
    }

    void slow(long time) {
      slowUntil = now + time;
    }

    /** Its token has expired. */
    void refuse(long time) {
      refusedUntil = now + time;
    }

    void heal() {
      refusedUntil = 0;
      cutUntil = 0;
      slowUntil = 0;
    }

    /** Another process in its place, at once; the requests of the old one may still arrive. */
    void restart(boolean releases) {
      if (isFrozen()) {
        return;
      }
      if (releases && !isOut && cutUntil <= now) {
        lease
            .lease()
            .filter(l -> l.holder().equals(name) && elector.leads())
            .ifPresent(l -> lease.put(l.releasedAt(START.plusNanos(now))));
      }
      elector = elector();
    }

    /** Follows whether this member reaches the server well. */
    void look() {
      if (isFrozen() || isOut || now < cutUntil || now < slowUntil) {
        reachesSince = now;
      }
    }

    void start() {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            take(turns);
            while (!isStopped) {
              Elector current = elector;
              current.offers(now < unfitUntil);
              current.round();
              if (current.successor().isPresent()) {
                handovers++;
                current.stepDown();
              }
              sleepUntil(now + current.pause().toNanos());
            }
            give(ends);
          });
      at(now + millis(2_000), this::resume);
    }

    void stop() {
      isStopped = true;
      resume();
    }

    /** Lets its thread run until it waits; a frozen process waits longer. */
    private void resume() {
      if (isFrozen() && !isStopped) {
        at(frozenUntil, this::resume);
        return;
      }
      give(turns);
      take(ends);
    }

    private void sleepUntil(long time) {
      at(time, this::resume);
      give(ends);
      take(turns);
    }

    private Answer request(Supplier<Answer> request) {
      if (isStopped) {
        return new Unavailable("stopped");
      }
      long limit = now + Timing.DEFAULT.request().toNanos();
      boolean isSlow = now < slowUntil;
      long there = millis(isSlow ? 8_000 : 200);
      long back = millis(isSlow ? 8_000 : 200);
      boolean isCut = isOut || now < cutUntil;
      List<Answer> answers = new ArrayList<>();
      if (!isCut || random.nextInt(4) == 0) { // of some requests only the answer is lost
        at(
            now + there,
            () -> {
              if (!isOut) {
                answers.add(now < refusedUntil ? new Refused("expired") : request.get());
              }
            });
      }
      long answered = now + there + back;
      sleepUntil(isCut ? limit : Math.min(answered, limit));
      boolean isInTime = !isCut && answered <= limit && !answers.isEmpty();
      return isInTime ? answers.getFirst() : new Unavailable("no answer");
    }

    @Override
    public String place() {
      return "Lease network/leasehold-home";
    }

    @Override
    public Answer read() {
      return request(lease::read);
    }

    @Override
    public Answer create(LeaseState created) {
      return request(() -> lease.create(created));
    }

    @Override
    public Answer replace(Found known, LeaseState next) {
      return request(() -> lease.replace(known, next));
    }
  }

  private static void give(SynchronousQueue<Boolean> queue) {
    try {
      queue.put(true);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void take(SynchronousQueue<Boolean> queue) {
    try {
      boolean _ = queue.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
