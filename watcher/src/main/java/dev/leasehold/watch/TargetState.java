package dev.leasehold.watch;

import dev.leasehold.api.SubjectId;
import dev.leasehold.autoscale.AddressUse;
import dev.leasehold.autoscale.Autoscaling;
import dev.leasehold.autoscale.Demand;
import dev.leasehold.autoscale.RouterNews;
import dev.leasehold.git.Outcome;
import dev.leasehold.hostparts.HostParts;
import dev.leasehold.krm.Finding;
import dev.leasehold.lease.AddressDecision;
import dev.leasehold.lease.DampingState;
import dev.leasehold.lease.Drains;
import dev.leasehold.lease.GonePrefixes;
import dev.leasehold.proposal.ChangedLease;
import dev.leasehold.subject.ClaimSubject;
import dev.leasehold.subject.Decided;
import dev.leasehold.subject.DecidedClaim;
import dev.leasehold.subject.Questions;
import dev.leasehold.subject.SourceKnowledge;
import dev.leasehold.subject.Subject;
import dev.leasehold.subject.Subjects;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a watch knows between its steps: the tip, what its sources said, and what was written. Its
 * parts look at the tip ({@link TipLook}), decide, and write ({@link Writing}).
 */
final class TargetState {
  /** Normal clocks of committers differ by less than this. */
  private static final Duration EVERYDAY_SKEW = Duration.ofSeconds(60);

  final SourceKnowledge sources;
  final Questions questions;
  final WatchEvents events;
  final EventCounts counts;
  final Schedule schedule = new Schedule();
  final CommitRate rate;
  final Review review;
  final Rivals rivals;
  final HostParts hostParts;
  final GonePrefixes gone;

  /** How the subjects of a package are found now. */
  Subjects packageSubjects;

  /** The autoscalers of the package. */
  Autoscaling autoscaling = new Autoscaling(AddressUse.NO_CLUSTER);

  /** Empty before the first fetch. */
  Optional<Tip> tip = Optional.empty();

  Drains drains = Drains.NONE;
  Holds holds = Holds.NONE;

  /** A push without an answer from the server. */
  Optional<Unanswered> unanswered = Optional.empty();

  /** Whether the tip is rendered. */
  boolean settled;

  private final Map<SubjectId, DampingState> damping = new HashMap<>();
  private final Map<SubjectId, WatchStatus.Hold> held = new HashMap<>();

  /** A push without an answer from the server, and its plan. */
  record Unanswered(Outcome.Pushed pushed, Plan plan) {}

  TargetState(
      Watch.Settings settings,
      boolean hasRequests,
      SourceKnowledge sources,
      Questions questions,
      WatchEvents events,
      EventCounts counts,
      GonePrefixes gone) {
    this.gone = gone;
    this.sources = sources;
    this.questions = questions;
    this.events = events;
    this.counts = counts;
    this.rate = new CommitRate(settings.limits());
    this.review = new Review(settings.rules(), settings.limits(), hasRequests);
    this.rivals = new Rivals(settings.name(), settings.rules().all(), settings.term());
    this.hostParts = settings.hostParts();
    this.packageSubjects = new Subjects(settings.rules().all(), settings.routers());
  }

  List<Subject> subjects() {
    return tip.map(Tip::subjects).orElse(List.of());
  }

  /** Takes over a tip. */
  void see(Tip seen, Instant now) {
    sources.see(seen.subjects(), subjects(), now).forEach(questions::ask);
    tip = Optional.of(seen);
    rivals.saw(seen);
    if (!Finding.hasError(seen.contents().findings())) {
      boolean isBehind = now.isBefore(seen.committedAt());
      gone.sees(seen.contents().leases().values(), isBehind ? seen.committedAt() : now);
    }
  }

  /** Lets the autoscalers decide. While the package is not read as a whole, nothing changes. */
  void scale(Instant now) {
    if (tip.isEmpty()) {
      return;
    }
    Tip at = tip.get();
    Demand demand = autoscaling.decide(at.contents(), at.isRead(), routerNews(at, now), now);
    if (!demand.equals(packageSubjects.demand())) {
      packageSubjects = packageSubjects.with(demand);
      see(at.with(packageSubjects), now);
    }
    autoscaling.status().forEach(events::scaled);
  }

  private RouterNews routerNews(Tip at, Instant now) {
    Set<String> refused = new HashSet<>();
    Set<String> unanswered = new HashSet<>();
    Set<String> released = new HashSet<>();
    for (Subject subject : at.subjects()) {
      if (sources.decide(subject, at.committedAt(), drains, damping(subject.id()), now)
          instanceof DecidedClaim(ClaimSubject claim, AddressDecision decision)) {
        decision.removable().ifPresent(released::add);
        if (claim.lease().isEmpty()
            && claim.deciding().isPresent()
            && decision.changes().isEmpty()
            && decision.heldBack().isEmpty()) {
          (decision.trouble().isPresent() ? refused : unanswered).add(claim.id().name());
        }
      }
    }
    return new RouterNews(refused, unanswered, released);
  }

  /** The decisions, in the order of {@link #subjects}. */
  List<Decided> decide(Instant now) {
    List<Decided> decisions = new ArrayList<>();
    tip.ifPresent(at -> {
      drains = at.addDrainsTo(drains, now);
      for (Subject subject : at.subjects()) {
        Decided decided =
            held(at, sources.decide(subject, at.committedAt(), drains, damping(subject.id()), now));
        events.decided(decided, held.containsKey(subject.id()));
        counts.decided(decided);
        decisions.add(decided);
      }
      boolean skewed = now.plus(EVERYDAY_SKEW).isBefore(at.committedAt());
      if (skewed && decisions.stream().anyMatch(d -> d.decision().clockBehind())) {
        events.clockBehind(at, now);
      }
    });
    return decisions;
  }

  private Decided held(Tip at, Decided decided) {
    SubjectId id = decided.id();
    Holds known = holds.at(at.commit());
    if (!decided.decision().changes().isEmpty() && !known.searched().containsKey(id)) {
      return decided; // the write searches the history
    }
    Holds.Held result = known.apply(decided);
    held.remove(id);
    result.hold().ifPresent(hold -> held.put(id, hold));
    events.held(id, result.hold());
    return result.decided();
  }

  /** The hold on a subject whose changes people reverted. */
  Optional<WatchStatus.Hold> hold(SubjectId id) {
    return Optional.ofNullable(held.get(id));
  }

  DampingState damping(SubjectId id) {
    return damping.getOrDefault(id, DampingState.NONE).opensAt(rate.opensAt());
  }

  /** When the target accepts the pending rendering; empty when no rendering waits. */
  Optional<Instant> waitsUntil(Instant now) {
    Instant opens = rate.opensAt();
    return settled || !now.isBefore(opens) ? Optional.empty() : Optional.of(opens);
  }

  /** Records that Leasehold's own commit is on the branch. */
  void landed(Outcome.Pushed pushed, Plan plan, Instant now) {
    holds = holds.after(pushed.commit(), plan.leases());
    rivals.pushed(pushed.commit());
    rate.pushed(now);
    for (ChangedLease lease : plan.leases()) {
      DampingState before = damping.getOrDefault(lease.id(), DampingState.NONE);
      damping.put(lease.id(), before.wrote(lease.changes(), now));
    }
    events.landed(pushed, plan.leases(), plan.folder());
  }

  /** Saves what was heard of the leases that landed. */
  void remember(Plan plan, Instant now) {
    plan.leases().forEach(lease -> sources.keep(lease.id(), now));
  }

  void failed(Outcome.Failure failure, Instant now) {
    events.failed(failure);
    schedule.failed(now);
  }

  void recovered() {
    events.recovered();
    schedule.reached();
  }

  /** Moves every stored instant by the same step, so that no remaining time changes. */
  void movedBy(Duration step, Instant now) {
    drains = drains.movedBy(step);
    damping.replaceAll((prefix, known) -> known.movedBy(step));
    rate.movedBy(step);
    review.movedBy(step);
    rivals.movedBy(step);
    sources.movedBy(step, now);
    autoscaling.movedBy(step);
    schedule.startOver();
  }
}
