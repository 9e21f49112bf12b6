package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Replies.Reading;
import dev.leasehold.dhcpv6.State.Rebinding;
import dev.leasehold.dhcpv6.State.Searching;
import dev.leasehold.dhcpv6.State.Soliciting;
import dev.leasehold.dhcpv6.Transmission.Parameters;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
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

  private Search() {}

  /** With the Rebind that nobody answered. */
  static State begin(Turn turn, Rebinding unanswered, String why) {
    Transmission rebind = turn.slowed(unanswered.exchange(), Parameters.REBIND);
    return begin(turn, unanswered.known().rememberingAll(), rebind, why);
  }

  /** With a Rebind of its own. */
  static State begin(Turn turn, Knowledge known, String why) {
    return begin(turn, known, turn.begin(Parameters.REBIND, Instant.MAX), why);
  }

  private static State begin(Turn turn, Knowledge known, Transmission rebind, String why) {
    Pace pace = known.pace();
    Transmission solicit = turn.begin(Parameters.SOLICIT, Instant.MAX).delayed(pace.pause());
    return turn.enter(
        new Searching(known.doubting().with(pace.setback()), rebind, solicit, List.of()), why);
  }

  static State due(Turn turn, Searching state) {
    Searching next = state;
    if (turn.reached(next.rebind().wakeAt())
        && turn.transmit(next.rebinding()) instanceof Rebinding sent) {
      next = next.with(sent);
    }
    if (!turn.reached(next.solicit().wakeAt())) {
      return next;
    }
    State solicited = Discovery.due(turn, next.soliciting());
    return solicited instanceof Soliciting sent ? next.with(sent) : solicited;
  }

  static State answered(Turn turn, Searching state, Message message, Duid server) {
    return message.type() == MessageType.ADVERTISE
        ? advertised(turn, state, message, server)
        : replied(turn, state, message, server);
  }

  /** A Rebind goes out once more, to the server that is there now, and a Request after it. */
  private static State advertised(Turn turn, Searching state, Message advertise, Duid server) {
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

  /** An answer to the Rebind ends the search. */
  private static State replied(Turn turn, Searching state, Message reply, Duid server) {
    Reading reading = new Replies(turn, reply).read(state.rebinding(), server);
    return Upkeep.decided(turn, reading, server).orElseGet(() -> state.with(reading.known()));
  }
}
