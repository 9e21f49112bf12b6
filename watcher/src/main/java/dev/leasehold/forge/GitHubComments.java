package dev.leasehold.forge;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.http.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The comments of GitHub's pull requests. */
final class GitHubComments implements Comments.Calls {
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 20;

  private final ForgeCalls calls;
  private final GitHubGraphQl graphQl;
  private final String path;

  /**
   * @param path that of the repository
   */
  GitHubComments(ForgeCalls calls, GitHubGraphQl graphQl, String path) {
    this.calls = calls;
    this.graphQl = graphQl;
    this.path = path;
  }

  private String issue(PullRequest request) {
    return path + "/issues/" + request.number();
  }

  /** GET /user is refused to Apps; GraphQL tells them their name, with [bot]. */
  @Override
  public ForgeAnswer<String> whoAmI() {
    return graphQl
        .ask("show the user of the token", Right.WHO_AM_I, "query { viewer { login } }", Map.of())
        .then(data -> login(data.get("viewer").get("login").text()));
  }

  private static ForgeAnswer<String> login(Optional<String> login) {
    return login
        .<ForgeAnswer<String>>map(Done::new)
        .orElseGet(() ->
            new Refused<>(
                "GitHub does not show the user of the token",
                "Give the token access to its own user."));
  }

  @Override
  public ForgeAnswer<List<Comments.Comment>> list(PullRequest request) {
    List<Comments.Comment> all = new ArrayList<>();
    return calls
        .<Void>pages(
            page ->
                ForgeCall.get("list comments", Right.READ, issue(request) + "/comments")
                    .query("per_page", String.valueOf(PAGE))
                    .query("page", String.valueOf(page)),
            PAGE,
            MOST_PAGES,
            (list, _) -> {
              Fields.list(list).forEach(json -> all.add(comment(json)));
              return Optional.empty();
            })
        .map(_ -> all);
  }

  private static Comments.Comment comment(JsonValue json) {
    return new Comments.Comment(
        Fields.number(json, "id"),
        json.get("user").get("login").text().orElse(""),
        json.get("body").text().orElse(""));
  }

  @Override
  public ForgeAnswer<PullRequest> add(PullRequest request, String body) {
    return calls.call(
        ForgeCall.of(
            "comment on the pull request",
            Right.COMMENT,
            "POST",
            issue(request) + "/comments",
            Map.of("body", body)),
        _ -> request);
  }

  @Override
  public ForgeAnswer<PullRequest> edit(PullRequest request, long id, String body) {
    return calls.call(
        ForgeCall.of(
            "edit a comment",
            Right.COMMENT,
            "PATCH",
            path + "/issues/comments/" + id,
            Map.of("body", body)),
        _ -> request);
  }

  @Override
  public ForgeAnswer<PullRequest> delete(PullRequest request, long id) {
    return calls.delete(
        ForgeCall.delete("delete a comment", Right.COMMENT, path + "/issues/comments/" + id),
        request);
  }
}
