package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.Notice.Unavailable;
import dev.leasehold.dhcpv6.State.Bound;
import dev.leasehold.dhcpv6.State.Down;
import dev.leasehold.dhcpv6.State.Exchanging;
import dev.leasehold.dhcpv6.State.Rebinding;
import dev.leasehold.dhcpv6.State.Released;
import dev.leasehold.dhcpv6.State.Releasing;
import dev.leasehold.dhcpv6.State.Renewing;
import dev.leasehold.dhcpv6.State.Requesting;
import dev.leasehold.dhcpv6.State.Searching;
import dev.leasehold.dhcpv6.State.Soliciting;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.SolMaxRt;
import dev.leasehold.net.Address;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A client for prefix delegation on one interface (RFC 9915 section 18.2), as a pure state machine:
 * it has no clock and sends nothing.
 *
 * <p>No step throws, whatever message it receives, and {@link State#wakeAt} is after the time of
 * the step.
 */
public final class Client {
  private final ClientSettings settings;
  private final RandomGenerator random;

  /**
   * Creates a client; it sends nothing yet.
   *
   * @param random unpredictable, so that transaction ids cannot be guessed
   */
  public Client(ClientSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  /**
   * The state before the link is up, without changed prefix lengths; see {@link #start(Optional,
   * Set)}.
   */
  public State start(Optional<Binding> remembered) {
    return start(remembered, Set.of());
  }

  /**
   * The state before the link is up.
   *
   * @param remembered the binding when the program ended; expired prefixes are included and become
   *     hints
   * @param resizing the IAs of the binding whose requested prefix length has changed
   */
  public State start(Optional<Binding> remembered, Set<Long> resizing) {
    Optional<Binding> ours =
        remembered.flatMap(b ->
            b.map(ia ->
                settings.ias().stream().anyMatch(wanted -> wanted.iaid() == ia.iaid())
                    ? Optional.of(ia)
                    : Optional.empty()));
    Set<Long> held = new HashSet<>(resizing);
    held.removeIf(iaid -> ours.flatMap(b -> b.ia(iaid)).isEmpty());
    return new Down(ClientState.start(ours.orElse(null), held));
  }

  /**
   * Handles an event. Due timers run first, for every event.
   *
   * @param now the time on a monotonic clock, the same clock for all steps of a state
   */
  public Step step(State state, Event event, Instant now) {
    StepContext context = new StepContext(settings, random, now);
    State next = timers(context, state);
    next = timers(context, handle(context, next, event));
    return context.done(lacks(context, next));
  }

  private static State handle(StepContext context, State state, Event event) {
    if (state instanceof Released) {
      return state;
    }
    return switch (event) {
      case Event.Due _ -> state;
      case Event.LinkUp _ -> linkUp(context, state);
      case Event.LinkDown _ -> linkDown(context, state);
      case Event.Probe _ -> probe(context, state);
      case Event.Release _ ->
          state instanceof Releasing ? state : LeaseMaintenance.release(context, state);
      case Event.Received(Message message, Address from) -> received(context, state, message, from);
    };
  }

  private static State linkUp(StepContext context, State state) {
    boolean held = state.binding().isPresent();
    return switch (state) {
      case Down down ->
          held
              ? LeaseMaintenance.confirm(context, down.known().onAnotherLink(), "link is up")
              : Discovery.solicit(context, down.known().onAnotherLink(), "link is up");
      case Bound _, Renewing _ ->
          LeaseMaintenance.confirm(context, state.known(), "link is up again");
      case Rebinding rebinding ->
          rebinding.confirms()
              ? rebinding
              : LeaseMaintenance.confirm(context, state.known(), "link is up again");
      case Searching _, Soliciting _, Requesting _, Releasing _, Released _ -> state;
    };
  }

  private static State probe(StepContext context, State state) {
    return switch (state) {
      case Bound bound -> LeaseMaintenance.probe(context, bound);
      case Renewing renewing -> LeaseMaintenance.probe(context, renewing);
      case Rebinding rebinding -> LeaseMaintenance.probe(context, rebinding);
      case Down _, Searching _, Soliciting _, Requesting _, Releasing _, Released _ -> state;
    };
  }

  private static State linkDown(StepContext context, State state) {
    return switch (state) {
      case Down down -> down;
      case Releasing releasing -> context.enter(new Released(releasing.known()), "link is down");
      default -> context.enter(new Down(state.known()), "link is down");
    };
  }

  private static State received(StepContext context, State state, Message message, Address from) {
    return switch (message.type()) {
      case ADVERTISE, REPLY -> answered(context, state, message, from);
      case RECONFIGURE -> LeaseMaintenance.reconfigured(context, state, message);
      default -> {
        context.ignore(Reason.UNEXPECTED, message.type().title() + " from " + from);
        yield state;
      }
    };
  }

  private static State answered(StepContext context, State state, Message message, Address from) {
    State asked = state instanceof Searching searching ? searching.asking(message.type()) : state;
    if (!(asked instanceof Exchanging asking)) {
      context.ignore(Reason.UNEXPECTED, message.type().title() + " from " + from);
      return state;
    }
    Optional<Reason> objection = Validation.objection(context.settings(), asking, message);
    Optional<Duid> server = Validation.server(message);
    if (objection.isPresent() || server.isEmpty()) {
      context.ignore(
          objection.orElse(Reason.NO_SERVER_ID), message.type().title() + " from " + from);
      return state;
    }
    // Section 18.2.9: SOL_MAX_RT counts even in an otherwise useless Advertise.
    Exchanging informed =
        message
            .option(SolMaxRt.class)
            .map(set -> asking.with(learned(asking.known(), set)))
            .orElse(asking);
    if (state instanceof Searching searching) {
      return Search.answered(context, searching.with(informed.known()), message, server.get());
    }
    return message.type() == MessageType.ADVERTISE && informed instanceof Soliciting soliciting
        ? Discovery.advertised(context, soliciting, message, server.get())
        : LeaseMaintenance.replied(context, informed, message, server.get());
  }

  private static ClientState learned(ClientState known, SolMaxRt set) {
    return known.with(known.pace().withSolMaxRt(set.seconds()));
  }

  /** Runs due timers until none is left. Each round sends a message or ends a state for good. */
  private static State timers(StepContext context, State state) {
    State next = lapse(context, state);
    while (context.reached(next.ownWakeAt())) {
      next =
          switch (next) {
            case Soliciting soliciting -> Discovery.due(context, soliciting);
            case Requesting requesting -> Discovery.due(context, requesting);
            case Bound bound -> LeaseMaintenance.due(context, bound);
            case Renewing renewing -> LeaseMaintenance.due(context, renewing);
            case Rebinding rebinding -> LeaseMaintenance.due(context, rebinding);
            case Searching searching -> Search.due(context, searching);
            case Releasing releasing -> LeaseMaintenance.due(context, releasing);
            case Down _, Released _ -> next;
          };
    }
    return next;
  }

  /** Removes expired prefixes; the binding ends with the last of them. */
  private static State lapse(StepContext context, State state) {
    if (!context.reached(state.known().expiresNext())) {
      return state;
    }
    ClientState left = state.known().at(context.now());
    return left.binding().isPresent() || state instanceof Down || state instanceof Requesting
        ? state.with(left)
        : Discovery.solicit(context, left, "all valid lifetimes have ended");
  }

  /** Reports the IAs for which no server has a prefix. */
  private static State lacks(StepContext context, State state) {
    boolean asking =
        !(state instanceof Down || state instanceof Releasing || state instanceof Released);
    ClientState known = state.known().lacking(context.settings(), context.now(), asking);
    for (Map.Entry<Long, ClientState.Lack> lack : known.lacks().entrySet()) {
      boolean due = context.reached(lack.getValue().dueAt());
      if (due && asking) {
        context.tell(new Unavailable(lack.getKey(), known.trouble()));
        known = known.told(lack.getKey());
      }
    }
    return state.with(known);
  }
}
