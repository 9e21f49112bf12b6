package dev.leasehold.lease;

import dev.leasehold.api.Drain;
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
 * Decides the lease of a DynamicPrefix from the lease in Git and the observations. The decision is
 * deterministic and idempotent: the same arguments give the same decision, and a second decision on
 * the decided lease changes nothing.
 */
public final class PrefixPolicy {
  private final DynamicPrefix.Transition settings;
  private final boolean suspended;
  private final Guardrails guardrails;
  private final ConfiguredSources sources;
  private final Duration minStable;
  private final boolean reviewed;

  /**
   * The policy of one DynamicPrefix. A changed DynamicPrefix needs a new policy.
   *
   * @param boundSubnets the names of the subnets that bindings use; a prefix that is too small for
   *     them is refused
   */
  public PrefixPolicy(DynamicPrefix intent, Set<String> boundSubnets) {
    this(intent, boundSubnets, false);
  }

  /**
   * The policy of one DynamicPrefix. A changed DynamicPrefix needs a new policy.
   *
   * @param boundSubnets the names of the subnets that bindings use; a prefix that is too small for
   *     them is refused
   * @param reviewed whether changes wait for a merge, so that a drain counts from there
   */
  public PrefixPolicy(DynamicPrefix intent, Set<String> boundSubnets, boolean reviewed) {
    this.reviewed = reviewed;
    List<Subnet> bound =
        intent.subnets().stream().filter(s -> boundSubnets.contains(s.name())).toList();
    settings = intent.transition();
    suspended = intent.suspend();
    guardrails = new Guardrails(intent.accept(), bound);
    minStable = bounded(settings.minStable());
    sources = new ConfiguredSources(intent);
  }

  /** The empty lease of a DynamicPrefix without a lease in Git. */
  public static PrefixLease noLease(String name, String source) {
    return new PrefixLease(name, source, List.of());
  }

  /**
   * The sightings after one more observation. An observation of a router that is not in {@code
   * accept.routers} changes nothing.
   *
   * @param tip the lease at the tip; the sightings of its prefixes are never evicted by other
   *     prefixes
   */
  public Sightings hear(Sightings known, Observation said, PrefixLease tip) {
    return guardrails.believes(said.origin()) ? known.with(said, tip, minStable) : known;
  }

  /**
   * The sightings after the routers of a link were solicited.
   *
   * @param at when the solicitation was sent
   */
  public Sightings solicited(Sightings known, String interfaceName, Instant at) {
    return known.solicited(interfaceName, minStable, at);
  }

  /**
   * The sightings that are relevant for this DynamicPrefix, which may be newer than the
   * observations: everything from the configured sources, and from other sources the last state of
   * the prefixes that the lease holds.
   */
  public Sightings relevant(Sightings known, PrefixLease tip, Instant now) {
    return new Sightings(
        known.routers().stream()
            .flatMap(r ->
                sources.includes(r.origin())
                    ? Stream.of(r)
                    : r.former(tip, minStable, now).stream())
            .toList());
  }

  /** One report for each configured source and prefix, in the order of sources and prefixes. */
  public List<SourceReport> said(Sightings known, Instant now) {
    return known.routers().stream()
        .filter(r -> sources.includes(r.origin()))
        .flatMap(r -> r.said(minStable, now))
        .toList();
  }

  /** A prefix advertised on the link itself, and the router that prefers it. */
  public record LinkPrefix(Origin router, Prefix prefix) {}

  /**
   * The prefixes that are advertised on the link in addition to a delegation. When one of them
   * disappears, the delegation has probably ended too (RFC 9096 section 3), and its server or the
   * router that holds it should be asked. Empty without a delegation.
   */
  public Set<LinkPrefix> linkPrefixes(Sightings known, Instant now) {
    return sources.includes(Origin.Delegated.SOURCE) || sources.includes(Origin.OfRouter.SOURCE)
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
   * Decides the lease that Git should have.
   *
   * @param tip the lease at the tip; without entries if Git has none
   * @param newestCommit the time of the newest commit at the tip
   * @param drains the drains with a known end time
   * @param damping the recent replacements of the prefix, and when the target accepts a commit
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
            .collect(Collectors.partitioningBy(r -> sources.includes(r.origin())));
    Evidence evidence =
        new Evidence(
            believed.getOrDefault(true, List.of()),
            believed.getOrDefault(false, List.of()),
            sources,
            tip.source(),
            p -> refusal(p).isEmpty(),
            minStable,
            now,
            newestCommit);
    // A clock behind the tip is wrong. The newest commit is the earliest possible time.
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

  /** The change of the current prefix; the table in the design document. */
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
          // The service is down, and the router has had time to answer. The first candidate that is
          // not in doubt is good enough.
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
    // Waiting for a candidate that is not steady yet saves a commit.
    return standing.lost() && candidates.stream().allMatch(Candidate::doubtful)
        ? withoutSuccessor(tip, old, standing, candidates.isEmpty(), evidence)
        : Optional.empty();
  }

  /**
   * The change for a lost prefix without a successor: a draining prefix that still works becomes
   * current again. If there is none, onLoss applies.
   */
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
   * While a successor is held back, a draining prefix that still works is better than a lost one.
   */
  private Optional<PrefixChange> meanwhile(
      PrefixLease tip, Evidence evidence, ChangeTiming timing) {
    return tip.current()
        .map(Current::prefix)
        .filter(p -> evidence.standing(p).lost())
        .flatMap(p -> returned(tip, p, evidence.standing(p), evidence))
        .filter(change -> timing.heldBack(change).isEmpty());
  }

  /** Drains the old prefix for as long as it is valid, and for at most drainPeriod. */
  private Optional<PrefixChange> drain(
      Prefix old, Candidate next, Standing cause, Evidence evidence) {
    if (reviewed) {
      return Optional.of(
          settings.drainPeriod().isPositive() && settings.maxPrefixHistory() > 0
              ? new PrefixChange.Renumbered(
                  old,
                  next.prefix(),
                  next.origin(),
                  cause,
                  new Drain.AfterMerge(bounded(settings.drainPeriod())))
              : new PrefixChange.Replaced(old, next.prefix(), next.origin(), cause));
    }
    if (evidence.clockBehind()) {
      return Optional
          .empty(); // the end of the drain is unknown; the old prefix works, so this can wait
    }
    Instant longest = evidence.now().plus(bounded(settings.drainPeriod()));
    Instant valid = evidence.validUntil(old).orElse(longest);
    Instant until = (valid.isBefore(longest) ? valid : longest).truncatedTo(ChronoUnit.SECONDS);
    boolean canDrain = until.isAfter(evidence.now()) && settings.maxPrefixHistory() > 0;
    return Optional.of(
        canDrain
            ? new PrefixChange.Renumbered(
                old, next.prefix(), next.origin(), cause, new Drain.Until(until))
            : new PrefixChange.Replaced(old, next.prefix(), next.origin(), cause));
  }

  /**
   * The drains that end now. A clock behind the newest commit ends only drains with a known end
   * time. The drain of a prefix that is gone ends without a clock. While the current prefix is in
   * doubt or lost, no drain ends by time, because a draining prefix may become current again.
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
      boolean due =
          drains.latestEnd(draining).filter(end -> !evidence.now().isBefore(end)).isPresent()
              && (drains.end(draining).isPresent() || !evidence.clockBehind());
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
   * Whether a draining prefix is gone. The rules are those for a current prefix, because LB-IPAM
   * keeps addresses in a block for as long as the block exists.
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
    lease.draining().forEach(d -> drains.latestEnd(d).ifPresent(instants::add));
    heldBack.ifPresent(change -> instants.add(change.from()));
    return Optional.ofNullable(instants.higher(evidence.now()));
  }

  private boolean matters(Prefix prefix, PrefixLease lease) {
    return Sightings.rank(lease, prefix) > 0 || refusal(prefix).isEmpty();
  }

  /** Why this prefix is refused from every source; empty: it is accepted. */
  public Optional<RefusedPrefix> refusal(Prefix prefix) {
    return guardrails.refusal(prefix).map(reason -> new RefusedPrefix(prefix, reason));
  }

  /**
   * Why a prefix like this one is refused, for previews: a documentation prefix (RFC 3849, RFC
   * 9637) represents a provider's prefix; empty: it is accepted.
   */
  public Optional<RefusedPrefix> refusalOfOneLike(Prefix prefix) {
    return guardrails.refusalOfOneLike(prefix).map(reason -> new RefusedPrefix(prefix, reason));
  }

  /** Limits a duration from a spec, so that adding it to an instant cannot overflow. */
  private static Duration bounded(Duration duration) {
    return Lifetime.bounded(duration);
  }
}
