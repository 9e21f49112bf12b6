package dev.leasehold.clusterevent;

import dev.leasehold.api.Kinds;
import dev.leasehold.api.SubjectId;
import dev.leasehold.event.EventKind;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.lease.AddressChange;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.Level;

/** The events of a watch as events of a cluster. */
final class EventWords {
  static final String DRAIN_BEGAN = "DrainBegan";
  static final String BEGIN_DRAIN = "BeginDrain";

  private EventWords() {}

  /**
   * What an event becomes; nothing for events that are only for the log.
   *
   * @param names the objects of the target
   */
  static List<ClusterEvent> of(
      Instant at, WatchEvent event, String watcher, ClusterEvents.Names names) {
    Optional<String> action = action(event.kind());
    if (action.isEmpty()) {
      return List.of();
    }
    String kind = kind(event, names);
    Regarding regarding =
        Regarding.statusObject(
            kind, kind.equals(Kinds.WATCHER_CONFIG) ? watcher : names.objectName(event.subject()));
    List<ClusterEvent> events = new ArrayList<>();
    events.add(
        new ClusterEvent(
            at,
            regarding,
            event.level().toInt() >= Level.WARN.toInt(),
            action.get(),
            event.kind().spelling(),
            event.text()));
    if (event instanceof WatchEvent.Committed(var _, var _, PrefixChange.Renumbered change)) {
      String until = change.drainEnd().map(end -> " until " + end).orElse(", from the merge on");
      events.add(
          new ClusterEvent(
              at, regarding, false, BEGIN_DRAIN, DRAIN_BEGAN, change.from() + " drains" + until));
    }
    return events;
  }

  /** The kind of the object that an event is about. */
  private static String kind(WatchEvent event, ClusterEvents.Names names) {
    return switch (event) {
      case WatchEvent.Committed(var _, var _, LeaseChange change) ->
          switch (change) {
            case PrefixChange _ -> Kinds.DYNAMIC_PREFIX;
            case AddressChange _ -> Kinds.PUBLIC_IP_CLAIM;
            case LeaseChange.Removed(SubjectId.Kind of) -> of.intent();
          };
      case WatchEvent.ClaimTrouble _, WatchEvent.ClaimReady _ -> Kinds.PUBLIC_IP_CLAIM;
      case WatchEvent.Refused _, WatchEvent.MoreRefused _, WatchEvent.Lost _, WatchEvent.Found _ ->
          Kinds.DYNAMIC_PREFIX;
      case WatchEvent.Held _, WatchEvent.HoldEnded _, WatchEvent.ChangeHeldBack _ ->
          names.isClaim(event.subject()) ? Kinds.PUBLIC_IP_CLAIM : Kinds.DYNAMIC_PREFIX;
      default -> Kinds.WATCHER_CONFIG;
    };
  }

  /** What was done or tried; empty for events that are not written. */
  static Optional<String> action(EventKind kind) {
    return Optional.ofNullable(
        switch (kind) {
          case ACQUIRED -> "Acquire";
          case RENUMBERED, REPLACED, RETURNED -> "Renumber";
          case WITHDRAWN -> "Withdraw";
          case DRAINED, DRAIN_SHORTENED, HISTORY_TRIMMED -> "EndDrain";
          case MOVED -> "Move";
          case RELEASING -> "Release";
          case AMENDED -> "Amend";
          case REMOVED -> "Remove";
          case CLAIM_TROUBLE, CLAIM_READY -> "Lease";
          case RENDERED -> "Render";
          case PROPOSED, MERGED, DECLINED -> "Request";
          case REFUSED -> "Accept";
          case LOST, FOUND -> "Follow";
          case HELD, HOLD_ENDED -> "Hold";
          case HELD_BACK -> "HoldBack";
          case CLOCK_BEHIND -> "ReadClock";
          case BRANCH_REWRITTEN -> "Fetch";
          case STALLED, UNREACHABLE, RECOVERED -> "Push";
          case DELEGATED, SOURCE_TROUBLE -> "Delegate";
          case BUG -> "Run";
          case HEARD,
              WROTE,
              CLOCK_SET,
              LISTENING,
              NOT_LISTENING,
              DISCARDED,
              SOURCE_PROGRESS,
              NOTIFIED,
              NOTIFICATION_FAILED,
              NOTIFICATIONS_RESUMED,
              NOTIFICATIONS_DROPPED,
              WARNING ->
              null;
        });
  }
}
