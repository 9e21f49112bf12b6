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
 * What a made-up DHCPv6 server answers: it has one client, lends it a prefix for two hours and four
 * more, and another one when told to.
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
   * A server that nobody asked yet.
   *
   * @param t1 in seconds
   */
  DelegationAnswers(long t1) {
    this.t1 = t1;
  }

  /**
   * One answer.
   *
   * @param renumbers whether it brings another prefix
   */
  record Answer(Message reply, boolean renumbers) {}

  /** The next Renew gets the next prefix. */
  synchronized void renumberAtNextRenew(Provider.Change change) {
    next = Optional.of(change);
  }

  synchronized int renewals() {
    return renewals;
  }

  /** At once a Reply, to a Solicit too. */
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
          // not a word of it
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
