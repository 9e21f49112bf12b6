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
 * The search for a new delegation while the old one stays in use: docs/decisions/0014.
 *
 * <p>RFC 9915 section 18.2.12 continues with the lease if no server answers the Rebind after a link
 * change. But the server of a new PPP session has no record of the lease, must not answer, and does
 * not route the prefix.
 */
final class Search {
  /** The time that a Rebind gets before a Solicit runs with it. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The time from an Advertise to the Request, in which the server may still answer the Rebind. */
  private static final Duration LAST_CHANCE = Duration.ofSeconds(1);

  /** The time for which another prefix length is requested while the held prefix is confirmed. */
  private static final Duration RESIZE = Duration.ofSeconds(60);

  private Search() {}

  /** Begins a search that continues an unanswered Rebind. */
  static State begin(StepContext context, Rebinding unanswered, String why) {
    Transmission rebind = context.slowed(unanswered.exchange(), Parameters.REBIND);
    return begin(context, unanswered.known().rememberingAll(), rebind, why);
  }

  /** Begins a search with a new Rebind. */
  static State begin(StepContext context, ClientState known, String why) {
    return begin(context, known, context.begin(Parameters.REBIND, Instant.MAX), why);
  }

  /** Begins a search with a given Rebind. */
  static State begin(StepContext context, ClientState known, Transmission rebind, String why) {
    Pace pace = known.pace();
    Transmission solicit = context.begin(Parameters.SOLICIT, Instant.MAX).delayed(pace.pause());
    return context.enter(
        new Searching(known.doubting().with(pace.setback()), rebind, solicit, List.of()), why);
  }

  static State due(StepContext context, Searching state) {
    Searching next = state;
    if (context.reached(next.rebind().wakeAt())) {
      next = rebind(context, next);
    }
    if (!context.reached(next.solicit().wakeAt())) {
      return next;
    }
    State solicited = Discovery.due(context, next.soliciting());
    return solicited instanceof Soliciting sent ? next.with(sent) : solicited;
  }

  private static Searching rebind(StepContext context, Searching state) {
    if (state.rebind().failed(context.now())) {
      return state.with(state.known(), context.slowed(state.rebind(), Parameters.REBIND));
    }
    Exchanging sent = context.transmit(state.rebinding());
    return state.with(sent.known(), sent.exchange());
  }

  static State answered(StepContext context, Searching state, Message message, Duid server) {
    return message.type() == MessageType.ADVERTISE
        ? advertised(context, state, message, server)
        : replied(context, state, message, server);
  }

  /**
   * Handles an Advertise: sends the Rebind once more, to the server that answers now, and schedules
   * the Request.
   */
  private static State advertised(
      StepContext context, Searching state, Message advertise, Duid server) {
    Searching next =
        state.with(Discovery.collected(context, state.soliciting(), advertise, server));
    boolean first = state.offers().isEmpty() && !next.offers().isEmpty();
    return first
        ? new Searching(
            next.known(),
            next.rebind().postponed(context.now()),
            next.solicit().postponed(context.now().plus(LAST_CHANCE)),
            next.offers())
        : next;
  }

  /**
   * Handles a Reply to the Rebind. It ends the search unless another prefix length is requested.
   */
  private static State replied(StepContext context, Searching state, Message reply, Duid server) {
    ReadReply reading = new Replies(context, reply).read(state.rebinding(), server);
    ClientState known = reading.known();
    if (reading.granted() && !reading.denied() && !known.resizing().isEmpty()) {
      Transmission solicit = state.solicit().endingBy(context.now().plus(RESIZE));
      return context.enter(
          new Soliciting(known, solicit, state.offers()), "the requested prefix length changed");
    }
    return LeaseMaintenance.decided(context, reading, server).orElseGet(() -> state.with(known));
  }

  /**
   * Ends the request for another length: the held prefix stays, and the length is not requested
   * again.
   */
  static ClientState notResized(StepContext context, ClientState known, boolean answered) {
    ClientState left = known;
    for (long iaid : known.resizing()) {
      List<Prefix> held =
          known.binding().flatMap(b -> b.ia(iaid)).map(Binding.Ia::prefixList).orElse(List.of());
      context.tell(new NotResized(iaid, held, answered));
      left = left.resized(iaid);
    }
    return left;
  }
}
