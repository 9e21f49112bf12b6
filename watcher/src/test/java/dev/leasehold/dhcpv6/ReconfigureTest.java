package dev.leasehold.dhcpv6;

import static dev.leasehold.dhcpv6.Conversation.A;
import static dev.leasehold.dhcpv6.Conversation.CLIENT;
import static dev.leasehold.dhcpv6.Conversation.IAID;
import static dev.leasehold.dhcpv6.Conversation.OTHER;
import static dev.leasehold.dhcpv6.Conversation.SERVER;
import static dev.leasehold.dhcpv6.Conversation.ia;
import static dev.leasehold.dhcpv6.Conversation.prefix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.message.Authentication;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.ReconfigureAccept;
import dev.leasehold.dhcpv6.message.ReconfigureMessage;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.wire.Bytes;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9915 sections 18.2.11 and 20.4. */
class ReconfigureTest {
  private static final byte[] KEY = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
  private final Conversation c = bound(new ReconfigureAccept(), key(7));

  @ParameterizedTest
  @CsvSource({"5,RENEW,RENEWING", "6,REBIND,REBINDING"})
  void acceptsAnAuthenticatedReconfigure(int wanted, MessageType sent, Phase phase) {
    c.receive(reconfigure(SERVER, CLIENT, wanted, 8, KEY));
    assertEquals(List.of(sent), c.types());
    assertEquals(phase, c.state.phase());
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    assertEquals(Phase.BOUND, c.state.phase());
  }

  @Test
  void ignoresAReplay() {
    Message once = reconfigure(SERVER, CLIENT, 5, 8, KEY);
    c.receive(once);
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    c.receive(once);
    assertEquals(List.of(Reason.UNAUTHENTICATED), c.ignored());
    c.receive(reconfigure(SERVER, CLIENT, 5, 9, KEY));
    assertEquals(Phase.RENEWING, c.state.phase());
  }

  @Test
  void comparesReplayValuesUnsigned() {
    c.receive(reconfigure(SERVER, CLIENT, 5, -1, KEY));
    assertEquals(Phase.RENEWING, c.state.phase());
  }

  @Test
  void ignoresAWrongDigest() {
    byte[] wrong = KEY.clone();
    wrong[15]++;
    c.receive(reconfigure(SERVER, CLIENT, 5, 8, wrong));
    assertIgnored(Reason.UNAUTHENTICATED);
  }

  @Test
  void ignoresAChangedMessage() {
    Message told = reconfigure(SERVER, CLIENT, 5, 8, KEY);
    List<Option> options = new ArrayList<>(told.options());
    options.set(2, new ReconfigureMessage(6));
    c.receive(new Message(told.type(), told.transactionId(), options));
    assertIgnored(Reason.UNAUTHENTICATED);
  }

  @Test
  void ignoresAMissingAuthentication() {
    c.receive(
        new Message(
            MessageType.RECONFIGURE,
            0,
            List.of(new ClientId(CLIENT), new ServerId(SERVER), new ReconfigureMessage(5))));
    assertIgnored(Reason.UNAUTHENTICATED);
  }

  @Test
  void ignoresAForeignServerOrClient() {
    c.receive(reconfigure(OTHER, CLIENT, 5, 8, KEY));
    assertIgnored(Reason.FOREIGN_SERVER);
    c.forget();
    c.receive(reconfigure(SERVER, OTHER, 5, 8, KEY));
    assertIgnored(Reason.FOREIGN_CLIENT);
  }

  @Test
  void ignoresARequestForAnInformationRequest() {
    c.receive(reconfigure(SERVER, CLIENT, 11, 8, KEY));
    assertIgnored(Reason.UNEXPECTED);
  }

  @Test
  void ignoresAReconfigureWithoutReconfigureAccept() {
    for (Conversation other : List.of(bound(), bound(key(7)), bound(new ReconfigureAccept()))) {
      other.receive(reconfigure(SERVER, CLIENT, 5, 8, KEY));
      assertEquals(List.of(Reason.UNAUTHENTICATED), other.ignored());
      assertEquals(List.of(), other.sent);
    }
  }

  @Test
  void ignoresAReconfigureDuringAnExchange() {
    c.pass(1000);
    c.forget();
    c.receive(reconfigure(SERVER, CLIENT, 5, 8, KEY));
    assertEquals(List.of(Reason.UNEXPECTED), c.ignored());
    assertEquals(List.of(), c.sent);
  }

  @Test
  void keepsTheKeyAcrossRenewalsUntilTheServerChanges() {
    c.pass(1000);
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    assertFalse(c.state.binding().orElseThrow().reconfigureKey().equals(ReconfigureKey.NONE));
    c.pass(2000);
    c.receive(c.reply(OTHER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    assertEquals(ReconfigureKey.NONE, c.state.binding().orElseThrow().reconfigureKey());
  }

  @Test
  void keepsTheKeyAfterAnEmptyAnswerOfAnotherServer() {
    c.pass(2000);
    c.receive(c.reply(OTHER, ia(IAID, 0, 0)));
    assertEquals(SERVER, c.state.binding().orElseThrow().server());
    assertFalse(c.state.binding().orElseThrow().reconfigureKey().equals(ReconfigureKey.NONE));
  }

  @Test
  void doesNotShowTheKey() {
    String shown = c.state.toString();
    assertFalse(shown.contains("0001020304"), shown);
  }

  @Test
  void doesNotTakeADigestForAKey() {
    Conversation other =
        bound(new ReconfigureAccept(), new Authentication(3, 1, 0, 7, information(2, KEY)));
    assertEquals(ReconfigureKey.NONE, other.state.binding().orElseThrow().reconfigureKey());
  }

  @Test
  void showsThatItHasAKey() {
    assertEquals("no key", ReconfigureKey.NONE.toString());
    assertEquals("a key, replay 7", c.state.binding().orElseThrow().reconfigureKey().toString());
  }

  private void assertIgnored(Reason reason) {
    assertEquals(List.of(reason), c.ignored());
    assertEquals(List.of(), c.sent);
    assertEquals(Phase.BOUND, c.state.phase());
  }

  private static Conversation bound(Option... more) {
    Conversation c = Conversation.requesting();
    List<Option> options = new ArrayList<>(List.of(more));
    options.add(ia(IAID, 1000, 2000, prefix(A, 3000, 4000)));
    c.receive(c.reply(SERVER, options.toArray(Option[]::new)));
    c.forget();
    return c;
  }

  private static Authentication key(long replay) {
    return new Authentication(3, 1, 0, replay, information(1, KEY));
  }

  /** A Reconfigure built like on a server, from bytes. */
  private static Message reconfigure(
      Duid server, Duid client, int wanted, long replay, byte[] key) {
    List<Option> options =
        new ArrayList<>(
            List.of(
                new ServerId(server),
                new ClientId(client),
                new ReconfigureMessage(wanted),
                new Authentication(3, 1, 0, replay, information(2, new byte[16]))));
    byte[] blank = new Message(MessageType.RECONFIGURE, 0, options).write();
    try {
      Mac mac = Mac.getInstance("HmacMD5");
      mac.init(new SecretKeySpec(key, "HmacMD5"));
      options.set(3, new Authentication(3, 1, 0, replay, information(2, mac.doFinal(blank))));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return new Message(MessageType.RECONFIGURE, 0, options);
  }

  private static Bytes information(int type, byte[] value) {
    return Bytes.written(17, out -> out.put((byte) type).put(value));
  }
}
