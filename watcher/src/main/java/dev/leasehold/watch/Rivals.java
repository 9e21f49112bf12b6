package dev.leasehold.watch;

import dev.leasehold.git.Snapshot;
import dev.leasehold.proposal.CommitMessage;
import dev.leasehold.proposal.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Detects another watcher that writes to the same folder, by mistake: a copied configuration, or a
 * second machine. The watcher that sees a commit of the other stops writing for an hour, so that
 * the two do not undo each other's changes.
 */
final class Rivals {
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final int MOST_OURS = 16;

  private final String watcher;
  private final boolean reviewed;
  private final Optional<Term> term;
  private final Deque<String> ours = new ArrayDeque<>();
  private Optional<Tip> known = Optional.empty();
  private Optional<Rival> rival = Optional.empty();

  /** A commit of another watcher. */
  private record Rival(String commit, String packageTree, String who, Instant until) {}

  /**
   * Starts without knowledge.
   *
   * @param reviewed whether merges bring our own commits to the branch
   * @param term the term of this process; empty: there is no election
   */
  Rivals(String watcher, boolean reviewed, Optional<Term> term) {
    this.watcher = watcher;
    this.reviewed = reviewed;
    this.term = term;
  }

  /** Records a commit that this process pushed, or may have pushed. */
  void pushed(String commit) {
    ours.addFirst(commit);
    if (ours.size() > MOST_OURS) {
      ours.removeLast();
    }
  }

  /** Records the tip that the watch has seen. */
  void saw(Tip tip) {
    known = Optional.of(tip);
  }

  /** Why nothing may be written at this tip; empty if no other watcher is in the way. */
  Optional<String> at(Snapshot snapshot, Instant now) {
    boolean changed =
        known.isPresent()
            && !known.get().commit().equals(snapshot.commit())
            && !known.get().hasPackageOf(snapshot)
            && !ours.contains(snapshot.commit());
    if (changed) {
      rival =
          CommitMessage.watcherOf(snapshot.message())
              .filter(name -> !reviewed || !name.equals(watcher))
              .flatMap(name -> who(name, CommitMessage.termOf(snapshot.message())))
              .map(who ->
                  new Rival(snapshot.commit(), snapshot.packageTree(), who, now.plus(PATIENCE)));
    }
    return rival
        .filter(r -> r.packageTree().equals(snapshot.packageTree()) && now.isBefore(r.until()))
        .map(r ->
            "commit "
                + r.commit().substring(0, 12)
                + " changed this folder and is by "
                + r.who()
                + "; two watchers must not write to one folder, so this one waits until "
                + r.until());
  }

  /** The rival in words; empty if it is none. */
  private Optional<String> who(String name, Optional<Term> theirs) {
    if (!name.equals(watcher)) {
      return Optional.of("the watcher " + name);
    }
    if (term.isEmpty() || theirs.isEmpty()) {
      return Optional.of("another watcher with the same name, " + watcher);
    }
    // A late commit of an earlier holder is no reason to stop.
    return theirs
        .filter(other -> other.number() >= term.get().number())
        .map(other -> "the elected watcher " + other + ", and this one is of " + term.get());
  }

  /**
   * Adjusts the time after the wall clock was set.
   *
   * @param step how far the clock was set forward; negative: back
   */
  void movedBy(Duration step) {
    rival = rival.map(r -> new Rival(r.commit(), r.packageTree(), r.who(), r.until().plus(step)));
  }
}
