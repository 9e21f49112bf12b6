package dev.leasehold.event;

import dev.leasehold.git.Outcome;
import dev.leasehold.lease.AddressChange;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.source.SourceEvent;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.event.Level;

/** The kind of an event. The spellings are a stable interface. */
public enum EventKind {
  HEARD("Heard", Level.DEBUG),
  WROTE("Wrote", Level.DEBUG),
  ACQUIRED("Acquired", Level.INFO),
  RENUMBERED("Renumbered", Level.INFO),
  REPLACED("Replaced", Level.INFO),
  RETURNED("Returned", Level.INFO),
  WITHDRAWN("Withdrawn", Level.INFO),
  DRAINED("Drained", Level.INFO),
  DRAIN_SHORTENED("DrainShortened", Level.INFO),
  HISTORY_TRIMMED("HistoryTrimmed", Level.WARN),
  MOVED("Moved", Level.INFO),
  RELEASING("Releasing", Level.INFO),
  AMENDED("Amended", Level.INFO),
  REMOVED("Removed", Level.INFO),
  CLAIM_TROUBLE("ClaimTrouble", Level.WARN, true),
  CLAIM_READY("ClaimReady", Level.INFO),
  RENDERED("Rendered", Level.INFO),
  PROPOSED("Proposed", Level.INFO),
  MERGED("Merged", Level.INFO),
  DECLINED("Declined", Level.WARN, true),
  REFUSED("Refused", Level.WARN, true),
  LOST("Lost", Level.WARN, true),
  FOUND("Found", Level.INFO),
  HELD("Held", Level.WARN, true),
  HOLD_ENDED("HoldEnded", Level.INFO),
  HELD_BACK("HeldBack", Level.WARN, true),
  CLOCK_BEHIND("ClockBehind", Level.WARN, true),
  CLOCK_SET("ClockSet", Level.WARN),
  BRANCH_REWRITTEN("BranchRewritten", Level.WARN),
  STALLED("Stalled", Level.ERROR, true),
  UNREACHABLE("Unreachable", Level.ERROR, true),
  RECOVERED("Recovered", Level.INFO),
  LISTENING("Listening", Level.INFO, true),
  NOT_LISTENING("NotListening", Level.WARN, true),
  DISCARDED("Discarded", Level.WARN, true),
  DELEGATED("Delegated", Level.INFO),
  SOURCE_TROUBLE("SourceTrouble", Level.WARN, true),
  SOURCE_PROGRESS("SourceProgress", Level.INFO, true),
  NOTIFIED("Notified", Level.DEBUG),
  NOTIFICATION_FAILED("NotificationFailed", Level.WARN, true),
  NOTIFICATIONS_RESUMED("NotificationsResumed", Level.INFO),
  NOTIFICATIONS_DROPPED("NotificationsDropped", Level.WARN),
  WARNING("Warning", Level.WARN, true),
  BUG("Bug", Level.ERROR);

  private final String spelling;
  private final Level level;
  private final boolean standing;

  EventKind(String spelling, Level level) {
    this(spelling, level, false);
  }

  EventKind(String spelling, Level level, boolean standing) {
    this.spelling = spelling;
    this.level = level;
    this.standing = standing;
  }

  /** The spelling in the history. */
  public String spelling() {
    return spelling;
  }

  /** The level of most events of the kind. */
  public Level level() {
    return level;
  }

  /** The kind with a spelling. */
  public static Optional<EventKind> of(String spelling) {
    return Arrays.stream(values()).filter(kind -> kind.spelling.equals(spelling)).findFirst();
  }

  /** Whether the kind is a lasting state, which is reported again after a restart. */
  boolean isStanding() {
    return standing;
  }

  /** Whether an event of this kind ends all states of a kind with the same subject. */
  boolean ends(EventKind standing) {
    return switch (standing) {
      case LOST -> this == FOUND || this == LOST;
      case CLAIM_TROUBLE -> this == CLAIM_READY || this == CLAIM_TROUBLE;
      case HELD -> this == HOLD_ENDED || this == HELD;
      case STALLED, UNREACHABLE -> this == RECOVERED || this == STALLED || this == UNREACHABLE;
      case LISTENING, NOT_LISTENING -> this == LISTENING || this == NOT_LISTENING;
      case SOURCE_TROUBLE -> this == DELEGATED;
      case NOTIFICATION_FAILED -> this == NOTIFICATIONS_RESUMED || this == NOTIFICATION_FAILED;
      case HELD_BACK, CLOCK_BEHIND, SOURCE_PROGRESS -> this == standing;
      case DECLINED -> this == DECLINED || this == PROPOSED || this == MERGED;
      // several states of the kind hold at the same time
      case REFUSED, WARNING, DISCARDED -> false;
      default -> false; // the kind is not a lasting state
    };
  }

  /** The kind of an event. */
  static EventKind of(WatchEvent event) {
    return switch (event) {
      case WatchEvent.Heard _ -> HEARD;
      case WatchEvent.Wrote _ -> WROTE;
      case WatchEvent.Rendered _ -> RENDERED;
      case WatchEvent.Proposed _ -> PROPOSED;
      case WatchEvent.Merged _ -> MERGED;
      case WatchEvent.RequestDeclined _ -> DECLINED;
      case WatchEvent.Refused _ -> REFUSED;
      case WatchEvent.MoreRefused _ -> REFUSED;
      case WatchEvent.Lost _ -> LOST;
      case WatchEvent.Found _ -> FOUND;
      case WatchEvent.ClaimTrouble _ -> CLAIM_TROUBLE;
      case WatchEvent.ClaimReady _ -> CLAIM_READY;
      case WatchEvent.Held _ -> HELD;
      case WatchEvent.HoldEnded _ -> HOLD_ENDED;
      case WatchEvent.ChangeHeldBack _ -> HELD_BACK;
      case WatchEvent.RenderingHeldBack _ -> HELD_BACK;
      case WatchEvent.ClockBehind _ -> CLOCK_BEHIND;
      case WatchEvent.ClockSet _ -> CLOCK_SET;
      case WatchEvent.BranchRewritten _ -> BRANCH_REWRITTEN;
      case WatchEvent.Recovered _ -> RECOVERED;
      case WatchEvent.Warning _ -> WARNING;
      case WatchEvent.OtherDuid _ -> WARNING;
      case WatchEvent.SourceTold(SourceEvent.Told told) -> SourceWords.kind(told);
      case WatchEvent.BugFound _ -> BUG;
      case WatchEvent.Notified _ -> NOTIFIED;
      case WatchEvent.NotificationFailed _ -> NOTIFICATION_FAILED;
      case WatchEvent.NotificationsResumed _ -> NOTIFICATIONS_RESUMED;
      case WatchEvent.NotificationsDropped _ -> NOTIFICATIONS_DROPPED;
      case WatchEvent.Committed(var _, var _, LeaseChange change) -> of(change);
      case WatchEvent.Failed(Outcome.Stalled _) -> STALLED;
      case WatchEvent.Failed(Outcome.Unreachable _) -> UNREACHABLE;
    };
  }

  private static EventKind of(LeaseChange change) {
    return switch (change) {
      case PrefixChange.Acquired _ -> ACQUIRED;
      case PrefixChange.Renumbered _ -> RENUMBERED;
      case PrefixChange.Replaced _ -> REPLACED;
      case PrefixChange.Returned _ -> RETURNED;
      case PrefixChange.Lost _ -> WITHDRAWN;
      case PrefixChange.DrainEnded _ -> DRAINED;
      case PrefixChange.DrainShortened _ -> DRAIN_SHORTENED;
      case PrefixChange.HistoryTrimmed _ -> HISTORY_TRIMMED;
      case AddressChange.Acquired _ -> ACQUIRED;
      case AddressChange.Replaced _ -> REPLACED;
      case AddressChange.Moved _ -> MOVED;
      case AddressChange.Releasing _ -> RELEASING;
      case AddressChange.Amended _ -> AMENDED;
      case LeaseChange.Removed _ -> REMOVED;
    };
  }
}
