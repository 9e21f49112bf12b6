package dev.leasehold.forge;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.http.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The calls about pull requests that Gitea has taken over from GitHub. */
final class Pulls {
  private final ForgeCalls calls;
  private final String path;
  private final Function<JsonValue, PullRequest> request;

  /**
   * @param repository the path of the repository
   * @param request reads a request
   */
  Pulls(ForgeCalls calls, String repository, Function<JsonValue, PullRequest> request) {
    this.calls = calls;
    this.path = repository + "/pulls";
    this.request = request;
  }

  private String path(PullRequest of) {
    return path + "/" + of.number();
  }

  ForgeAnswer<PullRequest> read(PullRequest of) {
    return calls.operation(
        () -> calls.call(ForgeCall.get("show the pull request", Right.READ, path(of)), request));
  }

  ForgeCall opening(String branch, String base, RequestText text) {
    return ForgeCall.of(
        "open a pull request",
        Right.WRITE_REQUEST,
        "POST",
        path,
        Map.of("title", text.title(), "body", text.body(), "head", branch, "base", base));
  }

  ForgeAnswer<PullRequest> update(PullRequest of, RequestText text) {
    return edit(
        of,
        "change the text of the pull request",
        Map.of("title", text.title(), "body", text.body()));
  }

  ForgeAnswer<PullRequest> close(PullRequest of) {
    return edit(of, "close the pull request", Map.of("state", "closed"));
  }

  ForgeAnswer<PullRequest> reopen(PullRequest of) {
    return edit(of, "reopen the pull request", Map.of("state", "open"));
  }

  private ForgeAnswer<PullRequest> edit(
      PullRequest of, String purpose, Map<String, Object> members) {
    return calls.operation(() ->
        calls.call(
            ForgeCall.of(purpose, Right.WRITE_REQUEST, "PATCH", path(of), members), request));
  }

  /**
   * Asks for reviews.
   *
   * @param reply reads the reply
   */
  ForgeAnswer<PullRequest> requestReview(
      PullRequest of, List<String> reviewers, Function<JsonValue, PullRequest> reply) {
    return reviewers.isEmpty()
        ? new Done<>(of)
        : calls.operation(() ->
            calls.call(
                ForgeCall.of(
                    "request a review by " + String.join(", ", reviewers),
                    Right.REVIEW,
                    "POST",
                    path(of) + "/requested_reviewers",
                    Map.of("reviewers", reviewers)),
                reply));
  }
}
