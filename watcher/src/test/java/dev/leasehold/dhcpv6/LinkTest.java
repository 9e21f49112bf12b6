package dev.leasehold.dhcpv6;

import static dev.leasehold.dhcpv6.Conversation.A;
import static dev.leasehold.dhcpv6.Conversation.B;
import static dev.leasehold.dhcpv6.Conversation.IAID;
import static dev.leasehold.dhcpv6.Conversation.SERVER;
import static dev.leasehold.dhcpv6.Conversation.ia;
import static dev.leasehold.dhcpv6.Conversation.prefix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.Notice.Unavailable;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.SolMaxRt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Link changes, restarts and checks: RFC 9915 section 18.2.12. */
class LinkTest {
  @Test
  void sendsNothingAndKeepsItsPrefixesWhileTheLinkIsDown() {
    Conversation c = Conversation.bound();
    c.linkDown();
    c.probe();
    c.pass(3999);
    assertEquals(List.of(A), c.held());
    c.pass(1);
    assertEquals(List.of(), c.held());
    c.pass(1_000_000);
    assertEquals(List.of(), c.sent);
    assertEquals(Optional.empty(), c.state.wakeAt());
    assertEquals(List.of(), c.told(Unavailable.class));
  }

  @Test
  void rebindsWithTheTimersOfAConfirmWhenTheLinkReturns() {
    Conversation c = Conversation.bound();
    c.linkDown();
    c.pass(5);
    c.linkUp();
    Instant up = c.now;
    assertEquals(List.of(), c.sent); // first a delay of up to a second
    c.pass(10);
    assertTrue(c.types().stream().allMatch(t -> t == MessageType.REBIND));
    assertTrue(c.sent.size() >= 3 && c.sent.size() <= 6, c.types()::toString);
    assertTrue(c.sent.getFirst().at().isBefore(up.plusSeconds(1)));
    assertTrue(c.gaps().stream().allMatch(g -> g.compareTo(Duration.ofMillis(4400)) <= 0));
  }

  @Test
  void solicitsWithoutAPrefixWhenTheLinkReturns() {
    Conversation c = Conversation.bound();
    c.linkDown();
    c.pass(4000);
    c.linkUp();
    c.pass(1);
    assertEquals(List.of(MessageType.SOLICIT), c.types());
    assertEquals(List.of(ia(IAID, 0, 0, prefix(A, 0, 0))), c.last().options(IaPd.class));
  }

  @Test
  void rebindsItsPrefixesAfterARestart() {
    Binding held = Conversation.bound().state.binding().orElseThrow();
    Conversation c = new Conversation(Conversation.settings(), 2, Optional.of(held));
    c.now = Conversation.START.plusSeconds(100);
    assertEquals(List.of(A), c.held());
    c.linkUp();
    c.passToNext();
    assertEquals(List.of(MessageType.REBIND), c.types());
    assertEquals(List.of(ia(IAID, 0, 0, prefix(A, 0, 0))), c.last().options(IaPd.class));
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    assertEquals(Phase.BOUND, c.state.phase());
  }

  @Test
  void requestsAnExpiredPrefixAfterARestart() {
    Binding held = Conversation.bound().state.binding().orElseThrow();
    Conversation c = new Conversation(Conversation.settings(), 2, Optional.of(held));
    c.now = Conversation.START.plusSeconds(100_000);
    c.linkUp();
    c.pass(1);
    assertEquals(List.of(MessageType.SOLICIT), c.types());
    assertEquals(List.of(ia(IAID, 0, 0, prefix(A, 0, 0))), c.last().options(IaPd.class));
  }

  @Test
  void dropsAnUnconfiguredIaAtARestart() {
    Binding held = Conversation.bound().state.binding().orElseThrow();
    Conversation c = new Conversation(Conversation.settings(7), 2, Optional.of(held));
    assertEquals(List.of(), c.held());
  }

  @Test
  void rebindsWhenTheLinkComesUpWithoutHavingGoneDown() {
    Conversation c = Conversation.bound();
    c.linkUp();
    c.linkUp();
    c.passToNext();
    assertEquals(List.of(MessageType.REBIND), c.types());
  }

  @Test
  void continuesTheRebindWhenTheLinkComesUpAgain() {
    Conversation c = Conversation.bound();
    c.linkUp();
    c.pass(1.1);
    State asking = c.state;
    c.linkUp();
    assertEquals(asking, c.state);
  }

  @Test
  void restartsTheRebindOfAnEndingLeaseWhenTheLinkComesUp() {
    Conversation c = Conversation.rebinding();
    c.forget();
    c.linkUp();
    assertEquals(List.of(Phase.REBINDING), c.entered());
    c.pass(1);
    assertEquals(List.of(MessageType.REBIND), c.types());
  }

  @Test
  void forgetsSolMaxRtAfterALinkChange() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, new SolMaxRt(60)));
    c.linkDown();
    c.linkUp();
    c.forget();
    c.pass(100_000);
    assertTrue(c.gaps().getLast().toSeconds() > 3000);
  }

  @Test
  void limitsTheRateOnAFlappingLink() {
    Conversation c = Conversation.bound();
    for (int i = 0; i < 600; i++) {
      c.linkDown();
      c.linkUp();
      c.pass(1);
    }
    assertTrue(c.sent.size() <= 310, c.sent.size() + " messages in 10 minutes");
    assertEquals(List.of(A), c.held());
  }

  @Test
  void rebindsAtMostOnceAMinuteForProbes() {
    Conversation c = Conversation.bound();
    c.probe();
    c.passToNext();
    assertEquals(List.of(MessageType.REBIND), c.types());
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    c.pass(60);
    c.probe();
    c.passToNext();
    assertEquals(List.of(MessageType.REBIND, MessageType.REBIND), c.types());
  }

  @Test
  void postponesAnEarlyProbe() {
    Conversation c = Conversation.bound();
    c.probe();
    c.passToNext();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    c.probe();
    assertEquals(List.of(Reason.TOO_SOON), c.ignored());
    assertEquals(List.of(MessageType.REBIND), c.types());
    c.pass(60);
    assertEquals(List.of(MessageType.REBIND, MessageType.RENEW), c.types());
  }

  @Test
  void detectsARenumberingByAProbe() {
    Conversation c = Conversation.bound();
    c.probe();
    c.pass(1);
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 0, 0), prefix(B, 3000, 4000))));
    assertEquals(List.of(B), c.held());
  }

  @Test
  void keepsTheCurrentExchangeAtAProbe() {
    for (Conversation c :
        List.of(
            Conversation.soliciting(),
            Conversation.requesting(),
            Conversation.renewing(),
            Conversation.rebinding())) {
      c.forget();
      Phase before = c.state.phase();
      c.probe();
      assertEquals(List.of(), c.sent);
      assertEquals(before, c.state.phase());
    }
  }
}
