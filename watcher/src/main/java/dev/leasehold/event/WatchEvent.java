package dev.leasehold.event;

import dev.leasehold.git.Outcome;
import dev.leasehold.lease.HeldBack;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.lease.Standing;
import dev.leasehold.source.Observation;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceNotice;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.Level;

/** An event in a watch. Each event is emitted once, where it happens. */
public sealed interface WatchEvent {
  /** The kind of the event. */
  default EventKind kind() {
    return EventKind.of(this);
  }

  /**
   * Whether the event is a lasting state, which is reported again after a restart if it still
   * holds.
   */
  default boolean isStanding() {
    return switch (this) {
      case SourceTold(SourceEvent.Told told) -> SourceWords.isStanding(told);
      case MoreRefused _ -> false; // reported once in a flood
      default -> kind().isStanding();
    };
  }

  /** How much it matters to a person. */
  default Level level() {
    return this instanceof SourceTold(SourceEvent.Told told)
        ? SourceWords.level(told)
        : kind().level();
  }

  /**
   * The name of the DynamicPrefix, of the interface or of the receiver of notifications; empty: the
   * target or the process.
   */
  default String subject() {
    return "";
  }

  /** The event in one line, without the subject. */
  String text();

  /** The log line: the subject and the text. */
  default String line() {
    return subject().isEmpty() ? text() : subject() + ": " + text();
  }

  /** A source reported prefixes. */
  record Heard(String subject, Observation said) implements WatchEvent {
    @Override
    public String text() {
      return said.origin() + " lends " + said.prefixes();
    }
  }

  /** The result of one write. */
  record Wrote(Outcome outcome) implements WatchEvent {
    @Override
    public String text() {
      return "a write ended: " + outcome;
    }
  }

  /** A change of a lease is on the branch. */
  record Committed(String subject, Outcome.Pushed pushed, LeaseChange change)
      implements WatchEvent {
    @Override
    public String text() {
      return "pushed " + brief(pushed.commit()) + ": " + change.reason();
    }

    @Override
    public String line() {
      return "pushed " + brief(pushed.commit()) + ": " + subject + ": " + change.reason();
    }
  }

  /**
   * A rendering of the package is on the branch, and no lease changed.
   *
   * @param files the changed files, relative to the root of the repository
   */
  record Rendered(Outcome.Pushed pushed, List<String> files) implements WatchEvent {
    public Rendered {
      files = List.copyOf(files);
    }

    @Override
    public String text() {
      return "pushed " + brief(pushed.commit()) + ": rendered " + String.join(", ", files);
    }
  }

  /**
   * A pull request for a change was opened or updated.
   *
   * @param reasons the changes of leases with their reasons; empty: the package is rendered
   */
  record Proposed(Outcome.Proposed outcome, List<String> reasons) implements WatchEvent {
    public Proposed {
      reasons = List.copyOf(reasons);
    }

    @Override
    public String text() {
      return "requested "
          + brief(outcome.commit())
          + " at "
          + outcome.request()
          + ": "
          + (reasons.isEmpty() ? "rendered the package" : String.join("; ", reasons));
    }
  }

  /**
   * A request was merged.
   *
   * @param url its address
   * @param tip the tip with the change
   */
  record Merged(String url, String tip) implements WatchEvent {
    @Override
    public String text() {
      return "merged " + url + ": the branch is at " + brief(tip);
    }
  }

  /** A person closed the request for the current change. */
  record RequestDeclined(String url) implements WatchEvent {
    @Override
    public String text() {
      return "not requested: a person closed "
          + url
          + " for the same change; reopen it to continue, or wait for another change";
    }
  }

  /** An announced prefix is not accepted. */
  record Refused(String subject, RefusedPrefix refusal) implements WatchEvent {
    @Override
    public String text() {
      return refusal.prefix() + " is not accepted: " + refusal.reason();
    }
  }

  /** More prefixes are refused than are reported. */
  record MoreRefused(String subject, Duration quiet) implements WatchEvent {
    @Override
    public String text() {
      return "more prefixes are not accepted; they are reported again after "
          + quiet.toMinutes()
          + " minutes without a new one";
    }
  }

  /**
   * The prefix in Git no longer works and has no replacement.
   *
   * @param why the reason why it stays in Git, in words
   */
  record Lost(String subject, String prefix, Standing standing, String why) implements WatchEvent {
    @Override
    public String text() {
      return prefix + " " + standing.phrase() + " and " + why;
    }
  }

  /** A lost prefix works again or was replaced. */
  record Found(String subject) implements WatchEvent {
    @Override
    public String text() {
      return "no longer lost";
    }
  }

  /**
   * The router does not do what a claim asks for.
   *
   * @param why what failed and what to do, in words
   */
  record ClaimTrouble(String subject, String why) implements WatchEvent {
    @Override
    public String text() {
      return why;
    }
  }

  /** The router does what the claim asks for, again. */
  record ClaimReady(String subject) implements WatchEvent {
    @Override
    public String text() {
      return "the router does what the claim asks for again";
    }
  }

  /**
   * A revert by a person holds a lease.
   *
   * @param commit the commit of the revert
   * @param why the reason and what follows, in words
   */
  record Held(String subject, String commit, String why) implements WatchEvent {
    @Override
    public String text() {
      return "held: " + why;
    }
  }

  /** No revert holds the lease any longer. */
  record HoldEnded(String subject) implements WatchEvent {
    @Override
    public String text() {
      return "no longer held";
    }
  }

  /**
   * A change waits for damping or for the commit limit of the target.
   *
   * @param lost the prefix that is lost meanwhile, in words; empty: none
   */
  record ChangeHeldBack(String subject, HeldBack change, String lost) implements WatchEvent {
    @Override
    public String text() {
      return "held back: " + change.reason() + (lost.isEmpty() ? "" : "; meanwhile " + lost);
    }
  }

  /** A rendering of the package waits for the commit limit of the target. */
  record RenderingHeldBack(Instant until) implements WatchEvent {
    @Override
    public String text() {
      return "the rendering of the package is held back: the target reached the commit limit of"
          + " spec.batch; the next commit is at "
          + until.truncatedTo(ChronoUnit.SECONDS);
    }
  }

  /** The clock is behind the newest commit. */
  record ClockBehind(Instant now, String commit, Instant committedAt) implements WatchEvent {
    @Override
    public String text() {
      return "the clock ("
          + now.truncatedTo(ChronoUnit.SECONDS)
          + ") is behind the newest commit "
          + brief(commit)
          + " ("
          + committedAt
          + "): until it has caught up, no drain starts, and a drain ends only if it was running before"
          + "; check the clock, or that commit's date";
    }
  }

  /**
   * The wall clock was set.
   *
   * @param step the change of the clock; negative: back
   */
  record ClockSet(Duration step) implements WatchEvent {
    @Override
    public String text() {
      return "the clock was set "
          + (step.isNegative() ? "back" : "forward")
          + " by "
          + words(step.abs())
          + ": asking the routers again";
    }

    private static String words(Duration duration) {
      Duration rounded = duration.plusMillis(500);
      List<String> parts = new ArrayList<>();
      add(parts, rounded.toDays(), "d");
      add(parts, rounded.toHoursPart(), "h");
      add(parts, rounded.toMinutesPart(), "min");
      add(parts, rounded.toSecondsPart(), "s");
      return String.join(" ", parts.subList(0, Math.min(2, parts.size())));
    }

    private static void add(List<String> parts, long count, String unit) {
      if (count > 0) {
        parts.add(count + " " + unit);
      }
    }
  }

  /** A forced push moved the branch to a commit without the last tip below it. */
  record BranchRewritten(String before, Instant committedAt, String tip) implements WatchEvent {
    @Override
    public String text() {
      return "the branch was rewritten: "
          + brief(before)
          + " of "
          + committedAt
          + " is not among the thousand commits below "
          + brief(tip)
          + "; changes that existed only there are gone; leases and renderings are written again";
    }
  }

  /** The target cannot be read or written. */
  record Failed(Outcome.Failure failure) implements WatchEvent {
    @Override
    public String text() {
      return switch (failure) {
        case Outcome.Stalled stalled -> "stalled: " + stalled.reason() + ". " + stalled.whatToDo();
        case Outcome.Unreachable unreachable -> "trying again: " + unreachable.reason();
      };
    }
  }

  /** The target can be read and written again. */
  record Recovered(EventKind from) implements WatchEvent {
    @Override
    public String text() {
      return from == EventKind.STALLED
          ? "recovered: no longer stalled; the branch is up to date"
          : "recovered: the repository is reachable; the branch is up to date";
    }
  }

  /** A warning about the package. */
  record Warning(String text) implements WatchEvent {}

  /** A notice of a source. */
  record SourceTold(SourceEvent.Told told) implements WatchEvent {
    @Override
    public String subject() {
      return told.channel().where();
    }

    @Override
    public String text() {
      return SourceWords.text(told);
    }
  }

  /** A second DUID on one interface, whose client has only one (RFC 9915 section 11). */
  record OtherDuid(String subject, String interfaceName) implements WatchEvent {
    @Override
    public String text() {
      return "acquisition.dhcpv6.duid differs from that of another prefix on "
          + interfaceName
          + "; the first by name is used for both";
    }
  }

  /**
   * A receiver was notified.
   *
   * @param subject the name of the receiver, as in the other events about notifications
   * @param what the news, in words
   */
  record Notified(String subject, String what) implements WatchEvent {
    @Override
    public String text() {
      return "notified: " + what;
    }
  }

  /**
   * A receiver cannot be notified. What it should know is tried again for an hour.
   *
   * @param whatToDo a sentence without a full stop; empty if it may work later
   */
  record NotificationFailed(String subject, String reason, String whatToDo) implements WatchEvent {
    @Override
    public String text() {
      return "not notified: " + words();
    }

    /** The reason and what to do. */
    public String words() {
      return whatToDo.isEmpty() ? reason : reason + ". " + whatToDo;
    }
  }

  /** A receiver can be notified again. */
  record NotificationsResumed(String subject) implements WatchEvent {
    @Override
    public String text() {
      return "notified again";
    }
  }

  /** A receiver could not be notified for too long, or of too much. */
  record NotificationsDropped(String subject) implements WatchEvent {
    @Override
    public String text() {
      return "the oldest notifications are dropped, because they are an hour old or too many wait;"
          + " the status has their number";
    }
  }

  /**
   * A bug in Leasehold.
   *
   * @param what identifies the bug
   * @param cause the exception, for the log at DEBUG
   */
  record BugFound(String what, String text, Throwable cause) implements WatchEvent {}

  /** The value that identifies the news: the event itself, unless it contains a time. */
  default Object news() {
    return switch (this) {
      case ChangeHeldBack held -> held.change().byBatch();
      case RenderingHeldBack _ -> EventKind.HELD_BACK;
      case ClockBehind behind -> behind.committedAt();
      case BugFound bug -> bug.what();
      case Held held -> held.commit();
      case Lost _ -> EventKind.LOST;
      case Failed failed -> failed.text();
      case SourceTold(SourceEvent.Told told) -> SourceWords.news(told);
      default -> this;
    };
  }

  /** The event that follows when this one ends; empty: none. */
  default Optional<WatchEvent> end() {
    return switch (this) {
      case Lost lost -> Optional.of(new Found(lost.subject()));
      case ClaimTrouble trouble -> Optional.of(new ClaimReady(trouble.subject()));
      case Held held -> Optional.of(new HoldEnded(held.subject()));
      case Failed failed -> Optional.of(new Recovered(failed.kind()));
      case NotificationFailed failed -> Optional.of(new NotificationsResumed(failed.subject()));
      case SourceTold(SourceEvent.Noted(Instant at, var channel, SourceNotice.NotSaved _)) ->
          Optional.of(new SourceTold(new SourceEvent.Noted(at, channel, new SourceNotice.Saved())));
      default -> Optional.empty();
    };
  }

  private static String brief(String commit) {
    return commit.substring(0, 12);
  }
}
