package dev.leasehold.git;

import dev.leasehold.git.History.TooShortException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/** How a value in a file came to be what it is at a tip, wherever its file was moved. */
final class Lineage<T> {
  /** A value that people change back and forth that often is not followed. */
  private static final int MOST_CHANGES = 50;

  private final History history;
  private final FilePart<T> part;
  private final Map<ObjectId, Optional<T>> values = new HashMap<>();

  Lineage(History history, FilePart<T> part) {
    this.history = history;
    this.part = part;
  }

  /** Where the value is at a commit. */
  private record At(RevCommit commit, String path) {}

  /**
   * A commit that changed the value.
   *
   * @param before where it was until then; null: at the first commit
   */
  private record ValueChange(RevCommit commit, @Nullable At before) {
    String message() {
      return commit.getFullMessage();
    }
  }

  /**
   * The commit by people to which the value is due; empty: it is due to one of ours, or was never
   * changed.
   *
   * @throws TooShortException when more commits, or contents, are needed to tell
   */
  Optional<Provenance<T>> provenance() throws IOException, TooShortException {
    At at = new At(history.tip(), part.path());
    ValueChange last = lastChange(at);
    boolean isOnTop = true;
    while (last.before != null && isOurs(last) && !part.ends().test(last.message())) {
      at = last.before; // what held the value below such a commit still does
      last = lastChange(at);
      isOnTop = false;
    }
    if (last.before == null || isOurs(last)) {
      return Optional.empty();
    }
    Optional<T> now = value(at);
    List<String> undone = undone(last, now);
    if (!undone.isEmpty()) {
      return isIntentChanged(last.commit)
          ? Optional.empty()
          : Optional.of(
              new Provenance.Takeback<>(
                  last.commit.name(),
                  History.author(last.commit),
                  last.commit.getCommitterIdent().getWhenAsInstant(),
                  undone));
    }
    Optional<T> before = value(last.before);
    String commit = last.commit.name();
    String author = History.author(last.commit);
    return isOnTop && now.isPresent()
        ? before.map(value -> new Provenance.HandEdit<>(commit, author, value))
        : Optional.empty();
  }

  private boolean isOurs(ValueChange change) {
    return part.ours().test(change.message());
  }

  /**
   * The messages of the changes of ours that were taken back, the newest first. Where the value
   * before those was due to people who took something back, that is taken back too.
   */
  private List<String> undone(ValueChange last, Optional<T> now)
      throws IOException, TooShortException {
    List<String> messages = new ArrayList<>();
    List<ValueChange> changes = new ArrayList<>();
    At before = last.before;
    try {
      for (int i = 0; i < MOST_CHANGES && before != null; i++) {
        ValueChange change = lastChange(before);
        if (changes.isEmpty() || !value(before).equals(now)) {
          changes.add(change);
          before = change.before;
          continue;
        }
        if (now.isEmpty() && !tookAllBack(changes, before, last)) {
          break; // who deletes only the value asks for a new one
        }
        changes.stream().filter(this::isOurs).map(ValueChange::message).forEach(messages::add);
        if (isOurs(change)) {
          break;
        }
        changes.clear();
        before = change.before;
      }
    } catch (TooShortException e) {
      if (messages.isEmpty()) {
        throw e;
      }
    }
    return messages;
  }

  private boolean tookAllBack(List<ValueChange> changes, At before, ValueChange last)
      throws IOException {
    for (ValueChange change : changes) {
      if (isOurs(change)
          && change.before != null
          && !history.sameFiles(change.before.commit, change.commit, before.commit, last.commit)) {
        return false;
      }
    }
    return true;
  }

  /** Whether people who knew of that commit changed the file that ends what it holds. */
  private boolean isIntentChanged(RevCommit since) throws IOException, TooShortException {
    String path = part.unlessChanged();
    RevCommit at = history.tip();
    if (path.isEmpty() || history.same(since, at, path)) {
      return false;
    }
    while (true) {
      RevCommit change = history.lastChange(at, path);
      if (change.equals(since) || !history.reaches(change, since)) {
        return false;
      }
      if (part.people().test(change.getFullMessage())) {
        return true;
      }
      at = history.parent(change);
    }
  }

  /** The commit from which on, down to this one, the value is what it is. */
  private ValueChange lastChange(At from) throws IOException, TooShortException {
    At at = from;
    while (true) {
      List<RevCommit> parents = history.parents(at.commit);
      if (parents.isEmpty()) {
        return new ValueChange(at.commit, null);
      }
      At same = null;
      List<At> others = new ArrayList<>();
      for (RevCommit parent : parents) {
        At before = before(at, parent);
        if (!value(before).equals(value(at))) {
          others.add(before);
        } else if (same == null) {
          same = before;
        }
      }
      if (same == null) {
        return new ValueChange(at.commit, others.getFirst());
      }
      if (!others.isEmpty()) {
        return lastChangeBelowMerge(at, same, others);
      }
      at = same;
    }
  }

  /** A merge that keeps the value which the other side had and changed is a change itself. */
  private ValueChange lastChangeBelowMerge(At merge, At same, List<At> others)
      throws IOException, TooShortException {
    ValueChange last = lastChange(same);
    for (At other : others) {
      if (history.reaches(other.commit, last.commit)) {
        return new ValueChange(merge.commit, other);
      }
    }
    return last;
  }

  /** Where the value was before a commit, which may have moved it from another file. */
  private At before(At at, RevCommit parent) throws IOException, TooShortException {
    At before = new At(parent, at.path);
    if (value(at).isPresent() && value(before).isEmpty()) {
      for (String path : history.changedYaml(parent, at.commit)) {
        At moved = new At(parent, path);
        if (value(moved).isPresent()) {
          return moved;
        }
      }
    }
    return before;
  }

  private Optional<T> value(At at) throws IOException, TooShortException {
    ObjectId blob = history.blob(at.commit, at.path);
    if (blob == null) {
      return Optional.empty();
    }
    Optional<T> known = values.get(blob);
    if (known == null) {
      known = history.content(blob).flatMap(part.reading());
      values.put(blob, known);
    }
    return known;
  }
}
