package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.State.Exchanging;
import dev.leasehold.dhcpv6.State.Soliciting;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.RapidCommit;
import dev.leasehold.dhcpv6.message.ServerId;
import java.util.Optional;

/** The validation of received messages (RFC 9915 section 16). */
final class Validation {
  private Validation() {}

  /**
   * The reason to discard an Advertise or Reply (sections 16.3 and 16.10); empty if it is valid.
   */
  static Optional<Reason> objection(ClientSettings settings, Exchanging asking, Message message) {
    if (asking.exchange().count() == 0
        || asking.exchange().transactionId() != message.transactionId()) {
      return Optional.of(Reason.FOREIGN_TRANSACTION);
    }
    boolean expected =
        asking instanceof Soliciting soliciting
            ? message.type() == MessageType.ADVERTISE || soliciting.isRapid(settings)
            : message.type() == MessageType.REPLY;
    if (!expected) {
      return Optional.of(Reason.UNEXPECTED);
    }
    return identity(settings, message)
        .or(() ->
            asking
                .addressee()
                .filter(asked -> !server(message).equals(Optional.of(asked)))
                .map(_ -> Reason.FOREIGN_SERVER))
        .or(() ->
            // Section 18.2.1: the client "discards any Reply messages" without it
            message.type() == MessageType.REPLY
                    && asking instanceof Soliciting
                    && message.option(RapidCommit.class).isEmpty()
                ? Optional.of(Reason.NO_RAPID_COMMIT)
                : Optional.empty());
  }

  /** Checks that a message is for this client and identifies its server. */
  static Optional<Reason> identity(ClientSettings settings, Message message) {
    Optional<Duid> client = message.option(ClientId.class).map(ClientId::duid);
    if (client.isEmpty()) {
      return Optional.of(Reason.NO_CLIENT_ID);
    }
    if (!same(client.get(), settings.duid())) {
      return Optional.of(Reason.FOREIGN_CLIENT);
    }
    return server(message).isEmpty() ? Optional.of(Reason.NO_SERVER_ID) : Optional.empty();
  }

  static Optional<Duid> server(Message message) {
    return message.option(ServerId.class).map(ServerId::duid);
  }

  /** Section 11: DUIDs are compared as opaque values. */
  static boolean same(Duid one, Duid other) {
    return one.bytes().equals(other.bytes());
  }
}
