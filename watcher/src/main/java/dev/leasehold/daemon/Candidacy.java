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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * This process in the election of one of several watchers of one name: it works while it leads, and
 * stands by otherwise, in one process.
 */
final class Candidacy implements Tenure {
  private static final Timing TIMING = Timing.DEFAULT;

  /** How often to look for a change of what is shared, and the pause after a failure. */
  private static final Duration TICK = Duration.ofSeconds(2);

  private final ClusterConnection forLease;
  private final ClusterConnection forSecret;
  private final String identity;
  private final Elector elector;
  private final Upkeep upkeep;
  private final Opening opening;
  private final TermWork work;
  private volatile @Nullable Election election;

  private Candidacy(
      ClusterConnection forLease,
      ClusterConnection forSecret,
      String identity,
      Elector elector,
      Upkeep upkeep,
      Opening opening) {
    this.forLease = forLease;
    this.forSecret = forSecret;
    this.identity = identity;
    this.elector = elector;
    this.upkeep = upkeep;
    this.opening = opening;
    this.work = new TermWork(elector);
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
    Fitness fitness =
        new Fitness(
            stateDir,
            System::nanoTime,
            probe -> Thread.ofPlatform().daemon().name("state probe").start(probe));
    Elector elector =
        new Elector(
            TIMING,
            identity,
            new LeaseObject(forLease, System::nanoTime, namespace, name),
            BootClock.open(Path.of("/proc")),
            clock,
            fitness::accepts);
    SharedState shared =
        new SharedState(
            new SharedSecret(forSecret, System::nanoTime, namespace, name + "-dhcpv6"),
            new DelegationFiles(stateDir),
            clock,
            random);
    return new Candidacy(
        forLease, forSecret, identity, elector, new Upkeep(elector, shared, fitness), opening);
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
    Election running = Election.start(elector, work::electionChanged);
    election = running;
    if (work.isEnding()) {
      running.end();
    }
    try {
      for (OptionalLong term = running.awaitTerm(); term.isPresent(); term = running.awaitTerm()) {
        serve(running, term.getAsLong());
      }
      return Daemon.Ending.TOLD_TO_END;
    } finally {
      running.close();
    }
  }

  /** Works in a term, and gives the Lease up if this machine cannot do the work. */
  private void serve(Election running, long term) throws IOException, InterruptedException {
    upkeep.begins();
    work.termBegins();
    CountDownLatch over = new CountDownLatch(1);
    Thread.ofPlatform().daemon().name("watchdog").start(() -> watch(over));
    try {
      if (takesOver(running, term)) {
        lead(running, term);
      }
    } finally {
      over.countDown();
    }
    if (work.isUnfit()) { // nothing is sent any more
      upkeep.givesUp();
      running.stepDown();
    }
  }

  /** Looks until the work is over, also after the end of the term: the work may not end. */
  private void watch(CountDownLatch over) {
    Watchdog watchdog =
        new Watchdog(
            upkeep::passesOn,
            System::nanoTime,
            () -> Thread.ofPlatform().daemon().name("end of work").start(work::givesUp),
            () -> Runtime.getRuntime().halt(1)); // a shutdown hook might wait for the disk
    try {
      do {
        try {
          watchdog.look();
        } catch (RuntimeException | LinkageError e) { // the term goes on without
          upkeep.failed(e);
        }
      } while (!over.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes over the shared state; false if the term ended before. */
  private boolean takesOver(Election running, long term) throws InterruptedException {
    while (running.leadsIn(term) && !work.isUnfit()) {
      if (upkeep.takesOver(term)) {
        return true;
      }
      work.await(() -> !running.leadsIn(term) || work.isUnfit(), TICK);
    }
    return false;
  }

  private void lead(Election running, long term) throws IOException, InterruptedException {
    try (Work opened =
        opening.open(
            new Right(
                elector.of(term),
                Optional.of(new Term(identity, term)),
                Optional.of(upkeep.shared())))) {
      work.begins(opened, term);
      Thread keeper =
          Thread.ofPlatform()
              .daemon()
              .name("shared state")
              .start(() -> keep(running, term, opened));
      try {
        Daemon.Ending _ = opened.run();
      } finally {
        work.ended();
        keeper.join();
        if (!work.isEnding()) {
          opened.awaitSources(); // a next term may begin at once
        }
      }
      // It may lead again, in the same term, after it was refused for a while.
      if (running.leadsIn(term) && !work.isStopped()) {
        throw new IllegalStateException("the work ended in the middle of term " + term);
      }
    }
  }

  /** Keeps the shared state up to date during a term. */
  private void keep(Election running, long term, Work opened) {
    try {
      while (running.leadsIn(term) && work.current().isPresent()) {
        try {
          upkeep.keep(opened::localTroubles);
        } catch (RuntimeException | LinkageError e) { // the term goes on without
          upkeep.failed(e);
        }
        work.await(() -> !running.leadsIn(term) || work.current().isEmpty(), TICK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Optional<Work> work() {
    return work.current();
  }

  @Override
  public Optional<Standing> standing() {
    return Optional.of(elector.standing().unfit(upkeep.unfit()));
  }

  @Override
  public List<String> troubles() {
    String trouble = upkeep.trouble();
    return trouble.isEmpty() ? List.of() : List.of(trouble);
  }

  @Override
  public void stop() {
    work.processEnds();
    Election running = election;
    if (running != null) {
      running.end();
    }
  }

  @Override
  public void close() {
    forLease.close();
    forSecret.close();
  }
}
