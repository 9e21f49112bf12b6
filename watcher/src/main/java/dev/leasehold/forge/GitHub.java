package dev.leasehold.forge;

import static dev.leasehold.forge.ForgeCall.encode;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.forge.PullRequest.State;
import dev.leasehold.http.JsonValue;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pull requests by <a href="https://docs.github.com/rest/pulls">GitHub's REST API</a>, and the
 * automatic merge by its GraphQL API, which alone has it.
 */
final class GitHub implements Forge {
  private static final int MOST_PAGES = 20;

  private final ForgeCalls calls;
  private final String owner;
  private final String repository;
  private final String path;
  private final Pulls pulls;
  private final GitHubMerge merge;
  private final Comments comments;

  /**
   * @param repository {@code owner/name}
   */
  GitHub(ForgeCalls calls, URI api, String repository) {
    this.calls = calls;
    this.repository = repository;
    this.owner = repository.substring(0, repository.indexOf('/'));
    String name = repository.substring(owner.length() + 1);
    this.path = "/repos/" + encode(owner) + "/" + encode(name);
    this.pulls = new Pulls(calls, path, GitHub::request);
    GitHubGraphQl graphQl = new GitHubGraphQl(calls, graphQlPath(api));
    this.comments = new Comments(new GitHubComments(calls, graphQl, path));
    this.merge = new GitHubMerge(calls, graphQl, path, owner, name);
  }

  /** GitHub Enterprise Server has REST at /api/v3 and GraphQL at /api/graphql. */
  private static String graphQlPath(URI api) {
    return api.getRawPath().endsWith("/v3") ? "/../graphql" : "/graphql";
  }

  @Override
  public ForgeAnswer<Optional<PullRequest>> newest(String branch, String base) {
    return calls.operation(() ->
        find(branch, base, "open")
            .then(open -> open.isPresent() ? new Done<>(open) : find(branch, base, "all")));
  }

  private ForgeAnswer<Optional<PullRequest>> find(String branch, String base, String state) {
    return calls.pages(
        page ->
            ForgeCall.get("list pull requests", Right.READ, path + "/pulls")
                .query("head", owner + ":" + branch)
                .query("base", base)
                .query("state", state)
                .query("sort", "created")
                .query("direction", "desc")
                .query("per_page", "30")
                .query("page", String.valueOf(page)),
        30,
        MOST_PAGES,
        (list, _) ->
            Fields.list(list).stream().filter(this::isOurs).findFirst().map(GitHub::request));
  }

  /** A fork of the same owner has the same head. */
  private boolean isOurs(JsonValue request) {
    return request
        .get("head")
        .get("repo")
        .get("full_name")
        .text()
        .map(repository::equalsIgnoreCase)
        .orElse(true);
  }

  private static PullRequest request(JsonValue json) {
    boolean merged = json.get("merged_at").text().isPresent();
    boolean open = Fields.text(json, "state").equals("open");
    return new PullRequest(
        Fields.number(json, "number"),
        Fields.text(json, "html_url"),
        merged ? State.MERGED : open ? State.OPEN : State.CLOSED,
        Fields.text(json, "title"),
        json.get("body").text().orElse(""),
        Fields.text(Fields.object(json, "base"), "ref"),
        Fields.text(Fields.object(json, "head"), "sha"),
        labels(json.get("labels")),
        // Of an open request it is the commit of a merge that GitHub only tries.
        merged ? json.get("merge_commit_sha").text() : Optional.empty(),
        open ? json.get("mergeable").bool().map(mergeable -> !mergeable) : Optional.empty());
  }

  private static Set<String> labels(JsonValue list) {
    return Fields.list(list).stream()
        .map(label -> Fields.text(label, "name"))
        .collect(Collectors.toSet());
  }

  @Override
  public ForgeAnswer<PullRequest> read(PullRequest request) {
    return pulls.read(request);
  }

  @Override
  public ForgeAnswer<PullRequest> open(String branch, String base, RequestText text) {
    return calls.operation(() ->
        calls.send(pulls.opening(branch, base, text)).then(reply -> opened(reply, branch, base)));
  }

  /** GitHub has one status for all that it cannot do; only the words differ. */
  private ForgeAnswer<PullRequest> opened(ForgeReply reply, String branch, String base) {
    if (reply.status() != 422 || !reply.words().contains("already exists")) {
      return calls.read(reply, GitHub::request);
    }
    return calls.adopt(find(branch, base, "open"), reply);
  }

  @Override
  public ForgeAnswer<PullRequest> update(PullRequest request, RequestText text) {
    return pulls.update(request, text);
  }

  @Override
  public ForgeAnswer<PullRequest> close(PullRequest request) {
    return pulls.close(request);
  }

  @Override
  public ForgeAnswer<PullRequest> reopen(PullRequest request) {
    return pulls.reopen(request);
  }

  /** GitHub creates a label that the repository does not have. */
  @Override
  public ForgeAnswer<PullRequest> addLabels(PullRequest request, Set<String> labels) {
    return labels.isEmpty()
        ? new Done<>(request)
        : calls.operation(() ->
            calls.call(
                ForgeCall.of(
                    "add labels",
                    Right.LABEL,
                    "POST",
                    path + "/issues/" + request.number() + "/labels",
                    Map.of("labels", labels.stream().sorted().toList())),
                list -> request.with(labels(list))));
  }

  @Override
  public ForgeAnswer<PullRequest> requestReview(PullRequest request, List<String> reviewers) {
    return pulls.requestReview(request, reviewers, GitHub::request);
  }

  @Override
  public ForgeAnswer<PullRequest> mergeWhenReady(PullRequest request, String commit) {
    return calls.operation(() -> merge.whenReady(request, commit).then(_ -> read(request)));
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
