package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import dev.leasehold.dhcpv6.State.Exchanging;
import dev.leasehold.dhcpv6.State.Rebinding;
import dev.leasehold.dhcpv6.State.Releasing;
import dev.leasehold.dhcpv6.State.Renewing;
import dev.leasehold.dhcpv6.State.Requesting;
import dev.leasehold.dhcpv6.State.Soliciting;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.DnsServers;
import dev.leasehold.dhcpv6.message.DomainSearchList;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.InfMaxRt;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.OptionRequest;
import dev.leasehold.dhcpv6.message.RapidCommit;
import dev.leasehold.dhcpv6.message.ReconfigureAccept;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.SolMaxRt;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The messages that a client sends (RFC 9915 sections 18.2.1 to 18.2.7). */
final class Outgoing {
  /**
   * The requested options. Section 18.2.1: SOL_MAX_RT "MUST" be requested; INF_MAX_RT is for
   * servers that set both. PD_EXCLUDE is not requested: the client would have to keep that part of
   * the prefix free (RFC 6603 section 4.2), and the subnets of a DynamicPrefix do not.
   */
  private static final OptionRequest WANTED =
      new OptionRequest(
          List.of(DnsServers.CODE, DomainSearchList.CODE, SolMaxRt.CODE, InfMaxRt.CODE));

  private static final Address UNSPECIFIED = Address.parse("::");

  private Outgoing() {}

  /** The message that an exchange sends now. */
  static Message message(ClientSettings settings, Exchanging state, Instant now) {
    List<Option> options = new ArrayList<>();
    options.add(new ClientId(settings.duid()));
    state.addressee().map(ServerId::new).ifPresent(options::add);
    options.add(state.exchange().elapsed(now));
    if (!(state instanceof Releasing)) {
      options.add(WANTED);
      options.add(new ReconfigureAccept());
    }
    if (state instanceof Soliciting soliciting && soliciting.isRapid(settings)) {
      options.add(new RapidCommit());
    }
    for (IaRequest ia : settings.ias()) {
      ia(ia, state).ifPresent(options::add);
    }
    options.addAll(settings.options());
    return new Message(type(state), state.exchange().transactionId(), options);
  }

  private static MessageType type(Exchanging state) {
    return switch (state) {
      case Soliciting _ -> MessageType.SOLICIT;
      case Requesting _ -> MessageType.REQUEST;
      case Renewing _ -> MessageType.RENEW;
      case Rebinding _ -> MessageType.REBIND;
      case Releasing _ -> MessageType.RELEASE;
    };
  }

  /**
   * One IA. Renew and Rebind also contain IAs without a binding, because section 18.2.4 lets the
   * server add them.
   */
  private static Optional<IaPd> ia(IaRequest wanted, Exchanging state) {
    List<Prefix> prefixes =
        switch (state) {
          case Soliciting _ -> List.of();
          case Requesting requesting -> requested(wanted, requesting);
          case Renewing _, Rebinding _ -> prefixes(wanted, state.binding());
          case Releasing releasing -> prefixes(wanted, Optional.of(releasing.given()));
        };
    if (!prefixes.isEmpty()) {
      return Optional.of(ia(wanted, prefixes.stream().map(Outgoing::asked).toList()));
    }
    if (state instanceof Releasing) {
      return Optional.empty();
    }
    IaPrefix hint =
        state
            .known()
            .prior(wanted.iaid())
            .map(Outgoing::asked)
            .orElseGet(
                () -> new IaPrefix(0, 0, wanted.requestedPrefixLength(), UNSPECIFIED, List.of()));
    return Optional.of(ia(wanted, List.of(hint)));
  }

  /**
   * The prefixes of a Request: the offered ones, or the held and confirmed ones unless another
   * length is requested.
   */
  private static List<Prefix> requested(IaRequest wanted, Requesting state) {
    List<Prefix> offered = state.offer().prefixes(wanted.iaid());
    List<Prefix> held = prefixes(wanted, state.binding());
    boolean keeps =
        !held.isEmpty()
            && !state.known().unconfirmed()
            && !state.resizing().contains(wanted.iaid());
    return offered.isEmpty() || keeps ? held : offered;
  }

  private static List<Prefix> prefixes(IaRequest wanted, Optional<Binding> binding) {
    return binding.flatMap(b -> b.ia(wanted.iaid())).map(Binding.Ia::prefixList).orElse(List.of());
  }

  /** An IA_PD with T1 and T2 of 0: the server chooses the times. */
  private static IaPd ia(IaRequest wanted, List<? extends Option> prefixes) {
    return new IaPd(wanted.iaid(), 0, 0, List.copyOf(prefixes));
  }

  private static IaPrefix asked(Prefix prefix) {
    return new IaPrefix(0, 0, prefix.length(), prefix.network(), List.of());
  }
}
