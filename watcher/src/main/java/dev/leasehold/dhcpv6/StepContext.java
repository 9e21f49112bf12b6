package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Notice.Entered;
import dev.leasehold.dhcpv6.Notice.Ignored;
import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.State.Exchanging;
import dev.leasehold.dhcpv6.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The context of one step: time, randomness, and the messages and notices collected so far. */
final class StepContext {
  /**
   * The most notices about discarded parts of one message; a message can have thousands of options.
   */
  private static final int MOST_IGNORED = 8;

  private final ClientSettings settings;
  private final RandomGenerator random;
  private final Instant now;
  private final List<Message> sent = new ArrayList<>();
  private final List<Notice> notices = new ArrayList<>();
  private int ignored;

  StepContext(ClientSettings settings, RandomGenerator random, Instant now) {
    this.settings = settings;
    this.random = random;
    this.now = now;
  }

  ClientSettings settings() {
    return settings;
  }

  Instant now() {
    return now;
  }

  boolean reached(Instant instant) {
    return !now.isBefore(instant);
  }

  Transmission begin(Transmission.Parameters parameters, Instant endsAt) {
    return Transmission.begin(parameters, random, now, endsAt);
  }

  Transmission slowed(Transmission exchange, Transmission.Parameters parameters) {
    return exchange.slowedTo(parameters, random, now);
  }

  void tell(Notice notice) {
    notices.add(notice);
  }

  void ignore(Reason reason, String detail) {
    if (ignored++ < MOST_IGNORED) {
      notices.add(new Ignored(reason, detail));
    }
  }

  State enter(State state, String why) {
    notices.add(new Entered(state.phase(), why, false));
    return state;
  }

  /** Enters a state because the timer T1 or T2 of the lease ended. */
  State enterOnTimer(State state, String timer) {
    notices.add(new Entered(state.phase(), timer, true));
    return state;
  }

  /** Sends the message of the exchange again, unless section 14.1 delays it. */
  Exchanging transmit(Exchanging state) {
    ClientState known = state.known();
    Transmission exchange = state.exchange();
    if (now.isBefore(known.pace().sendFrom())) {
      return state.with(known, exchange.postponed(known.pace().sendFrom()));
    }
    sent.add(Outgoing.message(settings, state, now));
    Transmission.Parameters parameters = exchange.parameters();
    Duration maxTimeout =
        parameters == Transmission.Parameters.SOLICIT
            ? known.pace().solMaxRt()
            : parameters.maxTimeout();
    return state.with(known.with(known.pace().sent(now)), exchange.sent(random, now, maxTimeout));
  }

  Step done(State state) {
    return new Step(state, sent, notices);
  }
}
