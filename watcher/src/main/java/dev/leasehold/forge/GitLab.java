package dev.leasehold.forge;

import static dev.leasehold.forge.ForgeCall.encode;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.forge.PullRequest.State;
import dev.leasehold.http.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Merge requests by <a href="https://docs.gitlab.com/api/merge_requests/">GitLab's REST API</a>.
 */
final class GitLab implements Forge {
  private static final int MOST_PAGES = 20;

  /** While GitLab still finds out whether there are conflicts. */
  private static final Set<String> UNKNOWN =
      Set.of(
          "unchecked",
          "checking",
          "preparing",
          "cannot_be_merged_recheck",
          "cannot_be_merged_rechecking");

  private final ForgeCalls calls;
  private final String path;
  private final Comments comments;
  private final GitLabUsers users;
  private final GitLabMerge merge;

  /**
   * @param project {@code group/subgroup/name}
   */
  GitLab(ForgeCalls calls, String project) {
    this.calls = calls;
    this.path = "/projects/" + encode(project);
    this.comments = new Comments(new GitLabComments(calls, path));
    this.users = new GitLabUsers(calls);
    this.merge = new GitLabMerge(calls, path);
  }

  @Override
  public ForgeAnswer<Optional<PullRequest>> newest(String branch, String base) {
    return calls.operation(() ->
        find(branch, base, "opened")
            .then(open -> open.isPresent() ? new Done<>(open) : find(branch, base, "all")));
  }

  private ForgeAnswer<Optional<PullRequest>> find(String branch, String base, String state) {
    return calls.pages(
        page ->
            ForgeCall.get("list merge requests", Right.READ, path + "/merge_requests")
                .query("source_branch", branch)
                .query("target_branch", base)
                .query("state", state)
                .query("order_by", "created_at")
                .query("sort", "desc")
                .query("per_page", "30")
                .query("page", String.valueOf(page)),
        30,
        MOST_PAGES,
        (list, _) ->
            Fields.list(list).stream()
                .filter(GitLab::isOfTheProject)
                .findFirst()
                .map(GitLab::request));
  }

  private static boolean isOfTheProject(JsonValue json) {
    return Objects.equals(
        json.get("source_project_id").value(), json.get("target_project_id").value());
  }

  private static PullRequest request(JsonValue json) {
    State state =
        switch (Fields.text(json, "state")) {
          case "merged" -> State.MERGED;
          case "closed" -> State.CLOSED;
          default -> State.OPEN; // opened, and locked while it is merged
        };
    String head =
        json.get("sha")
            .text()
            .or(() -> json.get("diff_refs").get("head_sha").text())
            .orElseThrow(() -> new Fields.MissingException("sha"));
    return new PullRequest(
        Fields.number(json, "iid"),
        Fields.text(json, "web_url"),
        state,
        Fields.text(json, "title"),
        json.get("description").text().orElse(""),
        Fields.text(json, "target_branch"),
        head,
        json.get("labels").elements().stream()
            .flatMap(label -> label.text().stream())
            .collect(Collectors.toSet()),
        state == State.MERGED ? merged(json, head) : Optional.empty(),
        state == State.OPEN ? conflicts(json) : Optional.empty());
  }

  /** A fast-forward merge makes no commit of its own. */
  private static Optional<String> merged(JsonValue json, String head) {
    return json.get("merge_commit_sha")
        .text()
        .or(() -> json.get("squash_commit_sha").text())
        .or(() -> Optional.of(head));
  }

  private static Optional<Boolean> conflicts(JsonValue json) {
    boolean isUnknown =
        UNKNOWN.contains(json.get("merge_status").text().orElse("unchecked"))
            || UNKNOWN.contains(json.get("detailed_merge_status").text().orElse(""));
    return isUnknown ? Optional.empty() : json.get("has_conflicts").bool();
  }

  @Override
  public ForgeAnswer<PullRequest> read(PullRequest request) {
    return calls.operation(() -> show(request).map(GitLab::request));
  }

  private ForgeAnswer<JsonValue> show(PullRequest request) {
    return calls.call(
        ForgeCall.get("show the merge request", Right.READ, path(request)),
        json -> {
          Fields.number(json, "iid");
          return json;
        });
  }

  private String path(PullRequest request) {
    return path + "/merge_requests/" + request.number();
  }

  @Override
  public ForgeAnswer<PullRequest> open(String branch, String base, RequestText text) {
    ForgeCall call =
        ForgeCall.of(
            "open a merge request",
            Right.WRITE_REQUEST,
            "POST",
            path + "/merge_requests",
            Map.of(
                "source_branch",
                branch,
                "target_branch",
                base,
                "title",
                text.title(),
                "description",
                text.body()));
    return calls.operation(() ->
        calls
            .send(call)
            .then(reply ->
                reply.status() == 409
                    ? calls.adopt(find(branch, base, "opened"), reply)
                    : calls.read(reply, GitLab::request)));
  }

  @Override
  public ForgeAnswer<PullRequest> update(PullRequest request, RequestText text) {
    return edit(
        request,
        "change the text of the merge request",
        Right.WRITE_REQUEST,
        Map.of("title", text.title(), "description", text.body()));
  }

  @Override
  public ForgeAnswer<PullRequest> close(PullRequest request) {
    return edit(
        request, "close the merge request", Right.WRITE_REQUEST, Map.of("state_event", "close"));
  }

  @Override
  public ForgeAnswer<PullRequest> reopen(PullRequest request) {
    return edit(
        request, "reopen the merge request", Right.WRITE_REQUEST, Map.of("state_event", "reopen"));
  }

  /** GitLab creates a label that the project does not have. */
  @Override
  public ForgeAnswer<PullRequest> addLabels(PullRequest request, Set<String> labels) {
    return labels.isEmpty()
        ? new Done<>(request)
        : edit(
            request,
            "add labels",
            Right.LABEL,
            Map.of("add_labels", labels.stream().sorted().collect(Collectors.joining(","))));
  }

  private ForgeAnswer<PullRequest> edit(
      PullRequest request, String purpose, Right right, Map<String, Object> members) {
    return calls.operation(() ->
        calls.call(ForgeCall.of(purpose, right, "PUT", path(request), members), GitLab::request));
  }

  /** GitLab replaces all reviewers, so those of people are sent with ours. */
  @Override
  public ForgeAnswer<PullRequest> requestReview(PullRequest request, List<String> reviewers) {
    if (reviewers.isEmpty()) {
      return new Done<>(request);
    }
    return calls.operation(() ->
        show(request)
            .then(json ->
                users
                    .add(json.get("reviewers"), reviewers)
                    .then(ids ->
                        ids.size() == json.get("reviewers").elements().size()
                            ? new Done<>(GitLab.request(json))
                            : edit(
                                request,
                                "request a review",
                                Right.REVIEW,
                                Map.of("reviewer_ids", List.copyOf(ids))))));
  }

  @Override
  public ForgeAnswer<PullRequest> mergeWhenReady(PullRequest request, String commit) {
    return calls.operation(() ->
        show(request)
            .then(json -> merge.whenReady(GitLab.request(json), json, commit))
            .then(_ -> read(request)));
  }

  @Override
  public ForgeAnswer<PullRequest> comment(PullRequest request, String topic, String text) {
    return calls.operation(() -> comments.ensure(request, topic, text));
  }

  @Override
  public ForgeAnswer<PullRequest> removeComment(PullRequest request, String topic) {
    return calls.operation(() -> comments.remove(request, topic));
  }

  @Override
  public void close() {
    calls.close();
  }
}
