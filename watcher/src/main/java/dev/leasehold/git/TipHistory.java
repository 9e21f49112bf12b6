package dev.leasehold.git;

import dev.leasehold.git.Snapshot.DamagedException;
import dev.leasehold.git.Snapshot.Deletion;
import dev.leasehold.git.Snapshot.HistoryException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commits below a tip, fetched on demand. */
final class TipHistory {
  private static final Logger log = LoggerFactory.getLogger(TipHistory.class);

  /**
   * The depths of the search: a hundred commits are a few kilobytes; a thousand follow if those do
   * not give the answer.
   */
  private static final int[] DEPTHS = {100, 1000};

  private static final int[] FEW = {100};

  private final LocalRepository local;
  private final Deepening deepening;
  private final String folder;
  private final RevCommit tip;
  private int deepened; // the number of fetched commits
  private boolean withContents;

  /**
   * Creates a history; fetches nothing yet.
   *
   * @param folder the target's path
   */
  TipHistory(LocalRepository local, Deepening deepening, String folder, RevCommit tip) {
    this.local = local;
    this.deepening = deepening;
    this.folder = folder;
    this.tip = tip;
  }

  /** Fetches commits below a tip. */
  interface Deepening {
    /**
     * Fetches a number of commits.
     *
     * @param contents whether to fetch file contents; if false, a server that supports filters
     *     leaves them out
     * @return the reason for a failure; empty on success
     */
    Optional<Outcome.Failure> deepen(ObjectId tip, int commits, boolean contents)
        throws IOException;
  }

  /** See {@link Snapshot#provenance}. */
  <T> Optional<Provenance<T>> provenance(FilePart<T> asked) {
    String message = tip.getFullMessage();
    if (asked.ours().test(message) && asked.ends().test(message)) {
      return Optional.empty();
    }
    FilePart<T> part = asked.below(folder);
    return inHistory(false, DEPTHS, history -> history.isOurs(part)).orElse(true)
        ? Optional.empty()
        : inHistory(true, DEPTHS, history -> new Lineage<>(history, part).provenance())
            .flatMap(found -> found);
  }

  /** See {@link Snapshot#deletion}. */
  Optional<Deletion> deletion(String path) {
    String file = folder.isEmpty() ? path : folder + "/" + path;
    return inHistory(true, FEW, history -> history.deletion(file)).flatMap(found -> found);
  }

  /** See {@link Snapshot#brought}. */
  Optional<Snapshot.Brought> brought(String path, Predicate<byte[]> holds) {
    String file = folder.isEmpty() ? path : folder + "/" + path;
    return inHistory(true, DEPTHS, history -> history.brought(file, holds));
  }

  /** See {@link Snapshot#lacks}. */
  boolean lacks(String commit) {
    ObjectId before = ObjectId.fromString(commit);
    try {
      return !isParent(before)
          && !inHistory(false, DEPTHS, history -> history.has(before)).orElse(false);
    } catch (HistoryException | DamagedException e) {
      return false; // a write reports it
    }
  }

  /** Reads the parents from the commit object itself, because the parents count as missing. */
  private boolean isParent(ObjectId commit) {
    return Arrays.asList(RevCommit.parse(tip.getRawBuffer()).getParents()).contains(commit);
  }

  private interface Question<T> {
    T ask(History history) throws IOException, History.TooShortException;
  }

  /** Asks a question with growing depth; empty if the deepest history does not give the answer. */
  private <T> Optional<T> inHistory(boolean contents, int[] depths, Question<T> question) {
    try {
      for (int depth : depths) {
        deepen(depth, contents);
        try (History history = History.of(local, tip)) {
          return Optional.of(question.ask(history));
        } catch (History.TooShortException e) {
          log.debug("{} commits below {} do not give the answer", depth, tip.name());
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      local.suspect();
      throw new DamagedException("the history", e);
    }
  }

  private void deepen(int depth, boolean contents) throws IOException {
    if (depth > deepened || contents && !withContents) {
      Optional<Outcome.Failure> failure = deepening.deepen(tip, depth, contents);
      if (failure.isPresent()) {
        throw new HistoryException(failure.get());
      }
      deepened = depth;
      withContents = contents;
    }
  }
}
