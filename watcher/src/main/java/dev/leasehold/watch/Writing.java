package dev.leasehold.watch;

import dev.leasehold.git.Outcome;
import dev.leasehold.proposal.CommitMessage;
import dev.leasehold.proposal.RequestMessage;
import dev.leasehold.subject.Decided;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Writes to the branch, and to the request beside it. */
final class Writing {
  private final String name;
  private final Branch branch;
  private final TargetState state;
  private final InstantSource clock;
  private final PackageReader reader;
  private final RequestMessage.Setting requestSetting;

  Writing(
      Watch.Settings settings,
      Branch branch,
      TargetState state,
      InstantSource clock,
      PackageReader reader) {
    this.name = CommitMessage.writer(settings.name(), settings.term());
    this.branch = branch;
    this.state = state;
    this.clock = clock;
    this.reader = reader;
    this.requestSetting =
        new RequestMessage.Setting(
            settings.name(),
            settings.requestBranch(),
            settings.base(),
            settings.rules().pushesDrainEnd());
  }

  /**
   * Pushes what is to be pushed, and then brings the request for the rest up to date. A request
   * that fails holds up no push: it has pauses of its own.
   */
  Outcome write(Instant now) {
    List<Decided> decisions = state.decide(now);
    boolean pushes =
        !state.review.rules().all() || decisions.stream().anyMatch(state.review::pushesAny);
    Outcome outcome =
        pushes ? push(now) : new Outcome.NoChange(state.tip.map(Tip::commit).orElse(""));
    boolean refused =
        state.review.rules().all()
            && outcome instanceof Outcome.Stalled stalled
            && stalled.at() == Outcome.Stage.RIGHTS;
    if (refused) {
      if (state.review.pushIsRefused(now)) {
        state.events.pushRefused((Outcome.Stalled) outcome);
      }
    } else if (outcome instanceof Outcome.Failure failure) {
      state.failed(failure, now);
      return outcome;
    }
    if (!state.review.requests(state.decide(now)) || state.review.waits(now)) {
      if (!state.review.isFailed()) {
        state.recovered();
      }
      return outcome;
    }
    Outcome requested = request(now);
    state.schedule.reached();
    if (requested instanceof Outcome.Failure failure) {
      state.events.failed(failure);
    } else {
      state.events.recovered();
    }
    return requested instanceof Outcome.Failure || !(outcome instanceof Outcome.Pushed)
        ? requested
        : outcome;
  }

  private Attempt attempt() {
    return new Attempt(
        name,
        state.review,
        state.rivals,
        clock,
        reader,
        state.sources,
        state.packageSubjects,
        state.drains,
        state::damping,
        state.hostParts,
        state.holds,
        state.events);
  }

  private Outcome push(Instant now) {
    Written written = Written.to(branch, attempt()::push);
    Outcome outcome = written.outcome();
    Optional<Plan> plan = written.plan();
    plan.ifPresent(p -> state.holds = p.holds());
    state.settled = !(outcome instanceof Outcome.Failure);
    switch (outcome) {
      case Outcome.Pushed pushed -> {
        state.review.pushIsAccepted();
        state.landed(pushed, plan.orElseThrow(), now);
        plan.flatMap(Plan::landed).ifPresent(at -> state.see(at.landedAs(pushed), now));
        state.remember(plan.orElseThrow(), now);
      }
      case Outcome.NoChange unchanged -> {
        state.events.wrote(unchanged);
        plan.flatMap(Plan::landed).ifPresent(at -> state.see(at, now));
      }
      case Outcome.Failure failure -> {
        state.events.wrote(outcome);
        if (failure instanceof Outcome.Unreachable unreachable) {
          unreachable.unanswered().ifPresent(pushed -> state.rivals.pushed(pushed.commit()));
          state.unanswered =
              unreachable
                  .unanswered()
                  .map(pushed -> new TargetState.Unanswered(pushed, plan.orElseThrow()));
        }
      }
      case Outcome.Proposed _, Outcome.Declined _ ->
          throw new IllegalStateException("a push made a request");
    }
    return outcome;
  }

  private Outcome request(Instant now) {
    Attempt attempt = attempt();
    Written written =
        Written.requested(
            branch,
            (at, open) -> attempt.request(requestSetting, at, open),
            commit ->
                state.review.mergedAs(commit).ifPresent(url -> state.events.merged(url, commit)));
    Outcome outcome = written.outcome();
    Optional<Plan> plan = written.plan();
    plan.ifPresent(p -> state.holds = p.holds());
    state.settled = true; // the review tries a failed request again
    state.events.wrote(outcome);
    boolean isNews =
        state.review.wrote(
            outcome,
            plan.flatMap(p -> p.landed().map(base -> OpenRequest.of(base, p.leases()))),
            plan.filter(Plan::isUndecided).map(_ -> state.packageSubjects.demand()),
            now);
    state.events.requested(outcome, plan.map(Plan::leases).orElse(List.of()), isNews);
    if (outcome instanceof Outcome.NoChange && state.review.rules().all()) {
      plan.filter(p -> !p.isUndecided()).flatMap(Plan::landed).ifPresent(at -> state.see(at, now));
    }
    return outcome;
  }
}
