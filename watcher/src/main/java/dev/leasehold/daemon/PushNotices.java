package dev.leasehold.daemon;

import dev.leasehold.event.EventListener;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.Outcome;
import dev.leasehold.notify.Notifications;
import dev.leasehold.notify.PushListener;
import dev.leasehold.notify.TargetPush;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the receivers of a target about each new commit of a push or a merge. After a start they
 * are told of the tip, unless it is the commit that they were told of last: a commit before the
 * stop may not have been told, or a request may have been merged since.
 */
final class PushNotices implements EventListener, AutoCloseable {
  private static final String UNKNOWN = "0".repeat(40);

  private final GitTarget target;
  private final ToldCommits told;
  private final Map<String, PushListener> receivers = new LinkedHashMap<>();
  private boolean isUpToDate;

  /**
   * @param receivers the names in the target's {@code notify}
   */
  PushNotices(
      GitTarget target, List<String> receivers, Notifications notifications, ToldCommits told) {
    this.target = target;
    this.told = told;
    for (String receiver : receivers) {
      this.receivers.put(receiver, notifications.pushes(List.of(receiver), this::delivered));
    }
  }

  private void delivered(String receiver, TargetPush push) {
    if (push.target().equals(target.name())) {
      told.told(receiver, push.after());
    }
  }

  @Override
  public void happened(Instant at, WatchEvent event) {
    switch (event) {
      case WatchEvent.Wrote(Outcome.Pushed pushed) -> {
        String folder = target.path().isEmpty() ? "" : target.path() + "/";
        List<String> files = pushed.files().stream().map(file -> folder + file).toList();
        tell(pushed.commit(), files);
      }
      // which files differ is not known; receivers then look at the whole repository
      case WatchEvent.Merged merged -> tell(merged.tip(), List.of());
      default -> {}
    }
  }

  /**
   * Tells the tip after the start. A receiver of which nothing is known is not told: the state
   * directory may be new at each start.
   */
  void sees(String tip) {
    if (isUpToDate) {
      return;
    }
    isUpToDate = true;
    receivers.forEach((name, receiver) -> {
      Optional<String> last = told.of(name);
      if (last.isEmpty()) {
        told.told(name, tip);
      } else if (!last.get().equals(tip)) {
        receiver.pushed(push(tip, List.of()));
      }
    });
  }

  /** Ends with its target: a later term has notices and a file of told commits of its own. */
  @Override
  public void close() {
    receivers.values().forEach(PushListener::close);
  }

  private void tell(String commit, List<String> files) {
    isUpToDate = true;
    TargetPush push = push(commit, files);
    receivers.values().forEach(receiver -> receiver.pushed(push));
  }

  private TargetPush push(String commit, List<String> files) {
    return new TargetPush(
        target.name(), target.url(), target.branch(), UNKNOWN, commit, List.of(), files, List.of());
  }
}
