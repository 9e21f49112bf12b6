package dev.leasehold.daemon;

import dev.leasehold.event.EventListener;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.Outcome;
import dev.leasehold.notify.PushListener;
import dev.leasehold.notify.TargetPush;
import java.time.Instant;
import java.util.List;

/** Tells the receivers of a target about each new commit of a push or a merge. */
final class PushNotices implements EventListener {
  private static final String UNKNOWN = "0".repeat(40);

  private final GitTarget target;
  private final PushListener receivers;

  PushNotices(GitTarget target, PushListener receivers) {
    this.target = target;
    this.receivers = receivers;
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

  private void tell(String commit, List<String> files) {
    receivers.pushed(
        new TargetPush(
            target.name(),
            target.url(),
            target.branch(),
            UNKNOWN,
            commit,
            List.of(),
            files,
            List.of()));
  }
}
