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
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Preference;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.SolMaxRt;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.net.Prefix;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The prefix in a Solicit: RFC 9915 section 18.2.1, RFC 8168 section 3.1. */
class HintTest {
  private static final IaPd PRIOR = ia(IAID, 0, 0, prefix(A, 0, 0));
  private static final IaPd LENGTH = ia(IAID, 0, 0, prefix(Prefix.parse("::/56"), 0, 0));

  @Test
  void requestsAWithdrawnPrefixAfterALinkChange() {
    Conversation c = Conversation.bound();
    c.linkDown();
    c.linkUp();
    c.pass(1);
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, prefix(A, 0, 0))));
    c.pass(1);
    assertEquals(MessageType.SOLICIT, c.last().type());
    assertEquals(List.of(PRIOR), c.last().options(IaPd.class));
  }

  @Test
  void namesThePrefixInEveryRetransmissionForAMinute() {
    Conversation c = lost();
    Instant first = c.sent.getFirst().at();
    c.pass(300);
    for (Sent sent : c.sent) {
      boolean early = sent.at().isBefore(first.plusSeconds(60));
      assertEquals(List.of(early ? PRIOR : LENGTH), sent.message().options(IaPd.class));
    }
    assertTrue(c.sent.stream().anyMatch(s -> !s.at().isBefore(first.plusSeconds(60))));
  }

  @Test
  void dropsTheHintAfterAnotherOffer() {
    for (IaPd other :
        List.of(
            ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL)),
            ia(IAID, 0, 0, prefix(A, 0, 0)),
            ia(7, 0, 0, prefix(A, 30, 40)))) {
      Conversation c = lost();
      c.receive(c.advertise(SERVER, other));
      c.pass(3);
      assertEquals(List.of(LENGTH), c.last().options(IaPd.class));
    }
  }

  @Test
  void ignoresAnAdvertiseForAnotherClient() {
    Conversation c = lost();
    Message foreign = c.advertise(SERVER, new SolMaxRt(60));
    c.receive(new Message(foreign.type(), foreign.transactionId() ^ 1, foreign.options()));
    c.pass(3);
    assertEquals(List.of(PRIOR), c.last().options(IaPd.class));
  }

  @Test
  void namesThePrefixAgainInANewDiscovery() {
    Conversation c = lost();
    c.linkDown();
    c.linkUp();
    c.pass(1);
    assertEquals(List.of(PRIOR), c.last().options(IaPd.class));
  }

  @Test
  void prefersTheServerWithThePreviousPrefix() {
    Conversation c = lost();
    c.receive(c.advertise(OTHER, new Preference(200), ia(IAID, 0, 0, prefix(B, 30, 40))));
    c.receive(c.advertise(SERVER, ia(IAID, 0, 0, prefix(A, 30, 40))));
    c.pass(1.2);
    assertEquals(new ServerId(SERVER), c.last().option(ServerId.class).orElseThrow());
  }

  /** A client whose prefix A has expired and that has sent its first Solicit. */
  private static Conversation lost() {
    Conversation c = Conversation.bound();
    c.pass(4000);
    c.forget();
    c.pass(1);
    assertEquals(List.of(MessageType.SOLICIT), c.types());
    return c;
  }
}
