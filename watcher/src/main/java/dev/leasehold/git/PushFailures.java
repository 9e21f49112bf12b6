package dev.leasehold.git;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LockFailedException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.errors.PackMismatchException;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;

/**
 * Classifies failures: a person must act, a later try may succeed, or the local repository is
 * damaged.
 */
final class PushFailures {
  // The answers of servers when another push came first: git ("fetch first", "cannot lock ref"),
  // GitHub
  // ("cannot lock ref"), GitLab ("incorrect old value provided"), JGit and Gerrit ("failed to
  // lock").
  private static final Pattern RACE =
      Pattern.compile(
          "non-fast-forward|fetch first|cannot lock ref|failed to lock|incorrect old value provided"
              + "|lock failure",
          Pattern.CASE_INSENSITIVE);

  private static final int BRANCHES_NAMED = 10;

  private PushFailures() {}

  /**
   * Whether another push came first, so that another try may succeed.
   *
   * @param status the status of the ref from the server
   * @param messages the output of the server and its hooks
   */
  static boolean isRace(String status, String messages) {
    // With this status git names the cause only in its messages. With any other status the messages
    // come from a hook and may be anything.
    boolean vague = status.equals("failed to update ref");
    String words = vague ? messages : status;
    return RACE.matcher(words).find() && !ServerDisk.isMeant(words);
  }

  static Outcome.Failure refused(GitTarget target, String branch, String status, String messages) {
    Optional<Outcome.Failure> disk = ServerDisk.trouble(target, status + "\n" + messages);
    if (disk.isPresent()) {
      return disk.get();
    }
    String printed = messages.isBlank() ? "" : ", and printed " + Wording.quoted(messages);
    return new Outcome.Stalled(
        "the server refused the push to "
            + (branch.startsWith("refs/") ? branch : "branch " + branch)
            + " of "
            + target.url()
            + ": it says "
            + Wording.quoted(status)
            + printed,
        "Permit pushes to this branch for this key and author, or configure another" + " branch.",
        Outcome.Stage.RIGHTS);
  }

  /**
   * The failure that a broken connection means.
   *
   * @throws IOException if the local repository failed
   */
  static Outcome.Failure with(GitTarget target, ServerAccess server, IOException failure)
      throws IOException {
    HttpTokens http = server.http();
    if (http != null) {
      Optional<Outcome.Failure> refusal = HttpFailures.with(target, http, failure);
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    SshAccess ssh = server.ssh();
    if (ssh != null && ssh.refusal().isPresent()) {
      return ssh.refusal().get();
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isDamage(cause)) {
        throw new IOException(words(failure), failure);
      }
      if (ssh != null
          && cause instanceof SshException refused
          && refused.getDisconnectCode()
              == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
        return ssh.loginRefused(target.url(), quoted(failure));
      }
      if (cause instanceof NoRemoteRepositoryException
          || cause instanceof RemoteRepositoryException) {
        return new Outcome.Stalled(
            "the server does not give access to " + target.url() + ": " + quoted(failure),
            "Fix the url, or give this key or token access to the repository.");
      }
    }
    if (!(failure instanceof TransportException)) {
      throw failure;
    }
    return ServerDisk.trouble(target, words(failure))
        .orElseGet(() -> new Outcome.Unreachable(connection(target.url(), failure)));
  }

  /**
   * The failure that a broken connection for a push means. Before JGit reports that a push is not
   * permitted, it checks whether a fetch would work, and then gives no cause: the server closes the
   * connection of a key that may only read.
   *
   * @param otherwise the result for any other cause
   */
  static Outcome.Failure ofWriting(
      GitTarget target, Outcome.Failure otherwise, IOException failure) {
    if (String.valueOf(failure.getMessage()).contains("Push options not supported")) {
      return new Outcome.Stalled(
          target.url() + " takes no push options, which withoutApi needs",
          "Remove withoutApi and set pullRequest.auth to a token; on a server of your own: git"
              + " config receive.advertisePushOptions true.",
          Outcome.Stage.REQUEST);
    }
    boolean permitted =
        !(failure instanceof TransportException)
            || failure instanceof NoRemoteRepositoryException
            || failure.getCause() != null;
    if (permitted || !(target.auth() instanceof GitTarget.Auth.SshKey key)) {
      return otherwise;
    }
    return new Outcome.Stalled(
        "the key " + key.files().keyFile() + " may read " + target.url() + ", but not write to it",
        "Give this key write access (on GitHub and Gitea an option of the deploy key), or configure"
            + " another key.",
        Outcome.Stage.RIGHTS);
  }

  /** The failure after a deadline passed or the process ends. */
  static Outcome.Unreachable ended(GitTarget target, Operations.EndedException why) {
    return new Outcome.Unreachable(
        why.begun()
            ? "the connection to " + target.url() + " was closed: " + why.getMessage()
            : "no connection to " + target.url() + " was made: " + why.getMessage());
  }

  /** The failure if a branch cannot be created because of another one; empty if it can. */
  static Optional<Outcome.Failure> inTheWay(GitTarget target, String branch, Collection<Ref> refs) {
    return refs.stream()
        .map(Ref::getName)
        .filter(name -> name.startsWith(Constants.R_HEADS))
        .map(name -> name.substring(Constants.R_HEADS.length()))
        .filter(name -> name.startsWith(branch + "/") || branch.startsWith(name + "/"))
        .findFirst()
        .map(name ->
            new Outcome.Stalled(
                "branch "
                    + branch
                    + " cannot be created, as "
                    + target.url()
                    + " has a branch "
                    + name,
                "Delete branch " + name + ", or set pullRequest.branch to another name.",
                Outcome.Stage.REQUEST));
  }

  static Outcome.Failure noBranch(GitTarget target, Collection<Ref> refs) {
    List<String> branches =
        refs.stream()
            .map(Ref::getName)
            .filter(name -> name.startsWith(Constants.R_HEADS))
            .map(name -> name.substring(Constants.R_HEADS.length()))
            .sorted()
            .toList();
    if (branches.isEmpty()) {
      return new Outcome.Stalled(
          target.url() + " has no commits yet",
          "Push a first commit with the package to branch " + target.branch() + ".",
          Outcome.Stage.BRANCH);
    }
    String named = branches.stream().limit(BRANCHES_NAMED).collect(Collectors.joining(", "));
    int more = branches.size() - BRANCHES_NAMED;
    return new Outcome.Stalled(
        target.url() + " has no branch " + target.branch(),
        "Create it, or configure an existing branch: "
            + named
            + (more > 0 ? " and " + more + " more." : "."),
        Outcome.Stage.BRANCH);
  }

  static Outcome.Failure tooLarge(GitTarget target, PackageLimits.TooLargeException e) {
    String folder = target.path().isEmpty() ? "the repository" : "the folder " + target.path();
    return new Outcome.Stalled(
        folder + " of " + target.where() + " is too large: " + e.getMessage(),
        "Remove files that do not belong there, or set path to the folder of the package.",
        Outcome.Stage.PACKAGE);
  }

  static Outcome.Failure noFolder(GitTarget target) {
    return new Outcome.Stalled(
        "there is no folder " + target.path() + " on " + target.where(),
        "Commit the package there, or fix the path.",
        Outcome.Stage.PACKAGE);
  }

  /** The cause of a broken connection in an operator's terms: unreachable, no answer, or broken. */
  private static String connection(String url, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String why =
          switch (cause) {
            case UnknownHostException e -> "there is no host of that name, or no name service";
            case UnresolvedAddressException e ->
                "there is no host of that name, or no name service";
            case ConnectException e -> "the host refuses the connection";
            case NoRouteToHostException e -> "there is no route to the host";
            default -> "";
          };
      if (!why.isEmpty()) {
        return "cannot reach " + url + ": " + why;
      }
      if (cause instanceof InterruptedIOException || cause instanceof TimeoutException) {
        return "no answer from " + url + " in time; check host, port, network";
      }
    }
    return "the connection to " + url + " broke: " + quoted(failure);
  }

  /** Whether the network failed, and not JGit or the server. */
  static boolean isOfNetwork(TransportException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (!(cause instanceof TransportException)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The failure of the local repository in words; the message of a Java exception may be only a
   * file name.
   */
  static String ofState(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case NoSuchFileException missing -> missing.getFile() + " is missing";
      case FileAlreadyExistsException file -> file.getFile() + " already exists";
      case NotDirectoryException file -> file.getFile() + " is not a folder";
      default -> words(failure);
    };
  }

  private static boolean isDamage(Throwable cause) {
    return cause instanceof MissingObjectException
        || cause instanceof CorruptObjectException
        || cause instanceof IncorrectObjectTypeException
        || cause instanceof PackInvalidException
        || cause instanceof PackMismatchException
        || cause instanceof ConfigInvalidException
        || cause instanceof LockFailedException;
  }

  static String quoted(Throwable failure) {
    return Wording.quoted(words(failure));
  }

  /** The message of an exception, with the innermost message if it adds information. */
  private static String words(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String outer = String.valueOf(failure.getMessage());
    String inner = root instanceof EOFException ? "" : String.valueOf(root.getMessage());
    return inner.isEmpty()
            || outer.toLowerCase(Locale.ROOT).contains(inner.toLowerCase(Locale.ROOT))
        ? outer
        : outer + " (" + inner + ")";
  }
}
