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
 * Somebody's commit that took back what ours had made of a lease. What those did is not done again.
 *
 * @param file the one whose next change ends it: that of the DynamicPrefix; empty: there is none
 */
public record Revert(Takeback<?> by, List<Undone> undone, String file) {
  private static final String TRAILER = "Leasehold-";

  /** The trailers that each begin what became of one lease. */
  private static final Set<String> KINDS =
      Arrays.stream(SubjectId.Kind.values())
          .map(SubjectId.Kind::trailer)
          .collect(Collectors.toUnmodifiableSet());

  public Revert {
    undone = List.copyOf(undone);
  }

  /**
   * One change of ours that was taken back, as the trailers of its commit have it.
   *
   * @param old what was replaced, or went; empty: there was nothing
   * @param next what came; empty: nothing did
   */
  record Undone(Optional<String> old, Optional<String> next) {
    boolean isThatOf(LeaseChange change) {
      boolean sameNext = next.equals(change.newValue());
      return sameNext && (next.isPresent() || old.equals(change.oldValue()));
    }
  }

  /** As a commit that people made tells it. */
  public static Revert of(Takeback<?> by, SubjectId id, String file) {
    List<Undone> undone = new ArrayList<>();
    by.undone().forEach(message -> undone.addAll(undone(message, id)));
    return new Revert(by, undone, file);
  }

  /**
   * Which of the changes do again what was taken back; none does where another value comes with
   * them: the cluster needs that one.
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
   * Whether a commit of ours with that message brought a prefix or an address: that ends every
   * hold.
   */
  public static boolean bringsValue(String message, SubjectId id) {
    return undone(message, id).stream().anyMatch(change -> change.next().isPresent());
  }

  /** What a commit with that message did to the lease; empty when it is none of ours. */
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
