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
 * The data that a client has in every state.
 *
 * @param held the binding that the client may use
 * @param resizing the held IAs for which another prefix length is requested
 * @param priors the last held prefix by IAID. A Solicit has it as a hint until an Advertise does
 *     not offer it or no server answers for a while
 * @param unconfirmed whether the link may have changed and no Reply has granted a prefix since
 * @param lacks the IAs without a prefix by IAID, with the time since the client requests one
 * @param trouble the last reason of a server for having no prefix; empty: no server answers
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
   * @param told whether the lack was reported
   */
  record Lack(Instant since, boolean told) {
    /** The time to report the lack; {@link Instant#MAX}: it was reported. */
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

  /** A copy after a possible link change: the held prefixes may no longer be routed. */
  ClientState doubting() {
    return withUnconfirmed(true);
  }

  ClientState confirmed() {
    return withUnconfirmed(false);
  }

  private ClientState withUnconfirmed(boolean other) {
    return new ClientState(held, other, resizing, priors, lacks, trouble, pace);
  }

  /** A copy after the request for another length has ended, with any result. */
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

  /** A copy with the reason of a server; empty: unchanged. */
  ClientState withTrouble(String named) {
    return named.isEmpty()
        ? this
        : new ClientState(held, unconfirmed, resizing, priors, lacks, named, pace);
  }

  ClientState onAnotherLink() {
    return new ClientState(
        held, unconfirmed, resizing, priors, lacks, SILENCE, pace.onAnotherLink());
  }

  /** The next expiry of a held prefix; {@link Instant#MAX}: never. */
  Instant expiresNext() {
    return held == null ? Instant.MAX : held.expiresNext();
  }

  /** A copy without expired prefixes. */
  ClientState at(Instant now) {
    return rememberingAll().holding(binding().flatMap(b -> b.at(now)).orElse(null));
  }

  /**
   * A copy that remembers the prefix of an IA with the longest lifetime, as the hint after a loss.
   */
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

  /** A copy that remembers a held prefix of each IA, as the hint after a loss. */
  ClientState rememberingAll() {
    ClientState known = this;
    for (Ia ia : held == null ? List.<Ia>of() : held.ias()) {
      known = known.remembering(ia);
    }
    return known;
  }

  /**
   * A copy without the hints that an offer does not contain: that server does not give those
   * prefixes back.
   */
  ClientState forgettingUnless(Offer offer) {
    Map<Long, Prefix> known = new HashMap<>(priors);
    known.entrySet().removeIf(prior -> !offer.prefixes(prior.getKey()).contains(prior.getValue()));
    return withPriors(known);
  }

  /**
   * A copy without hints, after no server answered a Solicit with them: some servers stay silent
   * for a prefix of another server.
   */
  ClientState forgettingPriors() {
    return withPriors(Map.of());
  }

  /**
   * A copy with the IAs that lack a prefix.
   *
   * @param asking whether the client can request prefixes now
   */
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

  /** The next time at which a prefix expires or a lack must be reported. */
  Instant wakeAt() {
    Instant earliest = expiresNext();
    for (Lack lack : lacks.values()) {
      earliest = lack.dueAt().isBefore(earliest) ? lack.dueAt() : earliest;
    }
    return earliest;
  }
}
