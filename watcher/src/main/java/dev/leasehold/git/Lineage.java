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

/** The history of a value in a file up to a tip; follows the value through renames of its file. */
final class Lineage<T> {
  /** The most changes that are followed for one value. */
  private static final int MOST_CHANGES = 50;

  private final History history;
  private final FilePart<T> part;
  private final Map<ObjectId, Optional<T>> values = new HashMap<>();

  Lineage(History history, FilePart<T> part) {
    this.history = history;
    this.part = part;
  }

  /** The file that has the value at a commit. */
  private record At(RevCommit commit, String path) {}

  /**
   * A commit that changed the value.
   *
   * @param before the place of the value before the commit; null at the first commit
   */
  private record ValueChange(RevCommit commit, @Nullable At before) {
    String message() {
      return commit.getFullMessage();
    }
  }

  /**
   * The commit by people that set the value; empty if a Leasehold commit set it or it never
   * changed.
   *
   * @throws TooShortException if the answer needs more commits or contents
   */
  Optional<Provenance<T>> provenance() throws IOException, TooShortException {
    At at = new At(history.tip(), part.path());
    ValueChange last = lastChange(at);
    boolean isOnTop = true;
    while (last.before != null && isOurs(last) && !part.ends().test(last.message())) {
      at = last.before; // the owner of the value below such a commit is still the owner
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
   * The messages of the Leasehold changes that were taken back, the newest first. If the value
   * before those came from a takeback by people, the changes that it took back are included.
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
          break; // a person who deletes only the value asks for a new one
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

  /** Whether people changed the file {@code unlessChanged} after the commit. */
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

  /** The commit that gave the value its content at {@code from}. */
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

  /**
   * The last change below a merge. A merge that keeps a value which the other side had and changed
   * is itself a change.
   */
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

  /** The file that had the value before a commit; the commit may have moved it. */
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
