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
 * What a client holds, and from which server: it is kept across a restart.
 *
 * @param server that answered last
 */
public record Binding(Duid server, List<Ia> ias, ReconfigureKey reconfigureKey) {
  /**
   * One IA_PD.
   *
   * @param t1 when to renew, in seconds after {@code receivedAt}; {@link Lifetime#INFINITY}: never
   * @param t2 when to rebind, likewise
   * @param receivedAt when a Reply last granted a prefix of it
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
     * Whether the last Reply that granted a prefix of this IA omitted this one. One omission proves
     * nothing; a second exchange that names it decides.
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
   * A prefix as one Reply gave it.
   *
   * @param preferredLifetime in seconds after {@code receivedAt}; 0: deprecated
   * @param validLifetime likewise; 0: withdrawn
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

    /** {@link Instant#MAX}: it does not end. */
    public Instant preferredUntil() {
      return after(receivedAt, preferredLifetime);
    }

    /** {@link Instant#MAX}: it does not end. */
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

  /** The IA of that IAID, if it is held. */
  public Optional<Ia> ia(long iaid) {
    return ias.stream().filter(ia -> ia.iaid() == iaid).findFirst();
  }

  /** A copy without expired prefixes; empty when nothing is left. */
  Optional<Binding> at(Instant now) {
    return map(ia -> ia.at(now));
  }

  /** A copy with each IA changed, or removed. */
  Optional<Binding> map(Function<Ia, Optional<Ia>> change) {
    List<Ia> changed = ias.stream().map(change).flatMap(Optional::stream).toList();
    return changed.isEmpty()
        ? Optional.empty()
        : Optional.of(new Binding(server, changed, reconfigureKey));
  }

  /** Whether a second exchange has to find out if a prefix is still lent. */
  boolean hasLeftOut() {
    return ias.stream().anyMatch(ia -> ia.prefixes().stream().anyMatch(ia::wasLeftOut));
  }

  /** All are renewed when the first of them should be: section 18.2.4. */
  Instant renewAt() {
    return earliest(ias.stream().map(Ia::renewAt));
  }

  Instant rebindAt() {
    return earliest(ias.stream().map(Ia::rebindAt));
  }

  /** When the next prefix expires; {@link Instant#MAX}: none does. */
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
