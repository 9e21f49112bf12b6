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

/** Finds a server and accepts its offer (RFC 9915 sections 18.2.1, 18.2.2, 18.2.9). */
final class Discovery {
  /** The time for which an unanswered Solicit names the last held prefix. */
  private static final Duration HINT = Duration.ofSeconds(60);

  private Discovery() {}

  /** Starts a Solicit. After the first setback the pause before it grows with each setback. */
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
    if (exchange.failed(
        context.now())) { // only with a held prefix and a request for another length
      ClientState known = Search.notResized(context, state.known(), false);
      return LeaseMaintenance.hold(context, known, "no server offers another length");
    }
    boolean hintFailed = exchange.count() > 0 && context.reached(exchange.firstAt().plus(HINT));
    return context.transmit(hintFailed ? state.with(state.known().forgettingPriors()) : state);
  }

  /**
   * Handles an Advertise (section 18.2.9). The client collects offers until the first RT has
   * passed.
   */
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

  /** Collects an offer during an open Rebind; the client requests no offer yet. */
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

  /** Requests all IAs again from a server that has no binding (section 18.2.10.1). */
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

  /** Requests from the next best server. Section 18.2.2 permits this choice. */
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
