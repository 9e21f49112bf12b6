package dev.leasehold.forge;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeAnswer.Unavailable;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.http.JsonValue;
import java.util.Map;
import java.util.Optional;

/**
 * GitHub's automatic merge. It refuses a request that could be merged at once ("Pull request is in
 * clean status"); that one is merged, if its branch still has our commit.
 */
final class GitHubMerge {
  private static final String STATUS =
      """
      query($owner: String!, $name: String!, $number: Int!) {
        repository(owner: $owner, name: $name) {
          autoMergeAllowed
          mergeCommitAllowed
          rebaseMergeAllowed
          squashMergeAllowed
          pullRequest(number: $number) {
            id
            state
            headRefOid
            mergeStateStatus
            autoMergeRequest { enabledAt }
          }
        }
      }
      """;

  private static final String ENABLE =
      """
      mutation($id: ID!, $head: GitObjectID!, $method: PullRequestMergeMethod!) {
        enablePullRequestAutoMerge(input: {pullRequestId: $id, expectedHeadOid: $head, mergeMethod: $method}) {
          pullRequest { number }
        }
      }
      """;

  private static final String SWITCH_ON =
      "Switch on \"Allow auto-merge\" in the settings of the repository, or set autoMerge: false.";

  private static final String RIGHTS =
      "Give the token the permissions pull_requests: write and contents: write for this"
          + " repository.";

  private final ForgeCalls calls;
  private final GitHubGraphQl graphQl;
  private final String path;
  private final String owner;
  private final String name;

  /**
   * @param path that of the repository
   */
  GitHubMerge(ForgeCalls calls, GitHubGraphQl graphQl, String path, String owner, String name) {
    this.calls = calls;
    this.graphQl = graphQl;
    this.path = path;
    this.owner = owner;
    this.name = name;
  }

  ForgeAnswer<PullRequest> whenReady(PullRequest request, String commit) {
    return graphQl
        .ask(
            "show whether the pull request can be merged",
            Right.READ,
            STATUS,
            Map.of("owner", owner, "name", name, "number", request.number()))
        .then(data -> decide(request, commit, data.get("repository")));
  }

  private ForgeAnswer<PullRequest> decide(
      PullRequest request, String commit, JsonValue repository) {
    JsonValue now = repository.get("pullRequest");
    String state = now.get("state").text().orElse("");
    String head = now.get("headRefOid").text().orElse("");
    String status = now.get("mergeStateStatus").text().orElse("");
    if (state.equals("MERGED") || !now.get("autoMergeRequest").isNull()) {
      return new Done<>(request);
    }
    if (!state.equals("OPEN")) {
      return new Refused<>(
          "GitHub: pull request #%d is closed".formatted(request.number()), "Reopen it.");
    }
    if (!head.equals(commit)) {
      return later("#%d is at %s, not at %s".formatted(request.number(), head, commit));
    }
    return switch (status) {
      case "CLEAN", "HAS_HOOKS" -> merge(request, commit, method(repository));
      case "DIRTY" -> later("#" + request.number() + " has conflicts with its base");
      // Merging now would ignore checks that run or failed; GitHub waits only for required ones.
      case "UNSTABLE" ->
          later(
              "#"
                  + request.number()
                  + " has checks that are pending or failed and are not required, so that an"
                  + " automatic merge would not wait for them");
      case "DRAFT" -> new Refused<>("GitHub: the pull request is a draft", "Mark it as ready.");
      default ->
          repository.get("autoMergeAllowed").bool().orElse(true)
              ? enable(request, commit, now, method(repository))
              : new Refused<>("GitHub: the repository does not permit auto-merge", SWITCH_ON);
    };
  }

  /** A merge commit keeps our commit, its trailers and signature; a rebase the trailers. */
  private static String method(JsonValue repository) {
    if (repository.get("mergeCommitAllowed").bool().orElse(true)) {
      return "MERGE";
    }
    return repository.get("rebaseMergeAllowed").bool().orElse(true) ? "REBASE" : "SQUASH";
  }

  private ForgeAnswer<PullRequest> enable(
      PullRequest request, String commit, JsonValue now, String method) {
    ForgeCall call =
        graphQl.call(
            "enable auto-merge",
            Right.MERGE,
            ENABLE,
            Map.of("id", now.get("id").text().orElse(""), "head", commit, "method", method));
    return calls
        .send(call)
        .then(reply -> {
          if (!reply.isSuccess()) {
            return calls.refuse(reply);
          }
          Optional<String> error = GitHubGraphQl.error(reply.json());
          if (error.isEmpty()) {
            return new Done<>(request);
          }
          String words = error.get();
          if (words.contains("clean status")) {
            return merge(request, commit, method);
          }
          if (words.contains("already") || words.contains("enabled for this pull request")) {
            return new Done<>(request);
          }
          return isTemporary(words)
              ? later(words)
              : new Refused<>("GitHub refuses to enable auto-merge: " + words, advice(words));
        });
  }

  private static boolean isTemporary(String words) {
    return words.contains("unstable status")
        || words.contains("unknown status")
        || words.contains("dirty status")
        || words.contains("Protected branch rules not configured")
        || words.contains("expected head")
        || words.contains("Something went wrong");
  }

  private static String advice(String words) {
    if (words.contains("not accessible") || words.contains("permission")) {
      return RIGHTS;
    }
    return words.contains("not allowed") || words.contains("Can't enable auto-merge")
        ? SWITCH_ON
        : "Read GitHub's words, or set autoMerge: false.";
  }

  private ForgeAnswer<PullRequest> merge(PullRequest request, String commit, String method) {
    ForgeCall call =
        ForgeCall.of(
            "merge the pull request",
            Right.MERGE,
            "PUT",
            path + "/pulls/" + request.number() + "/merge",
            Map.of("sha", commit, "merge_method", method.toLowerCase(java.util.Locale.ROOT)));
    return calls
        .send(call)
        .then(reply -> {
          if (reply.status() == 405 && reply.words().contains("not allowed")) {
            return calls.refuse(reply, "Permit a merge method in the settings of the repository.");
          }
          // Checks that run, conflicts, a head that moved: a later look tells.
          return reply.status() == 405 || reply.status() == 409
              ? calls.later(reply)
              : calls.read(reply, _ -> request);
        });
  }

  private static <T> ForgeAnswer<T> later(String reason) {
    return new Unavailable<>("GitHub: " + reason, Optional.empty());
  }
}
