package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.Client;
import dev.leasehold.dhcpv6.ClientSettings;
import dev.leasehold.dhcpv6.Notice;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.Step;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.transport.Iaids.NamedIa;
import dev.leasehold.event.EventStream;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus.Kind;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NoticeProcessingTest {
  private static final Moment NOW =
      new Moment(Instant.parse("2026-11-21T10:00:00Z"), Instant.parse("2001-01-01T00:00:00Z"));
  private static final Prefix PREFIX = Prefix.parse("2001:db8:101::/56");
  private static final Channel.Delegation CHANNEL =
      new Channel.Delegation(
          "up0", new TreeMap<>(Map.of("home", new DynamicPrefix.Delegation("up0", 56, ""))), "");
  private static final NamedIa IA = new NamedIa("home", 7, 56);
  private static final Duid SERVER = duid(1);

  private static final Notice REFUSAL =
      new Notice.Ignored(Notice.Reason.FAILED_STATUS, "IA 7: NoBinding");
  private static final Notice REQUESTING =
      new Notice.Entered(Phase.REQUESTING, "the server has no binding", false);
  private static final Message REQUEST = new Message(MessageType.REQUEST, 1, List.of());
  private static final List<String> DENIAL =
      List.of(
          "WARN up0: the server has no prefix for this client: IA 7: NoBinding",
          "WARN up0: fe80::1 has no binding for 2001:db8:101::/56 (NoBinding)");

  private final List<SourceEvent> events = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final EventStream stream =
      new EventStream(
          NOW::wall, List.of((_, event) -> said.add(event.level() + " " + event.line())));
  private final Counters counters = new Counters();
  private final NoticeProcessing processing =
      new NoticeProcessing(CHANNEL, List.of(IA), this::take, counters);

  @Test
  void reportsEveryPrefixOfAReply() {
    process(delegated(SERVER, 600, 900), delegated(SERVER, 0, 0));
    assertEquals(List.of(heard(600, 900), heard(0, 0)), events);
  }

  @Test
  void reportsAnInfiniteLease() {
    process(delegated(SERVER, 0xffff_ffffL, 0xffff_ffffL));
    assertEquals(List.of(heard(new Announced(PREFIX, Lifetime.FOREVER, Lifetime.FOREVER))), events);
  }

  @Test
  void reportsADenialAsAPrefixWithoutLifetime() {
    process(new Notice.Denied(7, List.of(PREFIX)));
    assertEquals(List.of(heard(0, 0)), events);
  }

  @Test
  void doesNotReportADenialThatTheRequestReversesAtOnce() {
    process(delegated(SERVER, 600, 900));
    step(REFUSAL, denied(), REQUESTING);
    step(); // an unrelated step in between
    step(delegated(SERVER, 600, 900), new Notice.Entered(Phase.BOUND, "Reply", false));
    assertEquals(List.of(heard(600, 900), heard(600, 900)), events);
    assertEquals(
        List.of(
            "INFO up0: again, after NoBinding: delegated 2001:db8:101::/56 (preferred for 600 s,"
                + " valid for 900 s) by fe80::1, server 00:03:00:01:01; nothing to renew"),
        said().subList(1, said().size()));
    assertEquals(1L, counters.snapshot().get("denied"));
    assertEquals(1L, counters.snapshot().get("refused_failed_status"));
    process(delegated(SERVER, 600, 900));
    assertEquals(2, said().size(), "the next one is not logged");
  }

  @Test
  void ignoresAnInvalidMessageBeforeTheAnswer() {
    process(delegated(SERVER, 600, 900));
    step(REFUSAL, denied(), REQUESTING);
    step(new Notice.Ignored(Notice.Reason.FOREIGN_CLIENT, "Reply from fe80::2"));
    step(delegated(SERVER, 600, 900), new Notice.Entered(Phase.BOUND, "Reply", false));
    assertEquals(
        List.of(heard(600, 900), heard(600, 900)),
        events.stream().filter(SourceEvent.Heard.class::isInstance).toList());
  }

  @Test
  void reportsADenialWhenTheRequestBringsThePrefixWithoutLifetime() {
    process(delegated(SERVER, 600, 900));
    step(REFUSAL, denied(), REQUESTING);
    step(
        delegated(SERVER, 0, 0), new Notice.Entered(Phase.SOLICITING, "all was taken back", false));
    assertEquals(List.of(heard(600, 900), heard(0, 0), heard(0, 0)), events);
  }

  @Test
  void reportsOnlyTheDenialThatTheRequestDoesNotReverse() {
    NoticeProcessing two =
        new NoticeProcessing(
            CHANNEL, List.of(IA, new NamedIa("work", 8, 60)), this::take, counters);
    Notice other = new Notice.Denied(8, List.of(Prefix.parse("2001:db8:108::/60")));
    two.process(
        new Step(state(), List.of(REQUEST), List.of(denied(), other, REQUESTING)), NOW, "fe80::1");
    Step answer = new Step(state(), List.of(), List.of(delegated(SERVER, 600, 900)));
    two.process(answer, NOW, "fe80::1");
    two.process(answer, NOW, "fe80::1");
    assertEquals(
        List.of(
            "WARN up0: fe80::1 has no binding for 2001:db8:108::/60 (NoBinding)",
            "INFO up0: again, after NoBinding: delegated 2001:db8:101::/56 (preferred for 600 s,"
                + " valid for 900 s) for home by fe80::1, server 00:03:00:01:01; nothing to renew"),
        said());
    assertEquals(3, events.size());
  }

  @Test
  void reportsADenialThatTheRequestDoesNotReverse() {
    process(delegated(SERVER, 600, 900));
    step(REFUSAL, denied(), REQUESTING);
    assertEquals(List.of(heard(600, 900)), events);
    step(new Notice.Entered(Phase.SOLICITING, "it has nothing for this client", false));
    assertEquals(List.of(heard(600, 900), heard(0, 0)), events);
    assertEquals(
        List.of(
            DENIAL.getFirst(),
            DENIAL.getLast(),
            "INFO up0: asking for a prefix of length 56: it has nothing for this client"),
        said().subList(1, said().size()));
  }

  @Test
  void reportsADenialWhenTheRequestBringsAnotherPrefix() {
    Prefix other = Prefix.parse("2001:db8:102::/56");
    process(delegated(SERVER, 600, 900));
    step(REFUSAL, denied(), REQUESTING);
    step(
        new Notice.Delegated(7, SERVER, List.of(new LeasedPrefix(other, 60, 90, NOW.steady()))),
        new Notice.Entered(Phase.BOUND, "Reply", false));
    assertEquals(
        List.of(
            heard(600, 900),
            heard(0, 0),
            heard(new Announced(other, Duration.ofSeconds(60), Duration.ofSeconds(90)))),
        events);
    assertEquals(DENIAL, said().subList(1, 3));
    assertTrue(said().getLast().startsWith("INFO up0: recovered: delegated " + other));
  }

  @Test
  void reportsADenialWhenTheRequestIsSentAgain() {
    process(delegated(SERVER, 600, 900));
    step(REFUSAL, denied(), REQUESTING);
    step(List.of(REQUEST)); // the first, which had to wait (RFC 9915 section 14.1)
    assertEquals(List.of(heard(600, 900)), events);
    step(List.of(REQUEST));
    assertEquals(List.of(heard(600, 900), heard(0, 0)), events);
    assertEquals(DENIAL, said().subList(1, said().size()));
  }

  @Test
  void warnsWhenNoPrefixIsAvailable() {
    process(new Notice.Unavailable(7, "NoPrefixAvail"));
    assertEquals(List.of(heard()), events);
    assertEquals(
        List.of("WARN up0: no prefix of length 56 for a minute: NoPrefixAvail; still asking"),
        said());
    assertEquals(
        List.of(
            new Trouble(
                Kind.NO_PREFIX, "no server lends a prefix of length 56: NoPrefixAvail", "")),
        processing.troubles());
  }

  @Test
  void countsEvents() {
    process(delegated(SERVER, 600, 900), denied(), new Notice.Unavailable(7, "NoPrefixAvail"));
    assertEquals(Map.of("delegated", 1L, "denied", 1L, "unavailable", 1L), counters.snapshot());
  }

  @Test
  void reportsTheReasonForARebind() {
    process(
        new Notice.Entered(Phase.REBINDING, "link is up", false),
        new Notice.Entered(Phase.SEARCHING, "no server answers the Rebind", false));
    assertEquals(
        List.of(
            "INFO up0: asking whether the delegation is still valid (Rebind): link is up",
            "WARN up0: no server answers the Rebind; also asking for a new delegation (Solicit); the"
                + " old one stays in use until a server lends a successor: holds no prefix"),
        said());
  }

  @Test
  void givesAdviceForASilentServer() {
    process(new Notice.Unavailable(7, ""));
    Trouble trouble = processing.troubles().getFirst();
    assertEquals("no DHCPv6 server answers", trouble.what());
    String advice = trouble.whatToDo();
    assertEquals(
        List.of(
            "WARN up0: no prefix of length 56 for a minute: no server answers; still asking. "
                + advice),
        said());
    assertTrue(
        advice.contains("acquisition.dhcpv6.options") && advice.contains("acquisition.interface"),
        advice);
    process(delegated(SERVER, 600, 900));
    assertEquals(List.of(), processing.troubles());
  }

  @Test
  void hasTroubleUntilAServerConfirmsThePrefix() {
    process(delegated(SERVER, 600, 900), new Notice.Entered(Phase.REBINDING, "T2", true));
    process(new Notice.Entered(Phase.SEARCHING, "no server answers", false));
    assertEquals(
        List.of(Kind.UNCONFIRMED), processing.troubles().stream().map(Trouble::kind).toList());
    process(delegated(SERVER, 600, 900));
    assertEquals(List.of(), processing.troubles());
  }

  @Test
  void hasTroubleDuringARebind() {
    for (Notice asking :
        List.of(
            new Notice.Entered(Phase.REBINDING, "T2", true),
            new Notice.Entered(Phase.SEARCHING, "no server answers the Rebind", false))) {
      process(asking);
      assertEquals(List.of(Kind.UNCONFIRMED), troubles());
      process(new Notice.Entered(Phase.SOLICITING, "all was taken back", false));
      assertEquals(List.of(), troubles());
      process(asking, new Notice.Unavailable(7, ""));
      assertEquals(List.of(Kind.NO_ANSWER), troubles());
      process(asking, delegated(SERVER, 600, 900));
      assertEquals(List.of(), troubles());
    }
    process(new Notice.Entered(Phase.REBINDING, "link is up", false));
    assertEquals(List.of(), troubles());
  }

  private List<Kind> troubles() {
    return processing.troubles().stream().map(Trouble::kind).toList();
  }

  @Test
  void reportsThatAnOmittedPrefixIsKept() {
    Prefix other = Prefix.parse("2001:db8:102::/56");
    Instant now = NOW.steady();
    process(
        new Notice.Delegated(
            7,
            SERVER,
            List.of(new LeasedPrefix(other, 60, 90, now)),
            List.of(new LeasedPrefix(PREFIX, 600, 900, now.minusSeconds(100)))));
    assertEquals(
        List.of(
            heard(
                new Announced(other, Duration.ofSeconds(60), Duration.ofSeconds(90)),
                new Announced(PREFIX, Duration.ofSeconds(500), Duration.ofSeconds(800)))),
        events);
    assertEquals(
        "INFO up0: the Reply omits 2001:db8:101::/56; keeping it and asking again",
        said().getLast());
  }

  @Test
  void reportsThatTheServerStillLendsThePrefixOfAnotherLength() {
    process(new Notice.NotResized(7, List.of(PREFIX), true));
    process(new Notice.NotResized(7, List.of(PREFIX), false));
    assertEquals(List.of(), events);
    assertEquals(
        List.of(
            "WARN up0: asked for a prefix of length 56; the server still lends 2001:db8:101::/56;"
                + " keeping it",
            "WARN up0: asked for a prefix of length 56; no server offers one; keeping"
                + " 2001:db8:101::/56"),
        said());
  }

  @Test
  void reportsARenewalWithoutChangesOnce() {
    process(delegated(SERVER, 600, 900), delegated(SERVER, 600, 900));
    assertEquals(
        List.of(
            "INFO up0: delegated 2001:db8:101::/56 (preferred for 600 s, valid for 900 s) by"
                + " fe80::1, server 00:03:00:01:01; nothing to renew"),
        said());
  }

  @Test
  void reportsAWithdrawalOnceAndNotTheRemainingPrefix() {
    LeasedPrefix left = new LeasedPrefix(PREFIX, 600, 900, NOW.steady());
    LeasedPrefix gone = new LeasedPrefix(Prefix.parse("2001:db8:102::/56"), 0, 0, NOW.steady());
    process(new Notice.Delegated(7, SERVER, List.of(left, gone)), delegated(SERVER, 600, 900));
    assertEquals(
        List.of(
            "INFO up0: delegated 2001:db8:101::/56 (preferred for 600 s, valid for 900 s),"
                + " 2001:db8:102::/56 (withdrawn) by fe80::1, server 00:03:00:01:01; nothing to"
                + " renew"),
        said());
  }

  @Test
  void reportsChangedTerms() {
    process(delegated(SERVER, 600, 900), delegated(SERVER, 300, 900), delegated(duid(2), 300, 900));
    assertEquals(3, said().size());
  }

  @Test
  void reportsARecovery() {
    process(
        delegated(SERVER, 600, 900),
        new Notice.Entered(Phase.REBINDING, "T2", true),
        delegated(SERVER, 600, 900));
    assertEquals(
        List.of(
            "WARN up0: no answer from the server; asking all servers (Rebind). holds no prefix",
            "INFO up0: recovered: delegated 2001:db8:101::/56 (preferred for 600 s, valid for 900"
                + " s) by fe80::1, server 00:03:00:01:01; nothing to renew"),
        said().subList(1, 3));
  }

  @Test
  void reportsARefusalOnceUntilARecovery() {
    Notice refusal = new Notice.Ignored(Notice.Reason.FAILED_STATUS, "IA 7: NoPrefixAvail");
    process(refusal, refusal, delegated(SERVER, 600, 900), refusal);
    assertEquals(
        2, said().stream().filter(l -> l.startsWith("WARN up0: the server has no prefix")).count());
    assertEquals(3L, counters.snapshot().get("refused_failed_status"));
  }

  /** The server chooses these words. */
  @Test
  void limitsTheReportedRefusals() {
    for (int i = 0; i < 100; i++) {
      process(new Notice.Ignored(Notice.Reason.FAILED_STATUS, "IA 7: status " + i));
    }
    assertEquals(64, said().size());
  }

  @Test
  void doesNotReportARecoveryAfterAWithdrawal() {
    process(
        new Notice.Ignored(Notice.Reason.FAILED_STATUS, "IA 7: NoPrefixAvail"),
        delegated(SERVER, 0, 0));
    assertEquals(List.of(heard(0, 0)), events);
    assertEquals(
        List.of(
            "WARN up0: the server has no prefix for this client: IA 7: NoPrefixAvail",
            "WARN up0: fe80::1 withdrew 2001:db8:101::/56"),
        said());
  }

  @Test
  void warnsOnceWhenOneOfTwoPrefixesIsNotAvailable() {
    NoticeProcessing two =
        new NoticeProcessing(
            CHANNEL, List.of(IA, new NamedIa("work", 8, 60)), this::take, counters);
    Notice refusal = new Notice.Ignored(Notice.Reason.FAILED_STATUS, "IA 8: NoPrefixAvail");
    for (int renewal = 0; renewal < 3; renewal++) {
      process(two, delegated(SERVER, 600, 900), refusal);
    }
    assertEquals(2, said().size());
  }

  @Test
  void countsForeignMessagesAndReportsTheFirst() {
    Notice foreign = new Notice.Ignored(Notice.Reason.FOREIGN_CLIENT, "Reply from fe80::2");
    process(foreign, foreign, foreign);
    assertEquals(
        List.of(
            "WARN up0: discarded a DHCPv6 message (foreign_client): Reply from fe80::2 (further ones"
                + " are counted, not logged)"),
        said());
    assertEquals(Map.of("refused_foreign_client", 3L), counters.snapshot());
  }

  @Test
  void doesNotReportTheLateAnswerOfASecondServer() {
    process(new Notice.Ignored(Notice.Reason.FOREIGN_TRANSACTION, "Advertise from fe80::2"));
    assertEquals(List.of(), said());
    assertEquals(Map.of("refused_foreign_transaction", 1L), counters.snapshot());
  }

  private void step(Notice... notices) {
    step(List.of(), notices);
  }

  private void step(List<Message> send, Notice... notices) {
    processing.process(new Step(state(), send, List.of(notices)), NOW, "fe80::1");
  }

  private static Notice denied() {
    return new Notice.Denied(7, List.of(PREFIX));
  }

  private static State state() {
    return new Client(new ClientSettings(duid(9), List.of(IA.request())), new Random(1))
        .start(Optional.empty());
  }

  private void process(Notice... notices) {
    process(processing, notices);
  }

  private static void process(NoticeProcessing processing, Notice... notices) {
    State state = state();
    for (Notice notice : notices) {
      processing.process(new Step(state, List.of(), List.of(notice)), NOW, "fe80::1");
    }
  }

  private static Notice delegated(Duid server, long preferred, long valid) {
    return new Notice.Delegated(
        7, server, List.of(new LeasedPrefix(PREFIX, preferred, valid, NOW.steady())));
  }

  private static SourceEvent heard(long preferred, long valid) {
    return heard(new Announced(PREFIX, Duration.ofSeconds(preferred), Duration.ofSeconds(valid)));
  }

  private static SourceEvent heard(Announced... prefixes) {
    return new SourceEvent.Heard(
        new Observation(NOW.wall(), new Origin.Delegated("up0", "home"), List.of(prefixes)));
  }

  private void take(SourceEvent event) {
    switch (event) {
      case SourceEvent.Told told -> stream.told(told);
      case SourceEvent.Heard heard -> events.add(heard);
      case SourceEvent.Answered _ -> throw new AssertionError("no router is asked");
    }
  }

  /** The notices for people. */
  private List<String> said() {
    return said.stream().filter(line -> !line.startsWith("DEBUG")).toList();
  }

  private static Duid duid(int last) {
    return new Duid.LinkLayer(1, Bytes.copyOf(new byte[] {(byte) last}));
  }
}
