package dev.leasehold.iprule;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the agent has done, under the names that ip-rule-operator documents. Thread-safe.
 *
 * <p>The counters begin with 0 at each start.
 */
final class AgentCounts {
  /** The upper bounds of the durations, in seconds. */
  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, Double.POSITIVE_INFINITY
  };

  private long added;
  private long deleted;
  private long errors;
  private long wanted;
  private long present;
  private long absent;
  private long waiting;
  private boolean isConnected;
  private final long[] durations = new long[BOUNDS.length];
  private double seconds;

  /**
   * A reconcile has ended.
   *
   * @param wantedRules the rules that objects want present
   * @param presentRules those of them that exist
   * @param absentRules the objects that want a rule absent
   * @param withoutVrf the objects whose VRF does not exist
   */
  synchronized void reconciled(
      long nanos, int wantedRules, int presentRules, int absentRules, int withoutVrf) {
    wanted = wantedRules;
    present = presentRules;
    absent = absentRules;
    waiting = withoutVrf;
    double took = nanos / 1e9;
    seconds += took;
    int bucket = 0;
    while (took > BOUNDS[bucket]) {
      bucket++;
    }
    durations[bucket]++;
  }

  synchronized void added() {
    added++;
  }

  synchronized void deleted() {
    deleted++;
  }

  /** The kernel has refused a change, or its rules cannot be read. */
  synchronized void failed() {
    errors++;
  }

  synchronized void connected(boolean now) {
    isConnected = now;
  }

  /**
   * The text for Prometheus.
   *
   * @param processed the objects that were listed, changed or deleted
   */
  synchronized String text(long processed) {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(counter("iprule_agent_rules_added", "Rules that were added to the kernel.", added));
    all.add(
        counter("iprule_agent_rules_deleted", "Rules that were deleted in the kernel.", deleted));
    all.add(counter("iprule_agent_rule_errors", "Changes that the kernel refused.", errors));
    all.add(
        counter(
            "iprule_agent_ipruleconfigs_processed",
            "IPRuleConfig objects that were listed, changed or deleted.",
            processed));
    all.add(gauge("iprule_agent_desired_rules", "Rules that objects want present.", wanted));
    all.add(gauge("iprule_agent_present_rules", "Rules of those that the kernel has.", present));
    all.add(gauge("iprule_agent_absent_rules", "Objects that want a rule absent.", absent));
    all.add(
        gauge(
            "iprule_agent_configs_without_vrf",
            "Objects that make no rule, because this node has not got their VRF.",
            waiting));
    all.add(
        gauge(
            "iprule_agent_api_server_ok",
            "1 while the API server tells what changes, else 0.",
            isConnected ? 1 : 0));
    all.add(duration());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(out, new MetricSnapshots(all), EscapingScheme.DEFAULT);
    } catch (IOException e) {
      throw new IllegalStateException("a buffer takes all that is written to it", e);
    }
    return out.toString(UTF_8);
  }

  private MetricSnapshot duration() {
    List<Double> bounds = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < BOUNDS.length; i++) {
      bounds.add(BOUNDS[i]);
      counts.add(durations[i]);
    }
    return HistogramSnapshot.builder()
        .name("iprule_agent_reconcile_duration_seconds")
        .help("How long the comparison with the kernel and the changes took.")
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                .sum(seconds)
                .build())
        .build();
  }

  private static MetricSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static MetricSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }
}
