package dev.leasehold.daemon;

import dev.leasehold.election.Elector;
import dev.leasehold.log.Bug;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a holder does beside its work: it takes the shared state over, keeps it up to date, and
 * offers the Lease while this machine cannot do the work. Its methods are single looks. {@link
 * #takesOver} and {@link #keep} may hang with the disk; {@link #passesOn} does not, and runs on
 * another thread. {@link #trouble} and {@link #unfit} are thread-safe and do not block.
 */
final class Upkeep {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

  private final Elector elector;
  private final SharedState shared;
  private final Fitness fitness;
  private volatile String trouble = "";
  private volatile boolean isLocal;
  private volatile List<String> ofWork = List.of();
  private boolean isOffering;
  private volatile boolean isAlone;

  Upkeep(Elector elector, SharedState shared, Fitness fitness) {
    this.elector = elector;
    this.shared = shared;
    this.fitness = fitness;
  }

  SharedState shared() {
    return shared;
  }

  /** A term begins. */
  void begins() {
    fitness.begins();
    ofWork = List.of();
    elector.offers(false);
    isOffering = false;
    isAlone = false;
  }

  /** Takes over the shared state for a term; false: not yet. */
  boolean takesOver(long term) {
    fitness.looks();
    try {
      return say(shared.takeOver(term), "sources and targets wait for it");
    } finally {
      fitness.looked();
    }
  }

  /**
   * Keeps the shared state up to date, while this process may write it.
   *
   * @param troubles what fails in the work because of this machine, in words
   */
  void keep(Supplier<List<String>> troubles) {
    fitness.looks();
    try {
      ofWork = List.copyOf(troubles.get());
      keep();
    } finally {
      fitness.looked();
    }
  }

  private void keep() {
    if (elector.closed().isEmpty()) {
      boolean isShared = trouble.isEmpty();
      if (say(shared.keep(), "another watcher could not continue the DHCPv6 client") && !isShared) {
        log.info("the DHCPv6 client is shared again");
      }
    }
  }

  private boolean say(Optional<SharedState.Trouble> found, String so) {
    String why = found.map(SharedState.Trouble::why).orElse("");
    isLocal = found.filter(SharedState.Trouble::isLocal).isPresent();
    if (!why.isEmpty() && !why.equals(trouble)) {
      log.warn("{}; {}", why, so);
    }
    trouble = why;
    return why.isEmpty();
  }

  /** A look failed because of a bug; the next one may succeed. */
  void failed(Throwable bug) {
    String why = Bug.text(bug, "keeping the shared state");
    if (!why.equals(trouble)) {
      log.error("{}", why);
      log.debug("stack trace", bug);
    }
    trouble = why;
  }

  /**
   * Offers the Lease if this machine has failed for too long. Touches no file.
   *
   * @return whether another watcher is ready to take over, so that this one should step down
   */
  boolean passesOn() {
    List<String> all = new ArrayList<>(ofWork);
    if (isLocal && fitness.canWrite()) { // a disk that cannot be written is the reason for both
      all.add(trouble);
    }
    boolean isUnfit = fitness.isTooLong(all);
    elector.offers(isUnfit);
    Optional<String> successor = elector.successor();
    if (isUnfit && !isOffering) {
      String why = fitness.trouble();
      Thread _ =
          Watchdog.aside(() ->
              log.warn(
                  "{}; offering the Lease to another watcher of this name, and working on until"
                      + " one takes it",
                  why));
    }
    isOffering = isUnfit;
    isAlone = isUnfit && successor.isEmpty();
    // A release that nobody sees would leave nobody.
    boolean canPassItOn = elector.closed().isEmpty() && elector.standing().trouble().isEmpty();
    return canPassItOn && successor.isPresent();
  }

  /** This process steps down. */
  void givesUp() {
    log.warn(
        "{}; giving up the Lease to {}",
        fitness.trouble(),
        elector.successor().orElse("another watcher"));
    fitness.givesUp();
  }

  /** Why the state is not shared, in words; empty: it is. */
  String trouble() {
    return trouble;
  }

  /** Why this machine cannot do the work, in words; empty: it can, as far as is known. */
  String unfit() {
    String why = fitness.trouble();
    return isAlone && elector.leads() && !why.isEmpty()
        ? why + "; no other watcher takes the Lease"
        : why;
  }
}
