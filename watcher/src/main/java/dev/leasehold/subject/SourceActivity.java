package dev.leasehold.subject;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.PrefixDecision;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tracks which sources were heard since the start. A decision is final only after its sources have
 * reported for long enough.
 */
final class SourceActivity {
  /**
   * The reports of one kind of source for a prefix.
   *
   * @param first when the first report came
   * @param lends whether the last report had a prefix
   */
  private record Said(Instant first, boolean lends) {}

  private record Key(SubjectId prefix, String source) {}

  private final Map<Key, Said> said = new HashMap<>();

  void take(PrefixSubject prefix, Observation observation) {
    Key key = new Key(prefix.id(), observation.origin().source());
    Instant first = said.containsKey(key) ? said.get(key).first() : observation.at();
    said.put(key, new Said(first, !observation.prefixes().isEmpty()));
  }

  /** Takes over the reports of the kernel from another prefix on the same interface. */
  void takeFrom(SubjectId other, PrefixSubject prefix) {
    String source = Origin.Configured.SOURCE;
    Said known = said.get(new Key(other, source));
    if (known != null) {
      said.putIfAbsent(new Key(prefix.id(), source), known);
    }
  }

  void movedBy(Duration step) {
    said.replaceAll((key, s) -> new Said(s.first().plus(step), s.lends()));
  }

  /** What a final decision still waits for, in words; empty when it waits for nothing. */
  Optional<String> unclear(DecidedPrefix decided, Instant now) {
    PrefixSubject prefix = decided.subject();
    PrefixDecision decision = decided.decision();
    Optional<Said> first = firstChoice(prefix);
    if (first.isEmpty()) {
      return Optional.of(Channels.firstChoice(prefix.acquisition()));
    }
    Optional<String> listening = prefix.acquisition().routerAdvertisement();
    boolean alone = first.get().lends() || listening.isEmpty();
    Optional<Said> last = alone ? first : of(prefix, Origin.Advertised.SOURCE);
    if (last.isEmpty()) {
      return listening.map(name -> "a router advertisement on " + name);
    }
    Duration minStable = prefix.intent().transition().minStable();
    boolean longEnough = Duration.between(last.get().first(), now).compareTo(minStable) >= 0;
    boolean changesSoon =
        decision
            .lookAgainAt()
            .filter(at -> Duration.between(now, at).compareTo(minStable) <= 0)
            .isPresent();
    return longEnough && !changesSoon && !decision.doubtful()
        ? Optional.empty()
        : Optional.of(prefix.name() + " to be stable for " + minStable.toSeconds() + " s");
  }

  private Optional<Said> firstChoice(PrefixSubject prefix) {
    DynamicPrefix.Acquisition asked = prefix.acquisition();
    if (asked.dhcpv6().isPresent()) {
      return of(prefix, Origin.Delegated.SOURCE);
    }
    if (asked.router().isPresent()) {
      return of(prefix, Origin.OfRouter.SOURCE);
    }
    return asked.kernel().isPresent()
        ? of(prefix, Origin.Configured.SOURCE)
        : of(prefix, Origin.Advertised.SOURCE);
  }

  private Optional<Said> of(PrefixSubject prefix, String source) {
    return Optional.ofNullable(said.get(new Key(prefix.id(), source)));
  }
}
