package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.Intent;
import dev.leasehold.api.SubjectId;
import dev.leasehold.autoscale.AutoscalerStatus;
import dev.leasehold.event.EventFilter;
import dev.leasehold.event.EventFilter.Rule;
import dev.leasehold.event.EventKind;
import dev.leasehold.event.EventListener;
import dev.leasehold.event.EventStream;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.Outcome;
import dev.leasehold.krm.Place;
import dev.leasehold.lease.AddressDecision;
import dev.leasehold.lease.AddressPhase;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.HeldBack;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixDecision;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.log.Bug;
import dev.leasehold.proposal.ChangedLease;
import dev.leasehold.source.Observation;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.subject.Decided;
import dev.leasehold.subject.DecidedClaim;
import dev.leasehold.subject.DecidedPrefix;
import dev.leasehold.subject.PrefixSubject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reports the events of a watch to the listeners, each event once. */
final class WatchEvents {
  /**
   * The first ten refused prefixes are reported. Further ones are reported after an hour without a
   * new one.
   */
  private static final Rule REFUSALS = new Rule(Duration.ofHours(1), 10);

  /** A state that begins and ends repeatedly is reported at most once a minute. */
  private static final Rule FLAPS = new Rule(Duration.ofMinutes(1), Integer.MAX_VALUE);

  private final EventStream stream;
  private Set<String> warnings = Set.of();

  WatchEvents(InstantSource clock, List<EventListener> listeners) {
    this.stream = new EventStream(clock, listeners);
  }

  private void emit(WatchEvent event) {
    stream.emit(event);
  }

  private EventFilter.News report(
      EventKind kind, String subject, Rule rule, List<? extends WatchEvent> holding) {
    return stream.report(kind, subject, rule, holding);
  }

  /** Passes on an event of a source for people. Thread-safe. */
  void told(SourceEvent.Told told) {
    stream.told(told);
  }

  void heard(SubjectId subject, Observation said) {
    emit(new WatchEvent.Heard(subject.name(), said));
  }

  /**
   * Reports the news of a decision. Repeated states are filtered.
   *
   * @param held whether a revert holds the lease
   */
  void decided(Decided decided, boolean held) {
    String name = decided.id().name();
    Decision decision = decided.decision();
    switch (decision) {
      case PrefixDecision prefix -> refused(name, prefix.refusals());
      case AddressDecision address -> {
        // A router that cannot be reached ends no trouble of its claims.
        if (address.trouble().isPresent() || address.phase() == AddressPhase.READY) {
          report(
              EventKind.CLAIM_TROUBLE,
              name,
              FLAPS,
              events(address.trouble().map(why -> new WatchEvent.ClaimTrouble(name, why))));
        }
      }
    }
    // The event of a held back change includes the loss of the old value.
    Optional<HeldBack> waits = decision.heldBack();
    report(EventKind.HELD_BACK, name, FLAPS, events(waits.map(w -> heldBack(name, w, decision))));
    if (waits.isEmpty()) {
      report(EventKind.LOST, name, FLAPS, events(lost(decided, held)));
    }
  }

  private void refused(String prefix, List<RefusedPrefix> refusals) {
    List<WatchEvent.Refused> refused =
        refusals.stream().map(r -> new WatchEvent.Refused(prefix, r)).toList();
    if (report(EventKind.REFUSED, prefix, REFUSALS, refused).tooMany()) {
      emit(new WatchEvent.MoreRefused(prefix, REFUSALS.quiet()));
    }
  }

  private static WatchEvent heldBack(String subject, HeldBack waits, Decision decision) {
    String lost =
        switch (decision) {
          case PrefixDecision prefix ->
              prefix.lost() ? current(prefix) + " " + prefix.current().phrase() : "";
          case AddressDecision _ -> "";
        };
    return new WatchEvent.ChangeHeldBack(subject, waits, lost);
  }

  private static Optional<WatchEvent> lost(Decided decided, boolean held) {
    if (!decided.decision().lost()) {
      return Optional.empty();
    }
    return switch (decided) {
      case DecidedPrefix(PrefixSubject subject, PrefixDecision decision) ->
          Optional.of(
              new WatchEvent.Lost(
                  subject.name(),
                  current(decision),
                  decision.current(),
                  whyItStays(subject.intent(), held)));
      case DecidedClaim _ -> Optional.empty();
    };
  }

  private static String current(PrefixDecision decision) {
    return decision.lease().current().map(c -> c.prefix().toString()).orElse("the prefix");
  }

  private static String whyItStays(Intent intent, boolean held) {
    if (intent.suspend()) {
      return "stays in Git, because its "
          + intent.id().kind().intent()
          + " has suspend: true;"
          + " remove suspend to resume";
    }
    return held
        ? "stays in Git, because a revert holds it"
        : "nothing takes its place; it stays in Git";
  }

  /** Reports why an autoscaler does not have as many addresses as it should. */
  void scaled(AutoscalerStatus status) {
    String name = "PublicIPAutoscaler " + status.name();
    report(
        EventKind.WARNING,
        name,
        FLAPS,
        events(
            Optional.of(new WatchEvent.Warning(name + ": " + status.message()))
                .filter(_ -> status.isTrouble())));
  }

  /** Reports whether a revert holds the lease. Repeated states are filtered. */
  void held(SubjectId id, Optional<WatchStatus.Hold> hold) {
    String subject = id.name();
    report(
        EventKind.HELD,
        subject,
        Rule.EACH,
        events(
            hold.map(h ->
                new WatchEvent.Held(subject, h.commit().id(), h.reason() + ". " + h.whatToDo()))));
  }

  /** Reports until when the rendering waits for the target; empty when it does not wait. */
  void waits(Optional<Instant> until) {
    report(
        EventKind.HELD_BACK, "", Rule.EACH, events(until.map(WatchEvent.RenderingHeldBack::new)));
  }

  /**
   * Reports a clock behind the newest commit. The commit date identifies the state, because
   * Leasehold's own commit on top keeps that date.
   */
  void clockBehind(Tip tip, Instant now) {
    report(
        EventKind.CLOCK_BEHIND,
        "",
        Rule.EACH,
        List.of(new WatchEvent.ClockBehind(now, tip.commit(), tip.committedAt())));
  }

  void clockWasSet(Duration step) {
    stream.clockWasSet(step);
  }

  /** Reports all warnings about the package, one line each. */
  void warned(Set<String> lines) {
    warnings = Set.copyOf(lines);
    report(
        EventKind.WARNING,
        "",
        Rule.EACH,
        lines.stream().sorted().map(WatchEvent.Warning::new).toList());
  }

  /** The last reported warnings, sorted. */
  List<String> warnings() {
    return warnings.stream().sorted().toList();
  }

  /** Reports prefixes with another DUID than the client of their interface. */
  void otherDuids(List<PrefixSubject> prefixes) {
    report(
        EventKind.WARNING,
        "duid",
        Rule.EACH,
        prefixes.stream().map(WatchEvents::otherDuid).toList());
  }

  private static WatchEvent otherDuid(PrefixSubject prefix) {
    return new WatchEvent.OtherDuid(
        prefix.name(),
        prefix.acquisition().dhcpv6().map(DynamicPrefix.Delegation::interfaceName).orElse(""));
  }

  /**
   * Reports whether the sightings of a prefix can be saved.
   *
   * @param trouble why they cannot be saved, in words; empty: they are saved
   */
  void saved(String prefix, Optional<String> trouble) {
    report(
        EventKind.WARNING,
        prefix + " on disk",
        Rule.EACH,
        events(trouble.map(WatchEvent.Warning::new)));
  }

  void rewritten(Tip before, String tip) {
    emit(new WatchEvent.BranchRewritten(before.commit(), before.committedAt(), tip));
  }

  /** Reports the outcome of a write. */
  void wrote(Outcome outcome) {
    emit(new WatchEvent.Wrote(outcome));
  }

  /**
   * Reports that Leasehold's own commit is on the branch.
   *
   * @param folder the path of the package in its repository
   */
  void landed(Outcome.Pushed pushed, List<ChangedLease> leases, String folder) {
    wrote(pushed);
    if (leases.isEmpty()) {
      List<String> files =
          pushed.files().stream().map(file -> Place.file(file).below(folder).file()).toList();
      emit(new WatchEvent.Rendered(pushed, files));
    }
    for (ChangedLease lease : leases) {
      for (LeaseChange change : lease.changes()) {
        emit(new WatchEvent.Committed(lease.id().name(), pushed, change));
      }
    }
  }

  /** Reports a new request, what the forge did not do for it, and a declined request. */
  void requested(Outcome outcome, List<ChangedLease> leases, boolean isNews) {
    if (isNews && outcome instanceof Outcome.Proposed proposed) {
      emit(new WatchEvent.Proposed(proposed, reasons(leases)));
    }
    List<String> warnings =
        outcome instanceof Outcome.Proposed proposed ? proposed.warnings() : List.of();
    report(
        EventKind.WARNING,
        "request",
        Rule.EACH,
        warnings.stream().map(WatchEvent.Warning::new).toList());
    report(
        EventKind.DECLINED,
        "",
        Rule.EACH,
        outcome instanceof Outcome.Declined(String url)
            ? List.of(new WatchEvent.RequestDeclined(url))
            : List.of());
  }

  /** Reports that a request was merged. */
  void merged(String url, String tip) {
    emit(new WatchEvent.Merged(url, tip));
  }

  private static List<String> reasons(List<ChangedLease> leases) {
    List<String> reasons = new ArrayList<>();
    for (ChangedLease lease : leases) {
      lease.changes().forEach(change -> reasons.add(lease.id() + ": " + change.reason()));
    }
    return reasons;
  }

  /** Reports that the server refuses a push beside the review. */
  void pushRefused(Outcome.Stalled why) {
    emit(
        new WatchEvent.Warning(
            "changes that need no review are requested too, and the push is tried again every hour: "
                + why.reason()));
  }

  /** Reports that the target cannot be read or written. */
  void failed(Outcome.Failure failure) {
    report(EventKind.STALLED, "", Rule.EACH, List.of(new WatchEvent.Failed(failure)));
  }

  /** Reports that the target can be read and written. */
  void recovered() {
    report(EventKind.STALLED, "", Rule.EACH, List.of());
  }

  /**
   * Reports a bug in Leasehold.
   *
   * @param doing the current activity of the watch, such as {@code rendering 0123456789ab}
   * @return a description in one line
   */
  String bug(String doing, Throwable e) {
    String line = Bug.text(e, doing);
    report(EventKind.BUG, "", Rule.EACH, List.of(new WatchEvent.BugFound(e + doing, line, e)));
    return line;
  }

  private static List<WatchEvent> events(Optional<? extends WatchEvent> event) {
    return event.stream().map(WatchEvent.class::cast).toList();
  }
}
