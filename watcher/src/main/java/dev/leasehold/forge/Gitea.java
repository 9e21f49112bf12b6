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
 * Pull requests by <a href="https://docs.gitea.com/api/">Gitea's API</a>. What it does beyond its
 * documents is from the source of Gitea 1.26, {@code routers/api/v1/repo/pull.go}.
 */
final class Gitea implements Forge {
  /** The most that a server with default settings returns. */
  static final int PAGE = 50;

  private static final int MOST_PAGES = 100;

  private final ForgeCalls calls;
  private final String path;
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
    this.conflicts = new GiteaConflicts(calls.clock());
    this.comments = new Comments(new GiteaComments(calls, path));
    this.labels = new GiteaLabels(calls, path, owner);
    this.merge = new GiteaMerge(calls, path);
  }

  @Override
  public ForgeAnswer<Optional<PullRequest>> newest(String branch, String base) {
    return calls.operation(() ->
        find(branch, base, "open")
            .then(open -> open.isPresent() ? new Done<>(open) : find(branch, base, "closed")));
  }

  /**
   * Gitea cannot list the requests of one branch. It knows one request of a branch by GET
   * /pulls/BASE/HEAD, an old or a new one: if there is none, the second page need not be read.
   */
  private ForgeAnswer<Optional<PullRequest>> find(String branch, String base, String state) {
    ForgeAnswer<Listed> first = list(branch, base, state, 1, 0);
    return first.then(page -> {
      if (page.match().isPresent() || page.isLast()) {
        return new Done<>(page.match());
      }
      return exists(branch, base)
          .then(exists ->
              exists ? later(branch, base, state, page.seen()) : new Done<>(Optional.empty()));
    });
  }

  private record Listed(Optional<PullRequest> match, boolean isLast, int seen) {}

  private ForgeAnswer<Optional<PullRequest>> later(
      String branch, String base, String state, int seenBefore) {
    int seen = seenBefore;
    for (int number = 2; number <= MOST_PAGES; number++) {
      ForgeAnswer<Listed> answer = list(branch, base, state, number, seen);
      if (!(answer instanceof Done<Listed>(Listed page))
          || page.match().isPresent()
          || page.isLast()) {
        return answer.map(Listed::match);
      }
      seen = page.seen();
    }
    return new Done<>(Optional.empty());
  }

  private ForgeAnswer<Listed> list(String branch, String base, String state, int page, int seen) {
    // The default order has the newest first; base_branch is ignored by older servers.
    ForgeCall call =
        ForgeCall.get("list pull requests", Right.READ, path + "/pulls")
            .query("state", state)
            .query("base_branch", base)
            .query("limit", String.valueOf(PAGE))
            .query("page", String.valueOf(page));
    return calls
        .send(call)
        .then(reply ->
            calls.read(
                reply,
                json -> {
                  int now = seen + Fields.list(json).size();
                  return new Listed(
                      Fields.list(json).stream()
                          .filter(request -> isFrom(request, branch, base))
                          .findFirst()
                          .map(this::request),
                      !reply.hasNext(PAGE, now),
                      now);
                }));
  }

  /** Once the branch is deleted, its name is in label and no longer in ref. */
  private static boolean isFrom(JsonValue request, String branch, String base) {
    JsonValue head = request.get("head");
    JsonValue into = request.get("base");
    return Objects.equals(head.get("repo_id").value(), into.get("repo_id").value())
        && head.get("label").text().equals(Optional.of(branch))
        && into.get("ref").text().equals(Optional.of(base));
  }

  private ForgeAnswer<Boolean> exists(String branch, String base) {
    ForgeCall call =
        ForgeCall.get(
            "show the pull request of the branch",
            Right.READ,
            path + "/pulls/" + encode(base) + "/" + encode(branch));
    return calls
        .send(call)
        .then(reply -> reply.status() == 404 ? new Done<>(false) : calls.read(reply, _ -> true));
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
                    ? find(branch, base, "open")
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
