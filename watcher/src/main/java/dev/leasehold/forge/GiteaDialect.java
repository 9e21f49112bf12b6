package dev.leasehold.forge;

import dev.leasehold.http.HttpAnswer.Reply;
import dev.leasehold.http.HttpCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** <a href="https://docs.gitea.com/api/">Gitea's API</a>, version 1, which Forgejo has too. */
final class GiteaDialect implements Dialect {
  @Override
  public Forge.Product product() {
    return Forge.Product.GITEA;
  }

  @Override
  public HttpCall authorize(HttpCall call, String secret) {
    return call.with("Accept", "application/json").with("Authorization", "token " + secret);
  }

  /** Gitea has no limit itself; a proxy before it may. */
  @Override
  public boolean isRateLimit(Reply reply, String words) {
    return reply.status() == 429;
  }

  @Override
  public Optional<Duration> wait(Reply reply, Instant now) {
    return RateLimits.retryAfter(reply, now);
  }

  @Override
  public String whatToDo(ForgeCall call, int status, String words) {
    if (status == 403 && words.contains("scope")) {
      return "Make a token with the scopes write:repository, write:issue and read:user.";
    }
    if (call.right() == ForgeCall.Right.MERGE && (status == 403 || status == 405)) {
      return "Let the token's user merge into the base: write access, and a place in the protected"
          + " branch's list of users who may merge, where there is one.";
    }
    boolean isReview = call.right() == ForgeCall.Right.REVIEW;
    if (isReview && status == 404) {
      return "Correct reviewers: names of users of this server who can read the repository.";
    }
    if (isReview && status == 422) {
      return "Name only users in reviewers who can read this repository and are not the user of"
          + " the token.";
    }
    return switch (status) {
      case 403 ->
          "Give the token the scopes write:repository, write:issue and read:user, and its user"
              + " write access to this repository.";
      case 404 ->
          "Check url, that the token's user has access to this repository, that pull requests are"
              + " switched on in its settings, and that branch exists.";
      case 423 -> "Unarchive the repository, or remove this target.";
      default -> "Read Gitea's words; the target continues when its cause is gone.";
    };
  }
}
