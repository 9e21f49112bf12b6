package dev.leasehold.forge;

import dev.leasehold.http.HttpAnswer.Reply;
import dev.leasehold.http.HttpCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** <a href="https://docs.github.com/rest">GitHub's REST API</a>, version 2022-11-28. */
final class GitHubDialect implements Dialect {
  /** "wait for at least one minute": GitHub on secondary limits that name no time. */
  private static final Duration SECONDARY = Duration.ofMinutes(1);

  @Override
  public Forge.Product product() {
    return Forge.Product.GITHUB;
  }

  @Override
  public HttpCall authorize(HttpCall call, String secret) {
    return call.with("Accept", "application/vnd.github+json")
        .with("X-GitHub-Api-Version", "2022-11-28")
        .with("Authorization", "Bearer " + secret);
  }

  @Override
  public boolean isRateLimit(Reply reply, String words) {
    return reply.status() == 429
        || reply.status() == 403
            && (isUsedUp(reply)
                || reply.headers().firstValue("Retry-After").isPresent()
                || words.toLowerCase(Locale.ROOT).contains("rate limit"));
  }

  private static boolean isUsedUp(Reply reply) {
    return reply.headers().firstValue("x-ratelimit-remaining").orElse("").equals("0");
  }

  @Override
  public Optional<Duration> wait(Reply reply, Instant now) {
    return RateLimits.retryAfter(reply, now)
        .or(() ->
            isUsedUp(reply) ? RateLimits.until(reply, "x-ratelimit-reset", now) : Optional.empty())
        .or(() -> Optional.of(SECONDARY));
  }

  @Override
  public String whatToDo(ForgeCall call, int status, String words) {
    if (words.contains("archived")) {
      return "Unarchive the repository, or remove this target.";
    }
    return switch (status) {
      case 403 -> "Give the token the permission %s for this repository.".formatted(right(call));
      case 404 ->
          "Check url, and that the token has access to this repository, with the permission %s: GitHub hides the rest."
              .formatted(right(call));
      case 422 -> unprocessable(call, words);
      default -> "Read GitHub's words; the target continues when its cause is gone.";
    };
  }

  private static String right(ForgeCall call) {
    return switch (call.right()) {
      case READ -> "pull_requests: read";
      case MERGE -> "pull_requests: write and contents: write";
      case WRITE_REQUEST, LABEL, REVIEW, COMMENT, WHO_AM_I -> "pull_requests: write";
    };
  }

  private static String unprocessable(ForgeCall call, String words) {
    if (words.contains("No commits between")) {
      return "Nothing: the branch has no change for its base. The next change makes a request.";
    }
    return switch (call.right()) {
      case REVIEW ->
          "Name only users in reviewers who can read this repository and are not the user of the"
              + " token.";
      case LABEL -> "Correct labels.";
      default ->
          "Check that branch names a branch of the repository, and that no person changed or"
              + " deleted the branch of the request.";
    };
  }
}
