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
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.ElapsedTime;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.OptionRequest;
import dev.leasehold.dhcpv6.message.Preference;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.wire.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Protocol errors of the clients of other dynamic-prefix operators, one test each.
 *
 * <p>Other tests cover their remaining errors:
 *
 * <ul>
 *   <li>pace and retransmission: {@code TransmissionTest}; delay, SOL_MAX_RT, collecting
 *       Advertises, Rapid Commit: {@code SolicitTest}; Renew until T2, Rebind until the end: {@code
 *       RenewTest}; a race with the end of the link: {@code LinkTest}
 *   <li>whose message it is: {@code ValidationTest}; Reconfigure: {@code ReconfigureTest}; no
 *       Release at a restart: {@code ReleaseTest#neverReleasesAutomatically}
 *   <li>nothing is kept: {@code LeaseFileTest}, {@code DuidFileTest}; no MAC, no DUID: {@code
 *       DuidFileTest#isRandomWithoutAMac}; an IAID that moves with the link: {@code
 *       IaidsTest#areStableAcrossVersions}; an interface made again is not heard: {@code
 *       DelegationLinkIT#isReadyOnAnInterfaceThatReturnsWithAnotherIndex}, {@code
 *       PcapRaSourceIT#continuesOnAnInterfaceWithAnotherIndex}; rights that nobody names: {@code
 *       DoctorTest}, {@code DelegationIT#namesTheMissingPrivilegeForThePort}
 *   <li>unique local prefixes are taken: {@code GuardrailsTest#refuses}; any router is believed:
 *       {@code GuardrailsTest#ignoreARouterThatIsNotListed}
 *   <li>advertisements from afar or from no router: {@code
 *       RouterAdvertisementTest#discardsAHopLimitOtherThan255} and {@code
 *       #discardsASourceThatIsNotLinkLocal}; a preferred lifetime of 0 is not seen: {@code
 *       TransitionTest#drainsADeprecatedPrefixWithASuccessor}; a valid lifetime of 0 is passed
 *       over: {@code TransitionTest#replacesAWithdrawnPrefixAtOnce}; two routers take turns: {@code
 *       TransitionTest#keepsAPreferredPrefixWhenAnotherIsAnnounced}; a silent renumbering is not
 *       seen: {@code FlashRenumberingTest}
 *   <li>a /56 gives way to the /64 of the link: {@code
 *       DelegationTest#keepsTheDelegationWhenItsServerIsSlow}, and another acquisition is not seen
 *       until a restart: {@code PeopleTest#usesTheObservationsOfTheNewInterface}
 *   <li>a poll decides when a change is seen: {@code ListenersTest}, {@code WatchIT}
 * </ul>
 */
class PeerDefectsTest {
  /** They also request an address, and fail if an Advertise has none. */
  @Test
  void workWithAServerThatOnlyDelegates() {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    assertEquals(List.of(A), c.held());
    for (Conversation.Sent sent : c.sent) {
      assertTrue(sent.message().options().stream().noneMatch(o -> o.code() == 3 || o.code() == 4));
    }
  }

  /** They lost a lease of 600 s after 93 s. */
  @Test
  void keepALeaseWithoutAnAnswerToTheRebind() {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, 10, 20, prefix(A, 500, 600))));
    c.pass(599);
    assertEquals(List.of(A), c.held());
  }

  /** They kept a prefix with a valid lifetime of 3 s for 8 s. */
  @Test
  void dropAnExpiredPrefixForAnyT1() {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, 500, 800, prefix(A, 3, 3))));
    c.pass(2.9);
    assertEquals(List.of(A), c.held());
    c.pass(0.1);
    assertEquals(List.of(), c.held());
  }

  @Test
  void doNotTakeTheFirstAdvertise() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, ia(IAID, 0, 0, prefix(A, 30, 40))));
    c.receive(c.advertise(OTHER, new Preference(255), ia(IAID, 0, 0, prefix(B, 30, 40))));
    assertEquals(Optional.of(new ServerId(OTHER)), c.last().option(ServerId.class));
  }

  @Test
  void doNotRequestFromAServerWithoutPrefixes() {
    Conversation c = Conversation.soliciting();
    c.receive(c.advertise(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_PREFIX_AVAIL))));
    c.receive(c.advertise(OTHER, ia(IAID, 0, 0, prefix(B, 30, 40))));
    c.pass(1.2);
    assertEquals(Optional.of(new ServerId(OTHER)), c.last().option(ServerId.class));
  }

  @Test
  void doNotTakeALeaseMeantForAnotherClient() {
    Conversation c = Conversation.requesting();
    c.receive(
        new Message(
            MessageType.REPLY,
            c.transactionId(),
            List.of(
                new ClientId(OTHER),
                new ServerId(SERVER),
                ia(IAID, 1000, 2000, prefix(A, 3000, 4000)))));
    assertEquals(List.of(), c.held());
  }

  @Test
  void doNotTakeAnIaWithT1AfterT2() {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, 2000, 1000, prefix(A, 3000, 4000))));
    assertEquals(List.of(), c.held());
  }

  @Test
  void doNotTakeAPrefixPreferredForLongerThanValid() {
    Conversation c = Conversation.requesting();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 4000, 3000))));
    assertEquals(List.of(), c.held());
  }

  /** They took the first prefix of a Reply, even a deprecated one. */
  @Test
  void distinguishADeprecatedPrefixFromTheNewOne() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 0, 600), prefix(B, 3000, 4000))));
    List<Binding.LeasedPrefix> held = c.state.binding().orElseThrow().ias().getFirst().prefixes();
    assertEquals(0, held.getFirst().preferredLifetime());
    assertEquals(B, held.getLast().prefix());
    assertEquals(3000, held.getLast().preferredLifetime());
  }

  @Test
  void requestAfterNoBindingAndSolicitWhenThatFails() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_BINDING))));
    assertEquals(MessageType.REQUEST, c.last().type());
    assertEquals(List.of(), c.held());
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_BINDING))));
    c.pass(2);
    assertEquals(MessageType.SOLICIT, c.last().type());
  }

  @Test
  void dropAWithdrawnPrefixAtOnce() {
    Conversation c = Conversation.renewing();
    c.receive(c.reply(SERVER, ia(IAID, 0, 0, prefix(A, 0, 0))));
    assertEquals(List.of(), c.held());
  }

  @Test
  void rebindAfterARestart() {
    Binding held = Conversation.bound().state.binding().orElseThrow();
    Conversation c = new Conversation(Conversation.settings(), 3, Optional.of(held));
    c.linkUp();
    c.passToNext();
    assertEquals(List.of(MessageType.REBIND), c.types());
  }

  /** They dropped the lease after a stop during a Rebind. */
  @Test
  void keepTheLeaseWhenTheLinkGoesDownWhileRebinding() {
    Conversation c = Conversation.rebinding();
    c.linkDown();
    assertEquals(List.of(A), c.held());
  }

  /** One of them crashed. */
  @Test
  void surviveAPrefixOfLengthZero() {
    Conversation c = Conversation.requesting();
    c.receive(
        c.reply(SERVER, ia(IAID, 1000, 2000, new IaPrefix(30, 40, 0, A.network(), List.of()))));
    assertEquals(List.of(Reason.PREFIX), c.ignored());
    assertEquals(List.of(), c.held());
  }

  @Test
  void surviveAPrefixLongerThanAnAddress() {
    Conversation c = Conversation.requesting();
    byte[] reply =
        c.reply(SERVER, ia(IAID, 1000, 2000, new IaPrefix(30, 40, 99, A.network(), List.of())))
            .write();
    int length = reply.length - 17;
    assertEquals(99, reply[length]);
    reply[length] = (byte) 129;
    c.receive(Simulation.parsed(Bytes.copyOf(reply).toArray()));
    assertEquals(List.of(), c.held());
  }

  @Test
  void clearHostBits() {
    Conversation c = Conversation.requesting();
    IaPrefix unclean =
        new IaPrefix(3000, 4000, 56, A.network().plus(BigInteger.valueOf(5)), List.of());
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, unclean)));
    assertEquals(List.of(A), c.held());
  }

  /** One of them sent 6,600 Renews in 3 s. */
  @Test
  void doNotLoopIfTheServerDeniesOrWithdrawsItsGrants() {
    Conversation c = Conversation.bound();
    double end = 600;
    for (double t = 0; t < end; t += 0.5) {
      c.probe();
      switch (c.state) {
        case State.Soliciting _ ->
            c.receive(c.rapidReply(SERVER, ia(IAID, 0, 0, prefix(A, 300, 400))));
        case State.Requesting _ -> c.receive(c.reply(SERVER, ia(IAID, 1, 1, prefix(A, 300, 400))));
        case State.Renewing _ ->
            c.receive(c.reply(SERVER, ia(IAID, 0, 0, status(StatusCode.NO_BINDING))));
        case State.Rebinding _ -> c.receive(c.reply(SERVER, ia(IAID, 0, 0, prefix(A, 0, 0))));
        default -> {}
      }
      c.pass(0.5);
    }
    assertTrue(c.sent.size() <= 310, c.sent.size() + " messages in 10 minutes");
  }

  /** One of them used 3.2 s of CPU time in 5 s while the interface was down. */
  @Test
  void sleepWhileTheLinkIsDown() {
    Conversation c = Conversation.renewing();
    c.linkDown();
    assertEquals(c.state.binding().orElseThrow().expiresNext(), c.state.wakeAt().orElseThrow());
  }

  /** They sent Renews after T2, without Elapsed Time and Option Request. */
  @Test
  void renewAndRebindWithAllRequiredOptions() {
    Conversation c = Conversation.bound();
    c.pass(3000);
    for (Conversation.Sent sent : c.sent) {
      assertTrue(sent.message().option(OptionRequest.class).isPresent());
      assertTrue(sent.message().option(ElapsedTime.class).isPresent());
      assertEquals(new ClientId(CLIENT), sent.message().option(ClientId.class).orElseThrow());
    }
    assertTrue(c.sent.get(1).message().option(ElapsedTime.class).orElseThrow().hundredths() > 0);
  }

  @Test
  void requestThePreviousPrefix() {
    Conversation c = Conversation.bound();
    c.pass(4001);
    assertEquals(List.of(ia(IAID, 0, 0, prefix(A, 0, 0))), c.last().options(IaPd.class));
  }

  /** They support only one IA with one prefix. */
  @Test
  void holdAllIasAndPrefixes() {
    Conversation c = Conversation.soliciting(1, 2);
    c.receive(
        c.rapidReply(
            SERVER,
            ia(1, 1000, 2000, prefix(A, 3000, 4000), prefix(B, 3000, 4000)),
            ia(2, 1000, 2000, prefix(dev.leasehold.net.Prefix.parse("2001:db8:c::/60"), 30, 40))));
    assertEquals(3, c.held().size());
  }
}
