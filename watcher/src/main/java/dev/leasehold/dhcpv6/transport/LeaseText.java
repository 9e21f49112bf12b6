package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.Binding;
import dev.leasehold.dhcpv6.Binding.Ia;
import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.Transmission;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The lease of a client in words: prefixes, lifetimes, next message. */
final class LeaseText {
  /**
   * Advice for a silent server: the provider may require more than RFC 9915 does, or delegate to
   * another device.
   */
  static final String SILENT =
      "Some providers answer only clients that send certain options (acquisition.dhcpv6.options,"
          + " such as code 16, the vendor class) or a certain duid. If a router or another"
          + " program holds the delegation, use acquisition.interface instead of acquisition.dhcpv6";

  private LeaseText() {}

  /** The server, the prefixes and the next messages. */
  static String of(State state, Instant now) {
    String held =
        state
            .binding()
            .map(b -> "server " + b.server() + "; " + held(state, now) + "; " + timers(state, now))
            .orElse("holds no prefix");
    String next = nextMessage(state, now);
    return next.isEmpty() ? held : held + "; " + next;
  }

  /** The time of the next retransmission; empty if no exchange is open. */
  private static String nextMessage(State state, Instant now) {
    return switch (state) {
      case State.Soliciting soliciting -> next("Solicit", soliciting.exchange(), now);
      case State.Requesting requesting -> next("Request", requesting.exchange(), now);
      case State.Renewing renewing -> next("Renew", renewing.exchange(), now);
      case State.Rebinding rebinding -> next("Rebind", rebinding.exchange(), now);
      case State.Searching searching ->
          next("Rebind", searching.rebind(), now)
              + ", "
              + next("Solicit", searching.solicit(), now);
      case State.Releasing releasing -> next("Release", releasing.exchange(), now);
      case State.Down _, State.Bound _, State.Released _ -> "";
    };
  }

  private static String next(String message, Transmission exchange, Instant now) {
    Duration left = Duration.between(now, exchange.nextAt());
    String soon = "next %s in %d s".formatted(message, Math.max(0, left.toSeconds()));
    return exchange.count() == 0 ? soon : soon + " (sent " + exchange.count() + ")";
  }

  /** The prefixes with their remaining lifetimes. */
  static String held(State state, Instant now) {
    List<String> held = new ArrayList<>();
    for (Ia ia : state.binding().map(Binding::ias).orElse(List.of())) {
      for (LeasedPrefix p : ia.prefixes()) {
        held.add(
            "%s is preferred for %s, valid for %s"
                .formatted(
                    p.prefix(),
                    seconds(left(p.receivedAt(), p.preferredLifetime(), now)),
                    seconds(left(p.receivedAt(), p.validLifetime(), now))));
      }
    }
    return held.isEmpty() ? "holds no prefix" : String.join(", ", held);
  }

  /** The earliest T1 and T2. */
  static String timers(State state, Instant now) {
    Optional<Binding> binding = state.binding();
    if (binding.isEmpty()) {
      return "nothing to renew";
    }
    long t1 = Lifetime.INFINITY;
    long t2 = Lifetime.INFINITY;
    for (Ia ia : binding.get().ias()) {
      t1 = Math.min(t1, left(ia.receivedAt(), ia.t1(), now));
      t2 = Math.min(t2, left(ia.receivedAt(), ia.t2(), now));
    }
    return "renewal " + in(t1) + ", rebinding " + in(t2);
  }

  /** The names of all items, separated by commas. */
  static <T> String names(List<T> things, Function<T, ?> name) {
    return String.join(", ", things.stream().map(name).map(String::valueOf).toList());
  }

  /** A prefix with the lifetimes of the Reply. */
  static String lent(LeasedPrefix p) {
    return "%s (%s)"
        .formatted(
            p.prefix(),
            p.validLifetime() == 0
                ? "withdrawn"
                : "preferred for %s, valid for %s"
                    .formatted(seconds(p.preferredLifetime()), seconds(p.validLifetime())));
  }

  static String seconds(long seconds) {
    return seconds == Lifetime.INFINITY ? "ever" : seconds + " s";
  }

  private static String in(long seconds) {
    return seconds == Lifetime.INFINITY ? "never" : "in " + seconds + " s";
  }

  /** The remaining lifetime, in seconds. */
  static long left(Instant since, long seconds, Instant now) {
    return seconds == Lifetime.INFINITY
        ? seconds
        : Math.max(0, seconds - Duration.between(since, now).toSeconds());
  }
}
