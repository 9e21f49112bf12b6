package dev.leasehold.lease;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.api.Subnet;
import dev.leasehold.lease.Decision.Refusal;
import dev.leasehold.lease.Decision.Solicitation;
import dev.leasehold.lease.Observation.Announced;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what becomes of a prefix, by what is in Git and what was heard. Same arguments, same
 * decision; deciding again on the decided lease changes nothing more.
 */
public final class LeaseBook {
  private final DynamicPrefix.Transition settings;
  private final boolean suspended;
  private final Guardrails guardrails;
  private final Asked asked;
  private final Duration minStable;

  /**
   * The book of one prefix; an intent that changed needs a new one.
   *
   * @param boundSubnets the names of the subnets that bindings use: a prefix without room for them
   *     is refused
   */
  public LeaseBook(DynamicPrefix intent, Set<String> boundSubnets) {
    List<Subnet> bound =
        intent.subnets().stream().filter(s -> boundSubnets.contains(s.name())).toList();
    settings = intent.transition();
    suspended = intent.suspend();
    guardrails = new Guardrails(intent.accept(), bound);
    minStable = bounded(settings.minStable());
    asked = new Asked(intent.acquisition());
  }

  /** The lease of a prefix that has none in Git yet. */
  public static PrefixLease noLease(String name, String source) {
    return new PrefixLease(name, source, List.of());
  }

  /**
   * What is known after one more observation. One by a router that is not believed changes nothing:
   * it neither announces nor silences.
   *
   * @param tip the lease at the tip, of which nothing is forgotten in favour of strangers
   */
  public Sightings hear(Sightings known, Observation said, PrefixLease tip) {
    return guardrails.believes(said.origin()) ? known.with(said, tip, minStable) : known;
  }

  /**
   * What matters of it to this intent, which may have come after it was heard: all that those said
   * who are asked; of others, what they said last of the prefixes that the lease holds.
   */
  public Sightings relevant(Sightings known, PrefixLease tip, Instant now) {
    return new Sightings(
        known.routers().stream()
            .flatMap(r ->
                asked.includes(r.origin())
                    ? Stream.of(r)
                    : r.askedNoLonger(tip, minStable, now).stream())
            .toList());
  }

  /** What each source that is asked says, in the order of sources and prefixes. */
  public List<Said> said(Sightings known, Instant now) {
    return known.routers().stream()
        .filter(r -> asked.includes(r.origin()))
        .flatMap(r -> r.said(minStable, now))
        .toList();
  }

  /**
   * Whether the link has lost a prefix of its own between the two, which makes it likely that the
   * delegation has ended too (RFC 9096 section 3): the moment to ask its server.
   */
  public boolean linkWasRenumbered(Sightings before, Sightings after, Instant now) {
    return asked.includes(Origin.Delegated.SOURCE)
        && before.routers().stream()
            .filter(r -> r.origin() instanceof Origin.Advertised)
            .anyMatch(was ->
                was.sightings().stream()
                    .filter(s -> s.heardSinceStart())
                    .filter(s -> was.standing(s, minStable, now) == Standing.PREFERRED)
                    .anyMatch(s -> !after.prefers(was.origin(), s.prefix(), minStable, now)));
  }

  /**
   * What should be in Git.
   *
   * @param tip the lease at the tip; without entries where there is none
   * @param newestCommit the time of the newest commit at the tip
   * @param drains those that are timed already
   */
  public Decision decide(
      PrefixLease tip, Instant newestCommit, Sightings known, Drains drains, Instant now) {
    Map<Boolean, List<Router>> believed =
        known.routers().stream()
            .filter(r -> guardrails.believes(r.origin()))
            .collect(Collectors.partitioningBy(r -> asked.includes(r.origin())));
    Evidence evidence =
        new Evidence(
            believed.getOrDefault(true, List.of()),
            believed.getOrDefault(false, List.of()),
            asked,
            tip.source(),
            minStable,
            now,
            newestCommit);
    // A clock that is behind the tip cannot say when; the newest commit is the earliest it can be.
    Instant since = (evidence.clockBehind() ? newestCommit : now).truncatedTo(ChronoUnit.SECONDS);

    List<LeaseChange> changes = new ArrayList<>();
    PrefixLease lease = tip;
    if (!suspended) {
      Optional<LeaseChange> succession = succession(tip, evidence);
      succession.ifPresent(changes::add);
      lease = succession.map(c -> c.applyTo(tip, since)).orElse(tip);
      for (LeaseChange end : endsOfDrains(lease, evidence, drains)) {
        changes.add(end);
        lease = end.applyTo(lease, since);
      }
    }

    List<Solicitation> solicitations = evidence.solicitations(lease.current().map(Current::prefix));
    return new Decision(
        lease,
        changes,
        lease.current().map(c -> evidence.standing(c.prefix())).orElse(Standing.UNKNOWN),
        evidence.valid().stream().flatMap(p -> refusal(p).stream()).toList(),
        solicitations,
        lookAgainAt(lease, evidence, drains, solicitations),
        evidence.clockBehind());
  }

  /** The design's table: what becomes of the current prefix. */
  private Optional<LeaseChange> succession(PrefixLease tip, Evidence evidence) {
    Optional<Prefix> current = tip.current().map(Current::prefix);
    List<Candidate> candidates =
        evidence.candidates().stream()
            .filter(c -> !current.equals(Optional.of(c.prefix())) && refusal(c.prefix()).isEmpty())
            .toList();
    Optional<Candidate> steady = candidates.stream().filter(Candidate::steady).findFirst();
    if (current.isEmpty()) {
      return steady.map(c -> new LeaseChange.Acquired(c.prefix(), c.origin()));
    }
    Prefix old = current.get();
    Standing standing = evidence.standing(old);
    Optional<Candidate> successor =
        switch (standing) {
          case PREFERRED, UNKNOWN -> Optional.empty();
          case STOPGAP, DEPRECATED, SOURCE_CHANGED, EXPIRED -> steady;
          // An outage, and the second advertisement was waited for: the first that is there will do
          case WITHDRAWN, UNMENTIONED -> candidates.stream().findFirst();
        };
    if (successor.isPresent()) {
      Candidate next = successor.get();
      boolean drains =
          standing == Standing.DEPRECATED
              || standing == Standing.STOPGAP
              || standing == Standing.SOURCE_CHANGED
              || standing == Standing.UNMENTIONED && settings.onFlash() == OnFlash.DRAIN;
      return drains
          ? drain(old, next, standing, evidence)
          : Optional.of(new LeaseChange.Replaced(old, next.prefix(), next.origin(), standing));
    }
    // A candidate that is not steady yet will be in a moment: that is one commit, not two.
    return standing.lost() && candidates.isEmpty() && settings.onLoss() == OnLoss.WITHDRAW
        ? Optional.of(new LeaseChange.Lost(old, standing))
        : Optional.empty();
  }

  /** Beside its successor, for as long as it works and at most for drainPeriod. */
  private Optional<LeaseChange> drain(
      Prefix old, Candidate next, Standing cause, Evidence evidence) {
    if (evidence.clockBehind()) {
      return Optional
          .empty(); // it could not say until when; the old prefix works, so there is time
    }
    Instant longest = evidence.now().plus(bounded(settings.drainPeriod()));
    Instant valid = evidence.validUntil(old).orElse(longest);
    Instant until = (valid.isBefore(longest) ? valid : longest).truncatedTo(ChronoUnit.SECONDS);
    boolean canDrain = until.isAfter(evidence.now()) && settings.maxPrefixHistory() > 0;
    return Optional.of(
        canDrain
            ? new LeaseChange.Renumbered(old, next.prefix(), next.origin(), cause, until)
            : new LeaseChange.Replaced(old, next.prefix(), next.origin(), cause));
  }

  /**
   * The drains that are over. A clock that is behind ends none that is not timed already; a
   * withdrawal needs no clock.
   */
  private List<LeaseChange> endsOfDrains(PrefixLease lease, Evidence evidence, Drains drains) {
    List<LeaseChange> ends = new ArrayList<>();
    int left = 0;
    for (Draining draining : lease.draining()) {
      Prefix prefix = draining.prefix();
      Standing standing = evidence.standing(prefix);
      boolean expired = standing == Standing.EXPIRED && !evidence.clockBehind();
      Optional<Instant> timed = drains.end(draining);
      boolean due =
          !evidence.now().isBefore(timed.orElse(draining.drainUntil()))
              && (timed.isPresent() || !evidence.clockBehind());
      if (due) {
        ends.add(new LeaseChange.DrainEnded(prefix));
      } else if (expired || standing == Standing.WITHDRAWN) {
        ends.add(new LeaseChange.DrainShortened(prefix, standing));
      } else if (++left > settings.maxPrefixHistory()) {
        ends.add(new LeaseChange.HistoryTrimmed(prefix, settings.maxPrefixHistory()));
      }
    }
    return ends;
  }

  private Optional<Instant> lookAgainAt(
      PrefixLease lease, Evidence evidence, Drains drains, List<Solicitation> solicitations) {
    TreeSet<Instant> instants = new TreeSet<>(List.of(evidence.newestCommit()));
    evidence.turningPoints(p -> matters(p, lease)).forEach(instants::add);
    lease.draining().forEach(d -> instants.add(drains.end(d).orElse(d.drainUntil())));
    solicitations.forEach(s -> instants.add(s.at()));
    return Optional.ofNullable(instants.higher(evidence.now()));
  }

  private boolean matters(Prefix prefix, PrefixLease lease) {
    return Sightings.rank(lease, prefix) > 0 || refusal(prefix).isEmpty();
  }

  /** Why that prefix is not taken, whoever announces it; empty: it is. */
  public Optional<Refusal> refusal(Prefix prefix) {
    return guardrails.refusal(prefix).map(reason -> new Refusal(prefix, reason));
  }

  /** Safe to add to an instant, whatever somebody wrote. */
  private static Duration bounded(Duration duration) {
    return duration.compareTo(Announced.FOREVER) > 0 ? Announced.FOREVER : duration;
  }
}
