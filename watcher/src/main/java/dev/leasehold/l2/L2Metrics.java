package dev.leasehold.l2;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** What was found and done, for Prometheus: of a watcher and of the probe the same. */
public final class L2Metrics {
  private L2Metrics() {}

  /** One metric of the addresses, and one of the deletions. */
  public static List<MetricSnapshot> of(L2Status status) {
    GaugeSnapshot.Builder reachable =
        GaugeSnapshot.builder()
            .name("loadbalancer_reachable")
            .help(
                "1 while an address of a LoadBalancer Service answers on one of its ports, else 0.");
    for (ProbeResult result : status.results()) {
      reachable.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(
                  Labels.of("namespace", result.service().namespace())
                      .add("service", result.service().name())
                      .add("ip", result.address().toString()))
              .value(result.isReachable() ? 1 : 0)
              .build());
    }
    return List.of(
        reachable.build(),
        CounterSnapshot.builder()
            .name("leasehold_l2_leases_deleted")
            .help("Leases of L2 announcements that were deleted.")
            .dataPoint(deleted("Orphan", status.orphans()))
            .dataPoint(deleted("Stuck", status.stuck()))
            .build());
  }

  private static CounterDataPointSnapshot deleted(String reason, long count) {
    return CounterDataPointSnapshot.builder()
        .labels(Labels.of("reason", reason))
        .value((double) count)
        .build();
  }
}
