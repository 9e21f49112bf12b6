package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Binding.Ia;
import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows in every state.
 *
 * @param held what it may use
 * @param resizing the IAs that are held, and for which a prefix of another length is asked for
 * @param priors by IAID, the prefix that was held last: the hint in a Solicit, until an Advertise
 *     does not offer it or nobody answers for a while
 * @param unconfirmed whether the link may have changed, and no Reply granted a prefix since
 * @param lacks by IAID, since when the client asks for an IA and has nothing
 * @param trouble the last reason for which there was nothing to have; empty: no server answers
 */
record ClientState(
    @Nullable Binding held,
    boolean unconfirmed,
    Set<Long> resizing,
    Map<Long, Prefix> priors,
    Map<Long, Lack> lacks,
    String trouble,
    Pace pace) {
  /**
   * An IA without a prefix.
   *
   * @param told that there is nothing to have
   */
  record Lack(Instant since, boolean told) {
    /** When it is to be told of. */
    Instant dueAt() {
      return told ? Instant.MAX : since.plus(PATIENCE);
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String SILENCE = "";

  ClientState {
    resizing = Set.copyOf(resizing);
    priors = Map.copyOf(priors);
    lacks = Map.copyOf(lacks);
  }

  static ClientState start(@Nullable Binding remembered, Set<Long> resizing) {
    return new ClientState(remembered, false, resizing, Map.of(), Map.of(), SILENCE, Pace.START);
  }

  Optional<Binding> binding() {
    return Optional.ofNullable(held);
  }

  ClientState holding(@Nullable Binding other) {
    return new ClientState(other, unconfirmed, resizing, priors, lacks, trouble, pace);
  }

  /** The link may have changed: whether the prefixes are still routed is open. */
  ClientState doubting() {
    return withUnconfirmed(true);
  }

  ClientState confirmed() {
    return withUnconfirmed(false);
  }

  private ClientState withUnconfirmed(boolean other) {
    return new ClientState(held, other, resizing, priors, lacks, trouble, pace);
  }

  /** The request for another length is over, whatever it led to. */
  ClientState resized(long iaid) {
    Set<Long> left = new HashSet<>(resizing);
    left.remove(iaid);
    return new ClientState(held, unconfirmed, left, priors, lacks, trouble, pace);
  }

  ClientState with(Pace other) {
    return new ClientState(held, unconfirmed, resizing, priors, lacks, trouble, other);
  }

  Optional<Prefix> prior(long iaid) {
    return Optional.ofNullable(priors.get(iaid));
  }

  private ClientState withPriors(Map<Long, Prefix> others) {
    return new ClientState(held, unconfirmed, resizing, others, lacks, trouble, pace);
  }

  private ClientState withLacks(Map<Long, Lack> others) {
    return new ClientState(held, unconfirmed, resizing, priors, others, trouble, pace);
  }

  /** Empty: none that has a name. */
  ClientState withTrouble(String named) {
    return named.isEmpty()
        ? this
        : new ClientState(held, unconfirmed, resizing, priors, lacks, named, pace);
  }

  ClientState onAnotherLink() {
    return new ClientState(
        held, unconfirmed, resizing, priors, lacks, SILENCE, pace.onAnotherLink());
  }

  /** {@link Instant#MAX}: nothing does. */
  Instant expiresNext() {
    return held == null ? Instant.MAX : held.expiresNext();
  }

  /** Without what has expired. */
  ClientState at(Instant now) {
    return rememberingAll().holding(binding().flatMap(b -> b.at(now)).orElse(null));
  }

  /** The prefix of it that lasts longest is what the client asks for when it has lost it. */
  ClientState remembering(Ia ia) {
    if (resizing.contains(ia.iaid())) {
      return this;
    }
    Map<Long, Prefix> known = new HashMap<>(priors);
    ia.prefixes().stream()
        .max(Comparator.comparing(LeasedPrefix::validUntil))
        .ifPresent(p -> known.put(ia.iaid(), p.prefix()));
    return withPriors(known);
  }

  /** Remembers all prefixes that are held as hints, in case they are lost. */
  ClientState rememberingAll() {
    ClientState known = this;
    for (Ia ia : held == null ? List.<Ia>of() : held.ias()) {
      known = known.remembering(ia);
    }
    return known;
  }

  /** Of the IAs for which the offer does not have it: that server will not give it back. */
  ClientState forgettingUnless(Offer offer) {
    Map<Long, Prefix> known = new HashMap<>(priors);
    known.entrySet().removeIf(prior -> !offer.prefixes(prior.getKey()).contains(prior.getValue()));
    return withPriors(known);
  }

  /**
   * No server answers a Solicit that names it: some stay silent for a prefix that is not theirs.
   */
  ClientState forgettingPriors() {
    return withPriors(Map.of());
  }

  /** Which of the IAs have nothing, since when; {@code asking} as long as the client can ask. */
  ClientState lacking(ClientSettings settings, Instant now, boolean asking) {
    Map<Long, Lack> found = new HashMap<>();
    for (IaRequest ia : settings.ias()) {
      Lack known = lacks.getOrDefault(ia.iaid(), new Lack(now, false));
      boolean holds = held != null && held.ia(ia.iaid()).isPresent();
      if (!holds && (asking || known.told())) {
        found.put(ia.iaid(), known);
      }
    }
    return withLacks(found);
  }

  ClientState told(long iaid) {
    Map<Long, Lack> known = new HashMap<>(lacks);
    known.computeIfPresent(iaid, (_, lack) -> new Lack(lack.since(), true));
    return withLacks(known);
  }

  /** When something happens by itself: a prefix expires, or a lack is to be told of. */
  Instant wakeAt() {
    Instant earliest = expiresNext();
    for (Lack lack : lacks.values()) {
      earliest = lack.dueAt().isBefore(earliest) ? lack.dueAt() : earliest;
    }
    return earliest;
  }
}
