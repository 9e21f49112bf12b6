package dev.leasehold.git;

import java.util.Optional;

/** The result of {@link RequestBranch#put}. */
public sealed interface Requested {
  /**
   * The request branch has one commit on the tip, or on an earlier tip with the same package, and
   * with it the change.
   *
   * @param commit the commit, 40 hexadecimal digits
   * @param pushed whether this call pushed the commit
   * @param messages what the server printed at the push
   */
  record Ready(String commit, boolean pushed, String messages) implements Requested {}

  /**
   * The tip needs no change.
   *
   * @param tip the tip, 40 hexadecimal digits
   * @param open the commit of the request branch that is left; empty if there is none
   * @param edited whether somebody else has written to the request branch
   */
  record NotNeeded(String tip, Optional<String> open, boolean edited) implements Requested {}

  /**
   * Somebody else has written to the request branch. It is not changed.
   *
   * @param author {@code Name <email>} of the newest commit
   */
  record Edited(String commit, String author) implements Requested {}

  /** Nothing was written. */
  record NotWritten(Outcome.Failure why) implements Requested {}
}
