package dev.leasehold.dhcpv6;

import static dev.leasehold.dhcpv6.Conversation.A;
import static dev.leasehold.dhcpv6.Conversation.B;
import static dev.leasehold.dhcpv6.Conversation.CLIENT;
import static dev.leasehold.dhcpv6.Conversation.IAID;
import static dev.leasehold.dhcpv6.Conversation.OTHER;
import static dev.leasehold.dhcpv6.Conversation.SERVER;
import static dev.leasehold.dhcpv6.Conversation.ia;
import static dev.leasehold.dhcpv6.Conversation.prefix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.Conversation.Sent;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.ElapsedTime;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.OptionRequest;
import dev.leasehold.dhcpv6.message.ReconfigureAccept;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Times of renewal, Renew and Rebind: RFC 9915 sections 14.2, 18.2.4 and 18.2.5. */
class RenewTest {
  @Test
  void renewsAtT1WithTheDelegatingServer() {
    Conversation c = Conversation.bound();
    Instant bound = c.now;
    c.pass(1000);
    assertEquals(1, c.sent.size());
    assertEquals(bound.plusSeconds(1000), c.sent.getFirst().at());
    assertEquals(
        List.of(
            new ClientId(CLIENT),
            new ServerId(SERVER),
            new ElapsedTime(0),
            new OptionRequest(List.of(23, 24, 82, 83)),
            new ReconfigureAccept(),
            ia(IAID, 0, 0, prefix(A, 0, 0))),
        c.last().options());
  }

  @Test
  void repeatsTheRenewFromTenSecondsOnUntilT2AndThenRebinds() {
    Conversation c = Conversation.bound();
    Instant bound = c.now;
    c.pass(3999);
    List<Sent> renews = c.sent.stream().filter(s -> s.type() == MessageType.RENEW).toList();
    List<Sent> rebinds = c.sent.stream().filter(s -> s.type() == MessageType.REBIND).toList();
    assertEquals(c.sent.size(), renews.size() + rebinds.size());
    assertTrue(renews.size() >= 5);
    assertTrue(renews.getLast().at().isBefore(bound.plusSeconds(2000)));
    assertEquals(bound.plusSeconds(2000), rebinds.getFirst().at());
    Duration first = Duration.between(renews.get(0).at(), renews.get(1).at());
    assertTrue(first.toSeconds() >= 9 && first.toSeconds() <= 11);
    Message rebind = rebinds.get(1).message();
    assertEquals(Optional.empty(), rebind.option(ServerId.class));
    assertTrue(rebind.option(ElapsedTime.class).orElseThrow().hundredths() >= 900);
    assertTrue(rebind.option(OptionRequest.class).isPresent());
    assertEquals(List.of(A), c.held());
  }

  @Test
  void renewsWithinTenMinutesAlsoWhenT2IsFar() {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 90_000, prefix(A, 100_000, 100_000))));
    c.forget();
    c.pass(89_000);
    assertTrue(c.gaps().getLast().toSeconds() <= 660);
    assertTrue(c.gaps().getLast().toSeconds() >= 540);
  }

  @Test
  void solicitsWithAHintAfterTheValidLifetime() {
    Conversation c = Conversation.bound();
    c.pass(3999.9);
    assertEquals(List.of(A), c.held());
    c.pass(0.1);
    assertEquals(List.of(), c.held());
    assertEquals(Phase.SOLICITING, c.state.phase());
    c.pass(1);
    assertEquals(MessageType.SOLICIT, c.last().type());
    assertEquals(List.of(ia(IAID, 0, 0, prefix(A, 0, 0))), c.last().options(IaPd.class));
  }

  @Test
  void acceptsAnyServersAnswerToARebind() {
    Conversation c = Conversation.rebinding();
    c.receive(c.reply(OTHER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    assertEquals(Phase.BOUND, c.state.phase());
    assertEquals(OTHER, c.state.binding().orElseThrow().server());
    c.pass(1000);
    assertEquals(new ServerId(OTHER), c.last().option(ServerId.class).orElseThrow());
  }

  @Test
  void restartsTheTimersWithEachReply() {
    Conversation c = Conversation.bound();
    for (int i = 0; i < 10; i++) {
      c.pass(1000);
      assertEquals(i + 1, c.sent.size());
      c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    }
    assertEquals(List.of(A), c.held());
    assertEquals(10, c.sent.stream().map(s -> s.message().transactionId()).distinct().count());
  }

  @Test
  void choosesT1AndT2FromTheShortestPreferredLifetime() {
    assertEquals(List.of(300L, 480L), times(0, 0, prefix(A, 3000, 4000), prefix(B, 600, 9000)));
    // A deprecated prefix needs no early renewal
    assertEquals(List.of(1500L, 2400L), times(0, 0, prefix(A, 3000, 4000), prefix(B, 0, 90)));
    assertEquals(List.of(45L, 72L), times(0, 0, prefix(B, 0, 90)));
    assertEquals(List.of(1500L, 2000L), times(0, 2000, prefix(A, 3000, 4000)));
    assertEquals(List.of(1000L, 1000L), times(0, 1000, prefix(A, 3000, 4000)));
    assertEquals(List.of(2500L, 2500L), times(2500, 0, prefix(A, 3000, 4000)));
  }

  @Test
  void replacesT1AndT2BeyondTheLifetimes() {
    assertEquals(List.of(2L, 2L), times(500, 800, prefix(A, 3, 3)));
    assertEquals(List.of(1500L, 3500L), times(3000, 3500, prefix(A, 3000, 4000)));
    assertEquals(
        List.of(1500L, 2400L), times(Lifetime.INFINITY, Lifetime.INFINITY, prefix(A, 3000, 4000)));
  }

  @Test
  void neverRenewsAnInfiniteLease() {
    assertEquals(
        List.of(Lifetime.INFINITY, Lifetime.INFINITY),
        times(0, 0, prefix(A, Lifetime.INFINITY, Lifetime.INFINITY)));
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, prefix(A, Lifetime.INFINITY, Lifetime.INFINITY))));
    assertEquals(Optional.empty(), c.state.wakeAt());
  }

  @Test
  void renewsAVeryShortLeaseAtMostEveryTwoSeconds() {
    Conversation c = Conversation.requesting();
    c.forget();
    Instant end = c.now.plusSeconds(600);
    while (c.now.isBefore(end)) {
      c.receive(c.rapidReply(SERVER, ia(IAID, 1, 1, prefix(A, 4, 4))));
      c.passToNext();
      assertEquals(List.of(A), c.held());
    }
    assertTrue(c.sent.size() <= 310, c.sent.size() + " messages in 10 minutes");
    assertTrue(c.sent.size() >= 290, c.sent.size() + " messages in 10 minutes");
  }

  @Test
  void backsOffFromALeaseTooShortToRenew() {
    Conversation c = Conversation.requesting();
    c.forget();
    Instant end = c.now.plusSeconds(3600);
    while (c.now.isBefore(end)) {
      c.receive(c.rapidReply(SERVER, ia(IAID, 0, 0, prefix(A, 1, 1))));
      c.passToNext();
    }
    assertTrue(c.sent.size() <= 20, c.sent.size() + " messages in an hour");
  }

  @Test
  void renewsAllIasWhenTheFirstIsDue() {
    Conversation c = Conversation.soliciting(1, 2);
    c.receive(
        c.rapidReply(
            SERVER,
            ia(1, 1000, 2000, prefix(A, 3000, 4000)),
            ia(2, 500, 2000, prefix(B, 3000, 4000))));
    c.pass(500);
    assertEquals(MessageType.RENEW, c.last().type());
    assertEquals(
        List.of(ia(1, 0, 0, prefix(A, 0, 0)), ia(2, 0, 0, prefix(B, 0, 0))),
        c.last().options(IaPd.class));
  }

  @Test
  void continuesCorrectlyAfterALateWakeUp() {
    Conversation c = Conversation.bound();
    c.now = c.now.plusSeconds(2500); // asleep beyond T2
    c.happens(new Event.Due());
    assertEquals(List.of(MessageType.REBIND), c.types());
    c.now = c.now.plusSeconds(100_000);
    c.happens(new Event.Due());
    c.pass(1);
    assertEquals(List.of(MessageType.REBIND, MessageType.SOLICIT), c.types());
    assertEquals(List.of(), c.held());
  }

  @Test
  void ignoresAStatusOfSuccess() {
    Conversation c = Conversation.renewing();
    c.receive(
        c.reply(
            SERVER,
            new StatusCode(0, "fine"),
            ia(IAID, 1000, 2000, new StatusCode(0, "all well"), prefix(A, 3000, 4000))));
    assertEquals(Phase.BOUND, c.state.phase());
    assertEquals(List.of(), c.ignored());
  }

  private static List<Long> times(long t1, long t2, Option... prefixes) {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, t1, t2, prefixes)));
    Binding.Ia held = c.state.binding().orElseThrow().ias().getFirst();
    return List.of(held.t1(), held.t2());
  }
}
