package dev.leasehold.forge;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeAnswer.Unavailable;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.forge.PullRequest.State;
import dev.leasehold.http.JsonValue;
import java.util.Map;
import java.util.Optional;

/** Gitea's automatic merge. */
final class GiteaMerge {
  private final ForgeCalls calls;
  private final String path;

  /**
   * @param path that of the repository
   */
  GiteaMerge(ForgeCalls calls, String path) {
    this.calls = calls;
    this.path = path;
  }

  /**
   * @param request as it is now: a merge that waits for checks ignores {@code head_commit_id}
   */
  ForgeAnswer<PullRequest> whenReady(PullRequest request, String commit) {
    if (request.state() == State.MERGED) {
      return new Done<>(request);
    }
    if (request.state() == State.CLOSED) {
      return new Refused<>(
          "Gitea: pull request #%d is closed".formatted(request.number()), "Reopen it.");
    }
    if (!request.head().equals(commit)) {
      return new Unavailable<>(
          "Gitea: #%d is at %s, not at %s".formatted(request.number(), request.head(), commit),
          Optional.empty());
    }
    return calls
        .call(ForgeCall.get("show the repository", Right.READ, path), GiteaMerge::style)
        .then(style -> merge(request, commit, style));
  }

  /** A merge commit keeps our commit, its trailers and signature; a rebase the trailers. */
  private static String style(JsonValue repository) {
    if (repository.get("allow_merge_commits").bool().orElse(true)) {
      return "merge";
    }
    if (repository.get("allow_rebase").bool().orElse(true)) {
      return "rebase";
    }
    if (repository.get("allow_rebase_explicit").bool().orElse(true)) {
      return "rebase-merge";
    }
    return repository.get("allow_squash_merge").bool().orElse(true)
        ? "squash"
        : "fast-forward-only";
  }

  private ForgeAnswer<PullRequest> merge(PullRequest request, String commit, String style) {
    ForgeCall call =
        ForgeCall.of(
            "merge the pull request",
            Right.MERGE,
            "POST",
            path + "/pulls/" + request.number() + "/merge",
            Map.of("Do", style, "merge_when_checks_succeed", true, "head_commit_id", commit));
    return calls
        .send(call)
        .then(reply ->
            reply.status() == 405 || reply.status() == 409
                ? notNow(request, reply)
                : calls.read(reply, _ -> request));
  }

  private ForgeAnswer<PullRequest> notNow(PullRequest request, ForgeReply reply) {
    String words = reply.words();
    if (words.contains("already scheduled") || words.contains("already merged")) {
      return new Done<>(request);
    }
    if (words.contains("not allowed to merge")) {
      return calls.refuse(reply);
    }
    if (words.contains("allowed merge style")) {
      return calls.refuse(reply, "Permit a merge style in the settings of the repository.");
    }
    // Checks that run, conflicts, a head that moved: a later look tells.
    return calls.later(reply);
  }
}
