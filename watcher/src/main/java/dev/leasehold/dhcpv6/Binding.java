package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Lifetime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The prefixes that a client holds and their server; kept across a restart.
 *
 * @param server the server that answered last
 * @param ias the IAs with prefixes; at least one, each IAID once
 * @param reconfigureKey the key that authenticates Reconfigure messages of the server
 */
public record Binding(Duid server, List<Ia> ias, ReconfigureKey reconfigureKey) {
  /**
   * One IA_PD.
   *
   * @param t1 the time of the renewal, in seconds after {@code receivedAt}; {@link
   *     Lifetime#INFINITY}: never
   * @param t2 the time of the rebinding, in seconds after {@code receivedAt}; {@link
   *     Lifetime#INFINITY}: never
   * @param receivedAt the time of the last Reply that granted a prefix of this IA
   */
  public record Ia(long iaid, long t1, long t2, Instant receivedAt, List<LeasedPrefix> prefixes) {
    public Ia {
      prefixes = List.copyOf(prefixes);
      requireSeconds("t1", t1);
      requireSeconds("t2", t2);
      if (t1 > t2 || prefixes.isEmpty()) {
        throw new IllegalArgumentException(
            "IA " + iaid + ": T1 " + t1 + ", T2 " + t2 + ", " + prefixes);
      }
    }

    Instant renewAt() {
      return after(receivedAt, t1);
    }

    Instant rebindAt() {
      return after(receivedAt, t2);
    }

    List<Prefix> prefixList() {
      return prefixes.stream().map(LeasedPrefix::prefix).toList();
    }

    /**
     * Whether the last Reply that granted a prefix of this IA omitted {@code prefix}. One omission
     * proves nothing; a second exchange that names the prefix decides.
     */
    boolean wasLeftOut(LeasedPrefix prefix) {
      return prefix.receivedAt().isBefore(receivedAt);
    }

    Optional<Ia> at(Instant now) {
      List<LeasedPrefix> left = prefixes.stream().filter(p -> p.validUntil().isAfter(now)).toList();
      return left.isEmpty() ? Optional.empty() : Optional.of(with(left));
    }

    Ia with(List<LeasedPrefix> others) {
      return new Ia(iaid, t1, t2, receivedAt, others);
    }
  }

  /**
   * A prefix with the lifetimes of one Reply.
   *
   * @param preferredLifetime in seconds after {@code receivedAt}; 0: deprecated
   * @param validLifetime in seconds after {@code receivedAt}; 0: withdrawn
   */
  public record LeasedPrefix(
      Prefix prefix, long preferredLifetime, long validLifetime, Instant receivedAt) {
    public LeasedPrefix {
      requireSeconds("validLifetime", validLifetime);
      if (preferredLifetime < 0 || preferredLifetime > validLifetime) {
        throw new IllegalArgumentException(
            prefix + " is preferred for " + preferredLifetime + " of " + validLifetime + " s");
      }
    }

    /** The end of the preferred lifetime; {@link Instant#MAX}: never. */
    public Instant preferredUntil() {
      return after(receivedAt, preferredLifetime);
    }

    /** The end of the valid lifetime; {@link Instant#MAX}: never. */
    public Instant validUntil() {
      return after(receivedAt, validLifetime);
    }
  }

  public Binding {
    ias = List.copyOf(ias);
    if (ias.isEmpty() || ias.stream().map(Ia::iaid).distinct().count() < ias.size()) {
      throw new IllegalArgumentException(
          "a binding needs at least one IA, and each IAID once: " + ias);
    }
  }

  /** The held IA with an IAID. */
  public Optional<Ia> ia(long iaid) {
    return ias.stream().filter(ia -> ia.iaid() == iaid).findFirst();
  }

  /** A copy without expired prefixes; empty if no prefix is left. */
  Optional<Binding> at(Instant now) {
    return map(ia -> ia.at(now));
  }

  /** A copy with each IA changed or removed; empty if no IA is left. */
  Optional<Binding> map(Function<Ia, Optional<Ia>> change) {
    List<Ia> changed = ias.stream().map(change).flatMap(Optional::stream).toList();
    return changed.isEmpty()
        ? Optional.empty()
        : Optional.of(new Binding(server, changed, reconfigureKey));
  }

  /** Whether a second exchange must check if an omitted prefix is still delegated. */
  boolean hasLeftOut() {
    return ias.stream().anyMatch(ia -> ia.prefixes().stream().anyMatch(ia::wasLeftOut));
  }

  /** The time of the renewal of all IAs: the earliest T1 (section 18.2.4). */
  Instant renewAt() {
    return earliest(ias.stream().map(Ia::renewAt));
  }

  Instant rebindAt() {
    return earliest(ias.stream().map(Ia::rebindAt));
  }

  /** The next expiry of a prefix; {@link Instant#MAX}: never. */
  Instant expiresNext() {
    return earliest(
        ias.stream().flatMap(ia -> ia.prefixes().stream()).map(LeasedPrefix::validUntil));
  }

  private static Instant earliest(Stream<Instant> instants) {
    return instants.min(Comparator.naturalOrder()).orElse(Instant.MAX);
  }

  private static Instant after(Instant start, long seconds) {
    return seconds == Lifetime.INFINITY ? Instant.MAX : start.plusSeconds(seconds);
  }

  private static void requireSeconds(String what, long seconds) {
    if (seconds < 0 || seconds > Lifetime.INFINITY) {
      throw new IllegalArgumentException(what + " " + seconds);
    }
  }
}
