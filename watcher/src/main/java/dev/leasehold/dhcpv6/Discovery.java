package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.State.Requesting;
import dev.leasehold.dhcpv6.State.Soliciting;
import dev.leasehold.dhcpv6.Transmission.Parameters;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.Preference;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finding a server and accepting what it offers (RFC 9915 sections 18.2.1, 18.2.2, 18.2.9). */
final class Discovery {
  /** For how long a Solicit names the prefix that was held, when nobody answers. */
  private static final Duration HINT = Duration.ofSeconds(60);

  private Discovery() {}

  /** Asks all servers. After the first setback it waits, each time for longer. */
  static State solicit(StepContext context, ClientState known, String why) {
    Pace pace = known.pace();
    Transmission exchange = context.begin(Parameters.SOLICIT, Instant.MAX).delayed(pace.pause());
    return context.enter(new Soliciting(known.with(pace.setback()), exchange, List.of()), why);
  }

  static State due(StepContext context, Soliciting state) {
    if (!state.offers().isEmpty()) {
      return request(context, state.known(), state.offers(), "chose the best offer");
    }
    Transmission exchange = state.exchange();
    if (exchange.failed(context.now())) { // only where something is held, and another length wanted
      ClientState known = Search.notResized(context, state.known(), false);
      return LeaseMaintenance.hold(context, known, "no server offers another length");
    }
    boolean inVain = exchange.count() > 0 && context.reached(exchange.firstAt().plus(HINT));
    return context.transmit(inVain ? state.with(state.known().forgettingPriors()) : state);
  }

  /** Section 18.2.9. Until the first RT has passed, the best is waited for. */
  static State advertised(StepContext context, Soliciting state, Message advertise, Duid server) {
    IaAnswers answers = new IaAnswers(context, advertise);
    Offer offer = Offer.of(context.settings(), advertise, answers, state.known(), server);
    ClientState known = state.known();
    if (!offer.useful()) {
      return useless(context, state, offer, answers.trouble());
    }
    if (offer.preference() == Preference.MAX) {
      List<Offer> others =
          state.offers().stream().filter(o -> !Validation.same(o.server(), server)).toList();
      List<Offer> offers = Stream.concat(Stream.of(offer), others.stream()).toList();
      return request(context, known, offers, "a server has preference 255");
    }
    List<Offer> offers = offer.among(state.offers());
    return state.exchange().count() > 1
        ? request(context, known, offers, "took the first offer")
        : new Soliciting(known, state.exchange(), offers);
  }

  /** Beside a Rebind that may be answered yet: whatever is offered, it is not requested now. */
  static Soliciting collected(
      StepContext context, Soliciting state, Message advertise, Duid server) {
    IaAnswers answers = new IaAnswers(context, advertise);
    Offer offer = Offer.of(context.settings(), advertise, answers, state.known(), server);
    return offer.useful()
        ? new Soliciting(state.known(), state.exchange(), offer.among(state.offers()))
        : useless(context, state, offer, answers.trouble());
  }

  private static Soliciting useless(
      StepContext context, Soliciting state, Offer offer, String trouble) {
    context.ignore(Reason.NOTHING_USEFUL, "Advertise from " + offer.server());
    ClientState known = state.known().forgettingUnless(offer).withTrouble(trouble);
    return new Soliciting(known, state.exchange(), state.offers());
  }

  private static State request(
      StepContext context, ClientState known, List<Offer> offers, String why) {
    Offer first = offers.getFirst();
    List<Offer> others = offers.subList(1, offers.size());
    Transmission exchange = context.begin(Parameters.REQUEST, Instant.MAX);
    return context.enter(
        new Requesting(known.forgettingUnless(first), exchange, first, others),
        why + ": " + first.server());
  }

  /** Section 18.2.10.1: of a server that has no binding, all is requested again. */
  static State requestAgain(StepContext context, ClientState known, Duid server) {
    Map<Long, List<Prefix>> prefixes = new HashMap<>();
    known.priors().forEach((iaid, prior) -> prefixes.put(iaid, List.of(prior)));
    known.binding().ifPresent(b -> b.ias().forEach(ia -> prefixes.put(ia.iaid(), ia.prefixList())));
    Offer all = new Offer(server, 0, prefixes, 0, 0);
    return request(context, known, List.of(all), "the server has no binding");
  }

  static State due(StepContext context, Requesting state) {
    return state.exchange().failed(context.now())
        ? next(context, state, state.known(), "no answer from " + state.offer().server())
        : context.transmit(state);
  }

  /** The next best server; section 18.2.2 leaves it to the client which way to go on. */
  static State next(StepContext context, Requesting state, ClientState known, String why) {
    if (!state.others().isEmpty()) {
      return request(context, known, state.others(), why);
    }
    if (known.binding().isEmpty()) {
      return solicit(context, known, why);
    }
    return known.unconfirmed()
        ? Search.begin(context, known, why)
        : LeaseMaintenance.hold(context, Search.notResized(context, known, true), why);
  }
}
