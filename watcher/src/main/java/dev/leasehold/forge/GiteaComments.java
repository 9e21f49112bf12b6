package dev.leasehold.forge;

import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.http.JsonValue;
import java.util.List;
import java.util.Map;

/** The comments of Gitea's pull requests. */
final class GiteaComments implements Comments.Calls {
  private final ForgeCalls calls;
  private final String path;

  /**
   * @param path that of the repository
   */
  GiteaComments(ForgeCalls calls, String path) {
    this.calls = calls;
    this.path = path;
  }

  @Override
  public ForgeAnswer<String> whoAmI() {
    return calls.call(
        ForgeCall.get("show the user of the token", Right.WHO_AM_I, "/user"),
        user -> String.valueOf(Fields.number(user, "id")));
  }

  /** This list has no pages. */
  @Override
  public ForgeAnswer<List<Comments.Comment>> list(PullRequest request) {
    return calls.call(
        ForgeCall.get("list comments", Right.READ, issue(request) + "/comments"),
        list -> Fields.list(list).stream().map(GiteaComments::comment).toList());
  }

  private String issue(PullRequest request) {
    return path + "/issues/" + request.number();
  }

  private static Comments.Comment comment(JsonValue json) {
    return new Comments.Comment(
        Fields.number(json, "id"),
        json.get("user").get("id").number().map(String::valueOf).orElse(""),
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
