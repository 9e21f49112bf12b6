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
  static State solicit(StepContext turn, ClientState known, String why) {
    Pace pace = known.pace();
    Transmission exchange = turn.begin(Parameters.SOLICIT, Instant.MAX).delayed(pace.pause());
    return turn.enter(new Soliciting(known.with(pace.setback()), exchange, List.of()), why);
  }

  static State due(StepContext turn, Soliciting state) {
    if (!state.offers().isEmpty()) {
      return request(turn, state.known(), state.offers(), "chose the best offer");
    }
    Transmission exchange = state.exchange();
    if (exchange.failed(turn.now())) { // only where something is held, and another length wanted
      ClientState known = Search.notResized(turn, state.known(), false);
      return LeaseMaintenance.hold(turn, known, "no server offers another length");
    }
    boolean inVain = exchange.count() > 0 && turn.reached(exchange.firstAt().plus(HINT));
    return turn.transmit(inVain ? state.with(state.known().forgettingPriors()) : state);
  }

  /** Section 18.2.9. Until the first RT has passed, the best is waited for. */
  static State advertised(StepContext turn, Soliciting state, Message advertise, Duid server) {
    IaAnswers answers = new IaAnswers(turn, advertise);
    Offer offer = Offer.of(turn.settings(), advertise, answers, state.known(), server);
    ClientState known = state.known();
    if (!offer.useful()) {
      return useless(turn, state, offer, answers.trouble());
    }
    if (offer.preference() == Preference.MAX) {
      List<Offer> others =
          state.offers().stream().filter(o -> !Validation.same(o.server(), server)).toList();
      List<Offer> offers = Stream.concat(Stream.of(offer), others.stream()).toList();
      return request(turn, known, offers, "a server has preference 255");
    }
    List<Offer> offers = offer.among(state.offers());
    return state.exchange().count() > 1
        ? request(turn, known, offers, "took the first offer")
        : new Soliciting(known, state.exchange(), offers);
  }

  /** Beside a Rebind that may be answered yet: whatever is offered, it is not requested now. */
  static Soliciting collected(StepContext turn, Soliciting state, Message advertise, Duid server) {
    IaAnswers answers = new IaAnswers(turn, advertise);
    Offer offer = Offer.of(turn.settings(), advertise, answers, state.known(), server);
    return offer.useful()
        ? new Soliciting(state.known(), state.exchange(), offer.among(state.offers()))
        : useless(turn, state, offer, answers.trouble());
  }

  private static Soliciting useless(
      StepContext turn, Soliciting state, Offer offer, String trouble) {
    turn.ignore(Reason.NOTHING_USEFUL, "Advertise from " + offer.server());
    ClientState known = state.known().forgettingUnless(offer).withTrouble(trouble);
    return new Soliciting(known, state.exchange(), state.offers());
  }

  private static State request(
      StepContext turn, ClientState known, List<Offer> offers, String why) {
    Offer first = offers.getFirst();
    List<Offer> others = offers.subList(1, offers.size());
    Transmission exchange = turn.begin(Parameters.REQUEST, Instant.MAX);
    return turn.enter(
        new Requesting(known.forgettingUnless(first), exchange, first, others),
        why + ": " + first.server());
  }

  /** Section 18.2.10.1: of a server that has no binding, all is requested again. */
  static State requestAgain(StepContext turn, ClientState known, Duid server) {
    Map<Long, List<Prefix>> prefixes = new HashMap<>();
    known.priors().forEach((iaid, prior) -> prefixes.put(iaid, List.of(prior)));
    known.binding().ifPresent(b -> b.ias().forEach(ia -> prefixes.put(ia.iaid(), ia.prefixList())));
    Offer all = new Offer(server, 0, prefixes, 0, 0);
    return request(turn, known, List.of(all), "the server has no binding");
  }

  static State due(StepContext turn, Requesting state) {
    return state.exchange().failed(turn.now())
        ? next(turn, state, state.known(), "no answer from " + state.offer().server())
        : turn.transmit(state);
  }

  /** The next best server; section 18.2.2 leaves it to the client which way to go on. */
  static State next(StepContext turn, Requesting state, ClientState known, String why) {
    if (!state.others().isEmpty()) {
      return request(turn, known, state.others(), why);
    }
    if (known.binding().isEmpty()) {
      return solicit(turn, known, why);
    }
    return known.unconfirmed()
        ? Search.begin(turn, known, why)
        : LeaseMaintenance.hold(turn, Search.notResized(turn, known, true), why);
  }
}
