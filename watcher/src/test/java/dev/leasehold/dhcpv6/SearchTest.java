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

import dev.leasehold.dhcpv6.Conversation.Sent;
import dev.leasehold.dhcpv6.Notice.Delegated;
import dev.leasehold.dhcpv6.Notice.Denied;
import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.RapidCommit;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Rebind without an answer after a link change: docs/decisions/0014. */
class SearchTest {
  private static final IaPd LEASE_A = ia(IAID, 1000, 2000, prefix(A, 3000, 4000));
  private static final IaPd LEASE_B = ia(IAID, 1000, 2000, prefix(B, 3000, 4000));

  @Test
  void solicitsInAdditionToTheRebindAfterTenSeconds() {
    Conversation c = Conversation.bound();
    c.linkDown();
    c.linkUp();
    Instant up = c.now;
    c.pass(60);
    Sent solicit = first(c, MessageType.SOLICIT);
    Duration after = Duration.between(up, solicit.at());
    assertTrue(after.toSeconds() >= 10 && after.toSeconds() <= 12, after::toString);
    assertEquals(Optional.empty(), solicit.message().option(RapidCommit.class));
    assertEquals(List.of(ia(IAID, 0, 0, prefix(A, 0, 0))), solicit.message().options(IaPd.class));
    assertTrue(c.sent.stream().filter(s -> s.type() == MessageType.REBIND).count() >= 5);
    assertEquals(1, transactions(c, MessageType.REBIND));
    assertEquals(1, transactions(c, MessageType.SOLICIT));
    assertEquals(List.of(A), c.held());
  }

  @Test
  void solicitsAfterTheLinksOwnPrefixChanged() {
    Conversation c = Conversation.bound();
    c.probe();
    c.pass(12);
    assertEquals(Phase.SEARCHING, c.state.phase());
    assertEquals(List.of(A), c.held());
  }

  @Test
  void solicitsAfterTheLinksOwnPrefixChangedDuringARenew() {
    for (Conversation c : List.of(Conversation.renewing(), Conversation.rebinding())) {
      c.probe();
      c.pass(9.9);
      assertEquals(0, transactions(c, MessageType.SOLICIT));
      c.pass(2.1);
      assertEquals(1, transactions(c, MessageType.SOLICIT));
      assertEquals(List.of(A), c.held());
    }
  }

  @Test
  void doesNotPostponeTheSolicitAtAnotherProbe() {
    Conversation c = Conversation.renewing();
    for (int i = 0; i < 6; i++) {
      c.probe();
      c.pass(2);
    }
    assertEquals(1, transactions(c, MessageType.SOLICIT));
  }

  /** Without a sign of a link change, the lease is kept as in RFC 9915. */
  @Test
  void doesNotSolicitDuringARebindAtT2() {
    Conversation c = Conversation.rebinding();
    c.pass(1999);
    assertEquals(0, transactions(c, MessageType.SOLICIT));
  }

  @Test
  void endsTheSearchWithAReplyToTheRebind() {
    Conversation c = searching();
    c.receive(replyToRebind(c, LEASE_A));
    assertEquals(Phase.BOUND, c.state.phase());
    assertEquals(c.now.plusSeconds(1000), c.state.wakeAt().orElseThrow());
    c.forget();
    c.pass(999);
    assertEquals(List.of(), c.sent);
  }

  @Test
  void endsTheSearchWithAReplyAfterTheAdvertise() {
    Conversation c = searching();
    c.receive(advertise(c, LEASE_B));
    c.receive(replyToRebind(c, LEASE_A));
    c.pass(10);
    assertEquals(Phase.BOUND, c.state.phase());
    assertEquals(List.of(A), c.held());
    assertEquals(0, transactions(c, MessageType.REQUEST));
  }

  @Test
  void rebindsAgainOnAnAdvertiseAndRequestsASecondLater() {
    Conversation c = searching();
    c.forget();
    c.receive(advertise(c, LEASE_B));
    Instant advertised = c.now;
    c.pass(1);
    assertEquals(List.of(MessageType.REBIND, MessageType.REQUEST), c.types());
    assertEquals(Duration.ofSeconds(1), Duration.between(advertised, c.sent.getLast().at()));
    assertEquals(new ServerId(SERVER), c.last().option(ServerId.class).orElseThrow());
    assertEquals(List.of(ia(IAID, 0, 0, prefix(B, 0, 0))), c.last().options(IaPd.class));
    assertEquals(List.of(A), c.held());
  }

  @Test
  void takesTheNewPrefixFromTheReplyToTheRequest() {
    Conversation c = searching();
    c.receive(advertise(c, LEASE_B));
    c.pass(1);
    c.receive(c.reply(SERVER, LEASE_B));
    assertEquals(List.of(B), c.held());
    Delegated told = c.told(Delegated.class).getLast();
    assertEquals(1, told.all().size());
    assertEquals(Phase.BOUND, c.state.phase());
    assertEquals(c.now.plusSeconds(1000), c.state.wakeAt().orElseThrow());
  }

  @Test
  void keepsAHeldPrefixThatIsOffered() {
    Conversation c = searching();
    c.receive(advertise(c, OTHER, LEASE_B));
    c.receive(advertise(c, SERVER, LEASE_A));
    c.pass(1);
    assertEquals(new ServerId(SERVER), c.last().option(ServerId.class).orElseThrow());
    c.receive(c.reply(SERVER, LEASE_A));
    assertEquals(List.of(A), c.held());
    assertEquals(List.of(), c.told(Denied.class));
  }

  @Test
  void continuesTheSearchAfterAnEmptyReply() {
    Conversation c = searching();
    c.receive(advertise(c, LEASE_B));
    c.pass(1);
    c.forget();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    assertEquals(Phase.SEARCHING, c.state.phase());
    assertEquals(List.of(A), c.held());
    c.pass(10);
    assertTrue(c.types().containsAll(List.of(MessageType.REBIND, MessageType.SOLICIT)));
  }

  @Test
  void keepsThePrefixAfterARefusedRequest() {
    Conversation c = searching();
    c.receive(advertise(c, LEASE_B));
    c.pass(1);
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_BINDING))));
    assertEquals(List.of(), c.told(Denied.class));
    assertEquals(List.of(A), c.held());
  }

  @Test
  void ignoresARapidReply() {
    Conversation c = searching();
    int solicit = solicit(c);
    List<Option> options =
        List.of(
            new ClientId(Conversation.CLIENT), new ServerId(SERVER), new RapidCommit(), LEASE_B);
    c.forget();
    c.receive(new Message(MessageType.REPLY, solicit, options));
    assertEquals(List.of(Reason.FOREIGN_TRANSACTION), c.ignored());
    assertEquals(List.of(A), c.held());
  }

  @Test
  void replacesAtOnceAfterALinkChange() {
    Conversation c = Conversation.bound();
    c.linkDown();
    c.linkUp();
    c.pass(1);
    c.receive(c.reply(SERVER, LEASE_B));
    assertEquals(List.of(B), c.held());
    assertEquals(List.of(), c.told(Delegated.class).getLast().kept());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        StatusCode.SUCCESS,
        StatusCode.NO_ADDRS_AVAIL,
        StatusCode.NOT_ON_LINK,
        StatusCode.NO_PREFIX_AVAIL
      })
  void anEmptyIaIsAnAnswerAndNotSilence(int code) {
    Conversation c = Conversation.bound();
    c.linkDown();
    c.linkUp();
    c.pass(1);
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(code))));
    assertEquals(List.of(A), c.held());
    c.pass(1);
    assertEquals(MessageType.SOLICIT, c.last().type());
  }

  @Test
  void searchesAfterAnEmptyIaFromTheDelegatingServer() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0)));
    assertEquals(Phase.SEARCHING, c.state.phase());
    assertEquals(List.of(A), c.held());
  }

  @Test
  void ignoresAnEmptyIaFromAnotherServer() {
    Conversation c = Conversation.rebinding();
    c.receive(c.reply(OTHER, ia(IAID, 0, 0)));
    assertEquals(Phase.REBINDING, c.state.phase());
  }

  @Test
  void ignoresAReplyWithoutOurIa() {
    Conversation c = searching();
    c.receive(replyToRebind(c, ia(7, 10, 20, prefix(B, 30, 40))));
    c.receive(replyToRebind(c, status(StatusCode.NO_PREFIX_AVAIL)));
    assertEquals(Phase.SEARCHING, c.state.phase());
    assertEquals(List.of(A), c.held());
  }

  @Test
  void requestsAfterNoBinding() {
    Conversation c = searching();
    c.receive(replyToRebind(c, ia(IAID, 0, 0, status(StatusCode.NO_BINDING))));
    assertEquals(List.of(new Denied(IAID, List.of(A))), c.told(Denied.class));
    assertEquals(MessageType.REQUEST, c.last().type());
  }

  @Test
  void solicitsAfterAllPrefixesExpired() {
    Conversation c = searching();
    c.pass(4000);
    assertEquals(Phase.SOLICITING, c.state.phase());
    assertEquals(List.of(), c.held());
  }

  @Test
  void slowsDownWithoutAnAnswer() {
    Conversation c = Conversation.bound();
    c.linkDown();
    c.linkUp();
    c.pass(3900);
    assertTrue(c.sent.size() < 40, c.sent.size() + " messages in 65 minutes");
  }

  /** After a link change the Request after NoBinding contains all held prefixes. */
  @Test
  void requestsEveryPrefixOfAnIaThatIsNotDenied() {
    Prefix third = Prefix.parse("2001:db8:c::/56");
    Conversation c = Conversation.soliciting(1, 2);
    IaPd one = ia(1, 1000, 2000, prefix(A, 3000, 4000));
    IaPd two = ia(2, 1000, 2000, prefix(B, 3000, 4000), prefix(third, 3000, 4000));
    c.receive(c.advertise(SERVER, one, two));
    c.pass(1.2);
    c.receive(c.reply(SERVER, one, two));
    c.linkDown();
    c.linkUp();
    c.pass(12);
    c.receive(replyToRebind(c, ia(1, 0, 0, status(StatusCode.NO_BINDING))));
    c.pass(2);
    assertEquals(MessageType.REQUEST, c.last().type());
    assertEquals(
        List.of(ia(1, 0, 0, prefix(A, 0, 0)), ia(2, 0, 0, prefix(B, 0, 0), prefix(third, 0, 0))),
        c.last().options(IaPd.class));
  }

  /** A client that holds A, after the link came up, with its Solicit sent. */
  private static Conversation searching() {
    Conversation c = Conversation.bound();
    c.linkDown();
    c.linkUp();
    c.pass(12);
    assertEquals(Phase.SEARCHING, c.state.phase());
    assertEquals(1, transactions(c, MessageType.SOLICIT));
    return c;
  }

  private static Message advertise(Conversation c, Option... options) {
    return advertise(c, SERVER, options);
  }

  private static Message advertise(Conversation c, Duid server, Option... options) {
    List<Option> all =
        new ArrayList<>(List.of(new ClientId(Conversation.CLIENT), new ServerId(server)));
    all.addAll(List.of(options));
    return new Message(MessageType.ADVERTISE, solicit(c), all);
  }

  private static Message replyToRebind(Conversation c, Option... options) {
    Message reply = c.reply(SERVER, options);
    int rebind = first(c, MessageType.REBIND).message().transactionId();
    return new Message(MessageType.REPLY, rebind, reply.options());
  }

  private static int solicit(Conversation c) {
    return ((State.Searching) c.state).solicit().transactionId();
  }

  private static Sent first(Conversation c, MessageType type) {
    return c.sent.stream().filter(s -> s.type() == type).findFirst().orElseThrow();
  }

  private static long transactions(Conversation c, MessageType type) {
    return c.sent.stream()
        .filter(s -> s.type() == type)
        .map(s -> s.message().transactionId())
        .distinct()
        .count();
  }
}
