package dev.leasehold.git;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The result of one {@link GitWriter#write}. */
public sealed interface Outcome {
  /** What an outcome is counted as. The spellings are a stable interface. */
  enum Kind {
    PUSHED("pushed"),
    PROPOSED("proposed"),
    DECLINED("declined"),
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
      case Declined _ -> Kind.DECLINED;
      case NoChange _ -> Kind.NO_CHANGE;
      case Stalled _ -> Kind.STALLED;
      case Unreachable _ -> Kind.UNREACHABLE;
    };
  }

  /**
   * The change is on the branch.
   *
   * @param commit the commit, 40 hexadecimal digits
   * @param packageTree the id of the folder at the target's path, 40 hexadecimal digits
   * @param committedAt the time of the commit, in whole seconds
   * @param files the files that the change wrote or deleted, relative to the target's path, sorted
   * @param attempts the number of tries, counted from 1
   */
  record Pushed(
      String commit, String packageTree, Instant committedAt, List<String> files, int attempts)
      implements Outcome {
    public Pushed {
      files = List.copyOf(files);
    }
  }

  /**
   * A request for the change is open. The tip does not change until the request is merged.
   *
   * @param commit the proposed commit, 40 hexadecimal digits
   * @param request the address of the request
   * @param pushed whether this write pushed the commit; false if it was there already
   * @param warnings what the forge did not do for the request, one sentence each
   */
  record Proposed(String commit, String request, boolean pushed, List<String> warnings)
      implements Outcome {
    public Proposed {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * A person closed the request for this change, so it is not opened again.
   *
   * @param request the address of the request
   */
  record Declined(String request) implements Outcome {}

  /**
   * The branch already has the proposed content: no commit, no push.
   *
   * @param tip the tip that was compared
   */
  record NoChange(String tip) implements Outcome {}

  /** The requirements of a commit, in the order of the checks. */
  enum Stage {
    /** The server is reachable and permits reading. */
    REPOSITORY,
    /** The branch exists. */
    BRANCH,
    /** The folder exists and can be rendered. */
    PACKAGE,
    /** The user may push. */
    RIGHTS,
    /** The forge accepts the request. */
    REQUEST
  }

  /**
   * The change is not on the branch as far as is known. A push without an answer may have landed.
   */
  sealed interface Failure extends Outcome, Fetched {
    String reason();
  }

  /**
   * The write fails until a person acts. Trying again later is cheap and ends the stall by itself.
   *
   * @param reason the problem and its place, with the words of the server if there are any
   * @param at the check that failed
   * @param here whether the problem is a file of this machine, so that another one may succeed
   */
  record Stalled(String reason, String whatToDo, Stage at, boolean here) implements Failure {
    /** A stall at the first check. */
    public Stalled(String reason, String whatToDo) {
      this(reason, whatToDo, Stage.REPOSITORY);
    }

    /** A stall at a check of the server or the package. */
    public Stalled(String reason, String whatToDo, Stage at) {
      this(reason, whatToDo, at, false);
    }

    /** A stall by a file of this machine, such as a key that cannot be read. */
    public static Stalled here(String reason, String whatToDo) {
      return new Stalled(reason, whatToDo, Stage.REPOSITORY, true);
    }

    public Stalled {
      reason = Wording.clean(reason);
      whatToDo = Wording.clean(whatToDo);
    }
  }

  /**
   * The network failed, or the branch moved at each try; the write is tried again later.
   *
   * @param unanswered a push without an answer: it may have landed, or may still land
   */
  record Unreachable(String reason, Optional<Pushed> unanswered) implements Failure {
    /** A failure before the push. */
    public Unreachable(String reason) {
      this(reason, Optional.empty());
    }

    public Unreachable {
      reason = Wording.clean(reason);
    }
  }
}
