package dev.leasehold.l2;

import dev.leasehold.l2.ProbeResult.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides which Leases to delete: those of Services that are gone, and those whose holder has not
 * answered for the address for a while. Deleting a Lease makes the agents choose a holder again. It
 * does not help against every fault, so each is deleted once and then watched; if the address stays
 * silent, people are told what is left to do.
 *
 * <p>Not thread-safe. The decisions depend only on what it was told, and on the times given.
 */
final class StuckLeases {
  /** How long a Service must be gone before its Lease is an orphan. */
  static final Duration GONE = Duration.ofMinutes(1);

  /** How long the same holder must have been silent, and held the Lease. */
  static final Duration SILENT = Duration.ofMinutes(5);

  /** The time between two deletions for one Service. */
  static final Duration PAUSE = Duration.ofMinutes(30);

  /** The time between any two deletions of Leases that are stuck. */
  static final Duration ANY_PAUSE = Duration.ofMinutes(1);

  /** How long an address gets to answer after a deletion. */
  static final Duration RECOVERY = Duration.ofMinutes(1);

  /** How many attempts in a row must have found nothing, whatever the clock says. */
  static final int ATTEMPTS = 3;

  private final String node;
  private final boolean isDryRun;
  private final Map<String, Instant> goneSince = new HashMap<>();

  /** The UIDs of orphans that a dry run has told. */
  private final Set<String> told = new HashSet<>();

  private final Map<String, Silence> silent = new HashMap<>();
  private final Map<String, Repair> repairs = new HashMap<>();
  private Instant lastRepair = Instant.MIN;

  /** Since when a holder is silent, and how many attempts found that. */
  private record Silence(String holder, Instant since, int attempts) {}

  /** A deletion, and whether its end was told. */
  private record Repair(AnnouncedService service, String holder, Instant at, boolean isTold) {}

  /** A decision. */
  sealed interface Decision {
    /** Delete a Lease. */
    sealed interface Delete extends Decision {
      AnnouncementLease lease();

      /** Why, in words. */
      String reason();
    }

    /** Delete a Lease whose Service is gone. */
    record Orphan(AnnouncementLease lease) implements Delete {
      @Override
      public String reason() {
        return "its Service is gone";
      }
    }

    /** Delete a Lease whose holder does not answer for the addresses. */
    record Stuck(AnnouncementLease lease, AnnouncedService service, String reason)
        implements Delete {}

    /** The addresses answer again after a deletion. */
    record Recovered(AnnouncedService service) implements Decision {}

    /** The deletion did not help. */
    record Advise(AnnouncedService service, String text) implements Decision {}
  }

  /**
   * @param node the name of this machine as a node; empty: it is none
   * @param isDryRun whether nobody carries out the decisions
   */
  StuckLeases(String node, boolean isDryRun) {
    this.node = node;
    this.isDryRun = isDryRun;
  }

  /**
   * Decides about all Leases.
   *
   * @param leases all Leases of L2 announcements
   * @param results what the last attempts to reach them found
   */
  List<Decision> decide(
      KnownServices services,
      List<AnnouncementLease> leases,
      List<ProbeResult> results,
      Instant now) {
    List<Decision> decisions = new ArrayList<>();
    decisions.addAll(orphans(services, leases, now));
    Map<String, AnnouncementLease> byName =
        leases.stream()
            .collect(Collectors.toMap(AnnouncementLease::name, Function.identity(), (a, _) -> a));
    Map<String, List<ProbeResult>> byService =
        results.stream().collect(Collectors.groupingBy(result -> result.service().toString()));
    boolean isLinkAlive = answersElsewhere(byName, results);
    Set<String> stillSilent = new HashSet<>();
    for (AnnouncedService service : services.announced()) {
      List<ProbeResult> tried = byService.getOrDefault(service.toString(), List.of());
      AnnouncementLease lease = byName.get(service.leaseName());
      if (lease != null && isSilent(lease, tried, now)) {
        stillSilent.add(service.toString());
        stuck(service, lease, isLinkAlive, now).ifPresent(decisions::add);
      }
      afterRepair(service, tried, now).ifPresent(decisions::add);
    }
    silent.keySet().retainAll(stillSilent);
    repairs.values().removeIf(repair -> repair.isTold() && !isRecent(repair.at(), PAUSE, now));
    return decisions;
  }

  /** Takes over what has answered, also if nothing can be decided this time. */
  void heard(List<ProbeResult> results) {
    results.stream()
        .filter(result -> result.finding() != Finding.SILENT)
        .forEach(result -> silent.remove(result.service().toString()));
  }

  /** Forgets who is silent: the attempts since then say nothing. */
  void startOver() {
    silent.clear();
  }

  /** Takes back a deletion that failed. */
  void notDone(Decision decision) {
    if (decision instanceof Decision.Stuck deletion) {
      repairs.remove(deletion.service().toString());
    }
  }

  /** Whether something is to be decided again soon, also while every address answers. */
  boolean isWaiting() {
    return !told.containsAll(goneSince.keySet())
        || repairs.values().stream().anyMatch(repair -> !repair.isTold());
  }

  /** A Lease is an orphan only if the Services were listed again after it was first seen. */
  private List<Decision> orphans(
      KnownServices services, List<AnnouncementLease> leases, Instant now) {
    List<Decision> decisions = new ArrayList<>();
    Set<String> gone = new HashSet<>();
    for (AnnouncementLease lease : leases) {
      if (!services.leases().contains(lease.name())) {
        gone.add(lease.uid());
        Instant since = goneSince.computeIfAbsent(lease.uid(), _ -> now);
        if (!isRecent(since, GONE, now)
            && services.listedAt().isAfter(since)
            && (!isDryRun || told.add(lease.uid()))) {
          decisions.add(new Decision.Orphan(lease));
        }
      }
    }
    goneSince.keySet().retainAll(gone);
    told.retainAll(gone);
    return decisions;
  }

  /**
   * Whether an address that another node announces answers. If none does, the fault may be this
   * machine's own link.
   */
  private boolean answersElsewhere(
      Map<String, AnnouncementLease> leases, List<ProbeResult> results) {
    return results.stream()
        .filter(
            result -> result.finding() == Finding.CONNECTED || result.finding() == Finding.ON_LINK)
        .map(result -> leases.get(result.service().leaseName()))
        .anyMatch(
            lease -> lease != null && !lease.holder().isEmpty() && !lease.holder().equals(node));
  }

  /** Whether someone else on the link holds the Lease and answers for none of the addresses. */
  private boolean isSilent(AnnouncementLease lease, List<ProbeResult> tried, Instant now) {
    return lease.isHeld(now)
        && !lease.holder().equals(node)
        && !tried.isEmpty()
        && tried.stream().allMatch(result -> result.finding() == Finding.SILENT);
  }

  private Optional<Decision> stuck(
      AnnouncedService service, AnnouncementLease lease, boolean isLinkAlive, Instant now) {
    String key = service.toString();
    Silence silence = silent.get(key);
    silence =
        silence == null || !silence.holder().equals(lease.holder())
            ? new Silence(lease.holder(), now, 1)
            : new Silence(silence.holder(), silence.since(), silence.attempts() + 1);
    silent.put(key, silence);
    Repair last = repairs.get(key);
    if (!isLinkAlive
        || silence.attempts() < ATTEMPTS
        || isRecent(silence.since(), SILENT, now)
        || isRecent(lease.acquiredAt(), SILENT, now)
        || last != null && isRecent(last.at(), PAUSE, now)
        || isRecent(lastRepair, ANY_PAUSE, now)) {
      return Optional.empty();
    }
    repairs.put(key, new Repair(service, lease.holder(), now, isDryRun));
    lastRepair = now;
    return Optional.of(
        new Decision.Stuck(
            lease,
            service,
            lease.holder()
                + " holds it, and nothing has answered for "
                + words(service)
                + " on the link since "
                + silence.since()));
  }

  /** The end of a deletion: the addresses answer, or the time is over. */
  private Optional<Decision> afterRepair(
      AnnouncedService service, List<ProbeResult> tried, Instant now) {
    String key = service.toString();
    Repair repair = repairs.get(key);
    if (repair == null || repair.isTold()) {
      return Optional.empty();
    }
    boolean answers =
        !tried.isEmpty() && tried.stream().noneMatch(r -> r.finding() == Finding.SILENT);
    if (!answers && isRecent(repair.at(), RECOVERY, now)) {
      return Optional.empty();
    }
    repairs.put(key, new Repair(service, repair.holder(), repair.at(), true));
    return Optional.of(
        answers
            ? new Decision.Recovered(service)
            : new Decision.Advise(
                service,
                "nothing answers for "
                    + words(service)
                    + " after its Lease was deleted. Restart the Cilium agent of the node that"
                    + " holds it, "
                    + repair.holder()
                    + " before the deletion: kubectl -n kube-system delete pod -l k8s-app=cilium"
                    + " --field-selector spec.nodeName="
                    + repair.holder()));
  }

  private static String words(AnnouncedService service) {
    return service.addresses().stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /** Whether a moment is less than a duration ago; never for {@link Instant#MIN}. */
  private static boolean isRecent(Instant moment, Duration duration, Instant now) {
    return !moment.equals(Instant.MIN) && now.isBefore(moment.plus(duration));
  }
}
