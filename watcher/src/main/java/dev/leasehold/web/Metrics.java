package dev.leasehold.web;

import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.api.PrefixLease.Entry;
import dev.leasehold.autoscale.AutoscalerStatus;
import dev.leasehold.delivery.DeliveryStatus;
import dev.leasehold.delivery.ServiceAddress;
import dev.leasehold.l2.L2Metrics;
import dev.leasehold.lease.AddressPhase;
import dev.leasehold.lease.SourceReport;
import dev.leasehold.notify.NotificationStatus;
import dev.leasehold.servicerules.RuleStatus;
import dev.leasehold.source.Channel;
import dev.leasehold.watch.ClaimStatus;
import dev.leasehold.watch.PrefixStatus;
import dev.leasehold.watch.WatchStatus;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A reading in the format of Prometheus: times as Unix timestamps in seconds, states as 1 or 0.
 * Label values come from the package and from fixed spellings. Prefixes that strangers announce and
 * that are refused are counted and never become labels.
 */
final class Metrics {
  private final List<MetricSnapshot> metrics = new ArrayList<>();
  private final Reading reading;

  private Metrics(Reading reading) {
    this.reading = reading;
  }

  static MetricSnapshots of(Reading reading, Optional<WebhookCalls> webhook) {
    Metrics metrics = new Metrics(reading);
    metrics.election();
    metrics.targets();
    metrics.prefixes();
    metrics.claims();
    metrics.autoscalers();
    metrics.sources();
    metrics.notifications();
    reading.cluster().rules().ifPresent(metrics::rules);
    reading.cluster().l2().ifPresent(l2 -> metrics.metrics.addAll(L2Metrics.of(l2)));
    reading.cluster().delivery().ifPresent(metrics::delivery);
    webhook.ifPresent(metrics::webhook);
    return new MetricSnapshots(metrics.metrics);
  }

  private void election() {
    reading
        .election()
        .ifPresent(standing ->
            gauge(
                    "leasehold_leader",
                    "1 while this process works, 0 while it stands by for another one.")
                .point(Labels.of("watcher", reading.watcher()), standing.leads())
                .add());
  }

  private void targets() {
    gauge("leasehold_well", "1 while all is well according to leasehold status, else 0.")
        .point(Labels.EMPTY, reading.concerns().isEmpty())
        .add();
    Gauge ok = gauge("leasehold_target_ok", "1 while the target can be read and written, else 0.");
    Gauge pushed = gauge("leasehold_last_push_timestamp_seconds", "When a commit was last pushed.");
    Gauge tip = gauge("leasehold_tip_timestamp_seconds", "The time of the newest commit.");
    Gauge heldBack =
        gauge("leasehold_target_held_back", "1 while a commit waits for spec.batch, else 0.");
    Gauge open = gauge("leasehold_request_open", "1 while a request waits for its merge, else 0.");
    Gauge declined =
        gauge(
            "leasehold_request_declined",
            "1 while the current change is not requested, because a person closed its request.");
    Counter writes = counter("leasehold_writes", "Write attempts, by outcome.");
    Gauge running =
        gauge(
            "leasehold_operation_running_seconds",
            "Seconds that the current operation with the Git server has been running.");
    Gauge behind =
        gauge("leasehold_clock_behind", "1 while the clock is behind the newest commit, else 0.");
    for (Reading.Target one : reading.targets()) {
      WatchStatus.Target target = one.watch().target();
      Labels name = Labels.of("target", one.name());
      ok.point(name, target.trouble().isEmpty() && target.tip().isPresent());
      target.pushed().ifPresent(commit -> pushed.point(name, commit.at()));
      target.tip().ifPresent(commit -> tip.point(name, commit.at()));
      heldBack.point(name, target.waitsUntil().isPresent());
      open.point(name, target.request().filter(r -> !r.declined()).isPresent());
      declined.point(name, target.request().filter(WatchStatus.Request::declined).isPresent());
      target.writes().forEach((outcome, n) -> writes.point(name.add("outcome", outcome), n));
      one.running()
          .ifPresent(r ->
              running.point(
                  name.add("operation", r.kind().spelling()), r.elapsed().toMillis() / 1000.0));
      behind.point(name, one.watch().clockBehind());
    }
    List.of(ok, pushed, tip, heldBack, open, declined, running, behind).forEach(Gauge::add);
    writes.add();
  }

  private void prefixes() {
    Gauge info = gauge("leasehold_prefix_info", "1 for each prefix in Git, with its state.");
    Gauge drain =
        gauge("leasehold_drain_end_timestamp_seconds", "When the drain of a prefix ends.");
    Gauge lost =
        gauge("leasehold_prefix_lost", "1 while no source lends a prefix that is in Git, else 0.");
    Gauge doubted =
        gauge(
            "leasehold_prefix_in_doubt",
            "1 while routers are asked whether a prefix is gone, else 0.");
    Gauge suspended = gauge("leasehold_prefix_suspended", "1 while its lease is frozen, else 0.");
    Gauge held =
        gauge(
            "leasehold_prefix_held",
            "1 while a revert holds the lease, with the commit and its author; else 0.");
    Gauge heldBack =
        gauge(
            "leasehold_prefix_held_back", "1 while damping or batch holds a change back; else 0.");
    Gauge preferred =
        gauge("leasehold_preferred_until_timestamp_seconds", "When its preferred lifetime ends.");
    Gauge valid = gauge("leasehold_valid_until_timestamp_seconds", "When its valid lifetime ends.");
    Counter refused =
        counter(
            "leasehold_refused_prefixes", "Distinct prefixes that accept refused since the start.");
    Counter changes = counter("leasehold_changes", "Committed changes, by reason.");
    for (Reading.Target target : reading.targets()) {
      for (PrefixStatus prefix : target.watch().prefixes()) {
        Labels name = Labels.of("target", target.name(), "name", prefix.name());
        for (Entry entry : prefix.lease().entries()) {
          Labels labels = name.add("prefix", entry.prefix().toString());
          String state =
              switch (entry) {
                case Current _ -> "current";
                case Draining draining -> {
                  draining.drainUntil().ifPresent(end -> drain.point(labels, end));
                  yield "draining";
                }
              };
          info.point(labels.add("source", prefix.lease().source()).add("state", state), true);
          for (SourceReport said : prefix.said()) {
            if (said.prefix().equals(entry.prefix())) {
              Labels by =
                  labels
                      .add("source", said.origin().source())
                      .add("interface", said.origin().where())
                      .add("by", said.origin().who());
              preferred.point(by, said.preferredUntil());
              valid.point(by, said.validUntil());
            }
          }
        }
        lost.point(name, prefix.lost());
        doubted.point(name, !prefix.doubted().isEmpty());
        suspended.point(name, prefix.suspended());
        String commit = prefix.hold().map(hold -> hold.commit().id()).orElse("");
        String author = prefix.hold().map(WatchStatus.Hold::author).orElse("");
        held.point(name.add("commit", commit).add("author", author), prefix.hold().isPresent());
        String by = prefix.heldBack().map(c -> c.byBatch() ? "batch" : "damping").orElse("");
        heldBack.point(name.add("by", by), prefix.heldBack().isPresent());
        refused.point(name, prefix.refused());
        prefix.changes().forEach((reason, n) -> changes.point(name.add("reason", reason), n));
      }
    }
    List.of(info, drain, lost, doubted, suspended, held, heldBack, preferred, valid)
        .forEach(Gauge::add);
    refused.add();
    changes.add();
  }

  private void claims() {
    Gauge phases = gauge("leasehold_claims", "Claims of public addresses, by phase.");
    Gauge info = gauge("leasehold_claim_info", "1 for each claim, with its address in Git.");
    Gauge verified =
        gauge(
            "leasehold_claim_verified_timestamp_seconds",
            "When the address of a claim last was seen to work.");
    Counter changes = counter("leasehold_claim_changes", "Committed changes, by reason.");
    for (Reading.Target target : reading.targets()) {
      Map<AddressPhase, Integer> counts = new EnumMap<>(AddressPhase.class);
      for (ClaimStatus claim : target.watch().claims()) {
        counts.merge(claim.phase(), 1, Integer::sum);
        Labels name = Labels.of("target", target.name(), "name", claim.name());
        info.point(
            name.add("address", claim.address().map(String::valueOf).orElse(""))
                .add("pool", claim.pool().orElse(""))
                .add("router", claim.router().orElse(""))
                .add("interface", claim.wanInterface().orElse(""))
                .add("phase", claim.phase().spelling()),
            true);
        claim.verifiedAt().ifPresent(at -> verified.point(name, at));
        claim.changes().forEach((reason, n) -> changes.point(name.add("reason", reason), n));
      }
      for (AddressPhase phase : AddressPhase.values()) {
        phases.point(
            Labels.of("target", target.name(), "phase", phase.spelling()),
            (double) counts.getOrDefault(phase, 0));
      }
    }
    List.of(phases, info, verified).forEach(Gauge::add);
    changes.add();
  }

  private void autoscalers() {
    Gauge size = gauge("leasehold_autoscaler_claims", "How many claims an autoscaler has.");
    Gauge held = gauge("leasehold_autoscaler_held", "How many of them have an address in Git.");
    Gauge used =
        gauge(
            "leasehold_autoscaler_used",
            "How many of these addresses are in use; missing while that is not known.");
    Gauge reason = gauge("leasehold_autoscaler_reason", "1 for the reason of the number.");
    for (Reading.Target target : reading.targets()) {
      for (AutoscalerStatus status : target.watch().autoscalers()) {
        Labels name = Labels.of("target", target.name(), "name", status.name());
        size.point(name, (double) status.size());
        held.point(name, (double) status.held());
        status.used().ifPresent(count -> used.point(name, (double) count));
        for (AutoscalerStatus.Reason one : AutoscalerStatus.Reason.values()) {
          reason.point(name.add("reason", one.spelling()), status.reason() == one);
        }
      }
    }
    List.of(size, held, used, reason).forEach(Gauge::add);
  }

  private void sources() {
    Gauge state = gauge("leasehold_source_state", "1 for the current state of a source.");
    Gauge trouble =
        gauge("leasehold_source_trouble", "1 for each kind of trouble that a source has.");
    Counter events =
        counter("leasehold_source_events", "Packets sent, received and refused, by kind.");
    reading
        .sources()
        .forEach((channel, status) -> {
          Labels source = labels(channel);
          state.point(source.add("state", status.spelling()), true);
          status.troubles().stream()
              .map(t -> t.kind().spelling())
              .distinct()
              .forEach(kind -> trouble.point(source.add("kind", kind), true));
          status.counters().forEach((event, n) -> events.point(source.add("event", event), n));
        });
    state.add();
    trouble.add();
    events.add();
  }

  private void notifications() {
    Counter sent = counter("leasehold_notifications_sent", "Notifications that were delivered.");
    Counter failed = counter("leasehold_notifications_failed", "Deliveries that failed.");
    Counter dropped =
        counter("leasehold_notifications_dropped", "Notifications that were given up.");
    Gauge pending = gauge("leasehold_notifications_pending", "Notifications that wait.");
    Gauge ok = gauge("leasehold_notifications_ok", "1 while a receiver can be notified, else 0.");
    for (NotificationStatus status : reading.notifications()) {
      Labels labels = Labels.of("receiver", status.receiver());
      sent.point(labels, status.sent());
      failed.point(labels, status.failed());
      dropped.point(labels, status.dropped());
      pending.point(labels, status.pending());
      ok.point(labels, status.trouble().isEmpty());
    }
    List.of(sent, failed, dropped).forEach(Counter::add);
    List.of(pending, ok).forEach(Gauge::add);
  }

  /** The names are those that ip-rule-operator documents. */
  private void rules(RuleStatus status) {
    single("iprule_config_created", "IPRuleConfigs that were created.", status.created());
    single("iprule_config_updated", "IPRuleConfigs that were corrected.", status.updated());
    single(
        "iprule_config_marked_absent",
        "IPRuleConfigs that were marked absent.",
        status.markedAbsent());
    gauge("iprule_desired_configs", "IPRuleConfigs that Services and IPRules ask for.")
        .point(Labels.EMPTY, (double) status.desired())
        .add();
    gauge("iprule_absent_configs", "IPRuleConfigs that are absent and not deleted yet.")
        .point(Labels.EMPTY, (double) status.absent())
        .add();
  }

  private void delivery(DeliveryStatus status) {
    gauge(
            "leasehold_undelivered_bindings",
            "Bindings whose addresses are in Git and not in the cluster.")
        .point(Labels.EMPTY, (double) status.missing().size())
        .add();
    status.services().ifPresent(this::services);
  }

  private void services(List<ServiceAddress> services) {
    Map<List<String>, Long> counts =
        services.stream()
            .collect(
                Collectors.groupingBy(
                    one ->
                        List.of(one.of().target(), one.of().lease(), one.of().state().spelling()),
                    LinkedHashMap::new,
                    Collectors.counting()));
    Gauge gauge =
        gauge(
            "leasehold_service_addresses",
            "Addresses of leases that Services of the cluster have, by how the lease has them.");
    counts.forEach((of, count) ->
        gauge.point(
            Labels.of("target", of.get(0)).add("name", of.get(1)).add("state", of.get(2)),
            (double) count));
    gauge.add();
  }

  private void single(String name, String help, long value) {
    Counter counter = counter(name, help);
    counter.point(Labels.EMPTY, value);
    counter.add();
  }

  private void webhook(WebhookCalls webhook) {
    Counter calls = counter("leasehold_webhook_calls", "Calls of /webhook, by result.");
    webhook.counts().forEach((result, n) -> calls.point(Labels.of("result", result.spelling()), n));
    calls.add();
    Counter looks = counter("leasehold_webhook_looks", "Looks at the tips after such calls.");
    looks.point(Labels.EMPTY, webhook.looks());
    looks.add();
  }

  private static Labels labels(Channel channel) {
    return Labels.of("source", PageWords.source(channel), "interface", channel.where());
  }

  private Gauge gauge(String name, String help) {
    return new Gauge(GaugeSnapshot.builder().name(name).help(help));
  }

  private Counter counter(String name, String help) {
    return new Counter(CounterSnapshot.builder().name(name).help(help));
  }

  private final class Gauge {
    private final GaugeSnapshot.Builder builder;

    Gauge(GaugeSnapshot.Builder builder) {
      this.builder = builder;
    }

    Gauge point(Labels labels, boolean value) {
      return point(labels, value ? 1 : 0);
    }

    void point(Labels labels, Instant at) {
      point(labels, (double) at.getEpochSecond());
    }

    Gauge point(Labels labels, double value) {
      builder.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
      return this;
    }

    void add() {
      metrics.add(builder.build());
    }
  }

  private final class Counter {
    private final CounterSnapshot.Builder builder;

    Counter(CounterSnapshot.Builder builder) {
      this.builder = builder;
    }

    void point(Labels labels, long value) {
      builder.dataPoint(
          CounterDataPointSnapshot.builder().labels(labels).value((double) value).build());
    }

    void add() {
      metrics.add(builder.build());
    }
  }
}
