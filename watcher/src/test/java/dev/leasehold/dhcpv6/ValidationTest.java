package dev.leasehold.dhcpv6;

import static dev.leasehold.dhcpv6.Conversation.A;
import static dev.leasehold.dhcpv6.Conversation.CLIENT;
import static dev.leasehold.dhcpv6.Conversation.IAID;
import static dev.leasehold.dhcpv6.Conversation.OTHER;
import static dev.leasehold.dhcpv6.Conversation.SERVER;
import static dev.leasehold.dhcpv6.Conversation.ia;
import static dev.leasehold.dhcpv6.Conversation.prefix;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.ServerId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** RFC 9915 section 16. */
class ValidationTest {
  private static final Option GRANT = ia(IAID, 10, 20, prefix(A, 30, 40));
  private final Conversation c = Conversation.requesting();
  private final int transaction = c.last().transactionId();

  @Test
  void discardsAForeignTransaction() {
    rejects(Reason.FOREIGN_TRANSACTION, reply(transaction ^ 1, CLIENT, SERVER));
  }

  @Test
  void discardsAForeignClientId() {
    rejects(Reason.FOREIGN_CLIENT, reply(transaction, OTHER, SERVER));
  }

  @Test
  void discardsWithoutAClientId() {
    rejects(
        Reason.NO_CLIENT_ID,
        new Message(MessageType.REPLY, transaction, List.of(new ServerId(SERVER), GRANT)));
  }

  @Test
  void discardsWithoutAServerId() {
    rejects(
        Reason.NO_SERVER_ID,
        new Message(MessageType.REPLY, transaction, List.of(new ClientId(CLIENT), GRANT)));
  }

  @Test
  void discardsAnotherServer() {
    rejects(Reason.FOREIGN_SERVER, reply(transaction, CLIENT, OTHER));
  }

  @Test
  void comparesDuidsAsOpaqueBytes() {
    Duid same = new Duid.Other(2, CLIENT.bytes().slice(2, CLIENT.bytes().length()));
    c.receive(reply(transaction, same, SERVER));
    assertEquals(List.of(A), c.held());
  }

  @Test
  void discardsAnUnexpectedAdvertise() {
    rejects(
        Reason.UNEXPECTED,
        new Message(
            MessageType.ADVERTISE,
            transaction,
            List.of(new ClientId(CLIENT), new ServerId(SERVER), GRANT)));
  }

  @Test
  void discardsMessagesBeforeTheFirstSolicit() {
    Conversation silent = new Conversation();
    silent.linkUp();
    int id = ((State.Soliciting) silent.state).exchange().transactionId();
    silent.receive(reply(id, CLIENT, SERVER));
    assertEquals(List.of(Reason.FOREIGN_TRANSACTION), silent.ignored());
  }

  @Test
  void discardsMessagesWhileTheLinkIsDown() {
    c.linkDown();
    c.receive(reply(transaction, CLIENT, SERVER));
    assertEquals(List.of(Reason.UNEXPECTED), c.ignored());
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"ADVERTISE", "REPLY", "RECONFIGURE"})
  void discardsMessagesOfClients(MessageType type) {
    rejects(
        Reason.UNEXPECTED,
        new Message(type, transaction, List.of(new ClientId(CLIENT), new ServerId(SERVER), GRANT)));
  }

  @Test
  void ignoresADuplicateReply() {
    Message reply = reply(transaction, CLIENT, SERVER);
    c.receive(reply);
    State bound = c.state;
    c.receive(reply);
    assertEquals(bound, c.state);
    assertEquals(List.of(Reason.UNEXPECTED), c.ignored());
  }

  private void rejects(Reason reason, Message message) {
    State before = c.state;
    c.receive(message);
    assertEquals(List.of(reason), c.ignored());
    assertEquals(before, c.state);
  }

  private static Message reply(int transaction, Duid client, Duid server) {
    return new Message(
        MessageType.REPLY, transaction, List.of(new ClientId(client), new ServerId(server), GRANT));
  }
}
