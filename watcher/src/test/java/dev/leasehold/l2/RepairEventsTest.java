package dev.leasehold.l2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.clusterevent.ClusterEvent;
import dev.leasehold.l2.StuckLeases.Decision;
import dev.leasehold.net.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is done about Leases, as events of the cluster. */
final class RepairEventsTest {
  private static final Instant AT = Instant.parse("2026-11-29T12:00:00Z");
  private static final AnnouncedService WEB =
      new AnnouncedService(
          "shop", "web", "u-1", List.of(Address.parse("192.0.2.10")), List.of(443));
  private static final AnnouncementLease LEASE =
      new AnnouncementLease("kube-system", WEB.leaseName(), "node-1", AT, AT, "u-2", "7");
  private static final Decision.Stuck STUCK =
      new Decision.Stuck(LEASE, WEB, "node-1 holds it, and nothing has answered");

  private static String said(Decision decision, boolean isDryRun) {
    ClusterEvent event = RepairEvents.of(AT, decision, isDryRun);
    assertEquals(AT, event.at());
    return String.join(
        " ",
        event.isWarning() ? "Warning" : "Normal",
        event.regarding().apiVersion(),
        event.regarding().toString(),
        event.regarding().uid(),
        event.action(),
        event.reason(),
        event.note());
  }

  @Test
  void aDeletionIsAboutTheServiceOrTheLeaseThatHasNone() {
    assertEquals(
        "Warning v1 Service/shop/web u-1 DeleteLease LeaseDeleted deleted lease"
            + " kube-system/cilium-l2announce-shop-web: node-1 holds it, and nothing has answered",
        said(STUCK, false));
    assertEquals(
        "Normal coordination.k8s.io/v1 Lease/kube-system/cilium-l2announce-shop-web u-2 DeleteLease"
            + " LeaseDeleted deleted lease kube-system/cilium-l2announce-shop-web: its Service is"
            + " gone",
        said(new Decision.Orphan(LEASE), false));
  }

  @Test
  void aDryRunSaysThatNothingWasDeleted() {
    assertEquals(
        "Warning v1 Service/shop/web u-1 DeleteLease LeaseNotDeleted would delete lease"
            + " kube-system/cilium-l2announce-shop-web: node-1 holds it, and nothing has answered"
            + " (repair: DryRun)",
        said(STUCK, true));
    assertEquals(
        "Normal coordination.k8s.io/v1 Lease/kube-system/cilium-l2announce-shop-web u-2 DeleteLease"
            + " LeaseNotDeleted would delete lease kube-system/cilium-l2announce-shop-web: its"
            + " Service is gone (repair: DryRun)",
        said(new Decision.Orphan(LEASE), true));
  }

  @Test
  void theEndOfARepairIsAnEventToo() {
    assertEquals(
        "Normal v1 Service/shop/web u-1 Probe AnswersAgain answers again after its lease was"
            + " deleted",
        said(new Decision.Recovered(WEB), false));
    assertEquals(
        "Warning v1 Service/shop/web u-1 Probe StillSilent restart it",
        said(new Decision.Advise(WEB, "restart it"), false));
  }

  /** The reasons and actions are an interface. */
  @Test
  void areAllInTheDocumentation() throws IOException {
    List<String> page = Files.readAllLines(Path.of("../docs/cluster-side.md"));
    Map.of(
            RepairEvents.DELETE,
            List.of(RepairEvents.DELETED, RepairEvents.NOT_DELETED),
            RepairEvents.PROBE,
            List.of(RepairEvents.ANSWERS_AGAIN, RepairEvents.STILL_SILENT))
        .forEach((action, reasons) -> {
          String line = "| `" + action + "` | `" + String.join("`, `", reasons) + "` |";
          assertTrue(page.contains(line), line);
        });
  }
}
