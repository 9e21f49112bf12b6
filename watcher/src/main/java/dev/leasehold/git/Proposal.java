package dev.leasehold.git;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The decision of a {@link Proposer} for a tip. */
public sealed interface Proposal {
  /** The tip needs no change. */
  record Nothing() implements Proposal {}

  /**
   * One commit. An existing file keeps its mode; a new file is not executable. Deleting a missing
   * file has no effect.
   *
   * @param writes path relative to the target's path → the whole content; callers must not change
   *     the arrays afterwards
   * @param deletes paths relative to the target's path
   * @param message the whole commit message, written unchanged
   */
  record Change(Map<String, byte[]> writes, Set<String> deletes, String message)
      implements Proposal {
    /**
     * @throws IllegalArgumentException if a path is not {@code a/b/c}, is both written and deleted,
     *     or is both a file and a folder, or if the message is blank
     */
    public Change {
      writes = Map.copyOf(writes);
      deletes = Set.copyOf(deletes);
      if (message.isBlank()) {
        throw new IllegalArgumentException("the commit message is empty");
      }
      for (String path : files(writes, deletes)) {
        if (!isPath(path)) {
          throw new IllegalArgumentException("'" + path + "' is not a path inside the package");
        }
        if (writes.containsKey(path) && deletes.contains(path)) {
          throw new IllegalArgumentException(path + " is both written and deleted");
        }
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
          if (writes.containsKey(path.substring(0, slash))) {
            throw new IllegalArgumentException(
                path.substring(0, slash) + " is written as a file, but is a folder of " + path);
          }
        }
      }
    }

    /** The written and deleted paths, sorted. */
    List<String> files() {
      return List.copyOf(files(writes, deletes));
    }

    private static SortedSet<String> files(Map<String, byte[]> writes, Set<String> deletes) {
      SortedSet<String> all = new TreeSet<>(writes.keySet());
      all.addAll(deletes);
      return all;
    }
  }

  /**
   * No commit is possible from this tip, for example because the package does not render.
   *
   * @param why the problem and the file
   */
  record Refused(String why) implements Proposal {}

  /** Whether Git accepts the path, and the path is relative and stays below its folder. */
  static boolean isPath(String path) {
    return path.indexOf('\0') < 0
        && Arrays.stream(path.split("/", -1))
            .noneMatch(
                s -> s.isEmpty() || s.equals(".") || s.equals("..") || s.equalsIgnoreCase(".git"));
  }
}
