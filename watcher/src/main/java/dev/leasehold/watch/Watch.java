package dev.leasehold.watch;

import dev.leasehold.autoscale.AddressUse;
import dev.leasehold.autoscale.Autoscaling;
import dev.leasehold.event.EventListener;
import dev.leasehold.event.EventLog;
import dev.leasehold.files.PackageMemory;
import dev.leasehold.git.Outcome;
import dev.leasehold.hostparts.HostParts;
import dev.leasehold.lease.AddressDecision;
import dev.leasehold.lease.PrefixDecision;
import dev.leasehold.proposal.Term;
import dev.leasehold.servicerules.GitRules;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.subject.Channels;
import dev.leasehold.subject.ClaimSubject;
import dev.leasehold.subject.Decided;
import dev.leasehold.subject.DecidedClaim;
import dev.leasehold.subject.DecidedPrefix;
import dev.leasehold.subject.KnownRouters;
import dev.leasehold.subject.Memories;
import dev.leasehold.subject.PrefixSubject;
import dev.leasehold.subject.Questions;
import dev.leasehold.subject.SourceKnowledge;
import dev.leasehold.subject.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
  private final String name;
  private final SteadyClock clock;
  private final SourceKnowledge sources;
  private final WatchEvents events;
  private final EventCounts counts = new EventCounts();
  private final PackageReader reader;
  private final Questions questions;
  private final Review review;
  private final BatchWindow window;
  private final TargetState state;
  private final TipLook tipLook;
  private final Writing writing;
  private final BindingStates bindings = new BindingStates();
  private TipListener tips = (_, _, _, _) -> {};
  private String toldTip = "";
  private volatile WatchStatus status;
  private volatile GitRules rules = GitRules.UNKNOWN;
  private volatile Runnable rulesListener = () -> {};

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
   * @param routers the routers of the configuration
   * @param term the term of this process in the election of one of several watchers of this name;
   *     empty: there is no election
   * @param hostParts the host parts of the Services of the cluster
   */
  public record Settings(
      String name,
      CommitRate.Limits limits,
      ReviewRules rules,
      String requestBranch,
      String base,
      KnownRouters routers,
      Optional<Term> term,
      HostParts hostParts) {
    /** A watch that pushes at once, with the default limits. */
    public static Settings of(String name) {
      return new Settings(
          name,
          new CommitRate.Limits(
              CommitRate.Limits.DEFAULT.perMinute(), CommitRate.Limits.DEFAULT.perHour()),
          ReviewRules.PUSH,
          "leasehold/" + name,
          "main",
          KnownRouters.NONE,
          Optional.empty(),
          HostParts.NONE);
    }

    /** The same with other limits. */
    public Settings with(CommitRate.Limits other) {
      return new Settings(name, other, rules, requestBranch, base, routers, term, hostParts);
    }

    /** The same with other rules. */
    public Settings with(ReviewRules other) {
      return new Settings(name, limits, other, requestBranch, base, routers, term, hostParts);
    }

    /** The same with other routers. */
    public Settings with(KnownRouters other) {
      return new Settings(name, limits, rules, requestBranch, base, other, term, hostParts);
    }

    /** The same in a term. */
    public Settings with(Term elected) {
      return new Settings(
          name, limits, rules, requestBranch, base, routers, Optional.of(elected), hostParts);
    }

    /** The same with the host parts of Services. */
    public Settings with(HostParts known) {
      return new Settings(name, limits, rules, requestBranch, base, routers, term, known);
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
    this.name = settings.name();
    this.window = new BatchWindow(settings.limits().window());
    this.clock = clock;
    this.sources = new SourceKnowledge(memories, events::saved);
    this.state =
        new TargetState(
            settings,
            branch.hasRequests(),
            sources,
            questions,
            events,
            counts,
            memories.gonePrefixes());
    this.review = state.review;
    this.tipLook = new TipLook(branch, state, reader, memories.drainStarts());
    this.writing = new Writing(settings, branch, state, clock, reader);
    status = status(List.of(), clock.instant(), clock.instant()); // the first fetch is due
  }

  /** The status after the last {@link #advance}. Thread-safe. */
  public WatchStatus status() {
    return status;
  }

  /** Tells a listener of the package at each tip. Call it before the first {@link #advance}. */
  public void tellTips(TipListener listener) {
    tips = listener;
  }

  /** Sets what tells which addresses Services use. Call it before the first {@link #advance}. */
  public void followUse(AddressUse use) {
    state.autoscaling = new Autoscaling(use);
  }

  /** The IPRules of the package that never reach a cluster as objects. Thread-safe. */
  public GitRules rules() {
    return rules;
  }

  /** Sets what is called after {@link #rules} has changed, by the thread of the watch. */
  public void onRulesChange(Runnable listener) {
    rulesListener = listener;
  }

  /**
   * Whether more channels may be needed as soon as it is known what Services use; the orders of an
   * earlier process are among them.
   */
  public boolean mayAskForMore() {
    return state.autoscaling.mayAskForMore();
  }

  /** The channels to listen to for the subjects at the tip. */
  public Set<Channel> channels() {
    events.otherDuids(Channels.withOtherDuid(state.subjects()));
    return Channels.of(state.subjects());
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
    for (Subject subject : state.subjects()) {
      if (subject.listens(observation.origin())) {
        events.heard(subject.id(), observation);
        sources.hear(subject, observation);
      }
    }
  }

  /** Processes the answers of a router. */
  public void answered(SourceEvent.Answered said) {
    now(); // adjusts older answers if the clock was set
    sources.answered(
        new SourceEvent.Answered(clock.taken(said.at()), said.router(), said.answers()));
  }

  /** Makes the next {@link #advance} look at the tip, and at an open request. */
  public void looksNow() {
    state.schedule.lookNow();
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
    Optional<Outcome> outcome = state.schedule.looks(now) ? tipLook.look(now) : Optional.empty();
    List<Decided> decisions = decide(now);
    boolean due = isDue(decisions, now);
    if (state.tip.isPresent() && due && state.schedule.writes(now)) {
      outcome = Optional.of(writing.write(now));
      now = clock.instant(); // the write may have taken long
      decisions = decide(now);
      due = !state.settled;
      if (outcome.get() instanceof Outcome.Pushed && isDue(decisions, now)) {
        state.schedule.looksSoon(now); // a change became due during the write
      }
    }
    followLink(now);
    Set<Channel> ask = questions.due(channels(), decisions, now);
    questions.tell(ask, decisions);
    if (solicited(ask, now)) {
      decisions = state.decide(now);
    }
    Instant wake = wake(decisions, due, now);
    status = status(decisions, wake, now);
    state.tip.filter(at -> !at.commit().equals(toldTip)).ifPresent(this::tell);
    showRules();
    return new Next(wake, ask, outcome, waitingFor(decisions, due, now));
  }

  private List<Decided> decide(Instant now) {
    state.scale(now);
    return state.decide(now);
  }

  private void tell(Tip tip) {
    state.hostParts.sees(tip.keeping());
    tips.sees(tip.commit(), tip.contents(), tip.agents(), tip.isRead());
    toldTip = tip.commit();
  }

  private void showRules() {
    GitRules now = state.tip.map(tip -> tip.rules().all()).orElse(GitRules.UNKNOWN);
    if (!now.equals(rules)) {
      rules = now;
      rulesListener.run();
    }
  }

  /** Whether a change is due for writing. */
  private boolean isDue(List<Decided> decisions, Instant now) {
    boolean renders = !state.settled && state.waitsUntil(now).isEmpty();
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
    if (review.retries(now) || review.checks(now) || state.tip.isEmpty()) {
      return true;
    }
    boolean differs =
        review.isUndecided(state.packageSubjects.demand())
            || review
                .request()
                .filter(r -> !r.covers(state.tip.get(), decisions, review))
                .isPresent();
    return review.request().isEmpty() && wanted || differs && (wanted || notWanted);
  }

  private void followLink(Instant now) {
    sources.withLinkThatLost(state.subjects(), now).forEach(questions::ask);
  }

  /** Records solicitations. Returns whether routers are solicited. */
  private boolean solicited(Set<Channel> ask, Instant now) {
    boolean any = false;
    for (Channel channel : ask) {
      if (channel instanceof Channel.Advertisements(String interfaceName)) {
        any = true;
        sources.solicited(state.subjects(), interfaceName, now);
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
    state.movedBy(step, now);
    window.movedBy(step);
    tipLook.movedBy(step);
    questions.startOver(channels(), now);
  }

  private Instant wake(List<Decided> decisions, boolean due, Instant now) {
    Instant wake = state.schedule.wake(due);
    Instant closes = window.end().filter(end -> end.isAfter(now)).orElse(wake);
    wake = closes.isBefore(wake) ? closes : wake;
    Instant open = state.waitsUntil(now).orElse(wake);
    wake = open.isBefore(wake) ? open : wake;
    Instant request = review.wakeAt(now).orElse(wake);
    wake = request.isBefore(wake) ? request : wake;
    Instant repeat = questions.next(decisions, now).orElse(wake);
    wake = repeat.isBefore(wake) ? repeat : wake;
    Instant scales = state.autoscaling.lookAgainAt().filter(at -> at.isAfter(now)).orElse(wake);
    wake = scales.isBefore(wake) ? scales : wake;
    for (Decided decided : decisions) {
      Instant again = decided.decision().lookAgainAt().orElse(wake);
      wake = again.isBefore(wake) ? again : wake;
    }
    return wake;
  }

  private WatchStatus status(List<Decided> decisions, Instant wake, Instant now) {
    List<SubjectStatus> states = decisions.stream().map(decided -> status(decided, now)).toList();
    boolean behind = decisions.stream().anyMatch(d -> d.decision().clockBehind());
    Optional<Instant> waitsUntil = state.waitsUntil(now);
    events.waits(waitsUntil);
    WatchStatus.Target target = counts.target(state.tip, waitsUntil, review.shown());
    return new WatchStatus(
        name,
        now,
        wake,
        behind,
        target,
        states,
        events.warnings(),
        state.tip.map(at -> bindings.of(at, state.settled, target.trouble())).orElse(List.of()),
        state.autoscaling.status());
  }

  private SubjectStatus status(Decided decided, Instant now) {
    return switch (decided) {
      case DecidedPrefix(PrefixSubject prefix, PrefixDecision decision) ->
          new PrefixStatus(
              state.drains.timed(prefix.lease()),
              decision.current(),
              prefix.intent().suspend(),
              state.hold(prefix.id()),
              sources.unclear(decided, now).orElse(""),
              decision.doubted(),
              sources.said(prefix, now),
              decision.refusals(),
              decision.heldBack(),
              counts.refused(prefix.name()),
              counts.changes(prefix.name()),
              prefix
                  .lease()
                  .current()
                  .map(current -> PrefixStatus.Part.of(prefix.intent(), current.prefix()))
                  .orElse(List.of()),
              state.gone.of(prefix.name()));
      case DecidedClaim(ClaimSubject claim, AddressDecision decision) ->
          ClaimStatus.of(
              claim,
              decision,
              sources.report(claim),
              state.hold(claim.id()),
              counts.changes(claim.id().name()));
    };
  }

  private Set<String> waitingFor(List<Decided> decisions, boolean due, Instant now) {
    Set<String> open = new TreeSet<>();
    if (state.tip.isEmpty()
        || due
        || window.end().isPresent()
        || state.waitsUntil(now).isPresent()) {
      open.add("the repository");
    }
    if (review.isFailed()) {
      open.add("the request");
    }
    decisions.forEach(decided -> sources.unclear(decided, now).ifPresent(open::add));
    return open;
  }
}
