package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Binding.Ia;
import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows in every state.
 *
 * @param held what it may use
 * @param priors by IAID, the prefix that was held last and not taken back: the hint for the next
 * @param lacks by IAID, since when the client asks for an IA and has nothing
 * @param solMaxRt SOL_MAX_RT, as servers may set it
 * @param setbacks how many times in a row discovery began anew without a lease to speak of
 * @param sendFrom when the next message may be sent: section 14.1
 * @param probeFrom when the next probe may be made
 * @param trouble the last reason for which there was nothing to have
 */
record Knowledge(
    @Nullable Binding held,
    Map<Long, Prefix> priors,
    Map<Long, Lack> lacks,
    Duration solMaxRt,
    int setbacks,
    Instant sendFrom,
    Instant probeFrom,
    String trouble) {
  /**
   * An IA without a prefix.
   *
   * @param told that there is nothing to have
   */
  record Lack(Instant since, boolean told) {}

  /** Before a lack is told of. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Section 14.1: at most 20 messages in 20 seconds. 10 at once and one every 2 seconds are never
   * more, in whichever 20 seconds one looks.
   */
  private static final Duration EVERY = Duration.ofSeconds(2);

  private static final Duration BURST = EVERY.multipliedBy(9);

  private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

  private static final String SILENCE = "no server answers";

  Knowledge {
    priors = Map.copyOf(priors);
    lacks = Map.copyOf(lacks);
  }

  static Knowledge start(@Nullable Binding remembered) {
    return new Knowledge(
        remembered,
        Map.of(),
        Map.of(),
        Transmission.Parameters.SOLICIT.maxTimeout(),
        0,
        Instant.MIN,
        Instant.MIN,
        SILENCE);
  }

  Optional<Binding> binding() {
    return Optional.ofNullable(held);
  }

  boolean holds(long iaid) {
    return held != null && held.ia(iaid).isPresent();
  }

  /** Without what has expired. */
  Knowledge at(Instant now) {
    if (held == null) {
      return this;
    }
    Knowledge known = this;
    for (Ia ia : held.ias()) {
      known = known.remembering(ia);
    }
    return known.holding(held.at(now).orElse(null));
  }

  /** {@link Instant#MAX}: nothing does. */
  Instant expiresNext() {
    return held == null ? Instant.MAX : held.expiresNext();
  }

  Knowledge holding(@Nullable Binding other) {
    return new Knowledge(other, priors, lacks, solMaxRt, setbacks, sendFrom, probeFrom, trouble);
  }

  /** The prefix of it that lasts longest is what the client asks for when it has lost it. */
  Knowledge remembering(Ia ia) {
    Map<Long, Prefix> known = new HashMap<>(priors);
    ia.prefixes().stream()
        .max(Comparator.comparing(LeasedPrefix::validUntil))
        .ifPresent(p -> known.put(ia.iaid(), p.prefix()));
    return withPriors(known);
  }

  /** It was taken back: asking for it again would be in vain. */
  Knowledge forgetting(long iaid) {
    Map<Long, Prefix> known = new HashMap<>(priors);
    known.remove(iaid);
    return withPriors(known);
  }

  private Knowledge withPriors(Map<Long, Prefix> known) {
    return new Knowledge(held, known, lacks, solMaxRt, setbacks, sendFrom, probeFrom, trouble);
  }

  Knowledge withSolMaxRt(long seconds) {
    Duration set = Duration.ofSeconds(seconds);
    return new Knowledge(held, priors, lacks, set, setbacks, sendFrom, probeFrom, trouble);
  }

  Knowledge withSetbacks(int number) {
    return new Knowledge(held, priors, lacks, solMaxRt, number, sendFrom, probeFrom, trouble);
  }

  /** Empty: none that was named. */
  Knowledge withTrouble(String named) {
    String reason = named.isEmpty() ? trouble : named;
    return new Knowledge(held, priors, lacks, solMaxRt, setbacks, sendFrom, probeFrom, reason);
  }

  /** On what may be another link nothing of the old one's servers holds. */
  Knowledge onAnotherLink() {
    Duration unset = start(held).solMaxRt;
    return new Knowledge(held, priors, lacks, unset, 0, sendFrom, probeFrom, SILENCE);
  }

  Knowledge sentAt(Instant now) {
    Instant full = now.minus(BURST);
    Instant next = (sendFrom.isAfter(full) ? sendFrom : full).plus(EVERY);
    return new Knowledge(held, priors, lacks, solMaxRt, setbacks, next, probeFrom, trouble);
  }

  Knowledge probedAt(Instant now) {
    Instant next = now.plus(BETWEEN_PROBES);
    return new Knowledge(held, priors, lacks, solMaxRt, setbacks, sendFrom, next, trouble);
  }

  /** Which of the IAs have nothing, since when; {@code asking} as long as the client can ask. */
  Knowledge lacking(ClientSettings settings, Instant now, boolean asking) {
    Map<Long, Lack> found = new LinkedHashMap<>();
    for (IaRequest ia : settings.ias()) {
      Lack known = lacks.getOrDefault(ia.iaid(), new Lack(now, false));
      if (!holds(ia.iaid()) && (asking || known.told())) {
        found.put(ia.iaid(), known);
      }
    }
    return withLacks(found);
  }

  Knowledge told(long iaid) {
    Map<Long, Lack> known = new HashMap<>(lacks);
    known.computeIfPresent(iaid, (_, lack) -> new Lack(lack.since(), true));
    return withLacks(known);
  }

  private Knowledge withLacks(Map<Long, Lack> known) {
    return new Knowledge(held, priors, known, solMaxRt, setbacks, sendFrom, probeFrom, trouble);
  }

  /** When something happens by itself: a prefix expires, or a lack is to be told of. */
  Instant wakeAt() {
    Instant earliest = expiresNext();
    for (Lack lack : lacks.values()) {
      Instant due = lack.since().plus(PATIENCE);
      if (!lack.told() && due.isBefore(earliest)) {
        earliest = due;
      }
    }
    return earliest;
  }
}
