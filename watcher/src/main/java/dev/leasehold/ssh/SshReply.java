package dev.leasehold.ssh;

/** What became of a command on another machine. */
public sealed interface SshReply {
  /**
   * The command ended.
   *
   * @param status its exit status, 0 to 255
   * @param output its standard output
   * @param error its standard error
   * @param isCut whether one of them was longer than the limit; the rest is lost
   */
  record Done(int status, String output, String error, boolean isCut) implements SshReply {}

  /**
   * Nothing ran, and nothing will until a person acts.
   *
   * @param reason what is wrong, and where
   * @param whatToDo the remedy, as a sentence
   */
  record Refused(String reason, String whatToDo) implements SshReply {}

  /**
   * The machine did not answer, or the command did not end. Another try may succeed.
   *
   * @param reason what happened, and where
   * @param mayHaveRun whether the command was started and may have had an effect
   */
  record Unavailable(String reason, boolean mayHaveRun) implements SshReply {}
}
