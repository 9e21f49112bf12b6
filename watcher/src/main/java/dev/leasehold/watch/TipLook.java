package dev.leasehold.watch;

import dev.leasehold.git.Outcome;
import dev.leasehold.git.Snapshot;
import dev.leasehold.lease.DrainStarts;
import dev.leasehold.render.PackageContents;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Looks at the tip of the branch, and finds out what changed there. */
final class TipLook {
  private final Branch branch;
  private final TargetState state;
  private final PackageReader reader;
  private final DrainStarts drainStarts;
  private Instant lookedAt = Instant.MIN;

  /** Whether the server has accepted the credentials for a push, at least once. */
  private boolean mayPush;

  TipLook(Branch branch, TargetState state, PackageReader reader, DrainStarts drainStarts) {
    this.branch = branch;
    this.state = state;
    this.reader = reader;
    this.drainStarts = drainStarts;
  }

  /** Moves every stored instant by the same step. */
  void movedBy(Duration step) {
    drainStarts.movedBy(step);
    lookedAt = lookedAt.equals(Instant.MIN) ? lookedAt : lookedAt.plus(step);
  }

  /** Fetches and reads the tip; empty when that worked. */
  Optional<Outcome> look(Instant now) {
    return switch (branch.fetch()) {
      case Snapshot snapshot -> {
        Optional<Tip> read;
        TipMove move = move(snapshot);
        try {
          read = read(snapshot, move);
        } catch (Snapshot.DamagedException e) {
          Outcome.Failure damaged =
              new Outcome.Unreachable(e.getMessage() + "; it is set aside and fetched again");
          state.failed(damaged, now);
          yield Optional.of(damaged);
        }
        state.schedule.looked(now);
        Optional<TargetState.Unanswered> landed =
            state.unanswered.filter(push -> push.pushed().commit().equals(snapshot.commit()));
        state.unanswered = Optional.empty();
        landed.ifPresent(push -> state.landed(push.pushed(), push.plan(), now));
        if (move == TipMove.ELSEWHERE) {
          state.holds = state.holds.at(state.tip.orElseThrow().commit()).movedTo(snapshot.commit());
        }
        Optional<Tip> before = state.tip;
        Optional<String> _ = state.rivals.at(snapshot, now); // before the tip is taken over
        read.ifPresent(at -> state.see(at, now));
        state.drains =
            MergedDrains.of(
                state.tip.orElseThrow().addDrainsTo(state.drains, now),
                state.tip.orElseThrow(),
                before,
                lookedAt,
                snapshot,
                drainStarts,
                now);
        lookedAt = now;
        landed.ifPresent(push -> state.remember(push.plan(), now));
        if (move == TipMove.PACKAGE) {
          state
              .review
              .merged(state.tip.orElseThrow())
              .ifPresent(url -> state.events.merged(url, snapshot.commit()));
          state.review.packageChanged();
          state.settled = false;
          state.schedule.writeAtOnce();
        }
        Optional<Outcome.Failure> closed = mayPush ? Optional.empty() : branch.mayPush();
        mayPush = closed.isEmpty();
        closed.ifPresent(why -> state.failed(why, now));
        if (mayPush
            && !state.review.isFailed()
            && (state.settled || state.waitsUntil(now).isPresent())) {
          state.recovered();
        }
        yield closed.map(why -> why);
      }
      case Outcome.Failure failure -> {
        state.failed(failure, now);
        yield Optional.of(failure);
      }
    };
  }

  /** How a new tip differs from the known tip. */
  private enum TipMove {
    /** The commit is the same. */
    NONE,
    /** The package is the same, and the new commit descends from the known one. */
    ELSEWHERE,
    /** The package may differ. */
    PACKAGE
  }

  /**
   * After an unanswered push or a rewritten branch, an equal package may mean that a commit of
   * Leasehold was reverted.
   */
  private TipMove move(Snapshot snapshot) {
    if (state.tip.isEmpty()) {
      return TipMove.PACKAGE;
    }
    Tip before = state.tip.get();
    if (before.commit().equals(snapshot.commit())) {
      return TipMove.NONE;
    }
    boolean rewritten = snapshot.lacks(before.commit());
    if (rewritten) {
      state.events.rewritten(before, snapshot.commit());
    }
    return !rewritten && state.unanswered.isEmpty() && before.hasPackageOf(snapshot)
        ? TipMove.ELSEWHERE
        : TipMove.PACKAGE;
  }

  /** The tip at the snapshot; empty when it is the known tip. */
  private Optional<Tip> read(Snapshot snapshot, TipMove move) {
    return switch (move) {
      case NONE -> Optional.empty();
      case ELSEWHERE -> state.tip.map(before -> before.at(snapshot));
      case PACKAGE ->
          Optional.of(
              Tip.after(
                  state.tip,
                  snapshot,
                  reader,
                  PackageContents::read,
                  state.packageSubjects,
                  state.events));
    };
  }
}
