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
import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.StatusCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Request (RFC 9915 section 18.2.2) and its Replies. */
class RequestExchangeTest {
  @Test
  void bindsAndReportsAReply() {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    assertEquals(List.of(A), c.held());
    assertEquals(List.of(Phase.SOLICITING, Phase.REQUESTING, Phase.BOUND), c.entered());
    assertEquals(
        List.of(
            new Delegated(IAID, SERVER, List.of(new Binding.LeasedPrefix(A, 3000, 4000, c.now)))),
        c.told(Delegated.class));
    assertEquals(c.now.plusSeconds(1000), c.state.wakeAt().orElseThrow());
  }

  @Test
  void sendsTenRequestsWithGrowingPauses() {
    Conversation c = Conversation.requesting();
    c.pass(400);
    List<Sent> requests = c.sent.stream().filter(s -> s.type() == MessageType.REQUEST).toList();
    assertEquals(10, requests.size());
    assertEquals(1, requests.stream().map(s -> s.message().transactionId()).distinct().count());
    Duration last = Duration.between(requests.get(8).at(), requests.get(9).at());
    assertTrue(last.toSeconds() >= 26 && last.toSeconds() <= 33, last::toString);
  }

  @Test
  void requestsFromTheNextServerAndThenSolicits() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, ia(IAID, 0, 0, prefix(A, 30, 40))));
    c.receive(c.advertise(OTHER, ia(IAID, 0, 0, prefix(B, 30, 40))));
    c.pass(300);
    assertEquals(List.of(Phase.SOLICITING, Phase.REQUESTING, Phase.REQUESTING), c.entered());
    assertEquals(new ServerId(OTHER), c.last().option(ServerId.class).orElseThrow());
    c.pass(200);
    assertEquals(Phase.SOLICITING, c.state.phase());
  }

  @Test
  void requestsFromTheNextServerAfterAnEmptyReply() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, ia(IAID, 0, 0, prefix(A, 30, 40))));
    c.receive(c.advertise(OTHER, ia(IAID, 0, 0, prefix(B, 30, 40))));
    c.pass(1.2);
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    assertEquals(MessageType.REQUEST, c.last().type());
    assertEquals(new ServerId(OTHER), c.last().option(ServerId.class).orElseThrow());
  }

  @Test
  void retriesAfterUnspecFailAtTheUsualPace() {
    Conversation c = Conversation.requesting();
    int sent = c.sent.size();
    for (int i = 0; i < 100; i++) {
      c.receive(c.reply(SERVER, status(StatusCode.UNSPEC_FAIL)));
    }
    assertEquals(sent, c.sent.size());
    assertEquals(Phase.REQUESTING, c.state.phase());
    c.pass(1.2);
    assertEquals(sent + 1, c.sent.size());
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    assertEquals(List.of(A), c.held());
  }

  @Test
  void ignoresAReplyOfAnotherServer() {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(OTHER, ia(IAID, 1000, 2000, prefix(B, 3000, 4000))));
    assertEquals(List.of(Reason.FOREIGN_SERVER), c.ignored());
    assertEquals(List.of(), c.held());
  }

  /** The client slows down for a server that offers and never grants. */
  @Test
  void backsOffFromAServerThatAlwaysRefuses() {
    Conversation c = Conversation.soliciting();
    Instant end = c.now.plus(Duration.ofHours(3));
    while (c.now.isBefore(end)) {
      if (c.last().type() == MessageType.SOLICIT) {
        c.receive(c.advertise(SERVER, ia(IAID, 0, 0, prefix(A, 30, 40))));
      } else {
        c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
      }
      c.passTo(c.state.wakeAt().orElseThrow());
    }
    long lastHour =
        c.sent.stream().filter(s -> s.at().isAfter(end.minus(Duration.ofHours(1)))).count();
    assertTrue(lastHour >= 10 && lastHour <= 14, lastHour + " messages in the last hour");
  }

  @Test
  void usesAGrantedIaAndRequestsTheOtherAtRenew() {
    Conversation c = Conversation.soliciting(1, 2);
    c.receive(c.advertise(SERVER, ia(1, 0, 0, prefix(A, 3000, 4000))));
    c.pass(1.2);
    c.receive(
        c.reply(
            SERVER,
            ia(1, 1000, 2000, prefix(A, 3000, 4000)),
            ia(2, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    assertEquals(List.of(A), c.held());
    c.pass(1000);
    assertEquals(MessageType.RENEW, c.last().type());
    c.receive(
        c.reply(
            SERVER,
            ia(1, 1000, 2000, prefix(A, 3000, 4000)),
            ia(2, 1000, 2000, prefix(B, 3000, 4000))));
    assertEquals(List.of(A, B), c.held());
  }

  @Test
  void acceptsSeveralPrefixesOfOneIa() {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000), prefix(B, 300, 400))));
    assertEquals(List.of(A, B), c.held());
    c.pass(400);
    assertEquals(List.of(A), c.held());
  }
}
