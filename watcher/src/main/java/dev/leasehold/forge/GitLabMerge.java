package dev.leasehold.forge;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeAnswer.Unavailable;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.forge.PullRequest.State;
import dev.leasehold.http.JsonValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * GitLab's automatic merge. Where there is no pipeline to wait for, GitLab refuses it with 405 (<a
 * href="https://gitlab.com/gitlab-org/gitlab/-/issues/355455">#355455</a>) or ignores it; such a
 * request is merged at once.
 */
final class GitLabMerge {
  /** A pipeline that a merge need not wait for. */
  private static final Set<String> SUCCEEDED = Set.of("success", "skipped");

  private final ForgeCalls calls;
  private final String path;

  /**
   * @param path that of the project
   */
  GitLabMerge(ForgeCalls calls, String path) {
    this.calls = calls;
    this.path = path;
  }

  /**
   * @param json the request as GitLab shows it
   */
  ForgeAnswer<PullRequest> whenReady(PullRequest request, JsonValue json, String commit) {
    if (request.state() == State.CLOSED) {
      return new Refused<>(
          "GitLab: merge request !%d is closed".formatted(request.number()), "Reopen it.");
    }
    if (request.state() == State.MERGED) {
      return new Done<>(request);
    }
    if (!request.head().equals(commit)) {
      return new Unavailable<>(
          "GitLab: !%d is at %s, not at %s".formatted(request.number(), request.head(), commit),
          Optional.empty());
    }
    return isWaiting(json) ? new Done<>(request) : automatic(request, json, commit);
  }

  private static boolean isWaiting(JsonValue json) {
    return json.get("merge_when_pipeline_succeeds").bool().orElse(false);
  }

  private ForgeAnswer<PullRequest> automatic(PullRequest request, JsonValue json, String commit) {
    ForgeCall call =
        call(
            request,
            Map.of(
                "sha", commit,
                "auto_merge", true,
                // The name before GitLab 17.11, which ignores the other.
                "merge_when_pipeline_succeeds", true));
    return calls
        .send(call)
        .then(reply -> {
          boolean isIgnored =
              reply.isSuccess()
                  && !isWaiting(reply.json())
                  && reply.json().get("state").text().orElse("").equals("opened");
          return (isIgnored || reply.status() == 405) && isReady(json)
              ? now(request, commit)
              : merged(reply, request);
        });
  }

  /** A pipeline that failed need not hinder the merge in GitLab's view, but does in ours. */
  private static boolean isReady(JsonValue json) {
    JsonValue pipeline = json.get("head_pipeline");
    return json.get("detailed_merge_status").text().orElse("").equals("mergeable")
        && (pipeline.isNull() || SUCCEEDED.contains(pipeline.get("status").text().orElse("")));
  }

  private ForgeAnswer<PullRequest> now(PullRequest request, String commit) {
    return calls.send(call(request, Map.of("sha", commit))).then(reply -> merged(reply, request));
  }

  private ForgeCall call(PullRequest request, Map<String, Object> members) {
    return ForgeCall.of(
        "merge the merge request",
        Right.MERGE,
        "PUT",
        path + "/merge_requests/" + request.number() + "/merge",
        members);
  }

  private ForgeAnswer<PullRequest> merged(ForgeReply reply, PullRequest request) {
    return switch (reply.status()) {
      // Not mergeable yet, another commit, conflicts: a later look tells.
      case 405, 406, 409, 422 -> calls.later(reply);
      default -> calls.read(reply, _ -> request);
    };
  }
}
