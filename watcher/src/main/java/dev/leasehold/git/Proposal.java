package dev.leasehold.git;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a {@link Proposer} wants at the tip that it was shown. */
public sealed interface Proposal {
  /** The tip is as it should be. */
  record Nothing() implements Proposal {}

  /**
   * One commit. A file keeps its mode; a new one is not executable. Deleting what is not there does
   * nothing.
   *
   * @param writes path relative to the target's path → the whole content; the arrays must not be
   *     changed afterwards
   * @param deletes paths relative to the target's path
   * @param message the whole commit message, written as it is
   */
  record Change(Map<String, byte[]> writes, Set<String> deletes, String message)
      implements Proposal {
    /**
     * @throws IllegalArgumentException for a path that is not {@code a/b/c}, is both written and
     *     deleted, or is a file and a folder at once, and for a blank message
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
                path.substring(0, slash) + " is written as a file and holds " + path);
          }
        }
      }
    }

    /** All paths, sorted. */
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
   * No commit can be made from this tip, for example because the package does not render.
   *
   * @param why what is wrong and in which file
   */
  record Refused(String why) implements Proposal {}

  /** Whether it is a relative path that Git takes and that stays below its folder. */
  static boolean isPath(String path) {
    return path.indexOf('\0') < 0
        && Arrays.stream(path.split("/", -1))
            .noneMatch(
                s -> s.isEmpty() || s.equals(".") || s.equals("..") || s.equalsIgnoreCase(".git"));
  }
}
