package dev.leasehold.dhcpv6;

import static dev.leasehold.dhcpv6.Conversation.A;
import static dev.leasehold.dhcpv6.Conversation.B;
import static dev.leasehold.dhcpv6.Conversation.CLIENT;
import static dev.leasehold.dhcpv6.Conversation.IAID;
import static dev.leasehold.dhcpv6.Conversation.OTHER;
import static dev.leasehold.dhcpv6.Conversation.SERVER;
import static dev.leasehold.dhcpv6.Conversation.ia;
import static dev.leasehold.dhcpv6.Conversation.prefix;
import static dev.leasehold.dhcpv6.Conversation.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.Notice.Unavailable;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.ElapsedTime;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.OptionRequest;
import dev.leasehold.dhcpv6.message.Preference;
import dev.leasehold.dhcpv6.message.RapidCommit;
import dev.leasehold.dhcpv6.message.ReconfigureAccept;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.SolMaxRt;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9915 sections 18.2.1 and 18.2.9. */
class SolicitTest {
  @Test
  void sendsNothingBeforeTheLinkIsUp() {
    Conversation c = new Conversation();
    c.pass(1_000_000);
    assertEquals(List.of(), c.sent);
    assertEquals(Optional.empty(), c.state.wakeAt());
  }

  @Test
  void sendsTheFirstSolicitAfterARandomDelayOfUpToOneSecond() {
    Set<Duration> delays = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      Conversation c = new Conversation(Conversation.settings(), seed, Optional.empty());
      c.linkUp();
      assertEquals(List.of(), c.sent);
      c.pass(1);
      assertEquals(List.of(MessageType.SOLICIT), c.types());
      delays.add(Duration.between(Conversation.START, c.sent.getFirst().at()));
    }
    assertTrue(delays.size() > 90);
  }

  @Test
  void requestsOnlyPrefixes() {
    Message solicit = Conversation.soliciting(1, 2).last();
    assertEquals(
        List.of(
            new ClientId(CLIENT),
            new ElapsedTime(0),
            new OptionRequest(List.of(23, 24, 82, 83)),
            new ReconfigureAccept(),
            new RapidCommit(),
            ia(1, 0, 0, prefix(Prefix.parse("::/56"), 0, 0)),
            ia(2, 0, 0, prefix(Prefix.parse("::/56"), 0, 0))),
        solicit.options());
  }

  @Test
  void slowsDownToOneSolicitPerHour() {
    Conversation c = Conversation.soliciting();
    c.pass(100_000);
    List<Duration> gaps = c.gaps();
    assertTrue(gaps.getFirst().toMillis() >= 1000 && gaps.getFirst().toMillis() <= 1100);
    for (int i = 1; i < gaps.size(); i++) {
      double factor = (double) gaps.get(i).toMillis() / gaps.get(i - 1).toMillis();
      assertTrue(
          factor >= 1.89 && factor <= 2.11 || gaps.get(i).toSeconds() >= 3239, gaps::toString);
      assertTrue(gaps.get(i).toSeconds() <= 3960);
    }
    assertEquals(1, c.sent.stream().map(s -> s.message().transactionId()).distinct().count());
    int elapsed = c.sent.get(1).message().option(ElapsedTime.class).orElseThrow().hundredths();
    assertEquals(gaps.getFirst().toMillis() / 10, elapsed);
  }

  @Test
  void usesSolMaxRtOfAnAdvertiseWithoutAPrefix() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, new SolMaxRt(60), status(StatusCode.NO_PREFIX_AVAIL)));
    c.pass(3600);
    assertTrue(c.gaps().getLast().toSeconds() <= 66);
    assertTrue(c.sent.size() > 50);
  }

  @Test
  void waitsOneTimeoutForTheBestAdvertise() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, new Preference(1), offer(A)));
    c.receive(c.advertise(OTHER, new Preference(2), offer(B)));
    assertEquals(List.of(MessageType.SOLICIT), c.types());
    c.pass(1.1);
    assertEquals(List.of(MessageType.SOLICIT, MessageType.REQUEST), c.types());
    assertEquals(new ServerId(OTHER), c.last().option(ServerId.class).orElseThrow());
  }

  @Test
  void endsTheWaitAtPreference255() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, offer(A)));
    c.receive(c.advertise(OTHER, new Preference(255), offer(B)));
    assertEquals(List.of(MessageType.SOLICIT, MessageType.REQUEST), c.types());
    assertEquals(new ServerId(OTHER), c.last().option(ServerId.class).orElseThrow());
  }

  @Test
  void prefersMoreIasOverAHigherPreference() {
    Conversation c = Conversation.soliciting(1, 2);
    c.receive(c.advertise(SERVER, new Preference(200), offer(A)));
    c.receive(c.advertise(OTHER, offer(A), ia(2, 0, 0, prefix(B, 30, 40))));
    c.pass(1.1);
    assertEquals(new ServerId(OTHER), c.last().option(ServerId.class).orElseThrow());
  }

  @Test
  void prefersAPrefixOfTheRequestedLength() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, offer(Prefix.parse("2001:db8:a::/64"))));
    c.receive(c.advertise(OTHER, offer(B)));
    c.pass(1.1);
    assertEquals(new ServerId(OTHER), c.last().option(ServerId.class).orElseThrow());
  }

  @Test
  void prefersTheFirstOfTwoEqualOffers() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, offer(A)));
    c.receive(c.advertise(OTHER, offer(B)));
    c.pass(1.1);
    assertEquals(new ServerId(SERVER), c.last().option(ServerId.class).orElseThrow());
  }

  @Test
  void takesTheFirstUsefulAdvertiseAfterTheFirstTimeout() {
    Conversation c = Conversation.soliciting();
    c.pass(1.2);
    c.receive(c.advertise(OTHER, status(StatusCode.NO_PREFIX_AVAIL)));
    assertEquals(MessageType.SOLICIT, c.last().type());
    c.receive(c.advertise(SERVER, offer(A)));
    assertEquals(MessageType.REQUEST, c.last().type());
    assertEquals(new ServerId(SERVER), c.last().option(ServerId.class).orElseThrow());
  }

  @Test
  void ignoresAnAdvertiseWithoutAPrefix() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, new Preference(255)));
    c.receive(c.advertise(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    c.receive(c.advertise(SERVER, ia(7, 0, 0, prefix(A, 30, 40))));
    c.receive(c.advertise(SERVER, ia(IAID, 0, 0, prefix(A, 0, 0))));
    c.pass(1.2);
    assertEquals(List.of(MessageType.SOLICIT, MessageType.SOLICIT), c.types());
    assertEquals(4, c.ignored().stream().filter(r -> r == Reason.NOTHING_USEFUL).count());
  }

  /** Servers of RFC 3315 send this status about addresses, which the client does not request. */
  @Test
  void acceptsAnOfferWithAStatusOfTheMessage() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, status(StatusCode.NO_ADDRS_AVAIL), offer(A)));
    c.pass(1.2);
    assertEquals(MessageType.REQUEST, c.last().type());
    c.receive(
        c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_ADDRS_AVAIL), prefix(B, 30, 40))));
    assertEquals(List.of(B), c.held());
  }

  @Test
  void ignoresALateAdvertiseOfAnEarlierExchange() {
    Conversation c = Conversation.soliciting();
    Message late = c.advertise(OTHER, new Preference(255), offer(B));
    c.receive(c.advertise(SERVER, offer(A)));
    c.pass(1.2);
    c.receive(late);
    assertEquals(List.of(MessageType.SOLICIT, MessageType.REQUEST), c.types());
    assertEquals(List.of(Reason.FOREIGN_TRANSACTION), c.ignored());
  }

  @Test
  void limitsTheNumberOfOffers() {
    Conversation c = Conversation.soliciting();
    for (int i = 0; i < 1000; i++) {
      c.receive(c.advertise(Conversation.duid("%04x".formatted(i)), offer(A)));
    }
    assertEquals(8, ((State.Soliciting) c.state).offers().size());
  }

  @Test
  void acceptsARapidReplyAtOnce() {
    Conversation c = Conversation.soliciting();
    c.receive(c.rapidReply(SERVER, ia(IAID, 10, 20, prefix(A, 30, 40))));
    assertEquals(List.of(A), c.held());
    assertEquals(List.of(Phase.SOLICITING, Phase.BOUND), c.entered());
  }

  @Test
  void ignoresAReplyToASolicitThatIsNotRapid() {
    Conversation c = Conversation.soliciting();
    c.receive(c.reply(SERVER, offer(A)));
    assertEquals(List.of(Reason.NO_RAPID_COMMIT), c.ignored());
    assertEquals(List.of(), c.held());
  }

  /** Some routers answer with a Reply and route the prefix only after a Request. */
  @Test
  void omitsRapidCommitIfConfigured() {
    ClientSettings settings =
        new ClientSettings(CLIENT, Conversation.settings().ias(), false, List.of());
    Conversation c = new Conversation(settings, 1, Optional.empty());
    c.linkUp();
    c.pass(1);
    assertEquals(Optional.empty(), c.last().option(RapidCommit.class));
    c.receive(c.rapidReply(SERVER, offer(A)));
    assertEquals(List.of(Reason.UNEXPECTED), c.ignored());
    assertEquals(List.of(), c.held());
    c.receive(c.advertise(SERVER, offer(A)));
    c.pass(1.2);
    assertEquals(MessageType.REQUEST, c.last().type());
  }

  @Test
  void ignoresARapidReplyWithoutAPrefix() {
    Conversation c = Conversation.soliciting();
    c.receive(c.rapidReply(SERVER, status(StatusCode.NO_PREFIX_AVAIL)));
    assertEquals(Phase.SOLICITING, c.state.phase());
    c.receive(c.advertise(OTHER, offer(A)));
    c.pass(1.2);
    assertEquals(MessageType.REQUEST, c.last().type());
  }

  @Test
  void requestsTheOfferedPrefix() {
    Conversation c = Conversation.soliciting(1, 2);
    int solicit = c.last().transactionId();
    c.receive(c.advertise(SERVER, offer(A)));
    c.pass(1.2);
    assertEquals(
        List.of(
            ia(1, 0, 0, prefix(A, 0, 0)),
            // The server may have changed its offer since
            ia(2, 0, 0, prefix(Prefix.parse("::/56"), 0, 0))),
        c.last().options(IaPd.class));
    assertNotEquals(solicit, c.last().transactionId());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void reportsUnavailableOnceAfterAMinute(long seed) {
    Conversation c = new Conversation(Conversation.settings(), seed, Optional.empty());
    c.linkUp();
    c.pass(59.9);
    assertEquals(List.of(), c.told(Unavailable.class));
    c.pass(0.1);
    assertEquals(List.of(new Unavailable(IAID, "")), c.told(Unavailable.class));
    c.pass(100_000);
    assertEquals(1, c.told(Unavailable.class).size());
  }

  @Test
  void doesNotReportAgainWhenTheLinkReturns() {
    Conversation c = Conversation.soliciting();
    c.pass(60);
    c.linkDown();
    c.pass(60);
    c.linkUp();
    c.pass(1000);
    assertEquals(1, c.told(Unavailable.class).size());
  }

  /** The client sent no message meanwhile. */
  @Test
  void doesNotCountTheTimeWhileTheLinkIsDown() {
    Conversation c = Conversation.soliciting();
    c.linkDown();
    c.pass(1000);
    c.linkUp();
    c.pass(59);
    assertEquals(List.of(), c.told(Unavailable.class));
    c.pass(1);
    assertEquals(1, c.told(Unavailable.class).size());
  }

  @Test
  void reportsAgainAfterTheNextLoss() {
    Conversation c = Conversation.soliciting();
    c.pass(60);
    c.receive(c.rapidReply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    c.pass(4100);
    assertEquals(2, c.told(Unavailable.class).size());
  }

  @Test
  void reportsTheServersReasonWhenNoPrefixIsAvailable() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, new StatusCode(StatusCode.NO_PREFIX_AVAIL, "the pool is empty")));
    c.pass(60);
    assertEquals(
        List.of(new Unavailable(IAID, "NoPrefixAvail: the pool is empty")),
        c.told(Unavailable.class));
  }

  @Test
  void requestsOnceFromAServerThatOfferedTwice() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, offer(A)));
    c.receive(c.advertise(OTHER, offer(B)));
    c.receive(c.advertise(SERVER, new Preference(Preference.MAX), offer(A)));
    assertEquals(Optional.of(new ServerId(SERVER)), c.last().option(ServerId.class));
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    c.pass(1);
    assertEquals(Optional.of(new ServerId(OTHER)), c.last().option(ServerId.class));
    c.receive(c.reply(OTHER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    assertEquals(Phase.SOLICITING, c.state.phase());
  }

  @Test
  void reportsAnEmptyRapidReply() {
    Conversation c = Conversation.soliciting();
    c.receive(c.rapidReply(SERVER, ia(IAID, 0, 0)));
    assertEquals(List.of(Reason.NOTHING_USEFUL), c.ignored());
    assertEquals(Phase.SOLICITING, c.state.phase());
  }

  private static IaPd offer(Prefix prefix) {
    return ia(IAID, 0, 0, prefix(prefix, 3000, 4000));
  }
}
