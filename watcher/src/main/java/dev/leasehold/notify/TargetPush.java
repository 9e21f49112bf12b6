package dev.leasehold.notify;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * New commits on the branch of a target, by a push or a merge.
 *
 * @param target the name of the target
 * @param url the URL of its repository, in any spelling
 * @param branch the branch, without {@code refs/heads/}
 * @param before the tip before, 40 hexadecimal digits; 40 zeros if it is not known
 * @param after the tip now, 40 hexadecimal digits
 * @param added the new files, relative to the root of the repository
 * @param modified the changed files
 * @param removed the deleted files
 */
public record TargetPush(
    String target,
    String url,
    String branch,
    String before,
    String after,
    List<String> added,
    List<String> modified,
    List<String> removed) {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  public TargetPush {
    if (!COMMIT.matcher(before).matches() || !COMMIT.matcher(after).matches()) {
      throw new IllegalArgumentException(before + " and " + after + " must be commits");
    }
    added = List.copyOf(added);
    modified = List.copyOf(modified);
    removed = List.copyOf(removed);
  }

  /** Both pushes as one: this one, and an earlier one of the same target. */
  TargetPush after(TargetPush earlier) {
    return new TargetPush(
        target,
        url,
        branch,
        earlier.before,
        after,
        union(earlier.added, added),
        union(earlier.modified, modified),
        union(earlier.removed, removed));
  }

  private static List<String> union(List<String> some, List<String> more) {
    TreeSet<String> all = new TreeSet<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  /** The number of files. */
  int size() {
    return added.size() + modified.size() + removed.size();
  }
}
