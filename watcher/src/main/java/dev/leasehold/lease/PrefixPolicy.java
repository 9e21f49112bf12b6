package dev.leasehold.lease;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.OnFlash;
import dev.leasehold.api.DynamicPrefix.OnLoss;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.api.PrefixLease.Entry;
import dev.leasehold.api.Subnet;
import dev.leasehold.lease.Evidence.Candidate;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.lease.PrefixDecision.Solicitation;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import dev.leasehold.wire.Lifetime;
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
public final class PrefixPolicy {
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
  public PrefixPolicy(DynamicPrefix intent, Set<String> boundSubnets) {
    List<Subnet> bound =
        intent.subnets().stream().filter(s -> boundSubnets.contains(s.name())).toList();
    settings = intent.transition();
    suspended = intent.suspend();
    guardrails = new Guardrails(intent.accept(), bound);
    minStable = bounded(settings.minStable());
    asked = new Asked(intent);
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
   * What is known after the routers of a link were solicited.
   *
   * @param at when the solicitation was sent
   */
  public Sightings solicited(Sightings known, String interfaceName, Instant at) {
    return known.solicited(interfaceName, minStable, at);
  }

  /**
   * What matters of it to this intent, which may have come after it was heard: all that those said
   * who are asked; of others, what they said last of the prefixes that the lease holds.
   */
  public Sightings relevant(Sightings known, PrefixLease tip, Instant now) {
    return new Sightings(
        known.routers().stream()
            .flatMap(r ->
                asked.includes(r.origin()) ? Stream.of(r) : r.former(tip, minStable, now).stream())
            .toList());
  }

  /** What each source that is asked says, in the order of sources and prefixes. */
  public List<SourceReport> said(Sightings known, Instant now) {
    return known.routers().stream()
        .filter(r -> asked.includes(r.origin()))
        .flatMap(r -> r.said(minStable, now))
        .toList();
  }

  /** A prefix of the link itself, and the router that prefers it. */
  public record LinkPrefix(Origin router, Prefix prefix) {}

  /**
   * What the link itself has, beside a delegation. When one of these goes, the delegation has
   * probably ended too (RFC 9096 section 3): the moment to ask its server.
   */
  public Set<LinkPrefix> linkPrefixes(Sightings known, Instant now) {
    return asked.includes(Origin.Delegated.SOURCE)
        ? known.routers().stream()
            .filter(r -> r.origin() instanceof Origin.Advertised)
            .flatMap(r ->
                r.sightings().stream()
                    .filter(Sighting::heardSinceStart)
                    .filter(s -> r.standing(s, minStable, now) == Standing.PREFERRED)
                    .map(s -> new LinkPrefix(r.origin(), s.prefix())))
            .collect(Collectors.toSet())
        : Set.of();
  }

  /**
   * What should be in Git.
   *
   * @param tip the lease at the tip; without entries where it does not exist
   * @param newestCommit the time of the newest commit at the tip
   * @param drains those that are timed already
   * @param damping how often the prefix was replaced lately, and when the target takes a commit
   */
  public PrefixDecision decide(
      PrefixLease tip,
      Instant newestCommit,
      Sightings known,
      Drains drains,
      DampingState damping,
      Instant now) {
    Map<Boolean, List<PrefixProvider>> believed =
        known.routers().stream()
            .filter(r -> guardrails.believes(r.origin()))
            .collect(Collectors.partitioningBy(r -> asked.includes(r.origin())));
    Evidence evidence =
        new Evidence(
            believed.getOrDefault(true, List.of()),
            believed.getOrDefault(false, List.of()),
            asked,
            tip.source(),
            p -> refusal(p).isEmpty(),
            minStable,
            now,
            newestCommit);
    // A clock that is behind the tip cannot say when; the newest commit is the earliest it can be.
    Instant since = (evidence.clockBehind() ? newestCommit : now).truncatedTo(ChronoUnit.SECONDS);

    List<PrefixChange> changes = new ArrayList<>();
    PrefixLease lease = tip;
    Optional<HeldBack> heldBack = Optional.empty();
    if (!suspended) {
      ChangeTiming timing =
          new ChangeTiming(
              settings.damping() == DynamicPrefix.Damping.OFF ? damping.off() : damping, evidence);
      Optional<PrefixChange> wanted = succession(tip, evidence, timing);
      heldBack = wanted.flatMap(timing::heldBack);
      Optional<PrefixChange> succession =
          heldBack.isEmpty() ? wanted : meanwhile(tip, evidence, timing);
      succession.ifPresent(changes::add);
      lease = succession.map(c -> c.applyTo(tip, since)).orElse(tip);
      for (PrefixChange end : endsOfDrains(lease, evidence, drains)) {
        changes.add(end);
        lease = end.applyTo(lease, since);
      }
    }

    List<Prefix> held = lease.entries().stream().map(Entry::prefix).toList();
    List<Solicitation> solicitations = evidence.solicitations(held);
    return new PrefixDecision(
        tip,
        lease,
        changes,
        lease.current().map(c -> evidence.standing(c.prefix())).orElse(Standing.UNKNOWN),
        evidence.valid().stream().flatMap(p -> refusal(p).stream()).toList(),
        solicitations,
        Stream.concat(
                held.stream().filter(evidence::doubts),
                evidence.candidates().stream().filter(Candidate::doubtful).map(Candidate::prefix))
            .sorted()
            .distinct()
            .toList(),
        lookAgainAt(lease, evidence, drains, heldBack),
        heldBack,
        evidence.clockBehind());
  }

  /** The design's table: what becomes of the current prefix. */
  private Optional<PrefixChange> succession(
      PrefixLease tip, Evidence evidence, ChangeTiming timing) {
    Optional<Prefix> current = tip.current().map(Current::prefix);
    List<Candidate> candidates = evidence.candidates();
    Optional<Candidate> steady = timing.first(candidates, Candidate::steady);
    if (current.isEmpty()) {
      return steady.map(c -> new PrefixChange.Acquired(c.prefix(), c.origin()));
    }
    Prefix old = current.get();
    Standing standing = evidence.standing(old);
    Optional<Candidate> successor =
        switch (standing) {
          case PREFERRED, UNKNOWN -> Optional.empty();
          case STOPGAP, DEPRECATED, SOURCE_CHANGED, EXPIRED -> steady;
          // An outage, and the answers of its router were waited for: the first that is there will
          // do.
          case WITHDRAWN, UNMENTIONED -> timing.first(candidates, c -> !c.doubtful());
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
          : Optional.of(new PrefixChange.Replaced(old, next.prefix(), next.origin(), standing));
    }
    // A candidate that is not steady yet will be in a moment: that is one commit, not two.
    return standing.lost() && candidates.stream().allMatch(Candidate::doubtful)
        ? withoutSuccessor(tip, old, standing, candidates.isEmpty(), evidence)
        : Optional.empty();
  }

  /** A draining prefix that still works becomes current again. */
  private Optional<PrefixChange> withoutSuccessor(
      PrefixLease tip, Prefix lost, Standing cause, boolean alone, Evidence evidence) {
    Optional<PrefixChange> returned = returned(tip, lost, cause, evidence);
    return returned.isEmpty() && alone && settings.onLoss() == OnLoss.WITHDRAW
        ? Optional.of(new PrefixChange.Lost(lost, cause))
        : returned;
  }

  private Optional<PrefixChange> returned(
      PrefixLease tip, Prefix lost, Standing cause, Evidence evidence) {
    for (Draining draining : tip.draining()) {
      Optional<Origin> origin =
          evidence.mentions(draining.prefix()).filter(_ -> refusal(draining.prefix()).isEmpty());
      if (origin.isPresent()) {
        return Optional.of(new PrefixChange.Returned(lost, draining.prefix(), origin.get(), cause));
      }
    }
    return Optional.empty();
  }

  /**
   * While a successor has to wait, a draining prefix that still works is better than a dead one.
   */
  private Optional<PrefixChange> meanwhile(
      PrefixLease tip, Evidence evidence, ChangeTiming timing) {
    return tip.current()
        .map(Current::prefix)
        .filter(p -> evidence.standing(p).lost())
        .flatMap(p -> returned(tip, p, evidence.standing(p), evidence))
        .filter(change -> timing.heldBack(change).isEmpty());
  }

  /** Beside its successor, for as long as it works and at most for drainPeriod. */
  private Optional<PrefixChange> drain(
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
            ? new PrefixChange.Renumbered(old, next.prefix(), next.origin(), cause, until)
            : new PrefixChange.Replaced(old, next.prefix(), next.origin(), cause));
  }

  /**
   * The drains that are over. A clock that is behind ends none that is not timed already; a prefix
   * that is gone needs no clock. While the current prefix is in doubt or lost no drain ends by
   * time: its prefix may have to come back.
   */
  private List<PrefixChange> endsOfDrains(PrefixLease lease, Evidence evidence, Drains drains) {
    List<PrefixChange> ends = new ArrayList<>();
    boolean needed =
        lease
            .current()
            .map(Current::prefix)
            .filter(p -> evidence.doubts(p) || evidence.standing(p).lost())
            .isPresent();
    int left = 0;
    for (Draining draining : lease.draining()) {
      Prefix prefix = draining.prefix();
      Standing standing = evidence.knows(prefix) ? evidence.standing(prefix) : Standing.UNKNOWN;
      Optional<Instant> timed = drains.end(draining);
      boolean due =
          !evidence.now().isBefore(timed.orElse(draining.drainUntil()))
              && (timed.isPresent() || !evidence.clockBehind());
      if (due && !needed) {
        ends.add(new PrefixChange.DrainEnded(prefix));
      } else if (isGone(standing, evidence)) {
        ends.add(new PrefixChange.DrainShortened(prefix, standing));
      } else if (++left > settings.maxPrefixHistory()) {
        ends.add(new PrefixChange.HistoryTrimmed(prefix, settings.maxPrefixHistory()));
      }
    }
    return ends;
  }

  /**
   * A draining prefix is judged like a current one: what LB-IPAM has put there stays there as long
   * as its block does.
   */
  private boolean isGone(Standing standing, Evidence evidence) {
    return switch (standing) {
      case WITHDRAWN -> true;
      case UNMENTIONED -> settings.onFlash() == OnFlash.REPLACE;
      case EXPIRED -> !evidence.clockBehind();
      case PREFERRED, STOPGAP, DEPRECATED, SOURCE_CHANGED, UNKNOWN -> false;
    };
  }

  private Optional<Instant> lookAgainAt(
      PrefixLease lease, Evidence evidence, Drains drains, Optional<HeldBack> heldBack) {
    TreeSet<Instant> instants = new TreeSet<>(List.of(evidence.newestCommit()));
    evidence.turningPoints(p -> matters(p, lease)).forEach(instants::add);
    lease.draining().forEach(d -> instants.add(drains.end(d).orElse(d.drainUntil())));
    heldBack.ifPresent(change -> instants.add(change.from()));
    return Optional.ofNullable(instants.higher(evidence.now()));
  }

  private boolean matters(Prefix prefix, PrefixLease lease) {
    return Sightings.rank(lease, prefix) > 0 || refusal(prefix).isEmpty();
  }

  /** Why that prefix is not taken, no matter who announces it; empty: it is. */
  public Optional<RefusedPrefix> refusal(Prefix prefix) {
    return guardrails.refusal(prefix).map(reason -> new RefusedPrefix(prefix, reason));
  }

  /**
   * The same of a prefix that is not offered but only looked at: one for documentation (RFC 3849,
   * RFC 9637) stands for one of a provider.
   */
  public Optional<RefusedPrefix> refusalOfOneLike(Prefix prefix) {
    return guardrails.refusalOfOneLike(prefix).map(reason -> new RefusedPrefix(prefix, reason));
  }

  /** Safe to add to an instant, whatever somebody wrote. */
  private static Duration bounded(Duration duration) {
    return Lifetime.bounded(duration);
  }
}
