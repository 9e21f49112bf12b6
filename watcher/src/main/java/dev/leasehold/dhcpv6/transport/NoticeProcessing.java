package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.Notice;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.State.Phase;
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
import dev.leasehold.source.SourceStatus.Kind;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.source.Troubles;
import dev.leasehold.wire.Lifetime;
import dev.leasehold.wire.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What a client has to say: to the watch as events, to people as lines of the log. */
final class NoticeProcessing {
  private static final Logger log = LoggerFactory.getLogger(NoticeProcessing.class);

  /** Servers write some of what is said. */
  private static final int MOST_SAID = 64;

  private static final Trouble UNCONFIRMED =
      new Trouble(Kind.UNCONFIRMED, "no server confirms the delegation; it stays in use", "");

  private record Lease(Prefix prefix, long preferredLifetime, long validLifetime) {}

  private record LoggedLease(Duid server, List<Lease> leases) {}

  private final Channel.Delegation channel;
  private final Consumer<? super SourceEvent> events;
  private final Counters counters;
  private final Map<Long, NamedIa> ias = new LinkedHashMap<>();

  /** By IAID, what the log has last; a repetition is not logged. */
  private final Map<Long, LoggedLease> told = new HashMap<>();

  /** What was said since all was well. */
  private final Set<String> said = new HashSet<>();

  private final Set<String> refused = new HashSet<>();
  private final Denials denials = new Denials();

  /** By IAID, whose prefixes are delegated now and were denied a moment ago. */
  private final Set<Long> deniedBefore = new HashSet<>();

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
    asked.forEach(ia -> ias.put(ia.iaid(), ia));
  }

  /**
   * Passes on what the step has to say.
   *
   * @param from whose message led to it; empty: nobody's
   */
  void process(Step step, Moment now, String from) {
    Denials.Settled settled = denials.settle(step);
    settled.stand().forEach(notice -> process(notice, step, now, denials.from()));
    settled.madeGood().forEach(this::madeGood);
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
                ? new Trouble(Kind.NO_ANSWER, "no DHCPv6 server answers", StatusText.SILENT)
                : new Trouble(
                    Kind.NO_PREFIX,
                    "no server lends a prefix of " + length(iaid) + ": " + why,
                    ""));
        trouble(
            "no prefix of %s for a minute: %s; still asking%s"
                .formatted(
                    length(iaid),
                    silent ? "no server answers" : why,
                    silent ? ". " + StatusText.SILENT : ""));
        told.remove(iaid);
        hear(iaid, now, List.of());
      }
      case Notice.NotResized notResized -> notResized(notResized);
      case Notice.Ignored(Notice.Reason reason, String detail) -> ignored(reason, detail, now);
      case Notice.Entered(Phase phase, String why) -> entered(phase, why, step.state(), now);
    }
  }

  /** Counted; the log line of the Delegated notice mentions it. */
  private void madeGood(Notice notice) {
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

  /** A datagram that is not a message. Logs only the first of a kind: there may be many. */
  void refuse(Parsed.Reason reason, String detail, Level level, Moment now) {
    counters.count(refused(reason));
    if (refused.add(reason.spelling())) {
      log.atLevel(level)
          .log(
              "{}: discarded a DHCPv6 message ({}): {} (further ones are counted, not logged)",
              channel.interfaceName(),
              reason.spelling(),
              detail);
      events.accept(new SourceEvent.Refused(now.wall(), channel, reason, detail));
    }
  }

  /** What is wrong now; from any thread. */
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
                new Announced(
                    p.prefix(),
                    left(p.preferredUntil(), now.steady()),
                    left(p.validUntil(), now.steady())))
            .toList();
    hear(delegated.iaid(), now, prefixes);
    if (delegated.all().stream().allMatch(p -> p.validLifetime() == 0)) {
      told.remove(delegated.iaid());
      trouble(from + " withdrew " + StatusText.names(delegated.prefixes(), LeasedPrefix::prefix));
      return;
    }
    List<Lease> leases = // a withdrawal is logged once, and the rest is not
        delegated.prefixes().stream()
            .filter(p -> p.validLifetime() > 0)
            .map(p -> new Lease(p.prefix(), p.preferredLifetime(), p.validLifetime()))
            .toList();
    LoggedLease news = new LoggedLease(delegated.server(), leases);
    boolean changed = !news.equals(told.put(delegated.iaid(), news));
    boolean allIsWell = told.keySet().containsAll(ias.keySet());
    boolean recovered = troubled && allIsWell;
    boolean again = deniedBefore.contains(delegated.iaid());
    log.atLevel(changed || recovered || again ? Level.INFO : Level.DEBUG)
        .log(
            "{}: {}delegated {}{} by {}, server {}; {}",
            channel.interfaceName(),
            recovered ? "recovered: " : again ? "again, after NoBinding: " : "",
            StatusText.names(delegated.prefixes(), StatusText::lent),
            ias.size() > 1 ? " for " + name(delegated.iaid()) : "",
            from,
            delegated.server(),
            StatusText.timers(state, now.steady()));
    if (!delegated.kept().isEmpty()) {
      log.info(
          "{}: the Reply omits {}; keeping it and asking again",
          channel.interfaceName(),
          StatusText.names(delegated.kept(), p -> p.prefix()));
    }
    if (allIsWell) {
      troubled = false;
      said.clear();
    }
  }

  private void denied(Notice.Denied denied, Moment now, String from) {
    counters.count("denied");
    told.remove(denied.iaid());
    trouble(
        from
            + " has no binding for "
            + StatusText.names(denied.prefixes(), Prefix::toString)
            + " (NoBinding)");
    hear(
        denied.iaid(),
        now,
        denied.prefixes().stream()
            .map(p -> new Announced(p, Duration.ZERO, Duration.ZERO))
            .toList());
  }

  /**
   * Of a second server's late answer nobody needs to know, nor of our own question that came too
   * soon.
   */
  private void ignored(Notice.Reason reason, String detail, Moment now) {
    switch (reason) {
      case TOO_SOON -> log.debug("{}: {}", channel.interfaceName(), detail);
      case UNEXPECTED, FOREIGN_TRANSACTION -> refuse(reason, detail, Level.DEBUG, now);
      case FAILED_STATUS -> {
        counters.count(refused(reason));
        trouble("the server has no prefix for this client: " + detail);
      }
      default -> refuse(reason, detail, Level.WARN, now);
    }
  }

  private void entered(Phase entered, String why, State state, Moment now) {
    switch (entered) {
      case SOLICITING -> {
        troubles.end(Kind.UNCONFIRMED);
        once(Level.INFO, "asking for a prefix of %s: %s".formatted(lengths(), why));
      }
      case REBINDING -> {
        if (why.equals("T2")) {
          troubles.begin(Kind.UNCONFIRMED, UNCONFIRMED);
          trouble(
              "no answer from the server; asking all servers (Rebind). "
                  + StatusText.held(state, now.steady()));
        } else {
          once(Level.INFO, "asking whether the delegation is still valid (Rebind): " + why);
        }
      }
      case SEARCHING -> {
        troubles.begin(Kind.UNCONFIRMED, UNCONFIRMED);
        trouble(
            "%s; also asking for a new delegation (Solicit); the old one stays in use until a"
                    .formatted(why)
                + " server lends a successor: "
                + StatusText.held(state, now.steady()));
      }
      case RENEWING ->
          log.atLevel(why.equals("T1") ? Level.DEBUG : Level.INFO)
              .log("{}: renewing: {}", channel.interfaceName(), why);
      case RELEASED -> log.info("{}: released: {}", channel.interfaceName(), why);
      default -> log.debug("{}: {}: {}", channel.interfaceName(), entered.spelling(), why);
    }
  }

  private void hear(long iaid, Moment now, List<Announced> prefixes) {
    NamedIa ia = ias.get(iaid);
    if (ia != null) {
      Origin origin = new Origin.Delegated(channel.interfaceName(), ia.prefixName());
      events.accept(new SourceEvent.Heard(new Observation(now.wall(), origin, prefixes)));
    }
  }

  private void notResized(Notice.NotResized notice) {
    String held = StatusText.names(notice.prefixes(), Prefix::toString);
    String asked = "asked for a prefix of " + length(notice.iaid());
    trouble(
        notice.answered()
            ? "%s; the server still lends %s; keeping it".formatted(asked, held)
            : "%s; no server offers one; keeping %s".formatted(asked, held));
  }

  private String name(long iaid) {
    NamedIa ia = ias.get(iaid);
    return ia == null ? "IA " + iaid : ia.prefixName();
  }

  /** Such as {@code length 56}, and for whom where there are several. */
  private String length(long iaid) {
    NamedIa ia = ias.get(iaid);
    String of = ia == null ? "an unknown length" : "length " + ia.length();
    return ias.size() > 1 ? of + " for " + name(iaid) : of;
  }

  private void trouble(String text) {
    troubled = true;
    once(Level.WARN, text);
  }

  private void once(Level level, String text) {
    boolean isNews = said.size() < MOST_SAID && said.add(text);
    log.atLevel(isNews ? level : Level.DEBUG).log("{}: {}", channel.interfaceName(), text);
  }

  private String lengths() {
    return String.join(" and one of ", ias.keySet().stream().map(this::length).toList());
  }

  private static Duration left(Instant until, Instant now) {
    if (until.equals(Instant.MAX)) {
      return Lifetime.FOREVER;
    }
    return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
  }
}
