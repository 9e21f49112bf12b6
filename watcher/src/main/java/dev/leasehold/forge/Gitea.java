package dev.leasehold.forge;

import static dev.leasehold.forge.ForgeCall.encode;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.forge.PullRequest.State;
import dev.leasehold.http.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pull requests by <a href="https://docs.gitea.com/api/">Gitea's API</a>. What it does beyond its
 * documents is from the source of Gitea 1.26, {@code routers/api/v1/repo/pull.go}.
 */
final class Gitea implements Forge {
  /** The most that a server with default settings returns. */
  static final int PAGE = 50;

  private final ForgeCalls calls;
  private final String path;
  private final GiteaSearch search;
  private final GiteaConflicts conflicts;
  private final GiteaLabels labels;
  private final GiteaMerge merge;
  private final Comments comments;

  /**
   * @param repository {@code owner/name}
   */
  Gitea(ForgeCalls calls, String repository) {
    this.calls = calls;
    int slash = repository.indexOf('/');
    String owner = encode(repository.substring(0, slash));
    this.path = "/repos/" + owner + "/" + encode(repository.substring(slash + 1));
    this.search = new GiteaSearch(calls, path, this::request);
    this.conflicts = new GiteaConflicts(calls.clock());
    this.comments = new Comments(new GiteaComments(calls, path));
    this.labels = new GiteaLabels(calls, path, owner);
    this.merge = new GiteaMerge(calls, path);
  }

  @Override
  public ForgeAnswer<Optional<PullRequest>> newest(String branch, String base) {
    return calls.operation(() -> search.newest(branch, base));
  }

  private PullRequest request(JsonValue json) {
    boolean isMerged = json.get("merged").bool().orElse(false);
    boolean isOpen = Fields.text(json, "state").equals("open");
    return new PullRequest(
        Fields.number(json, "number"),
        Fields.text(json, "html_url"),
        isMerged ? State.MERGED : isOpen ? State.OPEN : State.CLOSED,
        Fields.text(json, "title"),
        json.get("body").text().orElse(""),
        Fields.text(Fields.object(json, "base"), "ref"),
        Fields.text(Fields.object(json, "head"), "sha"),
        json.get("labels").elements().stream()
            .map(label -> Fields.text(label, "name"))
            .collect(Collectors.toSet()),
        isMerged ? json.get("merge_commit_sha").text() : Optional.empty(),
        isOpen ? conflicts.of(json) : Optional.empty());
  }

  @Override
  public ForgeAnswer<PullRequest> read(PullRequest request) {
    return calls.operation(() ->
        calls.call(
            ForgeCall.get("show the pull request", Right.READ, path(request)), this::request));
  }

  private String path(PullRequest request) {
    return path + "/pulls/" + request.number();
  }

  @Override
  public ForgeAnswer<PullRequest> open(String branch, String base, RequestText text) {
    ForgeCall call =
        ForgeCall.of(
            "open a pull request",
            Right.WRITE_REQUEST,
            "POST",
            path + "/pulls",
            Map.of("title", text.title(), "body", text.body(), "head", branch, "base", base));
    return calls.operation(() ->
        calls
            .send(call)
            .then(reply ->
                reply.status() == 409
                    ? search
                        .open(branch, base)
                        .then(open ->
                            open.<ForgeAnswer<PullRequest>>map(Done::new)
                                .orElseGet(() -> calls.later(reply)))
                    : calls.read(reply, this::request)));
  }

  @Override
  public ForgeAnswer<PullRequest> update(PullRequest request, RequestText text) {
    return edit(
        request,
        "change the text of the pull request",
        Map.of("title", text.title(), "body", text.body()));
  }

  @Override
  public ForgeAnswer<PullRequest> close(PullRequest request) {
    return edit(request, "close the pull request", Map.of("state", "closed"));
  }

  @Override
  public ForgeAnswer<PullRequest> reopen(PullRequest request) {
    return edit(request, "reopen the pull request", Map.of("state", "open"));
  }

  private ForgeAnswer<PullRequest> edit(
      PullRequest request, String purpose, Map<String, Object> members) {
    return calls.operation(() ->
        calls.call(
            ForgeCall.of(purpose, Right.WRITE_REQUEST, "PATCH", path(request), members),
            this::request));
  }

  @Override
  public ForgeAnswer<PullRequest> addLabels(PullRequest request, Set<String> names) {
    return names.isEmpty()
        ? new Done<>(request)
        : calls.operation(() -> labels.add(request, names));
  }

  @Override
  public ForgeAnswer<PullRequest> requestReview(PullRequest request, List<String> reviewers) {
    return reviewers.isEmpty()
        ? new Done<>(request)
        : calls.operation(() ->
            calls.call(
                ForgeCall.of(
                    "request a review by " + String.join(", ", reviewers),
                    Right.REVIEW,
                    "POST",
                    path(request) + "/requested_reviewers",
                    Map.of("reviewers", reviewers)),
                _ -> request));
  }

  @Override
  public ForgeAnswer<PullRequest> mergeWhenReady(PullRequest request, String commit) {
    return calls.operation(
        () -> read(request).then(now -> merge.whenReady(now, commit)).then(this::read));
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
