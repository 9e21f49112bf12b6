package dev.leasehold.bench;

import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.RapidCommit;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answers of a simulated DHCPv6 server with one client. The server delegates a prefix and
 * renumbers on demand.
 */
final class DelegationAnswers {
  private static final Duid DUID = new Duid.Enterprise(32473, Bytes.copyOf(new byte[] {1}));
  private static final int FIRST = 0x1000;
  private static final int PREFERRED = 7200;
  private static final int VALID = 14_400;

  private final long t1;
  private int current = FIRST;
  private Optional<Provider.Change> next = Optional.empty();
  private int renewals;

  /**
   * A server without a client.
   *
   * @param t1 in seconds
   */
  DelegationAnswers(long t1) {
    this.t1 = t1;
  }

  /**
   * One answer.
   *
   * @param renumbers whether the reply has another prefix
   */
  record Answer(Message reply, boolean renumbers) {}

  /** Makes the next Renew get the next prefix. */
  synchronized void renumberAtNextRenew(Provider.Change change) {
    next = Optional.of(change);
  }

  synchronized int renewals() {
    return renewals;
  }

  /** Answers each message with a Reply, also a Solicit. */
  synchronized Optional<Answer> to(Message asked) {
    Optional<ClientId> client = asked.option(ClientId.class);
    Optional<IaPd> ia = asked.option(IaPd.class);
    if (client.isEmpty() || ia.isEmpty()) {
      return Optional.empty();
    }
    boolean renew = asked.type() == MessageType.RENEW;
    boolean renumbers = renew && next.isPresent();
    List<Option> prefixes = new ArrayList<>();
    if (renumbers) {
      switch (next.orElseThrow()) {
        case ANNOUNCED -> prefixes.add(prefix(current, 0, VALID));
        case WITHDRAWN -> prefixes.add(prefix(current, 0, 0));
        case VANISHED -> {
          // the old prefix is left out
        }
      }
      current++;
      next = Optional.empty();
    }
    prefixes.add(prefix(current, PREFERRED, VALID));
    List<Option> options = new ArrayList<>(List.of(client.get(), new ServerId(DUID)));
    options.add(new IaPd(ia.get().iaid(), t1, PREFERRED, prefixes));
    if (asked.type() == MessageType.SOLICIT) {
      options.add(new RapidCommit());
    }
    if (renew) {
      renewals++;
    }
    Message reply = new Message(MessageType.REPLY, asked.transactionId(), options);
    return Optional.of(new Answer(reply, renumbers));
  }

  private static IaPrefix prefix(int number, long preferred, long valid) {
    Prefix prefix = Prefix.parse("2001:db8:" + Integer.toHexString(number) + "::/56");
    return new IaPrefix(preferred, valid, prefix.length(), prefix.network(), List.of());
  }
}
