package dev.leasehold.forge;

import static dev.leasehold.forge.ForgeCall.encode;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.PullRequest.State;
import dev.leasehold.http.JsonValue;
import java.util.List;
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
  private final Pulls pulls;
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
    String path = "/repos/" + owner + "/" + encode(repository.substring(slash + 1));
    this.pulls = new Pulls(calls, path, this::request);
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
    return pulls.read(request);
  }

  @Override
  public ForgeAnswer<PullRequest> open(String branch, String base, RequestText text) {
    return calls.operation(() ->
        calls
            .send(pulls.opening(branch, base, text))
            .then(reply ->
                reply.status() == 409
                    ? calls.adopt(search.open(branch, base), reply)
                    : calls.read(reply, this::request)));
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

  @Override
  public ForgeAnswer<PullRequest> addLabels(PullRequest request, Set<String> names) {
    return names.isEmpty()
        ? new Done<>(request)
        : calls.operation(() -> labels.add(request, names));
  }

  @Override
  public ForgeAnswer<PullRequest> requestReview(PullRequest request, List<String> reviewers) {
    return pulls.requestReview(request, reviewers, _ -> request);
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
