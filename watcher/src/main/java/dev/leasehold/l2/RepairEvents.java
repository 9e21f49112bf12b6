package dev.leasehold.l2;

import dev.leasehold.clusterevent.ClusterEvent;
import dev.leasehold.clusterevent.Regarding;
import dev.leasehold.l2.StuckLeases.Decision;
import java.time.Instant;

/**
 * What was decided about Leases, as events of the cluster: about the Service, or about the Lease
 * where the Service is gone.
 */
final class RepairEvents {
  static final String DELETED = "LeaseDeleted";

  /** A dry run. */
  static final String NOT_DELETED = "LeaseNotDeleted";

  static final String ANSWERS_AGAIN = "AnswersAgain";
  static final String STILL_SILENT = "StillSilent";
  static final String DELETE = "DeleteLease";
  static final String PROBE = "Probe";

  private RepairEvents() {}

  /**
   * The event of a decision that was carried out.
   *
   * @param isDryRun whether nothing was deleted
   */
  static ClusterEvent of(Instant at, Decision decision, boolean isDryRun) {
    return switch (decision) {
      case Decision.Orphan orphan ->
          new ClusterEvent(
              at,
              lease(orphan.lease()),
              false,
              DELETE,
              isDryRun ? NOT_DELETED : DELETED,
              deletion(orphan, isDryRun));
      case Decision.Stuck stuck ->
          new ClusterEvent(
              at,
              service(stuck.service()),
              true,
              DELETE,
              isDryRun ? NOT_DELETED : DELETED,
              deletion(stuck, isDryRun));
      case Decision.Recovered(AnnouncedService service) ->
          new ClusterEvent(
              at,
              service(service),
              false,
              PROBE,
              ANSWERS_AGAIN,
              "answers again after its lease was deleted");
      case Decision.Advise(AnnouncedService service, String text) ->
          new ClusterEvent(at, service(service), true, PROBE, STILL_SILENT, text);
    };
  }

  /** A deletion in words, also for the log. */
  static String deletion(Decision.Delete delete, boolean isDryRun) {
    String words = " lease " + delete.lease() + ": " + delete.reason();
    return isDryRun ? "would delete" + words + " (repair: DryRun)" : "deleted" + words;
  }

  private static Regarding service(AnnouncedService service) {
    return new Regarding("v1", "Service", service.namespace(), service.name(), service.uid());
  }

  private static Regarding lease(AnnouncementLease lease) {
    return new Regarding(
        "coordination.k8s.io/v1", "Lease", lease.namespace(), lease.name(), lease.uid());
  }
}
