package dev.leasehold.git;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.TransportException;

/** Classifies what only HTTP refuses: tokens, certificates and redirects. */
final class HttpFailures {
  /** The words of the Git library for the statuses 401 and 403. */
  private static final Pattern UNAUTHORIZED =
      Pattern.compile(
          "not authorized|not permitted|authentication is required|: 40[13]\\b",
          Pattern.CASE_INSENSITIVE);

  /** Its words for the status 403: the token is valid, and may not do this. */
  private static final Pattern FORBIDDEN =
      Pattern.compile("not permitted|: 403\\b", Pattern.CASE_INSENSITIVE);

  /** The words of the Git library for a redirect that it does not follow. */
  private static final Pattern REDIRECTED =
      Pattern.compile(
          "redirection blocked|cannot redirect|too many redirects|redirected more than",
          Pattern.CASE_INSENSITIVE);

  private HttpFailures() {}

  /** Whether the server refused the token: status 401 or 403. */
  static boolean isUnauthorized(Throwable failure) {
    return says(UNAUTHORIZED, failure);
  }

  private static boolean says(Pattern words, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TransportException e
          && words.matcher(String.valueOf(e.getMessage())).find()) {
        return true;
      }
    }
    return false;
  }

  /** The failure that HTTP alone has; empty: it is another one. */
  static Optional<Outcome.Failure> with(GitTarget target, HttpTokens http, IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String words = String.valueOf(cause.getMessage());
      if (cause instanceof WatchedHttp.RedirectException || REDIRECTED.matcher(words).find()) {
        return Optional.of(
            new Outcome.Stalled(
                "cannot use " + target.url() + ": " + words,
                "Set url to the address that it redirects to, if that is right."));
      }
      if (cause instanceof SSLException) {
        return Optional.of(
            new Outcome.Stalled(
                "cannot trust " + target.url() + ": " + PushFailures.quoted(failure),
                "For an authority of your own, set caFile in auth " + http.name() + "."));
      }
    }
    return isUnauthorized(failure)
        ? Optional.of(
            new Outcome.Stalled(
                "the server refuses the token of auth "
                    + http.name()
                    + ": "
                    + target.url()
                    + ": "
                    + PushFailures.quoted(failure),
                "Check that the token is valid and may read and write the repository; a new token"
                    + " in the same file is used at once.",
                says(FORBIDDEN, failure) ? Outcome.Stage.RIGHTS : Outcome.Stage.REPOSITORY))
        : Optional.empty();
  }
}
