package dev.leasehold.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.leasehold.api.Kinds;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.api.PrefixLease.Entry;
import dev.leasehold.autoscale.AutoscalerStatus;
import dev.leasehold.delivery.ServiceAddress;
import dev.leasehold.delivery.StatusCondition;
import dev.leasehold.election.Standing;
import dev.leasehold.git.Operations.Running;
import dev.leasehold.l2.L2Status;
import dev.leasehold.l2.ProbeResult;
import dev.leasehold.lease.GonePrefixes;
import dev.leasehold.lease.HeldBack;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.lease.SourceReport;
import dev.leasehold.notify.NotificationStatus;
import dev.leasehold.servicerules.RuleStatus;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.watch.BindingStatus;
import dev.leasehold.watch.ClaimStatus;
import dev.leasehold.watch.PrefixStatus;
import dev.leasehold.watch.WatchStatus;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A reading as JSON. Times are RFC 3339 in UTC; missing values are left out. */
final class StatusJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator json;
  private final ClusterReading cluster;

  private StatusJson(JsonGenerator json, ClusterReading cluster) {
    this.json = json;
    this.cluster = cluster;
  }

  static String of(Reading reading) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      generator.useDefaultPrettyPrinter();
      new StatusJson(generator, reading.cluster()).write(reading);
    } catch (IOException e) {
      throw new IllegalStateException("a string takes all that is written to it", e);
    }
    return text + "\n";
  }

  private void write(Reading reading) throws IOException {
    json.writeStartObject();
    json.writeStringField("watcher", reading.watcher());
    json.writeStringField("at", reading.at().toString());
    json.writeStringField("ready", reading.notReady().isEmpty() ? "yes" : reading.notReady());
    json.writeBooleanField("well", reading.concerns().isEmpty());
    strings("concerns", reading.concerns());
    if (reading.election().isPresent()) {
      election(reading.election().get());
    }
    json.writeArrayFieldStart("targets");
    for (Reading.Target target : reading.targets()) {
      target(target);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("prefixes");
    for (Reading.Target target : reading.targets()) {
      for (PrefixStatus prefix : target.watch().prefixes()) {
        prefix(target.name(), prefix);
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("bindings");
    for (Reading.Target target : reading.targets()) {
      for (BindingStatus binding : target.watch().bindings()) {
        binding(target.name(), binding);
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("claims");
    for (Reading.Target target : reading.targets()) {
      for (ClaimStatus claim : target.watch().claims()) {
        claim(target.name(), claim);
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("autoscalers");
    for (Reading.Target target : reading.targets()) {
      for (AutoscalerStatus autoscaler : target.watch().autoscalers()) {
        autoscaler(target.name(), autoscaler);
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("agents");
    for (Reading.Target target : reading.targets()) {
      for (String agent : cluster.agents(target.name())) {
        json.writeStartObject();
        json.writeStringField("name", agent);
        json.writeStringField("target", target.name());
        conditions(ClusterReading.AGENT, target.name(), agent);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("sources");
    for (Map.Entry<Channel, SourceStatus> source : reading.sources().entrySet()) {
      source(source.getKey(), source.getValue());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("notifications");
    for (NotificationStatus status : reading.notifications()) {
      notifications(status);
    }
    json.writeEndArray();
    if (reading.cluster().rules().isPresent()) {
      rules(reading.cluster().rules().get());
    }
    if (reading.cluster().delivery().isPresent()) {
      json.writeObjectFieldStart("delivery");
      json.writeNumberField("expected", reading.cluster().delivery().get().expected());
      strings("missing", reading.cluster().delivery().get().missing());
      if (reading.cluster().delivery().get().services().isPresent()) {
        services(reading.cluster().delivery().get().services().get());
      }
      json.writeEndObject();
    }
    if (reading.cluster().l2().isPresent()) {
      l2(reading.cluster().l2().get());
    }
    json.writeEndObject();
  }

  private void services(List<ServiceAddress> services) throws IOException {
    json.writeArrayFieldStart("services");
    for (ServiceAddress one : services) {
      json.writeStartObject();
      json.writeStringField("service", one.service());
      json.writeStringField("address", one.address().toString());
      json.writeStringField("target", one.of().target());
      json.writeStringField("lease", one.of().lease());
      json.writeStringField("of", one.of().text());
      json.writeStringField("state", one.of().state().spelling());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void l2(L2Status status) throws IOException {
    json.writeArrayFieldStart("serviceAddresses");
    for (ProbeResult result : status.results()) {
      json.writeStartObject();
      json.writeStringField("namespace", result.service().namespace());
      json.writeStringField("service", result.service().name());
      json.writeStringField("ip", result.address().toString());
      json.writeBooleanField("reachable", result.isReachable());
      json.writeStringField("detail", result.toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void rules(RuleStatus status) throws IOException {
    json.writeObjectFieldStart("ipRules");
    json.writeNumberField("rules", status.rules());
    json.writeNumberField("services", status.services());
    json.writeNumberField("desired", status.desired());
    json.writeNumberField("present", status.present());
    json.writeNumberField("absent", status.absent());
    json.writeStringField("waitingFor", status.waitingFor());
    strings("problems", status.problems());
    json.writeEndObject();
  }

  private void election(Standing standing) throws IOException {
    json.writeObjectFieldStart("election");
    json.writeStringField("role", standing.role().spelling());
    json.writeStringField("identity", standing.identity());
    json.writeStringField("lease", standing.place());
    optional("holder", standing.holder());
    json.writeNumberField("term", standing.term());
    if (standing.renewed().isPresent()) {
      json.writeNumberField("renewedSecondsAgo", standing.renewed().get().toSeconds());
    }
    json.writeStringField("trouble", standing.trouble());
    json.writeStringField("unfit", standing.unfit());
    json.writeEndObject();
  }

  private void target(Reading.Target reading) throws IOException {
    WatchStatus.Target target = reading.watch().target();
    json.writeStartObject();
    json.writeStringField("name", reading.name());
    commit("tip", target.tip());
    commit("pushed", target.pushed());
    json.writeStringField("trouble", target.trouble());
    if (reading.running().isPresent()) {
      Running running = reading.running().get();
      json.writeObjectFieldStart("running");
      json.writeStringField("operation", running.kind().spelling());
      json.writeNumberField("forSeconds", running.elapsed().toSeconds());
      json.writeNumberField("limitSeconds", running.limit().toSeconds());
      json.writeEndObject();
    }
    if (target.waitsUntil().isPresent()) {
      json.writeStringField("heldBackUntil", target.waitsUntil().get().toString());
    }
    if (target.request().isPresent()) {
      WatchStatus.Request request = target.request().get();
      json.writeObjectFieldStart("request");
      json.writeStringField("url", request.url());
      json.writeStringField("commit", request.commit());
      json.writeBooleanField("declined", request.declined());
      json.writeEndObject();
    }
    strings("warnings", reading.watch().warnings());
    json.writeBooleanField("clockBehind", reading.watch().clockBehind());
    counts("writes", target.writes());
    json.writeEndObject();
  }

  private void commit(String field, Optional<WatchStatus.Commit> commit) throws IOException {
    if (commit.isPresent()) {
      json.writeObjectFieldStart(field);
      json.writeStringField("commit", commit.get().id());
      json.writeStringField("at", commit.get().at().toString());
      json.writeEndObject();
    }
  }

  private void prefix(String target, PrefixStatus prefix) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", prefix.name());
    json.writeStringField("target", target);
    json.writeStringField("source", prefix.lease().source());
    json.writeStringField("standing", prefix.standing().spelling());
    json.writeBooleanField("lost", prefix.lost());
    json.writeBooleanField("suspended", prefix.suspended());
    if (prefix.hold().isPresent()) {
      hold(prefix.hold().get());
    }
    json.writeStringField("heldBack", prefix.heldBack().map(HeldBack::reason).orElse(""));
    json.writeStringField("waitingFor", prefix.waitingFor());
    strings("inDoubt", prefix.doubted().stream().map(String::valueOf).toList());
    json.writeArrayFieldStart("lease");
    for (Entry entry : prefix.lease().entries()) {
      entry(entry, prefix);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("gone");
    for (GonePrefixes.Gone gone : prefix.gone()) {
      json.writeStartObject();
      json.writeStringField("prefix", gone.prefix().toString());
      json.writeStringField("since", gone.acquired().toString());
      optional("deprecatedAt", gone.deprecated());
      json.writeStringField("goneAt", gone.gone().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("subnets");
    for (PrefixStatus.Part part : prefix.parts()) {
      json.writeStartObject();
      json.writeStringField("name", part.name());
      json.writeStringField("cidr", part.addresses());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("said");
    for (SourceReport said : prefix.said()) {
      said(said);
    }
    json.writeEndArray();
    refusals(prefix.refusals());
    json.writeNumberField("refused", prefix.refused());
    counts("changes", prefix.changes());
    conditions(Kinds.DYNAMIC_PREFIX, target, prefix.name());
    json.writeEndObject();
  }

  private void binding(String target, BindingStatus binding) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", binding.name());
    json.writeStringField("target", target);
    json.writeStringField("writes", binding.binding().target().toString());
    optional("boundPrefix", binding.addresses());
    json.writeBooleanField("targetSynced", binding.isSynced());
    json.writeStringField("trouble", binding.trouble());
    optional("lastSyncTime", binding.syncedAt());
    conditions(Kinds.DYNAMIC_PREFIX_BINDING, target, binding.name());
    json.writeEndObject();
  }

  private void claim(String target, ClaimStatus claim) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", claim.name());
    json.writeStringField("target", target);
    json.writeStringField("phase", claim.phase().spelling());
    json.writeStringField("message", claim.message());
    optional("address", claim.address());
    optional("pool", claim.pool());
    optional("router", claim.router());
    optional("login", claim.login());
    optional("interface", claim.wanInterface());
    optional("mac", claim.mac());
    optional("verifiedAt", claim.verifiedAt());
    optional("route", claim.route());
    optional("error", claim.error());
    if (claim.hold().isPresent()) {
      hold(claim.hold().get());
    }
    json.writeStringField("heldBack", claim.heldBack().map(HeldBack::reason).orElse(""));
    counts("changes", claim.changes());
    conditions(Kinds.PUBLIC_IP_CLAIM, target, claim.name());
    json.writeEndObject();
  }

  private void autoscaler(String target, AutoscalerStatus autoscaler) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", autoscaler.name());
    json.writeStringField("target", target);
    json.writeStringField("reason", autoscaler.reason().spelling());
    json.writeStringField("message", autoscaler.message());
    json.writeNumberField("size", autoscaler.size());
    json.writeNumberField("held", autoscaler.held());
    if (autoscaler.used().isPresent()) {
      json.writeNumberField("used", autoscaler.used().get());
    }
    json.writeNumberField("minFree", autoscaler.minFree());
    json.writeNumberField("max", autoscaler.max());
    optional("releasesAt", autoscaler.releasesAt());
    conditions(Kinds.PUBLIC_IP_AUTOSCALER, target, autoscaler.name());
    json.writeEndObject();
  }

  /** The conditions of a status object, with the names that they have there. */
  private void conditions(String kind, String target, String name) throws IOException {
    List<StatusCondition> conditions = cluster.conditions(kind, target, name);
    if (conditions.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("conditions");
    for (StatusCondition one : conditions) {
      json.writeStartObject();
      json.writeStringField("type", one.type());
      json.writeStringField("status", one.holds() ? "True" : "False");
      json.writeStringField("reason", one.reason());
      json.writeStringField("message", one.message());
      json.writeStringField("lastTransitionTime", one.since().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void optional(String field, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(field, value.get().toString());
    }
  }

  private void hold(WatchStatus.Hold hold) throws IOException {
    json.writeObjectFieldStart("hold");
    json.writeStringField("commit", hold.commit().id());
    json.writeStringField("at", hold.commit().at().toString());
    json.writeStringField("author", hold.author());
    json.writeStringField("now", hold.now());
    json.writeStringField("whatToDo", hold.whatToDo());
    json.writeEndObject();
  }

  private void entry(Entry entry, PrefixStatus prefix) throws IOException {
    json.writeStartObject();
    json.writeStringField("prefix", entry.prefix().toString());
    switch (entry) {
      case Current current -> {
        json.writeStringField("state", "Current");
        json.writeStringField("since", current.since().toString());
      }
      case Draining draining -> {
        json.writeStringField("state", "Draining");
        json.writeStringField("since", draining.since().toString());
        optional("deprecatedAt", prefix.deprecatedAt(draining));
        if (draining.drainUntil().isPresent()) {
          json.writeStringField("drainUntil", draining.drainUntil().get().toString());
        }
      }
    }
    json.writeEndObject();
  }

  private void said(SourceReport said) throws IOException {
    json.writeStartObject();
    json.writeStringField("source", said.origin().source());
    json.writeStringField("interface", said.origin().where());
    json.writeStringField("by", said.origin().who());
    json.writeStringField("prefix", said.prefix().toString());
    json.writeStringField("standing", said.standing().spelling());
    json.writeStringField("preferredUntil", said.preferredUntil().toString());
    json.writeStringField("validUntil", said.validUntil().toString());
    json.writeEndObject();
  }

  private void refusals(List<RefusedPrefix> refusals) throws IOException {
    json.writeArrayFieldStart("refusals");
    for (RefusedPrefix refusal : refusals) {
      json.writeStartObject();
      json.writeStringField("prefix", refusal.prefix().toString());
      json.writeStringField("reason", refusal.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void source(Channel channel, SourceStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("source", PageWords.source(channel));
    json.writeStringField("interface", channel.where());
    json.writeStringField("state", status.spelling());
    json.writeStringField("detail", status.detail());
    json.writeArrayFieldStart("troubles");
    for (Trouble trouble : status.troubles()) {
      json.writeStartObject();
      json.writeStringField("kind", trouble.kind().spelling());
      json.writeStringField("what", trouble.what());
      json.writeStringField("whatToDo", trouble.whatToDo());
      json.writeEndObject();
    }
    json.writeEndArray();
    counts("events", status.counters());
    json.writeEndObject();
  }

  private void notifications(NotificationStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("receiver", status.receiver());
    json.writeStringField("kind", status.kind());
    json.writeNumberField("sent", status.sent());
    json.writeNumberField("failed", status.failed());
    json.writeNumberField("dropped", status.dropped());
    json.writeNumberField("pending", status.pending());
    json.writeStringField("trouble", status.trouble());
    json.writeEndObject();
  }

  private void strings(String field, List<String> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private void counts(String field, Map<String, Long> counts) throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }
}
