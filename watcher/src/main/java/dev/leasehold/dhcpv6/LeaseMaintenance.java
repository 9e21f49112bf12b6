package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.Replies.ReadReply;
import dev.leasehold.dhcpv6.State.Bound;
import dev.leasehold.dhcpv6.State.Exchanging;
import dev.leasehold.dhcpv6.State.Rebinding;
import dev.leasehold.dhcpv6.State.Released;
import dev.leasehold.dhcpv6.State.Releasing;
import dev.leasehold.dhcpv6.State.Renewing;
import dev.leasehold.dhcpv6.State.Requesting;
import dev.leasehold.dhcpv6.State.Soliciting;
import dev.leasehold.dhcpv6.Transmission.Parameters;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.ReconfigureMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Maintains the held prefixes (RFC 9915 sections 18.2.4, 18.2.5, 18.2.7, 18.2.10 to 18.2.12). */
final class LeaseMaintenance {
  /**
   * The pause after a server answered without renewing an IA: asking at once "is unlikely to
   * produce a different result".
   */
  private static final Duration NEGLECTED = Duration.ofMinutes(1);

  /** The pause before the exchange that checks whether an omitted prefix is still delegated. */
  private static final Duration DOUBT = Duration.ofSeconds(1);

  private LeaseMaintenance() {}

  /** Enters Bound until the next renewal. */
  static State hold(StepContext context, ClientState known, String why) {
    Instant renewAt = known.binding().map(Binding::renewAt).orElse(Instant.MAX);
    Instant next = context.reached(renewAt) ? context.now().plus(NEGLECTED) : renewAt;
    Instant soon = context.now().plus(DOUBT);
    boolean early = hasLeftOut(known) && soon.isBefore(next);
    return context.enter(new Bound(known, early ? soon : next), why);
  }

  private static boolean hasLeftOut(ClientState known) {
    return known.binding().filter(Binding::hasLeftOut).isPresent();
  }

  /** Renews, or checks an omitted prefix a second time. */
  static State due(StepContext context, Bound state) {
    ClientState known = state.known();
    return hasLeftOut(known)
        ? extend(context, known, "a Reply omitted a held prefix")
        : extendOnTimer(context, known);
  }

  /** Rebinds after T2, and renews before. */
  private static State extend(StepContext context, ClientState known, String why) {
    return context.reached(rebindAt(known))
        ? rebindOnTimer(context, known)
        : context.enter(renewing(context, known), why);
  }

  private static State extendOnTimer(StepContext context, ClientState known) {
    return context.reached(rebindAt(known))
        ? rebindOnTimer(context, known)
        : context.enterOnTimer(renewing(context, known), "T1");
  }

  private static State rebindOnTimer(StepContext context, ClientState known) {
    return context.enterOnTimer(
        new Rebinding(known, context.begin(Parameters.REBIND, Instant.MAX)), "T2");
  }

  private static Renewing renewing(StepContext context, ClientState known) {
    return new Renewing(known, context.begin(Parameters.RENEW, rebindAt(known)));
  }

  private static Instant rebindAt(ClientState known) {
    return known.binding().map(Binding::rebindAt).orElse(Instant.MAX);
  }

  /** Starts a Rebind with the timers of a Confirm (section 18.2.12). */
  static State confirm(StepContext context, ClientState known, String why) {
    Transmission exchange = context.begin(Parameters.CONFIRM, Instant.MAX);
    return known.resizing().isEmpty()
        ? context.enter(new Rebinding(known.doubting(), exchange), why)
        : Search.begin(
            context, known.rememberingAll(), exchange, "the requested prefix length changed");
  }

  static State probe(StepContext context, Bound state) {
    ClientState known = state.known();
    Instant from = known.pace().probeFrom();
    if (!context.reached(from)) { // postponed; a Renew before that also checks the prefixes
      context.ignore(Reason.TOO_SOON, "the last check was less than a minute ago");
      return new Bound(known, from.isBefore(state.renewAt()) ? from : state.renewAt());
    }
    return confirm(context, known.with(known.pace().probed(context.now())), "check requested");
  }

  /**
   * Shortens the Renew after a check request: if the server does not answer soon, other servers are
   * asked.
   */
  static State probe(StepContext context, Renewing state) {
    return new Renewing(state.known().doubting(), hurried(context, state.exchange()));
  }

  static State probe(StepContext context, Rebinding state) {
    return new Rebinding(state.known().doubting(), hurried(context, state.exchange()));
  }

  private static Transmission hurried(StepContext context, Transmission exchange) {
    return exchange.endingBy(context.now().plus(Search.PATIENCE));
  }

  static State due(StepContext context, Renewing state) {
    ClientState known = state.known();
    if (!state.exchange().failed(context.now())) {
      return context.transmit(state);
    }
    return known.unconfirmed()
        ? Search.begin(context, known.rememberingAll(), "no server answers the Renew")
        : extendOnTimer(context, known);
  }

  /**
   * Retransmits the Rebind. It ends with the last valid lifetime, which {@code Client} checks, or
   * after the duration of a Confirm.
   */
  static State due(StepContext context, Rebinding state) {
    return state.exchange().failed(context.now())
        ? Search.begin(context, state, "no server answers the Rebind")
        : context.transmit(state);
  }

  /** Handles a Reply (section 18.2.10.1). */
  static State replied(StepContext context, Exchanging state, Message reply, Duid server) {
    if (state instanceof Releasing) { // section 18.2.10.2: with any content
      return context.enter(new Released(state.known()), "Reply from " + server);
    }
    ReadReply reading = new Replies(context, reply).read(state, server);
    ClientState known = reading.known();
    return switch (state) {
      case Soliciting soliciting -> {
        if (reading.granted()) {
          yield hold(context, known, "rapid Reply from " + server);
        }
        context.ignore(Reason.NOTHING_USEFUL, "Reply from " + server);
        yield soliciting.with(known);
      }
      case Requesting requesting -> {
        if (reading.granted()) {
          yield hold(context, known, "Reply from " + server);
        }
        // Section 18.2.10: after UnspecFail the Request continues within its usual limits
        yield reading.failed()
            ? requesting.with(known)
            : Discovery.next(context, requesting, known, server + " has nothing for this client");
      }
      case Renewing _, Rebinding _, Releasing _ -> extended(context, state, reading, server);
    };
  }

  private static State extended(
      StepContext context, Exchanging state, ReadReply reading, Duid server) {
    ClientState known = reading.known();
    Optional<State> decided = decided(context, reading, server);
    if (decided.isPresent()) {
      return decided.get();
    }
    boolean counts =
        known.unconfirmed()
            || known.binding().filter(b -> Validation.same(b.server(), server)).isPresent();
    if (reading.empty() && counts) {
      String why = server + " has no prefix for this client";
      return state instanceof Rebinding rebinding
          ? Search.begin(context, rebinding.with(known, rebinding.exchange()), why)
          : Search.begin(context, known.rememberingAll(), why);
    }
    // A Reply without the held IAs counts as no Reply.
    return state.with(known);
  }

  /**
   * The next state after a Reply to a Renew or Rebind; empty if the Reply does not concern the held
   * prefixes.
   */
  static Optional<State> decided(StepContext context, ReadReply reading, Duid server) {
    ClientState known = reading.known();
    if (reading.denied()) {
      return Optional.of(Discovery.requestAgain(context, known, server));
    }
    if (known.binding().isEmpty()) {
      return Optional.of(Discovery.solicit(context, known, server + " withdrew all prefixes"));
    }
    return reading.granted()
        ? Optional.of(hold(context, known, "Reply from " + server))
        : Optional.empty();
  }

  /**
   * Handles a Reconfigure (section 18.2.11): only in Bound and only with a valid authentication.
   */
  static State reconfigured(StepContext context, State state, Message reconfigure) {
    Optional<Reason> objection = Validation.identity(context.settings(), reconfigure);
    if (objection.isPresent() || !(state instanceof Bound bound)) {
      context.ignore(objection.orElse(Reason.UNEXPECTED), "Reconfigure");
      return state;
    }
    Optional<Binding> binding =
        bound
            .binding()
            .filter(b ->
                Validation.server(reconfigure)
                    .filter(s -> Validation.same(s, b.server()))
                    .isPresent());
    if (binding.isEmpty()) {
      context.ignore(Reason.FOREIGN_SERVER, "Reconfigure");
      return state;
    }
    Optional<ReconfigureKey> key = binding.get().reconfigureKey().admit(reconfigure);
    if (key.isEmpty()) {
      context.ignore(Reason.UNAUTHENTICATED, "Reconfigure from " + binding.get().server());
      return state;
    }
    Binding seen = binding.get();
    ClientState known = bound.known().holding(new Binding(seen.server(), seen.ias(), key.get()));
    int wanted =
        reconfigure.option(ReconfigureMessage.class).map(ReconfigureMessage::messageType).orElse(0);
    if (wanted == MessageType.RENEW.code()) {
      return extend(context, known, "requested by the server");
    }
    if (wanted == MessageType.REBIND.code()) {
      return context.enter(
          new Rebinding(known, context.begin(Parameters.REBIND, Instant.MAX)),
          "requested by the server");
    }
    context.ignore(Reason.UNEXPECTED, "Reconfigure for message " + wanted);
    return bound.with(known);
  }

  /**
   * Starts a Release (section 18.2.7). The prefixes are not used from now on, even if the server
   * does not receive the Release.
   */
  static State release(StepContext context, State state) {
    ClientState known = state.known().holding(null);
    Optional<Binding> given = state.binding();
    if (state instanceof State.Down || given.isEmpty()) {
      return context.enter(new Released(known), "release requested; no server to notify");
    }
    return context.enter(
        new Releasing(known, context.begin(Parameters.RELEASE, Instant.MAX), given.get()),
        "release requested");
  }

  static State due(StepContext context, Releasing state) {
    return state.exchange().failed(context.now())
        ? context.enter(new Released(state.known()), "no answer to the Release")
        : context.transmit(state);
  }
}
