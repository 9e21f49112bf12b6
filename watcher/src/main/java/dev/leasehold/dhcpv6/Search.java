package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Notice.NotResized;
import dev.leasehold.dhcpv6.Replies.ReadReply;
import dev.leasehold.dhcpv6.State.Exchanging;
import dev.leasehold.dhcpv6.State.Rebinding;
import dev.leasehold.dhcpv6.State.Searching;
import dev.leasehold.dhcpv6.State.Soliciting;
import dev.leasehold.dhcpv6.Transmission.Parameters;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Looking for a successor of what is held, which stays held meanwhile: docs/decisions/0013.
 *
 * <p>RFC 9915 section 18.2.12 goes on with the lease when no server answers the Rebind after a link
 * change. But the other end of a new PPP session has no record of the lease, must not answer, and
 * does not route the prefix.
 */
final class Search {
  /** For how long a Rebind has to be answered before a Solicit accompanies it. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** From an Advertise to the Request: the server is there, and may answer the Rebind yet. */
  private static final Duration LAST_CHANCE = Duration.ofSeconds(1);

  /** For how long a prefix of another length is asked for, beside one that is confirmed. */
  private static final Duration RESIZE = Duration.ofSeconds(60);

  private Search() {}

  /** With the Rebind that nobody answered. */
  static State begin(StepContext turn, Rebinding unanswered, String why) {
    Transmission rebind = turn.slowed(unanswered.exchange(), Parameters.REBIND);
    return begin(turn, unanswered.known().rememberingAll(), rebind, why);
  }

  /** With a Rebind of its own. */
  static State begin(StepContext turn, ClientState known, String why) {
    return begin(turn, known, turn.begin(Parameters.REBIND, Instant.MAX), why);
  }

  /** With a Rebind at a pace of its own. */
  static State begin(StepContext turn, ClientState known, Transmission rebind, String why) {
    Pace pace = known.pace();
    Transmission solicit = turn.begin(Parameters.SOLICIT, Instant.MAX).delayed(pace.pause());
    return turn.enter(
        new Searching(known.doubting().with(pace.setback()), rebind, solicit, List.of()), why);
  }

  static State due(StepContext turn, Searching state) {
    Searching next = state;
    if (turn.reached(next.rebind().wakeAt())) {
      next = rebind(turn, next);
    }
    if (!turn.reached(next.solicit().wakeAt())) {
      return next;
    }
    State solicited = Discovery.due(turn, next.soliciting());
    return solicited instanceof Soliciting sent ? next.with(sent) : solicited;
  }

  private static Searching rebind(StepContext turn, Searching state) {
    if (state.rebind().failed(turn.now())) {
      return state.with(state.known(), turn.slowed(state.rebind(), Parameters.REBIND));
    }
    Exchanging sent = turn.transmit(state.rebinding());
    return state.with(sent.known(), sent.exchange());
  }

  static State answered(StepContext turn, Searching state, Message message, Duid server) {
    return message.type() == MessageType.ADVERTISE
        ? advertised(turn, state, message, server)
        : replied(turn, state, message, server);
  }

  /** A Rebind goes out once more, to the server that is there now, and a Request after it. */
  private static State advertised(
      StepContext turn, Searching state, Message advertise, Duid server) {
    Searching next = state.with(Discovery.collected(turn, state.soliciting(), advertise, server));
    boolean first = state.offers().isEmpty() && !next.offers().isEmpty();
    return first
        ? new Searching(
            next.known(),
            next.rebind().postponed(turn.now()),
            next.solicit().postponed(turn.now().plus(LAST_CHANCE)),
            next.offers())
        : next;
  }

  /** An answer to the Rebind ends the search, unless a prefix of another length is wanted. */
  private static State replied(StepContext turn, Searching state, Message reply, Duid server) {
    ReadReply reading = new Replies(turn, reply).read(state.rebinding(), server);
    ClientState known = reading.known();
    if (reading.granted() && !reading.denied() && !known.resizing().isEmpty()) {
      Transmission solicit = state.solicit().endingBy(turn.now().plus(RESIZE));
      return turn.enter(
          new Soliciting(known, solicit, state.offers()), "the requested prefix length changed");
    }
    return LeaseMaintenance.decided(turn, reading, server).orElseGet(() -> state.with(known));
  }

  /** No server offers the other length: what is held is kept, and it is not asked again. */
  static ClientState notResized(StepContext turn, ClientState known, boolean answered) {
    ClientState left = known;
    for (long iaid : known.resizing()) {
      List<Prefix> held =
          known.binding().flatMap(b -> b.ia(iaid)).map(Binding.Ia::prefixList).orElse(List.of());
      turn.tell(new NotResized(iaid, held, answered));
      left = left.resized(iaid);
    }
    return left;
  }
}
