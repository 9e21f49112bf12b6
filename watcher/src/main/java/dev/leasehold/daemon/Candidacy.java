package dev.leasehold.daemon;

import dev.leasehold.dhcpv6.transport.DelegationFiles;
import dev.leasehold.election.Election;
import dev.leasehold.election.Elector;
import dev.leasehold.election.Standing;
import dev.leasehold.election.Timing;
import dev.leasehold.kube.Cluster;
import dev.leasehold.kube.ClusterConnection;
import dev.leasehold.kube.LeaseObject;
import dev.leasehold.kube.SharedSecret;
import dev.leasehold.proposal.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process in the election of one of several watchers of one name: it works while it leads, and
 * stands by otherwise, in one process.
 */
final class Candidacy implements Tenure {
  private static final Logger log = LoggerFactory.getLogger(Candidacy.class);
  private static final Timing TIMING = Timing.DEFAULT;

  /** How often to look for a change of what is shared, and the pause after a failure. */
  private static final Duration TICK = Duration.ofSeconds(2);

  private final ClusterConnection forLease;
  private final ClusterConnection forSecret;
  private final String identity;
  private final Elector elector;
  private final SharedState shared;
  private final Fitness fitness;
  private final Opening opening;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile String trouble = "";

  // Guarded by the lock.
  private @Nullable Work current;

  /** Whether the election has ended the current work, or the last one. */
  private volatile boolean isStopped;

  private long currentTerm;
  private @Nullable Election election;
  private boolean isEnding;

  private Candidacy(
      ClusterConnection forLease,
      ClusterConnection forSecret,
      String identity,
      Elector elector,
      SharedState shared,
      Fitness fitness,
      Opening opening) {
    this.forLease = forLease;
    this.forSecret = forSecret;
    this.identity = identity;
    this.elector = elector;
    this.shared = shared;
    this.fitness = fitness;
    this.opening = opening;
  }

  /**
   * Prepares a candidacy; it sends nothing yet.
   *
   * @param namespace the namespace of the Lease and the Secret
   * @throws IOException if this system has no clock that counts a suspend
   */
  static Candidacy of(
      Cluster cluster,
      String watcher,
      String namespace,
      Path stateDir,
      InstantSource clock,
      Opening opening)
      throws IOException {
    ClusterConnection forLease = new ClusterConnection(cluster, System.getenv(), TIMING.request());
    ClusterConnection forSecret = new ClusterConnection(cluster, System.getenv(), TIMING.request());
    SecureRandom random = new SecureRandom();
    String identity = identity(random);
    String name = "leasehold-" + watcher;
    return new Candidacy(
        forLease,
        forSecret,
        identity,
        new Elector(
            TIMING,
            identity,
            new LeaseObject(forLease, System::nanoTime, namespace, name),
            BootClock.open(Path.of("/proc")),
            clock),
        new SharedState(
            new SharedSecret(forSecret, System::nanoTime, namespace, name + "-dhcpv6"),
            new DelegationFiles(stateDir),
            clock,
            random),
        new Fitness(stateDir, System::nanoTime),
        opening);
  }

  /** The host name and a random number: a copied state directory gives no second one. */
  private static String identity(SecureRandom random) throws IOException {
    String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    String plain = host.replaceAll("[^A-Za-z0-9.-]", "-");
    byte[] bytes = new byte[4];
    random.nextBytes(bytes);
    return plain.substring(0, Math.min(63, plain.length())) + "_" + HexFormat.of().formatHex(bytes);
  }

  @Override
  public Daemon.Ending run() throws IOException, InterruptedException {
    Election running;
    lock.lock();
    try {
      if (isEnding) {
        return Daemon.Ending.TOLD_TO_END;
      }
      running = Election.start(elector, this::electionChanged);
      election = running;
    } finally {
      lock.unlock();
    }
    try {
      for (OptionalLong term = running.awaitTerm(); term.isPresent(); term = running.awaitTerm()) {
        if (takesOver(running, term.getAsLong())) {
          lead(running, term.getAsLong());
        }
      }
      return Daemon.Ending.TOLD_TO_END;
    } finally {
      running.close();
    }
  }

  /** Takes over the shared state; false if the term ended before. */
  private boolean takesOver(Election running, long term) throws InterruptedException {
    fitness.begins();
    while (running.leadsIn(term)) {
      String why = shared.takeOver().orElse("");
      if (!why.isEmpty() && !why.equals(trouble)) {
        log.warn("{}; sources and targets wait for it", why);
      }
      trouble = why;
      if (why.isEmpty()) {
        return true;
      }
      if (isUnfit(List.of())) {
        stepDown(running);
        return false;
      }
      awaitChange(() -> !running.leadsIn(term), TICK);
    }
    return false;
  }

  /** Whether this machine has failed for so long that another one should try. */
  private boolean isUnfit(List<String> troubles) {
    boolean canPassItOn = elector.closed().isEmpty() && elector.standing().trouble().isEmpty();
    return fitness.isTooLong(troubles) && canPassItOn;
  }

  private void stepDown(Election running) {
    fitness.givesUp();
    log.warn(
        "{}; giving up the Lease, so that another watcher of this name can try", fitness.trouble());
    running.stepDown();
  }

  private void lead(Election running, long term) throws IOException, InterruptedException {
    AtomicBoolean isUnfit = new AtomicBoolean();
    try (Work work =
        opening.open(
            new Right(
                elector.of(term), Optional.of(new Term(identity, term)), Optional.of(shared)))) {
      lock.lock();
      try {
        current = work;
        currentTerm = term;
        isStopped = false;
      } finally {
        lock.unlock();
      }
      electionChanged(); // it may have lost, or have been told to end, meanwhile
      Thread keeper =
          Thread.ofPlatform()
              .daemon()
              .name("shared state")
              .start(() -> keep(running, term, work, isUnfit));
      try {
        Daemon.Ending _ = work.run();
      } finally {
        forget();
        keeper.join();
        if (!isEnding()) {
          work.awaitSources(); // a next term may begin at once
        }
      }
      // It may lead again, in the same term, after it was refused for a while.
      if (running.leadsIn(term) && !isUnfit.get() && !isStopped) {
        throw new IllegalStateException("the work ended in the middle of term " + term);
      }
    }
    if (isUnfit.get()) {
      stepDown(running); // nothing is sent any more
    }
  }

  private void forget() {
    lock.lock();
    try {
      current = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps the shared state up to date during a term, and ends one that this machine cannot do. */
  private void keep(Election running, long term, Work work, AtomicBoolean isUnfit) {
    try {
      while (running.leadsIn(term) && isWorking()) {
        if (isUnfit(work.localTroubles())) {
          isUnfit.set(true);
          work.stop();
          work.end();
          return;
        }
        if (elector.closed().isEmpty()) {
          String why = shared.keep().orElse("");
          if (!why.equals(trouble)) {
            trouble = why;
            if (why.isEmpty()) {
              log.info("the DHCPv6 client is shared again");
            } else {
              log.warn("{}; another watcher could not continue the DHCPv6 client", why);
            }
          }
        }
        awaitChange(() -> !running.leadsIn(term) || current == null, TICK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isEnding() {
    lock.lock();
    try {
      return isEnding;
    } finally {
      lock.unlock();
    }
  }

  private boolean isWorking() {
    lock.lock();
    try {
      return current != null;
    } finally {
      lock.unlock();
    }
  }

  private void awaitChange(BooleanSupplier has, Duration most) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (!has.getAsBoolean() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops the work of a term that has ended. */
  private void electionChanged() {
    lock.lock();
    try {
      changed.signalAll();
      boolean isOver = !elector.leads() || elector.term() != currentTerm;
      if (current != null && (isEnding || isOver)) {
        isStopped = true;
        current.stop();
        current.end();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Work> work() {
    lock.lock();
    try {
      return Optional.ofNullable(current);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Standing> standing() {
    return Optional.of(elector.standing().unfit(fitness.trouble()));
  }

  @Override
  public List<String> troubles() {
    return trouble.isEmpty() ? List.of() : List.of(trouble);
  }

  @Override
  public void stop() {
    lock.lock();
    try {
      isEnding = true;
      if (election != null) {
        election.end();
      }
      if (current != null) {
        current.stop();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    forLease.close();
    forSecret.close();
  }
}
