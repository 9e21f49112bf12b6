package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.Notice;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.Step;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.transport.Iaids.NamedIa;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceNotice;
import dev.leasehold.source.SourceStatus.Kind;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.source.Troubles;
import dev.leasehold.wire.Parsed;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts the notices of a client to events: observations for the watch and notices for people.
 */
final class NoticeProcessing {
  private static final Logger log = LoggerFactory.getLogger(NoticeProcessing.class);

  private static final Trouble UNCONFIRMED =
      new Trouble(Kind.UNCONFIRMED, "no server confirms the delegation; it stays in use", "");

  private record Lease(Prefix prefix, long preferredLifetime, long validLifetime) {}

  /** The terms that make two Replies equal for a report. */
  private record Terms(Duid server, List<Lease> leases) {}

  private final Channel.Delegation channel;
  private final Consumer<? super SourceEvent> events;
  private final Counters counters;
  private final AskedPrefixes asked;

  /** The IAIDs with delegated prefixes. */
  private final Set<Long> lent = new HashSet<>();

  private final Denials denials = new Denials();

  /** The IAIDs whose prefixes were denied and then granted again. */
  private final Set<Long> deniedBefore = new HashSet<>();

  /** Whether a problem was reported that has not ended. */
  private boolean troubled;

  private final Troubles troubles = new Troubles();

  NoticeProcessing(
      Channel.Delegation channel,
      List<NamedIa> asked,
      Consumer<? super SourceEvent> events,
      Counters counters) {
    this.channel = channel;
    this.events = events;
    this.counters = counters;
    this.asked = new AskedPrefixes(asked);
  }

  /**
   * Converts the notices of a step to events.
   *
   * @param from the sender of the message of the step; empty: no message
   */
  void process(Step step, Moment now, String from) {
    Denials.Settled settled = denials.settle(step);
    settled.confirmed().forEach(notice -> process(notice, step, now, denials.from()));
    settled.reversed().forEach(this::reversed);
    List<Notice> later = denials.putOff(step, from);
    for (Notice notice : step.notices()) {
      if (!later.contains(notice)) {
        process(notice, step, now, from);
      }
    }
    deniedBefore.clear();
  }

  private void process(Notice notice, Step step, Moment now, String from) {
    switch (notice) {
      case Notice.Delegated delegated -> delegated(delegated, step.state(), now, from);
      case Notice.Denied denied -> denied(denied, now, from);
      case Notice.Unavailable(long iaid, String why) -> {
        counters.count("unavailable");
        boolean silent = why.isEmpty();
        troubles.end(Kind.UNCONFIRMED);
        troubles.begin(
            iaid,
            silent
                ? new Trouble(Kind.NO_ANSWER, "no DHCPv6 server answers", LeaseText.SILENT)
                : new Trouble(
                    Kind.NO_PREFIX,
                    "no server lends a prefix of " + asked.length(iaid) + ": " + why,
                    ""));
        lost(
            iaid,
            "no prefix of %s for a minute: %s; still asking%s"
                .formatted(
                    asked.length(iaid),
                    silent ? "no server answers" : why,
                    silent ? ". " + LeaseText.SILENT : ""),
            now);
        hear(iaid, now, List.of());
      }
      case Notice.NotResized notResized -> notResized(notResized, now);
      case Notice.Ignored(Notice.Reason reason, String detail) -> ignored(reason, detail, now);
      case Notice.Entered entered -> entered(entered, step.state(), now);
    }
  }

  /** Counts a reversed denial; the following lease text mentions it. */
  private void reversed(Notice notice) {
    if (notice instanceof Notice.Denied denied) {
      counters.count("denied");
      deniedBefore.add(denied.iaid());
    } else {
      counters.count(refused(Notice.Reason.FAILED_STATUS));
    }
  }

  private static String refused(Parsed.Reason reason) {
    return "refused_" + reason.spelling();
  }

  /** Reports a discarded datagram. */
  void refuse(Parsed.Reason reason, String detail, Moment now) {
    counters.count(refused(reason));
    events.accept(new SourceEvent.Refused(now.wall(), channel, reason, detail));
  }

  /** Emits a notice for people; listeners drop repetitions. */
  void note(SourceNotice notice, Moment now) {
    events.accept(new SourceEvent.Noted(now.wall(), channel, notice));
  }

  /** The current problems. Thread-safe. */
  List<Trouble> troubles() {
    return troubles.all();
  }

  private void delegated(Notice.Delegated delegated, State state, Moment now, String from) {
    counters.count("delegated");
    troubles.end(delegated.iaid());
    troubles.end(Kind.UNCONFIRMED);
    List<Announced> prefixes =
        delegated.all().stream()
            .map(p ->
                new Announced(p.prefix(), now.left(p.preferredUntil()), now.left(p.validUntil())))
            .toList();
    hear(delegated.iaid(), now, prefixes);
    if (delegated.all().stream().allMatch(p -> p.validLifetime() == 0)) {
      lost(
          delegated.iaid(),
          from + " withdrew " + LeaseText.names(delegated.prefixes(), LeasedPrefix::prefix),
          now);
      return;
    }
    List<Lease> leases = // a withdrawal does not make the other prefixes news
        delegated.prefixes().stream()
            .filter(p -> p.validLifetime() > 0)
            .map(p -> new Lease(p.prefix(), p.preferredLifetime(), p.validLifetime()))
            .toList();
    lent.add(delegated.iaid());
    boolean allIsWell = asked.areAllIn(lent);
    boolean recovered = troubled && allIsWell;
    boolean again = deniedBefore.contains(delegated.iaid());
    String text =
        "%sdelegated %s%s by %s, server %s; %s"
            .formatted(
                recovered ? "recovered: " : again ? "again, after NoBinding: " : "",
                LeaseText.names(delegated.prefixes(), LeaseText::lent),
                asked.areSeveral() ? " for " + asked.name(delegated.iaid()) : "",
                from,
                delegated.server(),
                LeaseText.timers(state, now.steady()));
    Terms terms = new Terms(delegated.server(), leases);
    note(
        new SourceNotice.Lent(
            asked.name(delegated.iaid()), terms, recovered || again, allIsWell, text),
        now);
    if (!delegated.kept().isEmpty()) {
      note(
          new SourceNotice.Remark(
              "the Reply omits %s; keeping it and asking again"
                  .formatted(LeaseText.names(delegated.kept(), LeasedPrefix::prefix))),
          now);
    }
    troubled &= !allIsWell;
  }

  private void denied(Notice.Denied denied, Moment now, String from) {
    counters.count("denied");
    lost(
        denied.iaid(),
        "%s has no binding for %s (NoBinding)"
            .formatted(from, LeaseText.names(denied.prefixes(), Prefix::toString)),
        now);
    hear(
        denied.iaid(),
        now,
        denied.prefixes().stream()
            .map(p -> new Announced(p, Duration.ZERO, Duration.ZERO))
            .toList());
  }

  /** Reports a discarded part; a check request that came too soon is logged for debugging only. */
  private void ignored(Notice.Reason reason, String detail, Moment now) {
    switch (reason) {
      case TOO_SOON -> log.debug("{}: {}", channel.interfaceName(), detail);
      case FAILED_STATUS -> {
        counters.count(refused(reason));
        trouble("the server has no prefix for this client: " + detail, now);
      }
      default -> refuse(reason, detail, now);
    }
  }

  private void entered(Notice.Entered entered, State state, Moment now) {
    String why = entered.why();
    switch (entered.phase()) {
      case SOLICITING -> {
        troubles.end(Kind.UNCONFIRMED);
        progress("asking for a prefix of %s: %s".formatted(asked.lengths(), why), now);
      }
      case REBINDING -> {
        if (entered.onTimer()) {
          troubles.begin(Kind.UNCONFIRMED, UNCONFIRMED);
          trouble(
              "no answer from the server; asking all servers (Rebind). "
                  + LeaseText.held(state, now.steady()),
              now);
        } else {
          progress("asking whether the delegation is still valid (Rebind): " + why, now);
        }
      }
      case SEARCHING -> {
        troubles.begin(Kind.UNCONFIRMED, UNCONFIRMED);
        trouble(
            "%s; also asking for a new delegation (Solicit); the old one stays in use until a"
                    .formatted(why)
                + " server lends a successor: "
                + LeaseText.held(state, now.steady()),
            now);
      }
      case RENEWING -> {
        if (entered.onTimer()) {
          log.debug("{}: renewing: {}", channel.interfaceName(), why);
        } else {
          note(new SourceNotice.Remark("renewing: " + why), now);
        }
      }
      case RELEASED -> note(new SourceNotice.Remark("released: " + why), now);
      default -> log.debug("{}: {}: {}", channel.interfaceName(), entered.phase().spelling(), why);
    }
  }

  private void hear(long iaid, Moment now, List<Announced> prefixes) {
    if (asked.has(iaid)) {
      Origin origin = new Origin.Delegated(channel.interfaceName(), asked.name(iaid));
      events.accept(new SourceEvent.Heard(new Observation(now.wall(), origin, prefixes)));
    }
  }

  private void notResized(Notice.NotResized notice, Moment now) {
    String held = LeaseText.names(notice.prefixes(), Prefix::toString);
    String request = "asked for a prefix of " + asked.length(notice.iaid());
    trouble(
        notice.answered()
            ? "%s; the server still lends %s; keeping it".formatted(request, held)
            : "%s; no server offers one; keeping %s".formatted(request, held),
        now);
  }

  private void lost(long iaid, String text, Moment now) {
    troubled = true;
    lent.remove(iaid);
    note(new SourceNotice.Problem(asked.name(iaid), text), now);
  }

  private void trouble(String text, Moment now) {
    troubled = true;
    note(new SourceNotice.Problem("", text), now);
  }

  private void progress(String text, Moment now) {
    note(new SourceNotice.Progress(text), now);
  }
}
