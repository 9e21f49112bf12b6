package dev.leasehold.request;

import dev.leasehold.forge.ForgeAnswer;
import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeAnswer.Unavailable;
import dev.leasehold.git.Outcome;
import java.util.List;

/** What the answers of a forge mean for a request. */
final class Answers {
  private Answers() {}

  /** Ends a write whose request cannot be brought up to date. */
  static final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Outcome outcome;

    EndedException(Outcome outcome) {
      super(outcome.toString());
      this.outcome = outcome;
    }

    Outcome outcome() {
      return outcome;
    }
  }

  /** What a request needs. */
  static <T> T done(ForgeAnswer<T> answer) throws EndedException {
    return switch (answer) {
      case Done<T>(T value) -> value;
      case Refused<T>(String reason, String whatToDo) ->
          throw new EndedException(new Outcome.Stalled(reason, whatToDo, Outcome.Stage.REQUEST));
      case Unavailable<T>(String reason, var _) ->
          throw new EndedException(new Outcome.Unreachable(reason));
    };
  }

  /**
   * What a request can do without. Otherwise a warning says why, and the next call tries it again.
   *
   * @return whether it was done
   */
  static <T> boolean optional(ForgeAnswer<T> answer, List<String> warnings) {
    return switch (answer) {
      case Done<T> _ -> true;
      case Refused<T>(String reason, String whatToDo) -> {
        warnings.add(reason + ". " + whatToDo);
        yield false;
      }
      case Unavailable<T>(String reason, var _) -> {
        warnings.add(reason + "; it is tried again");
        yield false;
      }
    };
  }
}
