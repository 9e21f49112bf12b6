package dev.leasehold.l2;

import dev.leasehold.clusterevent.ClusterEvent;
import dev.leasehold.kube.ClusterSettings.Repair;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the addresses of all LoadBalancer Services every round, and deletes Leases of Cilium's L2
 * announcements that are orphans or stuck, as {@link StuckLeases} decides.
 */
public final class LeaseKeeper {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  /** How often Leases are read while every address answers, to find orphans. */
  private static final Duration ORPHANS = Duration.ofMinutes(10);

  private final Supplier<Optional<KnownServices>> services;
  private final Probe probe;
  private final Repair repair;
  private final String namespace;
  private final InstantSource clock;
  private final Consumer<? super ClusterEvent> events;
  private final StuckLeases stuck;
  private volatile L2Status status = new L2Status(List.of(), 0, 0);
  private volatile boolean hasTried;
  private Instant lastLook = Instant.MIN;

  /**
   * @param services all Services of the cluster; empty while they are not known
   * @param namespace where Cilium keeps its Leases
   * @param node the name of this machine as a node; empty: it is none
   * @param events takes what was decided; must not block
   */
  public LeaseKeeper(
      Supplier<Optional<KnownServices>> services,
      Probe probe,
      Repair repair,
      String namespace,
      String node,
      InstantSource clock,
      Consumer<? super ClusterEvent> events) {
    this.services = services;
    this.probe = probe;
    this.repair = repair;
    this.namespace = namespace;
    this.clock = clock;
    this.events = events;
    this.stuck = new StuckLeases(node, repair != Repair.ON);
  }

  /** What the last round found; empty before the first one. Thread-safe. */
  public Optional<L2Status> status() {
    return hasTried ? Optional.of(status) : Optional.empty();
  }

  /**
   * A round.
   *
   * @throws IOException if the addresses cannot be tried, or the Leases not be read or deleted
   */
  public void run(AnnouncementLeases cluster) throws IOException, InterruptedException {
    Optional<KnownServices> known = services.get();
    if (known.isEmpty()) {
      return;
    }
    List<ProbeResult> results = probed(known.get().announced());
    status = new L2Status(results, status.orphans(), status.stuck());
    hasTried = true;
    if (repair == Repair.OFF) {
      return;
    }
    if (!isCurrent(known)) {
      stuck.startOver();
      return;
    }
    stuck.heard(results);
    boolean isSilent = results.stream().anyMatch(r -> r.finding() == ProbeResult.Finding.SILENT);
    Instant now = clock.instant();
    boolean isDue = lastLook.equals(Instant.MIN) || !now.isBefore(lastLook.plus(ORPHANS));
    if (!isSilent && !isDue && !stuck.isWaiting()) {
      stuck.decide(known.get(), List.of(), results, now);
      return;
    }
    List<AnnouncementLease> leases =
        cluster.list(namespace).stream()
            .filter(lease -> lease.name().startsWith(AnnouncedService.LEASE_PREFIX))
            .toList();
    lastLook = now;
    if (!isCurrent(services.get())) { // by now
      stuck.startOver();
      return;
    }
    carryOut(cluster, stuck.decide(known.get(), leases, results, clock.instant()));
  }

  /** An address that nobody has any more looks like one that does not answer. */
  private static boolean isCurrent(Optional<KnownServices> known) {
    return known.filter(KnownServices::isCurrent).isPresent();
  }

  private List<ProbeResult> probed(List<AnnouncedService> announced)
      throws IOException, InterruptedException {
    try {
      return probe.probe(announced);
    } catch (IOException e) {
      stuck.startOver();
      status = new L2Status(List.of(), status.orphans(), status.stuck());
      throw new IOException("the addresses of Services cannot be tried: " + e.getMessage(), e);
    }
  }

  /** One that fails does not hold up the others. */
  private void carryOut(AnnouncementLeases cluster, List<StuckLeases.Decision> decisions)
      throws IOException, InterruptedException {
    Optional<Exception> failed = Optional.empty();
    for (StuckLeases.Decision decision : decisions) {
      try {
        carryOut(cluster, decision);
      } catch (IOException | RuntimeException e) {
        stuck.notDone(decision);
        failed = failed.or(() -> Optional.of(e));
      }
    }
    if (failed.isPresent()) {
      if (failed.get() instanceof IOException first) {
        throw first;
      }
      throw (RuntimeException) failed.get();
    }
  }

  private void carryOut(AnnouncementLeases cluster, StuckLeases.Decision decision)
      throws IOException, InterruptedException {
    boolean isDryRun = repair != Repair.ON;
    switch (decision) {
      case StuckLeases.Decision.Delete deletion -> {
        if (!isDryRun) {
          if (!cluster.delete(deletion.lease())) {
            log.info("lease {}: somebody else has deleted it meanwhile", deletion.lease());
            return;
          }
          count(deletion);
        }
        log.warn("{}", RepairEvents.deletion(deletion, isDryRun));
      }
      case StuckLeases.Decision.Recovered(AnnouncedService service) ->
          log.info("service {}: answers again after its lease was deleted", service);
      case StuckLeases.Decision.Advise(AnnouncedService service, String text) ->
          log.warn("service {}: {}", service, text);
    }
    events.accept(RepairEvents.of(clock.instant(), decision, isDryRun));
  }

  private void count(StuckLeases.Decision.Delete deletion) {
    boolean isOrphan = deletion instanceof StuckLeases.Decision.Orphan;
    status =
        new L2Status(
            status.results(),
            status.orphans() + (isOrphan ? 1 : 0),
            status.stuck() + (isOrphan ? 0 : 1));
  }
}
