package dev.leasehold.dhcpv6;

import static dev.leasehold.dhcpv6.Conversation.A;
import static dev.leasehold.dhcpv6.Conversation.CLIENT;
import static dev.leasehold.dhcpv6.Conversation.IAID;
import static dev.leasehold.dhcpv6.Conversation.SERVER;
import static dev.leasehold.dhcpv6.Conversation.ia;
import static dev.leasehold.dhcpv6.Conversation.prefix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.ElapsedTime;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.StatusCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 9915 section 18.2.7. */
class ReleaseTest {
  @Test
  void releasesOnRequestAndStops() {
    Conversation c = Conversation.bound();
    c.release();
    assertEquals(List.of(), c.held());
    assertEquals(MessageType.RELEASE, c.last().type());
    assertEquals(
        List.of(
            new ClientId(CLIENT),
            new ServerId(SERVER),
            new ElapsedTime(0),
            ia(IAID, 0, 0, prefix(A, 0, 0))),
        c.last().options());
    c.receive(c.reply(SERVER, new StatusCode(0, "gone")));
    assertEquals(Phase.RELEASED, c.state.phase());
    c.linkUp();
    c.probe();
    c.release();
    c.pass(1_000_000);
    assertEquals(1, c.sent.size());
  }

  @Test
  void sendsTheReleaseFourTimes() {
    Conversation c = Conversation.bound();
    c.release();
    c.release();
    c.pass(30);
    assertEquals(4, c.sent.size());
    assertTrue(c.gaps().getFirst().toMillis() >= 900);
    assertEquals(Phase.RELEASED, c.state.phase());
    assertEquals(Optional.empty(), c.state.wakeAt());
  }

  @Test
  void acceptsNoBindingAsAnAnswer() {
    Conversation c = Conversation.bound();
    c.release();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, new StatusCode(StatusCode.NO_BINDING, ""))));
    assertEquals(Phase.RELEASED, c.state.phase());
    assertEquals(List.of(), c.told(Notice.Denied.class));
  }

  @Test
  void doesNotUseAReleasedPrefixAgain() {
    Conversation c = Conversation.bound();
    c.release();
    c.receive(c.reply(SERVER, ia(IAID, 10, 20, prefix(A, 30, 40))));
    assertEquals(List.of(), c.held());
    assertEquals(List.of(), c.told(Notice.Delegated.class));
  }

  @Test
  void sendsNothingWithoutALeaseOrAServer() {
    Conversation soliciting = Conversation.soliciting();
    soliciting.release();
    assertEquals(Phase.RELEASED, soliciting.state.phase());
    Conversation down = Conversation.bound();
    down.linkDown();
    down.release();
    assertEquals(Phase.RELEASED, down.state.phase());
    Conversation falling = Conversation.bound();
    falling.release();
    falling.linkDown();
    falling.pass(30);
    assertEquals(1, falling.sent.size());
    assertEquals(Phase.RELEASED, falling.state.phase());
  }

  /** RFC 9096 WPD-9: the end of the program or the link is no reason for a Release. */
  @Test
  void neverReleasesAutomatically() {
    Conversation c = Conversation.bound();
    c.linkDown();
    c.linkUp();
    c.pass(100_000);
    assertEquals(List.of(), c.types().stream().filter(t -> t == MessageType.RELEASE).toList());
  }
}
