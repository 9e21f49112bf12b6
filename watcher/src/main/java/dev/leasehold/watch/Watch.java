package dev.leasehold.watch;

import dev.leasehold.api.SubjectId;
import dev.leasehold.event.EventListener;
import dev.leasehold.event.EventLog;
import dev.leasehold.files.PackageMemory;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Snapshot;
import dev.leasehold.lease.DampingState;
import dev.leasehold.lease.DrainStarts;
import dev.leasehold.lease.Drains;
import dev.leasehold.lease.PrefixDecision;
import dev.leasehold.proposal.ChangedLease;
import dev.leasehold.proposal.RequestMessage;
import dev.leasehold.render.PackageContents;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.subject.Channels;
import dev.leasehold.subject.Decided;
import dev.leasehold.subject.DecidedPrefix;
import dev.leasehold.subject.Memories;
import dev.leasehold.subject.PrefixSubject;
import dev.leasehold.subject.Questions;
import dev.leasehold.subject.SourceKnowledge;
import dev.leasehold.subject.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Keeps the leases and manifests of one package up to date with its sources.
 *
 * <p>Git is the source of truth. The watch reads the package at the tip and decides there. It
 * decides again at every new tip that a push finds. One thread drives the watch: it passes
 * observations to {@link #heard} and then calls {@link #advance}, which returns when to call it
 * again.
 */
public final class Watch {
  /** Normal clocks of committers differ by less than this. */
  private static final Duration EVERYDAY_SKEW = Duration.ofSeconds(60);

  private final String name;
  private final Branch branch;
  private final SteadyClock clock;
  private final SourceKnowledge sources;
  private final WatchEvents events;
  private final EventCounts counts = new EventCounts();
  private final PackageReader reader;
  private final Questions questions;
  private final Schedule schedule = new Schedule();

  private Optional<Tip> tip = Optional.empty();
  private final CommitRate rate;
  private final Map<SubjectId, DampingState> damping = new HashMap<>();
  private Drains drains = Drains.NONE;
  private Holds holds = Holds.NONE;
  private final Map<SubjectId, WatchStatus.Hold> held = new HashMap<>();
  private volatile WatchStatus status;
  private Optional<Unanswered> unanswered = Optional.empty();
  private final DrainStarts drainStarts;
  private final Review review;
  private final BatchWindow window;
  private final Rivals rivals;
  private final RequestMessage.Setting requestSetting;
  private Instant lookedAt = Instant.MIN;
  private boolean mayPush; // the server has accepted the credentials for a push, at least once
  private boolean settled; // the tip is rendered

  /**
   * When to call {@link Watch#advance} again, and what to ask now.
   *
   * @param at when to call {@link Watch#advance} again, at the latest; always in the future
   * @param ask the channels to ask now
   * @param outcome the outcome of the write, or why the tip could not be read; empty when neither
   *     happened
   * @param waitingFor what the watch still waits for, in words; empty when Git is up to date with
   *     the sources
   */
  public record Next(
      Instant at, Set<Channel> ask, Optional<Outcome> outcome, Set<String> waitingFor) {
    public Next {
      ask = Set.copyOf(ask);
      waitingFor = Set.copyOf(waitingFor);
    }
  }

  /** A push without an answer from the server, and its plan. */
  private record Unanswered(Outcome.Pushed pushed, Plan plan) {}

  /**
   * A watch with default limits that logs its events.
   *
   * @param name the watcher's identity, for the trailers of its commits
   * @param random delays solicitations, so that many hosts do not send them at the same moment
   */
  public Watch(
      String name, Branch branch, SteadyClock clock, Memories memories, RandomGenerator random) {
    this(Settings.of(name), branch, clock, memories, random, List.of(new EventLog()));
  }

  /**
   * The settings of a watch.
   *
   * @param name the watcher's identity, for the trailers of its commits
   * @param limits the commit limits of the target
   * @param rules which changes are pushed and which are requested
   * @param requestBranch the branch of requests, for their text
   * @param base the target's branch, for the text of requests
   */
  public record Settings(
      String name, CommitRate.Limits limits, ReviewRules rules, String requestBranch, String base) {
    /** A watch that pushes at once, with the default limits. */
    public static Settings of(String name) {
      return new Settings(
          name,
          new CommitRate.Limits(
              CommitRate.Limits.DEFAULT.perMinute(), CommitRate.Limits.DEFAULT.perHour()),
          ReviewRules.PUSH,
          "leasehold/" + name,
          "main");
    }

    /** The same with other limits. */
    public Settings with(CommitRate.Limits other) {
      return new Settings(name, other, rules, requestBranch, base);
    }

    /** The same with other rules. */
    public Settings with(ReviewRules other) {
      return new Settings(name, limits, other, requestBranch, base);
    }
  }

  /**
   * A watch with custom settings and listeners.
   *
   * @param listeners receive the events
   */
  public Watch(
      Settings settings,
      Branch branch,
      SteadyClock clock,
      Memories memories,
      RandomGenerator random,
      List<EventListener> listeners) {
    this(
        settings,
        branch,
        clock,
        memories,
        random,
        listeners,
        new PackageReader(new PackageMemory()::read));
  }

  Watch(
      Settings settings,
      Branch branch,
      SteadyClock clock,
      Memories memories,
      RandomGenerator random,
      List<EventListener> listeners,
      PackageReader reader) {
    List<EventListener> all = new ArrayList<>(List.of(counts));
    all.addAll(listeners);
    this.events = new WatchEvents(clock, all);
    this.reader = reader;
    this.questions = new Questions(random);
    this.rate = new CommitRate(settings.limits());
    this.name = settings.name();
    this.review = new Review(settings.rules(), settings.limits(), branch.hasRequests());
    this.rivals = new Rivals(settings.name(), settings.rules().all());
    this.window = new BatchWindow(settings.limits().window());
    this.requestSetting =
        new RequestMessage.Setting(
            settings.name(),
            settings.requestBranch(),
            settings.base(),
            settings.rules().pushesDrainEnd());
    this.branch = branch;
    this.clock = clock;
    this.drainStarts = memories.drainStarts();
    this.sources = new SourceKnowledge(memories, events::saved);
    status = status(List.of(), clock.instant(), clock.instant()); // the first fetch is due
  }

  /** The status after the last {@link #advance}. Thread-safe. */
  public WatchStatus status() {
    return status;
  }

  /** The channels to listen to for the subjects at the tip. */
  public Set<Channel> channels() {
    events.otherDuids(Channels.withOtherDuid(subjects()));
    return Channels.of(subjects());
  }

  /**
   * Tells the watch that listening on a channel began. Routers must be solicited; other sources ask
   * by themselves.
   */
  public void listening(Channel channel) {
    if (channel instanceof Channel.Advertisements(String interfaceName)) {
      Instant now = now();
      questions.begin(interfaceName, now);
      sources.listening(interfaceName, now);
    }
  }

  /** Passes on an event of a source for people. Thread-safe. */
  public void told(SourceEvent.Told told) {
    events.told(told);
  }

  /** Processes an observation of a source. */
  public void heard(Observation said) {
    now(); // adjusts older observations if the clock was set
    Observation observation = said.receivedAt(clock.taken(said.at()));
    if (observation.origin() instanceof Origin.Advertised advertised) {
      questions.heard(advertised.interfaceName());
    }
    for (Subject subject : subjects()) {
      if (subject.listens(observation.origin())) {
        events.heard(subject.id(), observation);
        sources.hear(subject, observation);
      }
    }
  }

  /** Makes the next {@link #advance} look at the tip, and at an open request. */
  public void looksNow() {
    schedule.lookNow();
    review.checkSoon();
  }

  /** Fetches, decides and writes if due, and returns when to call it again. */
  public Next advance() {
    try {
      return step();
    } finally {
      reader.forget();
    }
  }

  private Next step() {
    Instant now = now();
    review.advance(now);
    Optional<Outcome> outcome = schedule.looks(now) ? look(now) : Optional.empty();
    List<Decided> decisions = decide(now);
    boolean due = isDue(decisions, now);
    if (tip.isPresent() && due && schedule.writes(now)) {
      outcome = Optional.of(write(now));
      now = clock.instant(); // the write may have taken long
      decisions = decide(now);
      due = !settled;
      if (outcome.get() instanceof Outcome.Pushed && isDue(decisions, now)) {
        schedule.looksSoon(now); // a change became due during the write
      }
    }
    followLink(now);
    Set<Channel> ask = questions.due(channels(), decisions, now);
    questions.tell(ask, decisions);
    if (solicited(ask, now)) {
      decisions = decide(now);
    }
    Instant wake = wake(decisions, due, now);
    status = status(decisions, wake, now);
    return new Next(wake, ask, outcome, waitingFor(decisions, due, now));
  }

  /** Whether a change is due for writing. */
  private boolean isDue(List<Decided> decisions, Instant now) {
    boolean renders = !settled && waitsUntil(now).isEmpty();
    boolean pending =
        decisions.stream().anyMatch(review::pushesAny) || requestIsDue(decisions, now);
    return !window.waits(pending, decisions, now) && pending || renders;
  }

  /** Whether the request differs from the decisions, or is to be read or tried again. */
  private boolean requestIsDue(List<Decided> decisions, Instant now) {
    if (review.waits(now)) {
      return false;
    }
    boolean wanted = decisions.stream().anyMatch(review::requestsAny);
    // What is held back may still be wanted.
    boolean notWanted =
        decisions.stream()
            .allMatch(d -> sources.unclear(d, now).isEmpty() && d.decision().heldBack().isEmpty());
    if (review.retries(now) || review.checks(now) || tip.isEmpty()) {
      return true;
    }
    boolean differs =
        review.isUndecided()
            || review.request().filter(r -> !r.covers(tip.get(), decisions, review)).isPresent();
    return review.request().isEmpty() && wanted || differs && (wanted || notWanted);
  }

  /** When the target accepts the pending rendering; empty when no rendering waits. */
  private Optional<Instant> waitsUntil(Instant now) {
    Instant opens = rate.opensAt();
    return settled || !now.isBefore(opens) ? Optional.empty() : Optional.of(opens);
  }

  private void followLink(Instant now) {
    sources.withLinkThatLost(subjects(), now).forEach(questions::ask);
  }

  /** Records solicitations. Returns whether routers are solicited. */
  private boolean solicited(Set<Channel> ask, Instant now) {
    boolean any = false;
    for (Channel channel : ask) {
      if (channel instanceof Channel.Advertisements(String interfaceName)) {
        any = true;
        sources.solicited(subjects(), interfaceName, now);
      }
    }
    return any;
  }

  private Instant now() {
    clock.step().ifPresent(this::clockWasSet);
    return clock.instant();
  }

  /** Moves every stored instant by the same step, so that no remaining time changes. */
  private void clockWasSet(Duration step) {
    Instant now = clock.instant();
    events.clockWasSet(step);
    drains = drains.movedBy(step);
    damping.replaceAll((prefix, known) -> known.movedBy(step));
    rate.movedBy(step);
    drainStarts.movedBy(step);
    review.movedBy(step);
    window.movedBy(step);
    rivals.movedBy(step);
    lookedAt = lookedAt.equals(Instant.MIN) ? lookedAt : lookedAt.plus(step);
    sources.movedBy(step, now);
    schedule.startOver();
    questions.startOver(channels(), now);
  }

  /** Fetches and reads the tip; empty when that worked. */
  private Optional<Outcome> look(Instant now) {
    return switch (branch.fetch()) {
      case Snapshot snapshot -> {
        Optional<Tip> read;
        TipMove move = move(snapshot);
        try {
          read = read(snapshot, move);
        } catch (Snapshot.DamagedException e) {
          Outcome.Failure damaged =
              new Outcome.Unreachable(e.getMessage() + "; it is set aside and fetched again");
          failed(damaged, now);
          yield Optional.of(damaged);
        }
        schedule.looked(now);
        Optional<Unanswered> landed =
            unanswered.filter(push -> push.pushed().commit().equals(snapshot.commit()));
        unanswered = Optional.empty();
        landed.ifPresent(push -> landed(push.pushed(), push.plan(), now));
        if (move == TipMove.ELSEWHERE) {
          holds = holds.at(tip.orElseThrow().commit()).movedTo(snapshot.commit());
        }
        Optional<Tip> before = tip;
        Optional<String> _ = rivals.at(snapshot, now); // before the tip is taken over
        read.ifPresent(at -> see(at, now));
        drains =
            MergedDrains.of(
                tip.orElseThrow().addDrainsTo(drains, now),
                tip.orElseThrow(),
                before,
                lookedAt,
                snapshot,
                drainStarts,
                now);
        lookedAt = now;
        landed.ifPresent(push -> remember(push.plan(), now));
        if (move == TipMove.PACKAGE) {
          review.merged(tip.orElseThrow()).ifPresent(url -> events.merged(url, snapshot.commit()));
          review.packageChanged();
          settled = false;
          schedule.writeAtOnce();
        }
        Optional<Outcome.Failure> closed = mayPush ? Optional.empty() : branch.mayPush();
        mayPush = closed.isEmpty();
        closed.ifPresent(why -> failed(why, now));
        if (mayPush && !review.isFailed() && (settled || waitsUntil(now).isPresent())) {
          recovered();
        }
        yield closed.map(why -> why);
      }
      case Outcome.Failure failure -> {
        failed(failure, now);
        yield Optional.of(failure);
      }
    };
  }

  /** How a new tip differs from the known tip. */
  private enum TipMove {
    /** The commit is the same. */
    NONE,
    /** The package is the same, and the new commit descends from the known one. */
    ELSEWHERE,
    /** The package may differ. */
    PACKAGE
  }

  /**
   * After an unanswered push or a rewritten branch, an equal package may mean that a commit of
   * Leasehold was reverted.
   */
  private TipMove move(Snapshot snapshot) {
    if (tip.isEmpty()) {
      return TipMove.PACKAGE;
    }
    Tip before = tip.get();
    if (before.commit().equals(snapshot.commit())) {
      return TipMove.NONE;
    }
    boolean rewritten = snapshot.lacks(before.commit());
    if (rewritten) {
      events.rewritten(before, snapshot.commit());
    }
    return !rewritten && unanswered.isEmpty() && before.hasPackageOf(snapshot)
        ? TipMove.ELSEWHERE
        : TipMove.PACKAGE;
  }

  /** The tip at the snapshot; empty when it is the known tip. */
  private Optional<Tip> read(Snapshot snapshot, TipMove move) {
    return switch (move) {
      case NONE -> Optional.empty();
      case ELSEWHERE -> tip.map(before -> before.at(snapshot));
      case PACKAGE ->
          Optional.of(
              Tip.after(
                  tip, snapshot, reader, PackageContents::read, review.rules().all(), events));
    };
  }

  private void failed(Outcome.Failure failure, Instant now) {
    events.failed(failure);
    schedule.failed(now);
  }

  private void see(Tip seen, Instant now) {
    sources.see(seen.subjects(), subjects(), now).forEach(questions::ask);
    tip = Optional.of(seen);
    rivals.saw(seen);
  }

  /** The decisions, in the order of {@link #subjects}. */
  private List<Decided> decide(Instant now) {
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

  /**
   * Pushes what is to be pushed, and then brings the request for the rest up to date. A request
   * that fails holds up no push: it has pauses of its own.
   */
  private Outcome write(Instant now) {
    List<Decided> decisions = decide(now);
    boolean pushes = !review.rules().all() || decisions.stream().anyMatch(review::pushesAny);
    Outcome outcome = pushes ? push(now) : new Outcome.NoChange(tip.map(Tip::commit).orElse(""));
    boolean refused =
        review.rules().all()
            && outcome instanceof Outcome.Stalled stalled
            && stalled.at() == Outcome.Stage.RIGHTS;
    if (refused) {
      if (review.pushIsRefused(now)) {
        events.pushRefused((Outcome.Stalled) outcome);
      }
    } else if (outcome instanceof Outcome.Failure failure) {
      failed(failure, now);
      return outcome;
    }
    if (!review.requests(decide(now)) || review.waits(now)) {
      if (!review.isFailed()) {
        recovered();
      }
      return outcome;
    }
    Outcome requested = request(now);
    schedule.reached();
    if (requested instanceof Outcome.Failure failure) {
      events.failed(failure);
    } else {
      events.recovered();
    }
    return requested instanceof Outcome.Failure || !(outcome instanceof Outcome.Pushed)
        ? requested
        : outcome;
  }

  private Attempt attempt() {
    return new Attempt(
        name, review, rivals, clock, reader, sources, drains, this::damping, holds, events);
  }

  private Outcome push(Instant now) {
    Written written = Written.to(branch, attempt()::push);
    Outcome outcome = written.outcome();
    Optional<Plan> plan = written.plan();
    plan.ifPresent(p -> holds = p.holds());
    settled = !(outcome instanceof Outcome.Failure);
    switch (outcome) {
      case Outcome.Pushed pushed -> {
        review.pushIsAccepted();
        landed(pushed, plan.orElseThrow(), now);
        plan.flatMap(Plan::landed).ifPresent(at -> see(at.landedAs(pushed), now));
        remember(plan.orElseThrow(), now);
      }
      case Outcome.NoChange unchanged -> {
        events.wrote(unchanged);
        plan.flatMap(Plan::landed).ifPresent(at -> see(at, now));
      }
      case Outcome.Failure failure -> {
        events.wrote(outcome);
        if (failure instanceof Outcome.Unreachable unreachable) {
          unreachable.unanswered().ifPresent(pushed -> rivals.pushed(pushed.commit()));
          unanswered =
              unreachable.unanswered().map(pushed -> new Unanswered(pushed, plan.orElseThrow()));
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
            commit -> review.mergedAs(commit).ifPresent(url -> events.merged(url, commit)));
    Outcome outcome = written.outcome();
    Optional<Plan> plan = written.plan();
    plan.ifPresent(p -> holds = p.holds());
    settled = true; // the review tries a failed request again
    events.wrote(outcome);
    boolean isNews =
        review.wrote(
            outcome,
            plan.flatMap(p -> p.landed().map(base -> OpenRequest.of(base, p.leases()))),
            plan.filter(Plan::isUndecided).isPresent(),
            now);
    events.requested(outcome, plan.map(Plan::leases).orElse(List.of()), isNews);
    if (outcome instanceof Outcome.NoChange && review.rules().all()) {
      plan.filter(p -> !p.isUndecided()).flatMap(Plan::landed).ifPresent(at -> see(at, now));
    }
    return outcome;
  }

  /** Records that Leasehold's own commit is on the branch. */
  private void landed(Outcome.Pushed pushed, Plan plan, Instant now) {
    holds = holds.after(pushed.commit(), plan.leases());
    rivals.pushed(pushed.commit());
    rate.pushed(now);
    for (ChangedLease lease : plan.leases()) {
      DampingState before = damping.getOrDefault(lease.id(), DampingState.NONE);
      damping.put(lease.id(), before.wrote(lease.changes(), now));
    }
    events.landed(pushed, plan.leases(), plan.folder());
  }

  private void remember(Plan plan, Instant now) {
    plan.leases().forEach(lease -> sources.keep(lease.id(), now));
  }

  private void recovered() {
    events.recovered();
    schedule.reached();
  }

  private Instant wake(List<Decided> decisions, boolean due, Instant now) {
    Instant wake = schedule.wake(due);
    Instant closes = window.end().filter(end -> end.isAfter(now)).orElse(wake);
    wake = closes.isBefore(wake) ? closes : wake;
    Instant open = waitsUntil(now).orElse(wake);
    wake = open.isBefore(wake) ? open : wake;
    Instant request = review.wakeAt(now).orElse(wake);
    wake = request.isBefore(wake) ? request : wake;
    Instant repeat = questions.next(decisions, now).orElse(wake);
    wake = repeat.isBefore(wake) ? repeat : wake;
    for (Decided decided : decisions) {
      Instant again = decided.decision().lookAgainAt().orElse(wake);
      wake = again.isBefore(wake) ? again : wake;
    }
    return wake;
  }

  private WatchStatus status(List<Decided> decisions, Instant wake, Instant now) {
    List<SubjectStatus> states = decisions.stream().map(decided -> status(decided, now)).toList();
    boolean behind = decisions.stream().anyMatch(d -> d.decision().clockBehind());
    Optional<Instant> waitsUntil = waitsUntil(now);
    events.waits(waitsUntil);
    return new WatchStatus(
        name,
        now,
        wake,
        behind,
        counts.target(tip, waitsUntil, review.shown()),
        states,
        events.warnings());
  }

  private SubjectStatus status(Decided decided, Instant now) {
    return switch (decided) {
      case DecidedPrefix(PrefixSubject prefix, PrefixDecision decision) ->
          new PrefixStatus(
              drains.timed(prefix.lease()),
              decision.current(),
              prefix.intent().suspend(),
              Optional.ofNullable(held.get(prefix.id())),
              sources.unclear(decided, now).orElse(""),
              decision.doubted(),
              sources.said(prefix, now),
              decision.refusals(),
              decision.heldBack(),
              counts.refused(prefix.name()),
              counts.changes(prefix.name()));
    };
  }

  private Set<String> waitingFor(List<Decided> decisions, boolean due, Instant now) {
    Set<String> open = new TreeSet<>();
    if (tip.isEmpty() || due || window.end().isPresent() || waitsUntil(now).isPresent()) {
      open.add("the repository");
    }
    if (review.isFailed()) {
      open.add("the request");
    }
    decisions.forEach(decided -> sources.unclear(decided, now).ifPresent(open::add));
    return open;
  }

  private List<Subject> subjects() {
    return tip.map(Tip::subjects).orElse(List.of());
  }

  private DampingState damping(SubjectId id) {
    return damping.getOrDefault(id, DampingState.NONE).opensAt(rate.opensAt());
  }
}
