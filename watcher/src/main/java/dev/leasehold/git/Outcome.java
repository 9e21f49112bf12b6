package dev.leasehold.git;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What became of one {@link GitWriter#write}. */
public sealed interface Outcome {
  /** What an outcome is counted as. The spellings are a stable interface. */
  enum Kind {
    PUSHED("pushed"),
    PROPOSED("proposed"),
    NO_CHANGE("no_change"),
    STALLED("stalled"),
    UNREACHABLE("unreachable");

    private final String spelling;

    Kind(String spelling) {
      this.spelling = spelling;
    }

    /** The spelling in status and metrics. */
    public String spelling() {
      return spelling;
    }
  }

  /** What it is counted as. */
  default Kind kind() {
    return switch (this) {
      case Pushed _ -> Kind.PUSHED;
      case Proposed _ -> Kind.PROPOSED;
      case NoChange _ -> Kind.NO_CHANGE;
      case Stalled _ -> Kind.STALLED;
      case Unreachable _ -> Kind.UNREACHABLE;
    };
  }

  /**
   * The change is on the branch.
   *
   * @param commit 40 hexadecimal digits
   * @param packageTree the id of the folder at the target's path, 40 hexadecimal digits
   * @param committedAt the commit's own time, in whole seconds
   * @param files what the change wrote or deleted, relative to the target's path, sorted
   * @param attempts how often it was proposed, counted from 1
   */
  record Pushed(
      String commit, String packageTree, Instant committedAt, List<String> files, int attempts)
      implements Outcome {
    public Pushed {
      files = List.copyOf(files);
    }
  }

  /**
   * A request for the change is open; the tip stays where it is until somebody merges it.
   *
   * @param commit the one that is proposed, 40 hexadecimal digits
   * @param request where people find it
   */
  record Proposed(String commit, String request) implements Outcome {}

  /**
   * The branch already is as proposed: no commit, no push.
   *
   * @param tip the commit that was looked at
   */
  record NoChange(String tip) implements Outcome {}

  /** What a commit needs, in the order of the checks. */
  enum Stage {
    /** The server can be reached and read. */
    REPOSITORY,
    /** The branch is there. */
    BRANCH,
    /** The folder is there, and what is in it can be rendered. */
    PACKAGE,
    /** This user may write. */
    RIGHTS
  }

  /** Nothing is on the branch, as far as we know: a push whose answer got lost may have landed. */
  sealed interface Failure extends Outcome, Fetched {
    String reason();
  }

  /**
   * It stays so until someone acts. Trying again later is cheap and ends the stall by itself.
   *
   * @param reason what is wrong and where, in the server's own words where it said something
   * @param at how far it came
   */
  record Stalled(String reason, String whatToDo, Stage at) implements Failure {
    /** At the first step. */
    public Stalled(String reason, String whatToDo) {
      this(reason, whatToDo, Stage.REPOSITORY);
    }

    public Stalled {
      reason = Wording.clean(reason);
      whatToDo = Wording.clean(whatToDo);
    }
  }

  /**
   * The network, or a branch that moves faster than we write: try again later.
   *
   * @param unanswered a push that the server did not answer: it may land, or have landed
   */
  record Unreachable(String reason, Optional<Pushed> unanswered) implements Failure {
    /** Nothing was pushed. */
    public Unreachable(String reason) {
      this(reason, Optional.empty());
    }

    public Unreachable {
      reason = Wording.clean(reason);
    }
  }
}
