package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.MessageType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The state of a client. */
public sealed interface State {
  /** The states by name. */
  enum Phase {
    DOWN("down"),
    BOUND("bound"),
    RELEASED("released"),
    SOLICITING("soliciting"),
    REQUESTING("requesting"),
    RENEWING("renewing"),
    REBINDING("rebinding"),
    SEARCHING("searching"),
    RELEASING("releasing");

    private final String spelling;

    Phase(String spelling) {
      this.spelling = spelling;
    }

    /** The state in status and metrics, {@code renewing}: a stable interface. */
    public String spelling() {
      return spelling;
    }
  }

  /** The data that all states share. */
  ClientState known();

  State with(ClientState other);

  /**
   * The next timer of the state itself, without the timers of {@link #known}; {@link Instant#MAX}:
   * none.
   */
  default Instant ownWakeAt() {
    return Instant.MAX;
  }

  /** The state as an enum. */
  default Phase phase() {
    return switch (this) {
      case Down _ -> Phase.DOWN;
      case Bound _ -> Phase.BOUND;
      case Released _ -> Phase.RELEASED;
      case Soliciting _ -> Phase.SOLICITING;
      case Requesting _ -> Phase.REQUESTING;
      case Renewing _ -> Phase.RENEWING;
      case Rebinding _ -> Phase.REBINDING;
      case Searching _ -> Phase.SEARCHING;
      case Releasing _ -> Phase.RELEASING;
    };
  }

  /** The time of the next {@link Event.Due}; empty: no timer. */
  default Optional<Instant> wakeAt() {
    Instant own = ownWakeAt();
    Instant known = known().wakeAt();
    Instant first = own.isBefore(known) ? own : known;
    return first.equals(Instant.MAX) ? Optional.empty() : Optional.of(first);
  }

  /** The binding after the last step. */
  default Optional<Binding> binding() {
    return known().binding();
  }

  /** The held IAs for which another prefix length is requested. */
  default Set<Long> resizing() {
    return known().resizing();
  }

  /** The link is down: the client sends nothing and keeps the held prefixes. */
  record Down(ClientState known) implements State {
    @Override
    public Down with(ClientState other) {
      return new Down(other);
    }
  }

  /** The client holds a lease and sends nothing until {@code renewAt}. */
  record Bound(ClientState known, Instant renewAt) implements State {
    @Override
    public Bound with(ClientState other) {
      return new Bound(other, renewAt);
    }

    @Override
    public Instant ownWakeAt() {
      return renewAt;
    }
  }

  /** The lease was released; the client is done. */
  record Released(ClientState known) implements State {
    @Override
    public Released with(ClientState other) {
      return new Released(other);
    }
  }

  /** The client waits for an answer. */
  sealed interface Exchanging extends State {
    Transmission exchange();

    Exchanging with(ClientState other, Transmission next);

    /** The only server whose answer counts; empty: any server. */
    default Optional<Duid> addressee() {
      return Optional.empty();
    }

    @Override
    default Exchanging with(ClientState other) {
      return with(other, exchange());
    }

    @Override
    default Instant ownWakeAt() {
      return exchange().wakeAt();
    }
  }

  /**
   * Solicit (section 18.2.1).
   *
   * @param offers the offers so far, the best first
   */
  record Soliciting(ClientState known, Transmission exchange, List<Offer> offers)
      implements Exchanging {
    public Soliciting {
      offers = List.copyOf(offers);
    }

    /**
     * Whether the Solicit permits a Rapid Commit: not with a held prefix, because one Reply may not
     * cover it.
     */
    boolean isRapid(ClientSettings settings) {
      return settings.rapidCommit() && binding().isEmpty();
    }

    @Override
    public Soliciting with(ClientState other, Transmission next) {
      return new Soliciting(other, next, offers);
    }
  }

  /**
   * Request (section 18.2.2).
   *
   * @param offer the accepted offer
   * @param others the other offers, in case the server does not keep its offer
   */
  record Requesting(ClientState known, Transmission exchange, Offer offer, List<Offer> others)
      implements Exchanging {
    public Requesting {
      others = List.copyOf(others);
    }

    @Override
    public Requesting with(ClientState other, Transmission next) {
      return new Requesting(other, next, offer, others);
    }

    @Override
    public Optional<Duid> addressee() {
      return Optional.of(offer.server());
    }
  }

  /** Renew (section 18.2.4). */
  record Renewing(ClientState known, Transmission exchange) implements Exchanging {
    @Override
    public Renewing with(ClientState other, Transmission next) {
      return new Renewing(other, next);
    }

    @Override
    public Optional<Duid> addressee() {
      return binding().map(Binding::server);
    }
  }

  /** Rebind (section 18.2.5), or with the timers of a Confirm (section 18.2.12). */
  record Rebinding(ClientState known, Transmission exchange) implements Exchanging {
    @Override
    public Rebinding with(ClientState other, Transmission next) {
      return new Rebinding(other, next);
    }

    boolean confirms() {
      return exchange.parameters() == Transmission.Parameters.CONFIRM;
    }
  }

  /**
   * A Rebind without an answer after a link change, and a Solicit at the same time: a server
   * without a record of the lease does not answer a Rebind (section 18.3.5). The held prefixes stay
   * in use.
   *
   * @param offers the offers so far, the best first
   */
  record Searching(ClientState known, Transmission rebind, Transmission solicit, List<Offer> offers)
      implements State {
    public Searching {
      offers = List.copyOf(offers);
    }

    @Override
    public Searching with(ClientState other) {
      return new Searching(other, rebind, solicit, offers);
    }

    Searching with(ClientState other, Transmission nextRebind) {
      return new Searching(other, nextRebind, solicit, offers);
    }

    Searching with(Soliciting next) {
      return new Searching(next.known(), rebind, next.exchange(), next.offers());
    }

    Rebinding rebinding() {
      return new Rebinding(known, rebind);
    }

    Soliciting soliciting() {
      return new Soliciting(known, solicit, offers);
    }

    /** The exchange that a message type answers. */
    Exchanging asking(MessageType answer) {
      return answer == MessageType.ADVERTISE ? soliciting() : rebinding();
    }

    @Override
    public Instant ownWakeAt() {
      Instant one = rebind.wakeAt();
      Instant other = solicit.wakeAt();
      return one.isBefore(other) ? one : other;
    }
  }

  /**
   * Release (section 18.2.7).
   *
   * @param given the released prefixes, no longer in use
   */
  record Releasing(ClientState known, Transmission exchange, Binding given) implements Exchanging {
    @Override
    public Releasing with(ClientState other, Transmission next) {
      return new Releasing(other, next, given);
    }

    @Override
    public Optional<Duid> addressee() {
      return Optional.of(given.server());
    }
  }
}
