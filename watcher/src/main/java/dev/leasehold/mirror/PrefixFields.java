package dev.leasehold.mirror;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.GonePrefixes;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.lease.SourceReport;
import dev.leasehold.net.Prefix;
import dev.leasehold.watch.PrefixStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The status of a DynamicPrefix. */
final class PrefixFields {
  /** A lifetime without an end is a century. */
  private static final Duration FOREVER = Duration.ofDays(50 * 365);

  private PrefixFields() {}

  /**
   * The fields.
   *
   * @param pools whether everything that the prefix feeds has it
   * @param now the time of the status
   */
  static Map<String, Object> of(PrefixStatus prefix, Condition pools, Instant now) {
    PrefixLease lease = prefix.lease();
    Map<String, Object> fields = new LinkedHashMap<>();
    lease
        .current()
        .ifPresent(current -> {
          fields.put("currentPrefix", current.prefix().toString());
          fields.put("prefixSource", lease.source());
          expiry(prefix, current.prefix(), now)
              .ifPresent(at -> fields.put(StatusMerge.EXPIRY, StatusMerge.text(at)));
        });
    fields.put("draining", (long) lease.draining().size());
    List<Object> subnets = new ArrayList<>();
    prefix
        .parts()
        .forEach(part -> subnets.add(fields("name", part.name(), "cidr", part.addresses())));
    fields.put("subnets", subnets);
    List<Object> history = new ArrayList<>();
    lease.draining().forEach(draining -> history.add(draining(draining, prefix)));
    prefix.gone().forEach(gone -> history.add(gone(gone)));
    fields.put("history", history);
    Condition acquired = acquired(prefix);
    fields.put(
        StatusMerge.CONDITIONS,
        List.of(acquired.fields(), pools.fields(), ready(prefix, acquired, pools).fields()));
    return fields;
  }

  private static Map<String, Object> fields(String... pairs) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put(pairs[i], pairs[i + 1]);
    }
    return fields;
  }

  private static Optional<Instant> expiry(PrefixStatus prefix, Prefix current, Instant now) {
    return prefix.said().stream()
        .filter(said -> said.prefix().equals(current) && !said.standing().lost())
        .map(SourceReport::validUntil)
        .max(Instant::compareTo)
        .filter(at -> Duration.between(now, at).compareTo(FOREVER) < 0);
  }

  private static Map<String, Object> draining(PrefixLease.Draining draining, PrefixStatus prefix) {
    Map<String, Object> fields =
        fields(
            "prefix", draining.prefix().toString(),
            "acquiredAt", StatusMerge.text(draining.since()));
    prefix.deprecatedAt(draining).ifPresent(at -> fields.put("deprecatedAt", StatusMerge.text(at)));
    draining.drainUntil().ifPresent(at -> fields.put("drainUntil", StatusMerge.text(at)));
    fields.put("state", "draining");
    return fields;
  }

  private static Map<String, Object> gone(GonePrefixes.Gone gone) {
    Map<String, Object> fields =
        fields(
            "prefix", gone.prefix().toString(),
            "acquiredAt", StatusMerge.text(gone.acquired()));
    gone.deprecated().ifPresent(at -> fields.put("deprecatedAt", StatusMerge.text(at)));
    fields.put("goneAt", StatusMerge.text(gone.gone()));
    fields.put("state", "gone");
    return fields;
  }

  /** A prefix that its source has not confirmed since the start is not lost. */
  private static Condition acquired(PrefixStatus prefix) {
    String type = "PrefixAcquired";
    Optional<PrefixLease.Current> current = prefix.lease().current();
    if (current.isPresent()) {
      Prefix held = current.get().prefix();
      return prefix.lost()
          ? new Condition(
              type,
              false,
              prefix.standing().spelling(),
              held + " " + prefix.standing().phrase() + "; it stays in Git")
          : new Condition(type, true, "Acquired", held + " by " + prefix.lease().source());
    }
    if (prefix.suspended()) {
      return new Condition(type, false, "Suspended", "suspend: true; there is no prefix in Git");
    }
    Optional<RefusedPrefix> refused = prefix.refusals().stream().findFirst();
    return refused
        .map(refusal ->
            new Condition(
                type, false, "Refused", refusal.prefix() + " is not accepted: " + refusal.reason()))
        .orElseGet(() ->
            new Condition(
                type,
                false,
                "NoPrefix",
                prefix.waitingFor().isEmpty()
                    ? "there is no prefix yet"
                    : "waits for " + prefix.waitingFor()));
  }

  private static Condition ready(PrefixStatus prefix, Condition acquired, Condition pools) {
    String type = Condition.READY;
    if (!acquired.holds()) {
      return new Condition(type, false, acquired.reason(), acquired.message());
    }
    if (prefix.hold().isPresent()) {
      return new Condition(
          type,
          false,
          "Held",
          prefix.hold().get().reason() + ". " + prefix.hold().get().whatToDo());
    }
    if (prefix.heldBack().isPresent()) {
      return new Condition(type, false, "HeldBack", prefix.heldBack().get().reason());
    }
    return pools.holds()
        ? new Condition(type, true, "Ready", acquired.message())
        : new Condition(type, false, pools.reason(), pools.message());
  }
}
