package dev.leasehold.proposal;

import dev.leasehold.api.SubjectId;
import dev.leasehold.git.Provenance.Takeback;
import dev.leasehold.lease.LeaseChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A commit by a person that reverted changes of Leasehold to a lease. Leasehold does not repeat the
 * reverted changes.
 *
 * @param file the file of the DynamicPrefix, whose next change ends the hold; empty: there is none
 */
public record Revert(Takeback<?> by, List<Undone> undone, String file) {
  private static final String TRAILER = "Leasehold-";

  /** The trailers that start the group of trailers of one lease. */
  private static final Set<String> KINDS =
      Arrays.stream(SubjectId.Kind.values())
          .map(SubjectId.Kind::trailer)
          .collect(Collectors.toUnmodifiableSet());

  public Revert {
    undone = List.copyOf(undone);
  }

  /**
   * One reverted change, as in the trailers of its commit.
   *
   * @param old the replaced or removed value; empty: there was none
   * @param next the new value; empty: there was none
   */
  record Undone(Optional<String> old, Optional<String> next) {
    boolean isThatOf(LeaseChange change) {
      boolean sameNext = next.equals(change.newValue());
      return sameNext && (next.isPresent() || old.equals(change.oldValue()));
    }
  }

  /** Reads the reverted changes from the messages of the reverted commits. */
  public static Revert of(Takeback<?> by, SubjectId id, String file) {
    List<Undone> undone = new ArrayList<>();
    by.undone().forEach(message -> undone.addAll(undone(message, id)));
    return new Revert(by, undone, file);
  }

  /**
   * The changes that repeat a reverted change. The list is empty if the changes also bring another
   * new value, because the cluster needs it.
   */
  public List<LeaseChange> repeated(List<LeaseChange> changes) {
    boolean anotherComes =
        changes.stream().anyMatch(change -> change.newValue().isPresent() && !repeats(change));
    return anotherComes ? List.of() : changes.stream().filter(this::repeats).toList();
  }

  private boolean repeats(LeaseChange change) {
    return undone.stream().anyMatch(u -> u.isThatOf(change));
  }

  /**
   * Whether a commit of Leasehold with this message brought a new prefix or address. Such a commit
   * ends every hold.
   */
  public static boolean bringsValue(String message, SubjectId id) {
    return undone(message, id).stream().anyMatch(change -> change.next().isPresent());
  }

  /**
   * The changes of the lease in the trailers of a message; empty if the commit is not from
   * Leasehold.
   */
  public static List<Undone> undone(String message, SubjectId id) {
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
      if (KINDS.contains(key)) {
        trailers.clear();
      }
      trailers.put(key, line.substring(colon + 2).strip());
      if (key.equals("Reason") && id.name().equals(trailers.get(id.kind().trailer()))) {
        undone.add(
            new Undone(
                Optional.ofNullable(trailers.remove("Old")),
                Optional.ofNullable(trailers.remove("New"))));
      }
    }
    return isOurs ? undone : List.of();
  }
}
