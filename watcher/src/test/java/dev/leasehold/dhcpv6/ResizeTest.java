package dev.leasehold.dhcpv6;

import static dev.leasehold.dhcpv6.Conversation.A;
import static dev.leasehold.dhcpv6.Conversation.CLIENT;
import static dev.leasehold.dhcpv6.Conversation.IAID;
import static dev.leasehold.dhcpv6.Conversation.SERVER;
import static dev.leasehold.dhcpv6.Conversation.ia;
import static dev.leasehold.dhcpv6.Conversation.prefix;
import static dev.leasehold.dhcpv6.Conversation.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import dev.leasehold.dhcpv6.Notice.NotResized;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.RapidCommit;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A client that holds a prefix and requests another length. */
class ResizeTest {
  private static final Prefix LARGER = Prefix.parse("2001:db8:c::/48");
  private static final IaPd LEASE_A = ia(IAID, 1000, 2000, prefix(A, 3000, 4000));
  private static final IaPd LEASE_LARGER = ia(IAID, 1000, 2000, prefix(LARGER, 3000, 4000));
  private static final IaPd HINT = ia(IAID, 0, 0, prefix(Prefix.parse("::/48"), 0, 0));

  @Test
  void requestsTheNewLengthTogetherWithTheRebind() {
    Conversation c = resizing();
    c.pass(2);
    Message solicit = last(c, MessageType.SOLICIT);
    assertEquals(List.of(HINT), solicit.options(IaPd.class));
    assertEquals(Optional.empty(), solicit.option(RapidCommit.class));
    assertEquals(
        List.of(ia(IAID, 0, 0, prefix(A, 0, 0))), last(c, MessageType.REBIND).options(IaPd.class));
    assertEquals(List.of(A), c.held());
    assertEquals(Set.of(IAID), c.state.resizing());
  }

  @Test
  void continuesTheRequestAfterTheServerConfirmsThePrefix() {
    Conversation c = confirmed();
    assertEquals(Phase.SOLICITING, c.state.phase());
    assertEquals(List.of(A), c.held());
    c.receive(c.advertise(SERVER, LEASE_LARGER));
    c.pass(2);
    assertEquals(MessageType.REQUEST, c.last().type());
    assertEquals(List.of(ia(IAID, 0, 0, prefix(LARGER, 0, 0))), c.last().options(IaPd.class));
  }

  @Test
  void switchesToTheNewPrefixAfterASecondExchange() {
    Conversation c = confirmed();
    c.receive(c.advertise(SERVER, LEASE_LARGER));
    c.pass(2);
    c.receive(c.reply(SERVER, LEASE_LARGER));
    assertEquals(List.of(LARGER, A), c.held());
    assertEquals(Set.of(), c.state.resizing());
    c.pass(1);
    assertEquals(MessageType.RENEW, c.last().type());
    c.receive(c.reply(SERVER, LEASE_LARGER));
    assertEquals(List.of(LARGER), c.held());
    assertEquals(List.of(), c.told(NotResized.class));
  }

  @Test
  void switchesAtOnceIfTheRebindIsNotAnswered() {
    Conversation c = resizing();
    c.pass(2);
    c.receive(toSolicit(c, MessageType.ADVERTISE, LEASE_LARGER));
    c.pass(1);
    c.receive(c.reply(SERVER, LEASE_LARGER));
    assertEquals(List.of(LARGER), c.held());
  }

  @Test
  void reportsThatTheServerKeepsTheOldPrefix() {
    Conversation c = confirmed();
    c.receive(c.advertise(SERVER, LEASE_A));
    c.pass(2);
    c.receive(c.reply(SERVER, LEASE_A));
    assertEquals(List.of(A), c.held());
    assertEquals(List.of(new NotResized(IAID, List.of(A), true)), c.told(NotResized.class));
    assertEquals(Phase.BOUND, c.state.phase());
    assertEquals(Set.of(), c.state.resizing());
  }

  @Test
  void reportsThatNoServerOffersTheLength() {
    Conversation c = confirmed();
    c.receive(c.advertise(SERVER, LEASE_LARGER));
    c.pass(2);
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    assertEquals(List.of(new NotResized(IAID, List.of(A), true)), c.told(NotResized.class));
    assertEquals(List.of(A), c.held());
    assertEquals(Phase.BOUND, c.state.phase());
  }

  @Test
  void givesUpAfterAMinuteWithoutAnOffer() {
    Conversation c = confirmed();
    c.receive(c.advertise(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    c.pass(61);
    assertEquals(List.of(new NotResized(IAID, List.of(A), false)), c.told(NotResized.class));
    assertEquals(Phase.BOUND, c.state.phase());
    assertEquals(List.of(A), c.held());
    c.forget();
    c.pass(800);
    assertEquals(List.of(), c.sent);
  }

  @Test
  void doesNotChangeTheOtherIa() {
    Prefix other = Prefix.parse("2001:db8:d::/56");
    Binding held =
        new Binding(SERVER, List.of(binding(IAID, A), binding(2, other)), ReconfigureKey.NONE);
    Conversation c = resizing(held, new IaRequest(IAID, 48), new IaRequest(2, 56));
    c.pass(1);
    IaPd otherLease = ia(2, 1000, 2000, prefix(other, 3000, 4000));
    c.receive(toRebind(c, LEASE_A, otherLease));
    c.pass(1);
    assertEquals(
        List.of(HINT, ia(2, 0, 0, prefix(other, 0, 0))),
        last(c, MessageType.SOLICIT).options(IaPd.class));
    c.receive(
        c.advertise(
            SERVER, LEASE_LARGER, ia(2, 0, 0, prefix(Prefix.parse("2001:db8:e::/56"), 30, 40))));
    c.pass(2);
    assertEquals(
        List.of(ia(IAID, 0, 0, prefix(LARGER, 0, 0)), ia(2, 0, 0, prefix(other, 0, 0))),
        c.last().options(IaPd.class));
  }

  @Test
  void resizesNothingWithoutAHeldPrefix() {
    Conversation c =
        new Conversation(settings(new IaRequest(IAID, 48)), 1, Optional.empty(), Set.of(IAID));
    assertEquals(Set.of(), c.state.resizing());
  }

  @Test
  void keepsRequestingAnUnconfirmedPrefix() {
    Conversation c = resizing();
    c.pass(15); // a Confirm would have ended by now
    c.forget();
    c.pass(30);
    assertTrue(c.types().contains(MessageType.REBIND));
    assertEquals(Phase.SEARCHING, c.state.phase());
    assertEquals(List.of(A), c.held());
  }

  private static Conversation resizing() {
    Binding held = new Binding(SERVER, List.of(binding(IAID, A)), ReconfigureKey.NONE);
    return resizing(held, new IaRequest(IAID, 48));
  }

  private static Conversation resizing(Binding held, IaRequest... ias) {
    Conversation c = new Conversation(settings(ias), 3, Optional.of(held), Set.of(IAID));
    c.linkUp();
    return c;
  }

  /** A client after an answer to the Rebind, with its Solicit sent. */
  private static Conversation confirmed() {
    Conversation c = resizing();
    c.pass(1);
    c.receive(toRebind(c, LEASE_A));
    c.pass(1);
    assertTrue(c.types().contains(MessageType.SOLICIT));
    return c;
  }

  private static ClientSettings settings(IaRequest... ias) {
    return new ClientSettings(CLIENT, List.of(ias));
  }

  private static Binding.Ia binding(long iaid, Prefix prefix) {
    return new Binding.Ia(
        iaid,
        1000,
        2000,
        Conversation.START,
        List.of(new Binding.LeasedPrefix(prefix, 3000, 4000, Conversation.START)));
  }

  private static Message toRebind(Conversation c, Option... options) {
    return answer(MessageType.REPLY, last(c, MessageType.REBIND), options);
  }

  private static Message toSolicit(Conversation c, MessageType type, Option... options) {
    return answer(type, last(c, MessageType.SOLICIT), options);
  }

  private static Message answer(MessageType type, Message asked, Option... options) {
    List<Option> all = new ArrayList<>(List.of(new ClientId(CLIENT), new ServerId(SERVER)));
    all.addAll(List.of(options));
    return new Message(type, asked.transactionId(), all);
  }

  private static Message last(Conversation c, MessageType type) {
    return c.sent.stream()
        .map(Conversation.Sent::message)
        .filter(m -> m.type() == type)
        .reduce((_, later) -> later)
        .orElseThrow();
  }
}
