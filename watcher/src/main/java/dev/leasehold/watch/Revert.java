package dev.leasehold.watch;

import dev.leasehold.git.Provenance.Takeback;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody's commit that took back what ours had made of a lease. What those did is not done again.
 *
 * @param file the one whose next change ends it: that of the DynamicPrefix; empty: there is none
 */
record Revert(Takeback<?> by, List<Undone> undone, String file) {
  private static final String TRAILER = "Leasehold-";

  Revert {
    undone = List.copyOf(undone);
  }

  /**
   * One change of ours that was taken back, as the trailers of its commit have it.
   *
   * @param old the prefix that was replaced, or went; empty: there was none
   * @param next the prefix that came; empty: none did
   */
  record Undone(Optional<String> old, Optional<String> next) {
    boolean isThatOf(LeaseChange change) {
      boolean sameNext = next.equals(change.newPrefix().map(Prefix::toString));
      return sameNext && (next.isPresent() || old.equals(change.oldPrefix().map(Prefix::toString)));
    }
  }

  /** As a commit that people made tells it. */
  static Revert of(Takeback<?> by, String prefix, String file) {
    List<Undone> undone = new ArrayList<>();
    by.undone().forEach(message -> undone.addAll(undone(message, prefix)));
    return new Revert(by, undone, file);
  }

  /**
   * Which of the changes do again what was taken back; none does where another prefix comes with
   * them: the cluster needs that one.
   */
  List<LeaseChange> repeated(List<LeaseChange> changes) {
    boolean anotherComes =
        changes.stream().anyMatch(change -> change.newPrefix().isPresent() && !repeats(change));
    return anotherComes ? List.of() : changes.stream().filter(this::repeats).toList();
  }

  private boolean repeats(LeaseChange change) {
    return undone.stream().anyMatch(u -> u.isThatOf(change));
  }

  /** Whether a commit of ours with that message brought a prefix: that ends every hold. */
  static boolean bringsPrefix(String message, String prefix) {
    return undone(message, prefix).stream().anyMatch(change -> change.next().isPresent());
  }

  /** What a commit with that message did to the lease; empty when it is none of ours. */
  static List<Undone> undone(String message, String prefix) {
    List<Undone> undone = new ArrayList<>();
    Map<String, String> trailers = new HashMap<>();
    boolean isOurs = false;
    for (String line : CommitMessage.lastParagraph(message)) {
      int colon = line.indexOf(": ");
      if (!line.startsWith(TRAILER) || colon < 0) {
        continue;
      }
      String key = line.substring(TRAILER.length(), colon);
      isOurs |= key.equals("Watcher");
      if (key.equals("Prefix")) {
        trailers.clear();
      }
      trailers.put(key, line.substring(colon + 2).strip());
      if (key.equals("Reason") && prefix.equals(trailers.get("Prefix"))) {
        undone.add(
            new Undone(
                Optional.ofNullable(trailers.remove("Old")),
                Optional.ofNullable(trailers.remove("New"))));
      }
    }
    return isOurs ? undone : List.of();
  }
}
