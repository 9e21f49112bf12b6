package dev.leasehold.git;

import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out whether the disk of a repository is the problem, from the words of a server. */
final class ServerDisk {
  private static final Pattern FULL = Pattern.compile("No space left on device|quota exceeded");
  private static final Pattern READ_ONLY = Pattern.compile("Read-only file system");
  private static final Pattern DENIED = Pattern.compile("insufficient permission for adding");

  /** Of a repository on this machine. JGit gives the file alone where it may not be written. */
  private static final Pattern DENIED_HERE =
      Pattern.compile("Permission denied|Operation not permitted|the remote end: error /\\S+$");

  /** Of git, whose reasons are only printed on the server. */
  private static final Pattern NOT_STORED =
      Pattern.compile("(unpack-objects|index-pack) abnormal exit|unpacker error");

  private ServerDisk() {}

  /** Whether words that speak of a lock mean that it could not be made: no push came first. */
  static boolean isMeant(String words) {
    return FULL.matcher(words).find()
        || READ_ONLY.matcher(words).find()
        || DENIED_HERE.matcher(words).find();
  }

  /**
   * The problem of the disk, and what to do.
   *
   * @param words what the server, git or JGit say
   * @return empty when they speak of something else
   */
  static Optional<Outcome.Failure> trouble(GitTarget target, String words) {
    if (FULL.matcher(words).find()) {
      return stalled("the disk of " + target.url() + " is full", "Make room there.");
    }
    if (READ_ONLY.matcher(words).find()) {
      return stalled(
          target.url() + " is on a file system that is mounted read-only",
          "Mount it for writing, or name another repository.");
    }
    if (NOT_STORED.matcher(words).find()) {
      return stalled(
          target.url() + " could not store the commit, and does not say why",
          "See whether its disk is full, and whether the user who takes pushes there may write to"
              + " all of it.");
    }
    boolean denied = target.isLocal() && DENIED_HERE.matcher(words).find();
    return denied || DENIED.matcher(words).find()
        ? stalled(
            target.url() + " has files that may not be written: " + Wording.quoted(words),
            "Let the user who takes pushes there (this one, for a path) write to all that is in it.")
        : Optional.empty();
  }

  private static Optional<Outcome.Failure> stalled(String reason, String whatToDo) {
    return Optional.of(new Outcome.Stalled(reason, whatToDo, Outcome.Stage.RIGHTS));
  }
}
