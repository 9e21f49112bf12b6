package dev.leasehold.daemon;

import dev.leasehold.event.EventListener;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.Outcome;
import java.time.Instant;

/** Whether a target cannot be read or written because of a file of this machine. */
final class LocalStall implements EventListener {
  private volatile String why = "";

  @Override
  public void happened(Instant at, WatchEvent event) {
    switch (event) {
      case WatchEvent.Failed(Outcome.Failure failure) ->
          why =
              failure instanceof Outcome.Stalled stalled && stalled.here()
                  ? stalled.reason() + ". " + stalled.whatToDo()
                  : "";
      case WatchEvent.Recovered _ -> why = "";
      default -> {}
    }
  }

  /** The reason and what to do, in words; empty: there is none. */
  String why() {
    return why;
  }
}
