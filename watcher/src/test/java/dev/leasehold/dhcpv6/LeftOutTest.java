package dev.leasehold.dhcpv6;

import static dev.leasehold.dhcpv6.Conversation.A;
import static dev.leasehold.dhcpv6.Conversation.B;
import static dev.leasehold.dhcpv6.Conversation.IAID;
import static dev.leasehold.dhcpv6.Conversation.SERVER;
import static dev.leasehold.dhcpv6.Conversation.ia;
import static dev.leasehold.dhcpv6.Conversation.prefix;
import static dev.leasehold.dhcpv6.Conversation.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.Notice.Delegated;
import dev.leasehold.dhcpv6.Notice.Entered;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A held prefix that a Reply omits: docs/decisions/0014. */
class LeftOutTest {
  private static final IaPd ONLY_B = ia(IAID, 1000, 2000, prefix(B, 3000, 4000));

  @Test
  void keepsAPrefixThatOneReplyOmits() {
    Conversation c = Conversation.renewing();
    LeasedPrefix a = held(c, A);
    c.receive(c.reply(SERVER, ONLY_B));
    assertEquals(List.of(B, A), c.held());
    assertEquals(
        List.of(
            new Delegated(
                IAID, SERVER, List.of(new LeasedPrefix(B, 3000, 4000, c.now)), List.of(a))),
        c.told(Delegated.class));
  }

  @Test
  void renewsBothPrefixesWithinASecond() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ONLY_B));
    c.forget();
    Instant reply = c.now;
    c.passToNext();
    assertEquals(List.of(MessageType.RENEW), c.types());
    assertEquals(Duration.ofSeconds(1), Duration.between(reply, c.now));
    assertEquals(
        List.of(ia(IAID, 0, 0, prefix(B, 0, 0), prefix(A, 0, 0))), c.last().options(IaPd.class));
  }

  @Test
  void dropsAPrefixThatASecondReplyOmits() {
    Conversation c = leftOutOnce();
    c.receive(c.reply(SERVER, ONLY_B));
    assertEquals(List.of(B), c.held());
    assertEquals(
        List.of(new Delegated(IAID, SERVER, List.of(new LeasedPrefix(B, 3000, 4000, c.now)))),
        c.told(Delegated.class));
    assertEquals(c.now.plusSeconds(1000), c.state.wakeAt().orElseThrow());
  }

  @Test
  void keepsBothIfTheSecondReplyHasBoth() {
    Conversation c = leftOutOnce();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000), prefix(B, 3000, 4000))));
    assertEquals(List.of(A, B), c.held());
    assertEquals(c.now.plusSeconds(1000), c.state.wakeAt().orElseThrow());
  }

  @Test
  void endsTheDoubtWithAReplyThatHasThePrefix() {
    Conversation c = leftOutOnce();
    c.receive(c.reply(SERVER, ia(IAID, 10, 20, prefix(A, 3000, 4000), prefix(B, 3000, 4000))));
    c.pass(10);
    c.receive(c.reply(SERVER, ONLY_B)); // counts as the first of two again
    assertEquals(List.of(B, A), c.held());
  }

  @Test
  void ignoresASecondReplyWithoutOurIa() {
    Conversation c = leftOutOnce();
    c.receive(c.reply(SERVER));
    c.receive(c.reply(SERVER, ia(7, 1000, 2000, prefix(B, 3000, 4000))));
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.UNSPEC_FAIL))));
    assertEquals(List.of(B, A), c.held());
    assertEquals(Phase.RENEWING, c.state.phase());
  }

  @Test
  void aWithdrawalOfOnePrefixDoesNotAffectTheOther() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000), prefix(B, 3000, 4000))));
    c.pass(1000);
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, prefix(B, 0, 0))));
    assertEquals(List.of(A), c.held());
    assertEquals(
        List.of(A),
        c.told(Delegated.class).getLast().kept().stream().map(LeasedPrefix::prefix).toList());
    assertFalse(c.state.binding().orElseThrow().hasLeftOut());
  }

  @Test
  void expiresAnOmittedPrefix() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ONLY_B));
    c.pass(2999.9);
    assertEquals(List.of(B, A), c.held());
    c.pass(0.1);
    assertEquals(List.of(B), c.held());
  }

  /** Each Reply of this server has another prefix. */
  @Test
  void limitsTheRateIfEachReplyHasAnotherPrefix() {
    Conversation c = Conversation.renewing();
    c.forget();
    Instant end = c.now.plusSeconds(600);
    for (int i = 0; c.now.isBefore(end); i++) {
      Prefix next = Prefix.parse("2001:db8:%x::/56".formatted(0x100 + i));
      c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(next, 3000, 4000))));
      c.passToNext();
      assertTrue(c.held().size() <= 2);
    }
    assertTrue(c.sent.size() <= 310, c.sent.size() + " messages in 10 minutes");
  }

  @Test
  void keepsTheDoubtAcrossARestart() {
    Binding held = leftOutOnce().state.binding().orElseThrow();
    Conversation c = new Conversation(Conversation.settings(), 2, Optional.of(held));
    c.now = Conversation.START.plusSeconds(1100);
    c.linkUp();
    c.pass(1);
    assertEquals(
        List.of(ia(IAID, 0, 0, prefix(B, 0, 0), prefix(A, 0, 0))), c.last().options(IaPd.class));
    c.receive(c.reply(SERVER, ONLY_B));
    assertEquals(List.of(B), c.held());
  }

  @Test
  void reportsTheReasonForAnEarlyRenewal() {
    Conversation c = Conversation.renewing();
    assertEquals(new Entered(State.Phase.RENEWING, "T1", true), c.told(Entered.class).getLast());
    c.receive(c.reply(SERVER, ONLY_B));
    c.passToNext();
    assertEquals(
        new Entered(State.Phase.RENEWING, "a Reply omitted a held prefix", false),
        c.told(Entered.class).getLast());
  }

  private static LeasedPrefix held(Conversation c, Prefix prefix) {
    return c.state.binding().orElseThrow().ias().getFirst().prefixes().stream()
        .filter(p -> p.prefix().equals(prefix))
        .findFirst()
        .orElseThrow();
  }

  /** A client that holds A, after a Reply with only B, during the second exchange. */
  private static Conversation leftOutOnce() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ONLY_B));
    c.passToNext();
    c.forget();
    c.sent.clear();
    return c;
  }
}
