package dev.leasehold.daemon;

import dev.leasehold.daemon.Daemon.Ending;
import dev.leasehold.event.EventHistory;
import dev.leasehold.git.Outcome;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.watch.ClaimStatus;
import dev.leasehold.watch.PrefixStatus;
import dev.leasehold.watch.SteadyClock;
import dev.leasehold.watch.SubjectStatus;
import dev.leasehold.watch.Watch;
import dev.leasehold.watch.WatchStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances a watch, listens to the channels that it requests, and hands it the events of the
 * sources.
 */
final class RunLoop {
  private static final Logger log = LoggerFactory.getLogger(RunLoop.class);

  private static final Duration SAVE_INTERVAL = Duration.ofSeconds(10);

  private final Watch watch;
  private final SteadyClock clock;
  private final LongSupplier nanos;
  private final Inboxes.Inbox inbox;
  private final DryRun dryRun;
  private final EventHistory history;
  private final Consumer<String> tips;
  private long savedAt;

  /** Whether a DHCPv6 server was heard. */
  private boolean isDelegated;

  private volatile boolean looksNow;
  private final Heap heap = Heap.ofThisProcess();

  /**
   * Creates a loop; it does not run yet.
   *
   * @param nanos the monotonic clock in nanoseconds
   * @param dryRun the branch of a dry run; unused for a normal run
   * @param tips takes the tip after each step
   */
  RunLoop(
      Watch watch,
      SteadyClock clock,
      LongSupplier nanos,
      Inboxes.Inbox inbox,
      DryRun dryRun,
      EventHistory history,
      Consumer<String> tips) {
    this.watch = watch;
    this.clock = clock;
    this.nanos = nanos;
    this.savedAt = nanos.getAsLong();
    this.inbox = inbox;
    this.dryRun = dryRun;
    this.history = history;
    this.tips = tips;
  }

  /**
   * Runs until the process ends.
   *
   * @param shows whether to report that there is nothing to commit
   */
  Ending forever(boolean shows) throws InterruptedException {
    boolean saidRefused = false;
    while (!inbox.isClosed()) {
      Watch.Next next = advance();
      if (!saidRefused && dryRun.refused().isPresent()) {
        log.error("a push would fail: {}", text(dryRun.refused().get()));
        saidRefused = true;
      }
      if (shows && next.waitingFor().isEmpty()) {
        dryRun.tellIfNothing();
      }
      listen(Duration.between(clock.instant(), next.at()));
    }
    return Ending.TOLD_TO_END;
  }

  /**
   * Runs until the leases in Git match the sources.
   *
   * @param shows whether to report that there is nothing to commit
   * @throws CorrectableException if this exceeds the timeout, or an operator must act
   */
  Ending once(Duration timeout, boolean shows) throws InterruptedException {
    long start = nanos.getAsLong(); // the wall clock may be set during the run
    boolean changed = false;
    String lastFailure = "";
    while (!inbox.isClosed()) {
      Watch.Next next = advance();
      changed |= next.outcome().filter(RunLoop::isChange).isPresent();
      lastFailure = next.outcome().map(RunLoop::failure).orElse(lastFailure);
      if (next.waitingFor().isEmpty()) {
        if (shows) {
          dryRun.tellIfNothing();
        }
        return ending(changed || dryRun.wouldCommit());
      }
      Duration left = timeout.minusNanos(nanos.getAsLong() - start);
      if (!left.isPositive()) {
        throw new CorrectableException(
            "after "
                + timeout.toSeconds()
                + " s still waiting for "
                + String.join(", and for ", new TreeSet<>(next.waitingFor()))
                + lastFailure
                + deaf(inbox.status())
                + otherSources());
      }
      Duration wait = Duration.between(clock.instant(), next.at());
      listen(left.compareTo(wait) < 0 ? left : wait);
    }
    return Ending.TOLD_TO_END;
  }

  private static boolean isChange(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Pushed _ -> true;
      case Outcome.Proposed proposed -> proposed.pushed();
      case Outcome.Declined _, Outcome.NoChange _, Outcome.Failure _ -> false;
    };
  }

  private Ending ending(boolean changed) {
    Optional<Outcome.Failure> refused = dryRun.refused();
    if (refused.isPresent()) {
      throw new CorrectableException("a push would fail: " + text(refused.get()));
    }
    boolean requested =
        watch.status().target().request().filter(request -> !request.declined()).isPresent();
    if (!dryRun.wouldCommit() && !requested) {
      List<String> without =
          watch.status().subjects().stream().flatMap(s -> withoutLease(s).stream()).toList();
      if (!without.isEmpty()) {
        throw new CorrectableException(String.join("; ", without));
      }
    }
    return changed ? Ending.CHANGED : Ending.UNCHANGED;
  }

  /** The reason why a subject has no working lease; empty if it has one or needs none. */
  private static Optional<String> withoutLease(SubjectStatus subject) {
    return switch (subject) {
      case PrefixStatus prefix -> withoutPrefix(prefix);
      case ClaimStatus claim ->
          switch (claim.phase()) {
            case READY, RELEASING -> Optional.empty();
            case PENDING, DEGRADED, FAILED ->
                Optional.of(
                    "claim "
                        + claim.name()
                        + " is "
                        + claim.phase().spelling()
                        + ": "
                        + claim.message());
          };
    };
  }

  private static Optional<String> withoutPrefix(PrefixStatus prefix) {
    if (prefix.suspended() || prefix.lease().current().isPresent() && !prefix.lost()) {
      return Optional.empty();
    }
    String what =
        prefix
            .lease()
            .current()
            .map(c -> prefix.name() + " is lost: " + c.prefix() + " " + prefix.standing().phrase())
            .orElse(prefix.name() + " has no prefix");
    List<String> refused =
        prefix.refusals().stream()
            .map(refusal -> refusal.prefix() + " is refused: " + refusal.reason())
            .toList();
    return Optional.of(
        what + (refused.isEmpty() ? "; no source lends one" : "; " + String.join("; ", refused)));
  }

  /** Decides again now. Thread-safe. */
  void wake() {
    inbox.wake();
  }

  /** Looks at the tip now, because a webhook told so. Thread-safe. */
  void lookNow() {
    looksNow = true;
    inbox.wake();
  }

  private Watch.Next advance() {
    if (looksNow) {
      looksNow = false;
      watch.looksNow();
    }
    Watch.Next next = watch.advance();
    Optional<WatchStatus.Commit> tip = watch.status().target().tip();
    tip.ifPresent(read -> tips.accept(read.id()));
    inbox.listenTo(watch.channels(), tip.isPresent() && !watch.mayAskForMore());
    next.ask().forEach(inbox::ask);
    saveNowAndThen();
    return next;
  }

  /**
   * Saves the state at a limited rate, so that a flood of events does not become a flood of writes.
   */
  private void saveNowAndThen() {
    long now = nanos.getAsLong();
    if (now - savedAt >= SAVE_INTERVAL.toNanos()) {
      history.save();
      savedAt = now;
    }
  }

  private void listen(Duration wait) throws InterruptedException {
    heap.tidy();
    inbox.next(wait).forEach(this::take);
  }

  private void take(SourceEvent event) {
    switch (event) {
      case SourceEvent.Heard(Observation observation) -> {
        isDelegated |= observation.origin() instanceof Origin.Delegated;
        watch.heard(observation);
      }
      case SourceEvent.Listening listening -> watch.listening(listening.channel());
      case SourceEvent.Answered answered -> watch.answered(answered);
      case SourceEvent.Told _ -> {}
    }
  }

  /** Other sources, if a DHCPv6 server was expected and none was heard. */
  private String otherSources() {
    return !isDelegated && watch.channels().stream().anyMatch(Channel.Delegation.class::isInstance)
        ? "; if your router holds the delegation, use routerAdvertisement, interface or router in"
            + " the intent"
        : "";
  }

  /** The local causes of silent sources, such as a port in use. */
  private static String deaf(Map<Channel, SourceStatus> sources) {
    return sources.entrySet().stream()
        .filter(source -> source.getValue().isDeaf() && !source.getValue().detail().isEmpty())
        .map(source -> " (" + source.getKey() + ": " + source.getValue().detail() + ")")
        .sorted()
        .collect(Collectors.joining());
  }

  private static String text(Outcome.Failure failure) {
    return switch (failure) {
      case Outcome.Stalled stalled -> stalled.reason() + ". " + stalled.whatToDo();
      case Outcome.Unreachable unreachable -> unreachable.reason();
    };
  }

  /** The last failure, for the end of the waiting message; a stall ends the command. */
  private static String failure(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Stalled stalled -> throw new CorrectableException(text(stalled));
      case Outcome.Unreachable unreachable -> " (last failure: " + unreachable.reason() + ")";
      case Outcome.Pushed _, Outcome.Proposed _, Outcome.Declined _, Outcome.NoChange _ -> "";
    };
  }
}
