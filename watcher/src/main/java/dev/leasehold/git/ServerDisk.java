package dev.leasehold.git;

import java.util.Optional;
import java.util.regex.Pattern;

/** Detects disk problems of a repository from the words of a server. */
final class ServerDisk {
  private static final Pattern FULL = Pattern.compile("No space left on device|quota exceeded");
  private static final Pattern READ_ONLY = Pattern.compile("Read-only file system");
  private static final Pattern DENIED = Pattern.compile("insufficient permission for adding");

  /**
   * Denied access to a repository on this machine. For a file that is not writable, JGit gives only
   * its name.
   */
  private static final Pattern DENIED_HERE =
      Pattern.compile("Permission denied|Operation not permitted|the remote end: error /\\S+$");

  /** A failed store of git, which prints the reason only on the server. */
  private static final Pattern NOT_STORED =
      Pattern.compile("(unpack-objects|index-pack) abnormal exit|unpacker error");

  private ServerDisk() {}

  /**
   * Whether an error about a lock means that the lock could not be created, so that no other push
   * came first.
   */
  static boolean isMeant(String words) {
    return FULL.matcher(words).find()
        || READ_ONLY.matcher(words).find()
        || DENIED_HERE.matcher(words).find();
  }

  /**
   * The disk problem and its remedy.
   *
   * @param words the words of the server, git or JGit
   * @return empty for any other problem
   */
  static Optional<Outcome.Failure> trouble(GitTarget target, String words) {
    if (FULL.matcher(words).find()) {
      return stalled("the disk of " + target.url() + " is full", "Make room there.");
    }
    if (READ_ONLY.matcher(words).find()) {
      return stalled(
          target.url() + " is on a file system that is mounted read-only",
          "Mount it for writing, or configure another repository.");
    }
    if (NOT_STORED.matcher(words).find()) {
      return stalled(
          target.url() + " could not store the commit and gives no reason",
          "Check whether its disk is full, and whether the user who receives pushes there may write to"
              + " everything in it.");
    }
    boolean denied = target.isLocal() && DENIED_HERE.matcher(words).find();
    return denied || DENIED.matcher(words).find()
        ? stalled(
            target.url() + " has files that are not writable: " + Wording.quoted(words),
            "Let the user who receives pushes there (this one, for a path) write to everything in it.")
        : Optional.empty();
  }

  private static Optional<Outcome.Failure> stalled(String reason, String whatToDo) {
    return Optional.of(new Outcome.Stalled(reason, whatToDo, Outcome.Stage.RIGHTS));
  }
}
