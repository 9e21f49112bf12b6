package dev.leasehold.dhcpv6;

import static dev.leasehold.dhcpv6.Conversation.A;
import static dev.leasehold.dhcpv6.Conversation.B;
import static dev.leasehold.dhcpv6.Conversation.IAID;
import static dev.leasehold.dhcpv6.Conversation.OTHER;
import static dev.leasehold.dhcpv6.Conversation.SERVER;
import static dev.leasehold.dhcpv6.Conversation.ia;
import static dev.leasehold.dhcpv6.Conversation.prefix;
import static dev.leasehold.dhcpv6.Conversation.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.Notice.Delegated;
import dev.leasehold.dhcpv6.Notice.Denied;
import dev.leasehold.dhcpv6.Notice.Ignored;
import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.Notice.Unavailable;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.dhcpv6.message.UnknownDhcpOption;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Lifetime;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies to Renew and Rebind: RFC 9915 section 18.2.10. */
class ReplyTest {
  private static final Bytes IA_NA = Bytes.copyOf(new byte[12]);

  @Test
  void renumbersWithTheOldPrefixWithdrawn() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 0, 0), prefix(B, 3000, 4000))));
    assertEquals(List.of(B), c.held());
    assertEquals(
        List.of(
            new Delegated(
                IAID,
                SERVER,
                List.of(new LeasedPrefix(A, 0, 0, c.now), new LeasedPrefix(B, 3000, 4000, c.now)))),
        c.told(Delegated.class));
  }

  @Test
  void keepsADeprecatedPrefixWithTheNewOne() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 0, 600), prefix(B, 3000, 4000))));
    assertEquals(List.of(A, B), c.held());
    assertEquals(c.now.plusSeconds(600), c.state.wakeAt().orElseThrow());
    c.pass(600);
    assertEquals(List.of(B), c.held());
  }

  @Test
  void keepsASingleDeprecatedPrefix() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, prefix(A, 0, 600))));
    assertEquals(List.of(A), c.held());
    assertEquals(Phase.BOUND, c.state.phase());
    c.pass(300);
    assertEquals(MessageType.RENEW, c.last().type());
    assertEquals(List.of(), c.told(Unavailable.class));
  }

  @Test
  void solicitsAfterAllPrefixesAreWithdrawn() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, prefix(A, 0, 0))));
    assertEquals(List.of(), c.held());
    c.pass(1);
    assertEquals(MessageType.SOLICIT, c.last().type());
    // Providers delegate it again to a client that names it
    assertEquals(List.of(ia(IAID, 0, 0, prefix(A, 0, 0))), c.last().options(IaPd.class));
  }

  @Test
  void solicitsAfterNoPrefixAvailWithAWithdrawal() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL), prefix(A, 0, 0))));
    assertEquals(List.of(), c.held());
    assertEquals(Phase.SOLICITING, c.state.phase());
    assertEquals(
        List.of(new Delegated(IAID, SERVER, List.of(new LeasedPrefix(A, 0, 0, c.now)))),
        c.told(Delegated.class));
    c.pass(60);
    assertEquals(List.of(new Unavailable(IAID, "NoPrefixAvail")), c.told(Unavailable.class));
  }

  @Test
  void keepsItsPrefixesAfterNoPrefixAvail() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, status(StatusCode.NO_PREFIX_AVAIL)));
    assertEquals(List.of(A), c.held());
    assertEquals(Phase.RENEWING, c.state.phase());
  }

  /** Observed with a BNG that stops forwarding at once: "NoAddrsAvail" is about addresses. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        StatusCode.SUCCESS,
        StatusCode.UNSPEC_FAIL,
        StatusCode.NO_ADDRS_AVAIL,
        StatusCode.NOT_ON_LINK,
        StatusCode.USE_MULTICAST,
        99
      })
  void lifetimesOfZeroTakeAPrefixBackWhateverTheStatus(int code) {
    for (boolean ofMessage : new boolean[] {false, true}) {
      Conversation c = Conversation.renewing();
      c.receive(
          ofMessage
              ? c.reply(SERVER, status(code), ia(IAID, 0, 0, prefix(A, 0, 0)))
              : c.reply(SERVER, ia(IAID, 0, 0, prefix(A, 0, 0), status(code))));
      assertEquals(List.of(), c.held());
      assertEquals(
          List.of(new Delegated(IAID, SERVER, List.of(new LeasedPrefix(A, 0, 0, c.now)))),
          c.told(Delegated.class));
      assertEquals(Phase.SOLICITING, c.state.phase());
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        StatusCode.UNSPEC_FAIL,
        StatusCode.NO_ADDRS_AVAIL,
        StatusCode.NO_BINDING,
        StatusCode.NOT_ON_LINK,
        StatusCode.NO_PREFIX_AVAIL,
        99
      })
  void aPrefixIsGrantedWhateverTheStatusBesideIt(int code) {
    for (boolean ofMessage : new boolean[] {false, true}) {
      Conversation c = Conversation.renewing();
      IaPrefix granted = prefix(A, 3000, 4000);
      c.receive(
          ofMessage
              ? c.reply(SERVER, status(code), ia(IAID, 1000, 2000, granted))
              : c.reply(SERVER, ia(IAID, 1000, 2000, status(code), granted)));
      assertEquals(Phase.BOUND, c.state.phase());
      assertEquals(c.now.plusSeconds(4000), c.state.binding().orElseThrow().expiresNext());
      assertEquals(List.of(), c.ignored());
    }
  }

  @Test
  void ignoresAMessageStatusForAnotherIa() {
    Conversation c = boundTwo();
    c.pass(1000);
    c.receive(
        c.reply(SERVER, status(StatusCode.NO_BINDING), ia(1, 1000, 2000, prefix(A, 3000, 4000))));
    assertEquals(List.of(), c.told(Denied.class));
    assertEquals(List.of(A, B), c.held());
    c.pass(1000);
    c.receive(c.reply(SERVER, status(StatusCode.NO_BINDING), ia(7, 0, 0)));
    c.receive(c.reply(SERVER, status(StatusCode.NO_BINDING), new UnknownDhcpOption(3, IA_NA)));
    assertEquals(List.of(), c.told(Denied.class));
    assertEquals(List.of(A, B), c.held());
  }

  @Test
  void requestsAgainAfterNoBinding() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_BINDING))));
    assertEquals(List.of(new Denied(IAID, List.of(A))), c.told(Denied.class));
    assertEquals(List.of(), c.held());
    assertEquals(MessageType.REQUEST, c.last().type());
    assertEquals(new ServerId(SERVER), c.last().option(ServerId.class).orElseThrow());
    assertEquals(List.of(ia(IAID, 0, 0, prefix(A, 0, 0))), c.last().options(IaPd.class));
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(B, 3000, 4000))));
    assertEquals(List.of(B), c.held());
  }

  @Test
  void acceptsNoBindingOfTheWholeMessage() {
    Conversation c = Conversation.rebinding();
    c.receive(c.reply(OTHER, status(StatusCode.NO_BINDING)));
    assertEquals(List.of(new Denied(IAID, List.of(A))), c.told(Denied.class));
    assertEquals(MessageType.REQUEST, c.last().type());
    assertEquals(new ServerId(OTHER), c.last().option(ServerId.class).orElseThrow());
  }

  @Test
  void solicitsIfTheRequestAfterNoBindingIsRefused() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_BINDING))));
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    c.pass(2);
    assertEquals(MessageType.SOLICIT, c.last().type());
  }

  @Test
  void solicitsWhenTheRequestAfterNoBindingIsNotAnswered() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_BINDING))));
    c.pass(400);
    assertEquals(MessageType.SOLICIT, c.last().type());
  }

  @Test
  void keepsTheIaThatIsNotDenied() {
    Conversation c = boundTwo();
    c.pass(1000);
    c.receive(
        c.reply(
            SERVER,
            ia(1, 1000, 2000, prefix(A, 3000, 4000)),
            ia(2, 0, 0, status(StatusCode.NO_BINDING))));
    assertEquals(List.of(A), c.held());
    assertEquals(
        List.of(ia(1, 0, 0, prefix(A, 0, 0)), ia(2, 0, 0, prefix(B, 0, 0))),
        c.last().options(IaPd.class));
    c.receive(c.reply(SERVER, ia(2, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    assertEquals(Phase.BOUND, c.state.phase());
    assertEquals(List.of(A), c.held());
    c.pass(60);
    assertEquals(List.of(new Unavailable(2, "NoPrefixAvail")), c.told(Unavailable.class));
    c.pass(100_000);
    assertEquals(1, c.told(Unavailable.class).stream().filter(u -> u.iaid() == 2).count());
  }

  @Test
  void requestsAnOmittedIaAgainAfterAMinute() {
    Conversation c = boundTwo();
    c.pass(1000);
    c.forget();
    c.receive(c.reply(SERVER, ia(1, 1000, 2000, prefix(A, 3000, 4000))));
    assertEquals(List.of(A, B), c.held());
    c.pass(59);
    assertEquals(List.of(), c.sent);
    c.pass(1);
    assertEquals(List.of(MessageType.RENEW), c.types());
  }

  @Test
  void ignoresAReplyWithoutAnyIa() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER));
    assertEquals(Phase.RENEWING, c.state.phase());
    assertEquals(List.of(A), c.held());
    c.pass(1000);
    assertEquals(Phase.REBINDING, c.state.phase());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {StatusCode.UNSPEC_FAIL, StatusCode.NOT_ON_LINK, StatusCode.USE_MULTICAST, 99, 0xffff})
  void retransmitsAtItsPaceAfterUnspecFail(int code) {
    Conversation c = Conversation.renewing();
    for (int i = 0; i < 100; i++) {
      c.receive(c.reply(SERVER, status(code)));
    }
    assertEquals(1, c.sent.size());
    assertEquals(List.of(A), c.held());
    c.pass(3000);
    assertEquals(Phase.SOLICITING, c.state.phase());
    assertTrue(c.sent.size() < 25);
  }

  @Test
  void discardsAnIaWithT1AfterT2() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 2000, 1000, prefix(B, 3000, 4000))));
    assertEquals(List.of(A), c.held());
    assertEquals(List.of(Reason.TIMES), c.ignored());
    assertEquals(Phase.RENEWING, c.state.phase());
  }

  @Test
  void discardsAPrefixPreferredForLongerThanValid() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(B, 4001, 4000), prefix(A, 9, 10))));
    assertEquals(List.of(A), c.held());
    assertEquals(List.of(Reason.LIFETIMES), c.ignored());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"::/0", "::/56", "ff02::/64", "fe80::/64", "::1/128", "8000::/1", "fe00::/7"})
  void discardsPrefixesThatCannotBeDelegated(String prefix) {
    Conversation c = Conversation.renewing();
    c.receive(
        c.reply(
            SERVER,
            ia(IAID, 1000, 2000, prefix(Prefix.parse(prefix), 30, 40), prefix(A, 3000, 4000))));
    assertEquals(List.of(A), c.held());
    assertEquals(List.of(Reason.PREFIX), c.ignored());
  }

  @Test
  void reportsTheServersReasonForNoPrefix() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    assertEquals(
        List.of(new Ignored(Reason.FAILED_STATUS, "IA 1: NoPrefixAvail")), c.told(Ignored.class));
  }

  /** Discovery does not count a lease that ends at once as a success. */
  @Test
  void endsTheBackOffWithALeaseOfTenSeconds() {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, prefix(A, 5, 9))));
    assertEquals(Duration.ofSeconds(2), c.state.known().pace().pause());
    Conversation longer = Conversation.requesting();
    longer.receive(longer.reply(SERVER, ia(IAID, 0, 0, prefix(A, 5, 10))));
    assertEquals(Duration.ZERO, longer.state.known().pace().pause());
  }

  @Test
  void discardsAPrefixWithAFailureStatus() {
    Conversation c = Conversation.renewing();
    IaPrefix failed =
        new IaPrefix(30, 40, 56, B.network(), List.of(status(StatusCode.NO_PREFIX_AVAIL)));
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, failed, prefix(A, 3000, 4000))));
    assertEquals(List.of(A), c.held());
    assertEquals(List.of(Reason.FAILED_STATUS), c.ignored());
  }

  @Test
  void dropsAWithdrawnPrefixWithAReason() {
    Conversation c = Conversation.renewing();
    IaPrefix gone = new IaPrefix(0, 0, 56, A.network(), List.of(status(StatusCode.NO_BINDING)));
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, gone)));
    assertEquals(List.of(), c.held());
  }

  @Test
  void clearsHostBits() {
    Conversation c = Conversation.renewing();
    IaPrefix unclean = new IaPrefix(30, 40, 56, A.network().plus(BigInteger.TEN), List.of());
    c.receive(c.reply(SERVER, ia(IAID, 10, 20, unclean)));
    assertEquals(List.of(A), c.held());
    assertEquals(c.now.plusSeconds(40), c.state.binding().orElseThrow().expiresNext());
  }

  @Test
  void limitsTheNumberOfPrefixes() {
    Conversation c = Conversation.requesting();
    for (int reply = 0; reply < 20; reply++) {
      List<Option> many = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        many.add(
            prefix(
                Prefix.parse("2001:db8:%x:%x00::/56".formatted(reply, i % 250)),
                Lifetime.INFINITY,
                Lifetime.INFINITY));
      }
      c.receive(c.reply(SERVER, ia(IAID, 10, 20, many.toArray(Option[]::new))));
      c.pass(10);
    }
    assertEquals(16, c.held().size());
    assertTrue(c.ignored().contains(Reason.TOO_MANY));
  }

  @Test
  void limitsTheReportedDefects() {
    Conversation c = Conversation.renewing();
    c.forget();
    Option[] many = new Option[2000];
    Arrays.fill(many, prefix(A, 2, 1));
    c.receive(c.reply(SERVER, ia(IAID, 10, 20, many)));
    assertEquals(8, c.notices.size());
  }

  @Test
  void reportsDiscardedParts() {
    Conversation c = Conversation.renewing();
    IaPrefix failed =
        new IaPrefix(
            30, 40, 56, B.network(), List.of(new StatusCode(StatusCode.NO_BINDING, "unknown")));
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 5, 4), failed)));
    assertEquals(
        List.of(
            "2001:db8:a::/56 preferred 5 valid 4",
            "2001:db8:b::/56 preferred 30 valid 40, NoBinding: unknown"),
        c.told(Ignored.class).stream().map(Ignored::detail).toList());
  }

  @Test
  void appliesNoBindingOfTheMessageToAnIaWithoutAStatus() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, status(StatusCode.NO_BINDING), ia(IAID, 0, 0)));
    assertEquals(List.of(new Denied(IAID, List.of(A))), c.told(Denied.class));
    assertEquals(Phase.REQUESTING, c.state.phase());
  }

  /** Section 14.2: a T2 at the end of the lease is too late to rebind. */
  @Test
  void choosesAT2BeforeTheEndOfTheLifetime() {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 4000, prefix(A, 3000, 4000))));
    assertEquals(2400, c.state.binding().orElseThrow().ia(IAID).orElseThrow().t2());
  }

  private static Conversation boundTwo() {
    Conversation c = Conversation.soliciting(1, 2);
    c.receive(
        c.rapidReply(
            SERVER,
            ia(1, 1000, 2000, prefix(A, 3000, 4000)),
            ia(2, 1000, 2000, prefix(B, 3000, 4000))));
    return c;
  }
}
