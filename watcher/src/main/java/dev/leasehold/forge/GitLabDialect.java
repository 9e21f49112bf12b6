package dev.leasehold.forge;

import dev.leasehold.http.HttpAnswer.Reply;
import dev.leasehold.http.HttpCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** <a href="https://docs.gitlab.com/api/rest/">GitLab's REST API</a>, version 4. */
final class GitLabDialect implements Dialect {
  @Override
  public Forge.Product product() {
    return Forge.Product.GITLAB;
  }

  /** Personal, group and project tokens, and those of OAuth, are accepted in this form. */
  @Override
  public HttpCall authorize(HttpCall call, String secret) {
    return call.with("Accept", "application/json").with("Authorization", "Bearer " + secret);
  }

  @Override
  public boolean isRateLimit(Reply reply, String words) {
    return reply.status() == 429;
  }

  @Override
  public Optional<Duration> wait(Reply reply, Instant now) {
    return RateLimits.retryAfter(reply, now)
        .or(() -> RateLimits.until(reply, "RateLimit-Reset", now));
  }

  /** "401: the authenticated user does not have permission to accept this merge request". */
  @Override
  public boolean isMissingRight(ForgeCall call) {
    return call.right() == ForgeCall.Right.MERGE;
  }

  @Override
  public String whatToDo(ForgeCall call, int status, String words) {
    if (words.contains("insufficient_scope")) {
      return "Make a token with the scope api.";
    }
    if (call.right() == ForgeCall.Right.MERGE && (status == 401 || status == 403)) {
      return "Let the token's user merge into the base: a role that \"Allowed to merge\" of the"
          + " protected branch names (Settings, Repository).";
    }
    return switch (status) {
      case 403 ->
          "Give the token the scope api and its user the role Developer or higher in this project.";
      case 404 ->
          "Check url, that the token's user is a member of this project, and that merge requests"
              + " are switched on in its settings.";
      case 400, 422 ->
          "Check that branch names a branch of the project, and that no person deleted the branch"
              + " of the request.";
      default -> "Read GitLab's words; the target continues when its cause is gone.";
    };
  }
}
