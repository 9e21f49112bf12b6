package dev.leasehold.web;

import dev.leasehold.api.Kinds;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.api.PrefixLease.Entry;
import dev.leasehold.autoscale.AutoscalerStatus;
import dev.leasehold.delivery.DeliveryStatus;
import dev.leasehold.delivery.Leased;
import dev.leasehold.delivery.ServiceAddress;
import dev.leasehold.delivery.StatusCondition;
import dev.leasehold.l2.L2Status;
import dev.leasehold.l2.ProbeResult;
import dev.leasehold.lease.SourceReport;
import dev.leasehold.notify.NotificationStatus;
import dev.leasehold.servicerules.RuleStatus;
import dev.leasehold.text.Printable;
import dev.leasehold.watch.BindingStatus;
import dev.leasehold.watch.ClaimStatus;
import dev.leasehold.watch.PrefixStatus;
import dev.leasehold.watch.SubjectStatus;
import dev.leasehold.watch.WatchStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A reading for a person at a terminal. Times are UTC. */
final class StatusPage {
  /** The most addresses without an answer that are listed. */
  private static final int MOST_SILENT = 20;

  /** The most Services on an old prefix that are listed. */
  private static final int MOST_NAMED = 20;

  private final StringBuilder out = new StringBuilder();
  private final Instant now;
  private final ClusterReading cluster;

  private StatusPage(Reading reading) {
    now = reading.at();
    cluster = reading.cluster();
  }

  static String of(Reading reading) {
    StatusPage text = new StatusPage(reading);
    text.write(reading);
    return text.out.toString();
  }

  private void write(Reading reading) {
    line(
        0,
        reading.watcher() + " at " + now.truncatedTo(ChronoUnit.SECONDS) + ": " + verdict(reading));
    reading.election().ifPresent(standing -> line(0, standing.text()));
    for (Reading.Target target : reading.targets()) {
      target(target);
      target.watch().warnings().forEach(warning -> line(2, "warning: " + warning));
      target.watch().autoscalers().forEach(autoscaler -> autoscaler(autoscaler, target.name()));
      target.watch().subjects().forEach(subject -> subject(subject, target.name()));
      if (!target.watch().bindings().isEmpty()) {
        out.append('\n');
      }
      target.watch().bindings().forEach(binding -> binding(binding, target.name()));
      for (String agent : cluster.agents(target.name())) {
        out.append('\n');
        cluster
            .conditions(ClusterReading.AGENT, target.name(), agent)
            .forEach(
                one -> line(0, "agent " + agent + ": " + one.message() + ", since " + one.since()));
      }
    }
    reading
        .sources()
        .forEach((channel, status) -> {
          out.append('\n');
          line(0, channel + ": " + status.spelling() + after(": ", status.detail()));
          status
              .troubles()
              .forEach(trouble ->
                  line(2, "trouble: " + trouble.what() + after(". ", trouble.whatToDo())));
          if (!status.counters().isEmpty()) {
            line(2, counts(status.counters()));
          }
        });
    reading.cluster().rules().ifPresent(this::rules);
    reading.cluster().delivery().ifPresent(this::delivery);
    reading.cluster().l2().ifPresent(this::l2);
    if (!reading.notifications().isEmpty()) {
      out.append('\n');
    }
    reading.notifications().forEach(this::notifications);
  }

  private void delivery(DeliveryStatus status) {
    out.append('\n');
    line(
        0,
        "delivered to the cluster: "
            + (status.expected() - status.missing().size())
            + " of "
            + status.expected()
            + " bindings");
    status.missing().forEach(missing -> line(2, missing));
    status.services().ifPresent(this::services);
  }

  /** A line for each prefix or address, with the Services if it is an old one. */
  private void services(List<ServiceAddress> services) {
    services.stream()
        .collect(Collectors.groupingBy(ServiceAddress::of, LinkedHashMap::new, Collectors.toList()))
        .forEach((of, all) -> {
          String count = all.size() == 1 ? "1 address" : all.size() + " addresses";
          line(0, of.lease() + " " + of.text() + standing(of) + ": Services have " + count);
          if (of.state() != Leased.State.CURRENT) {
            all.stream()
                .limit(MOST_NAMED)
                .forEach(one -> line(2, one.service() + " " + one.address()));
            if (all.size() > MOST_NAMED) {
              line(2, "and " + (all.size() - MOST_NAMED) + " more");
            }
          }
        });
  }

  private static String standing(Leased of) {
    return switch (of.state()) {
      case CURRENT -> "";
      case LOST -> ", which nothing lends any more";
      case DRAINING -> ", which drains" + of.at().map(end -> " until " + end).orElse("");
      case GONE -> ", which is gone" + of.at().map(at -> " since " + at).orElse("");
    };
  }

  private void l2(L2Status status) {
    out.append('\n');
    List<ProbeResult> silent =
        status.results().stream().filter(result -> !result.isReachable()).toList();
    line(
        0,
        "addresses of Services: "
            + (status.results().size() - silent.size())
            + " of "
            + status.results().size()
            + " reachable");
    silent.stream().limit(MOST_SILENT).forEach(result -> line(2, result.toString()));
    if (silent.size() > MOST_SILENT) {
      line(2, "and " + (silent.size() - MOST_SILENT) + " more: see loadbalancer_reachable");
    }
  }

  private void rules(RuleStatus status) {
    out.append('\n');
    line(
        0,
        "routing rules: "
            + status.rules()
            + " IPRules, "
            + status.services()
            + " Services matched, "
            + status.present()
            + " of "
            + status.desired()
            + " IPRuleConfigs present, "
            + status.absent()
            + " absent");
    if (!status.waitingFor().isEmpty()) {
      line(2, "waits for " + status.waitingFor() + ", and marks nothing absent until then");
    }
    status.problems().forEach(problem -> line(2, "trouble: " + problem));
  }

  private void notifications(NotificationStatus status) {
    line(
        0,
        "notifications to "
            + status.receiver()
            + ": "
            + status.sent()
            + " sent"
            + count(status.pending(), "pending")
            + count(status.failed(), "failed")
            + count(status.dropped(), "dropped"));
    if (!status.trouble().isEmpty()) {
      line(2, "trouble: " + status.trouble());
    }
  }

  private static String count(long number, String what) {
    return number == 0 ? "" : ", " + number + " " + what;
  }

  private static String verdict(Reading reading) {
    List<String> concerns = reading.concerns();
    return concerns.isEmpty() ? "all is well" : String.join("; ", concerns);
  }

  private void target(Reading.Target reading) {
    WatchStatus.Target target = reading.watch().target();
    String tip = target.tip().map(c -> "tip " + brief(c)).orElse("not read yet");
    String pushed = target.pushed().map(c -> ", last pushed " + brief(c)).orElse("");
    out.append('\n');
    line(0, "target " + reading.name() + ": " + tip + pushed);
    reading.running().ifPresent(running -> line(2, running.words()));
    if (!target.trouble().isEmpty()) {
      line(2, "trouble: " + target.trouble());
    }
    target
        .waitsUntil()
        .ifPresent(until ->
            line(2, "HELD BACK: spec.batch of the watcher allows the next commit at " + until));
    target
        .request()
        .ifPresent(request ->
            line(
                2,
                request.declined()
                    ? "DECLINED: a person closed "
                        + request.url()
                        + " for the current change; reopen it to continue"
                    : "waits for the merge of " + request.url()));
    if (!target.writes().isEmpty()) {
      line(2, counts(target.writes()));
    }
  }

  private void subject(SubjectStatus subject, String target) {
    switch (subject) {
      case PrefixStatus prefix -> {
        prefix(prefix);
        conditions(Kinds.DYNAMIC_PREFIX, target, prefix.name());
      }
      case ClaimStatus claim -> {
        claim(claim);
        conditions(Kinds.PUBLIC_IP_CLAIM, target, claim.name());
      }
    }
  }

  /** One line for all conditions of a status object that hold, and one for each other. */
  private void conditions(String kind, String target, String name) {
    List<StatusCondition> all = cluster.conditions(kind, target, name);
    String holding =
        all.stream()
            .filter(StatusCondition::holds)
            .map(one -> one.type() + " since " + one.since())
            .collect(Collectors.joining(", "));
    if (!holding.isEmpty()) {
      line(2, "in the cluster " + holding);
    }
    all.stream()
        .filter(one -> !one.holds())
        .forEach(one ->
            line(
                2,
                "in the cluster NOT "
                    + one.type()
                    + " since "
                    + one.since()
                    + ", "
                    + one.reason()
                    + after(": ", one.message())));
  }

  private void binding(BindingStatus binding, String target) {
    line(
        0,
        "binding "
            + binding.name()
            + ": "
            + binding.addresses().map(addresses -> addresses + " in ").orElse("nothing yet for ")
            + binding.binding().target()
            + (binding.isSynced()
                ? binding.syncedAt().map(at -> " since " + at).orElse("")
                : ", NOT IN GIT: " + binding.trouble()));
    conditions(Kinds.DYNAMIC_PREFIX_BINDING, target, binding.name());
  }

  private void autoscaler(AutoscalerStatus status, String target) {
    out.append('\n');
    line(
        0,
        "autoscaler "
            + status.name()
            + ": "
            + status.reason().spelling()
            + ", "
            + status.held()
            + " of "
            + status.size()
            + " addresses in Git"
            + status.used().map(used -> ", " + used + " in use").orElse("")
            + ", minFree "
            + status.minFree()
            + ", max "
            + status.max());
    if (!status.message().isEmpty()) {
      line(2, status.message());
    }
    status.releasesAt().ifPresent(at -> line(2, "one is released at " + at));
    conditions(Kinds.PUBLIC_IP_AUTOSCALER, target, status.name());
  }

  private void claim(ClaimStatus claim) {
    out.append('\n');
    line(
        0,
        "claim "
            + claim.name()
            + ": "
            + claim.phase().spelling()
            + after(", ", claim.address().map(String::valueOf).orElse(""))
            + claim.pool().map(pool -> " in pool " + pool).orElse(""));
    if (!claim.message().isEmpty()) {
      line(2, claim.message());
    }
    String router = claim.router().map(name -> " on router " + name).orElse("");
    String on = claim.wanInterface().orElse("no interface") + router;
    String mac = claim.mac().map(address -> ", MAC " + address).orElse("");
    String verified =
        claim.verifiedAt().map(at -> ", verified " + PageWords.until(at, now) + " ago").orElse("");
    line(2, on + mac + verified);
    claim.route().ifPresent(route -> line(2, route));
    claim
        .error()
        .filter(error -> !error.equals(claim.message()))
        .ifPresent(error -> line(2, "last error: " + error));
    claim
        .hold()
        .ifPresent(hold -> {
          line(2, "HELD: " + hold.reason());
          line(2, hold.whatToDo());
        });
    claim.heldBack().ifPresent(change -> line(2, "HELD BACK: " + change.reason()));
  }

  private void prefix(PrefixStatus prefix) {
    out.append('\n');
    String suspended = prefix.suspended() ? ", suspended" : "";
    line(0, "prefix " + prefix.name() + " (" + prefix.lease().source() + suspended + ")");
    for (Entry entry : prefix.lease().entries()) {
      line(2, entry.prefix() + " " + state(entry, prefix));
    }
    if (prefix.lease().entries().isEmpty()) {
      line(2, "none yet");
    }
    prefix.parts().forEach(part -> line(2, part.name() + ": " + part.addresses()));
    for (SourceReport said : prefix.said()) {
      line(
          2,
          said.origin()
              + ": "
              + said.prefix()
              + " "
              + said.standing().phrase()
              + lifetime("preferred", said.preferredUntil())
              + lifetime("valid", said.validUntil()));
    }
    prefix
        .hold()
        .ifPresent(hold -> {
          line(2, "HELD: " + hold.reason());
          line(2, hold.whatToDo());
        });
    prefix.heldBack().ifPresent(change -> line(2, "HELD BACK: " + change.reason()));
    prefix.refusals().forEach(r -> line(2, "refused " + r.prefix() + ": " + r.reason()));
    if (!prefix.waitingFor().isEmpty()) {
      line(2, "waits for " + prefix.waitingFor());
    }
  }

  private String state(Entry entry, PrefixStatus prefix) {
    return switch (entry) {
      case Current current ->
          "current since "
              + current.since()
              + (prefix.lost() ? ", LOST: it " + prefix.standing().phrase() : "")
              + doubt(entry, prefix);
      case Draining draining ->
          draining
                  .drainUntil()
                  .map(end -> "drains until " + end + " (" + left(end, prefix) + ")")
                  .orElse("drains; its end is not known yet")
              + prefix.deprecatedAt(draining).map(at -> ", in use until " + at).orElse("")
              + doubt(entry, prefix);
    };
  }

  private String left(Instant end, PrefixStatus prefix) {
    if (now.isBefore(end)) {
      return PageWords.until(now, end);
    }
    return "ended "
        + PageWords.until(end, now)
        + (prefix.suspended() ? " ago; suspend: true keeps it" : " ago; not committed yet");
  }

  private static String doubt(Entry entry, PrefixStatus prefix) {
    return prefix.doubted().contains(entry.prefix())
        ? ", IN DOUBT: its router omitted it; asking again"
        : "";
  }

  private String lifetime(String what, Instant until) {
    return until.isAfter(now) ? ", " + what + " for " + PageWords.until(now, until) : "";
  }

  private static String brief(WatchStatus.Commit commit) {
    return commit.id().substring(0, 12) + " of " + commit.at();
  }

  private static String counts(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String after(String separator, String text) {
    return text.isEmpty() ? "" : separator + text;
  }

  private void line(int indent, String text) {
    out.repeat(' ', indent).append(Printable.text(text)).append('\n');
  }
}
