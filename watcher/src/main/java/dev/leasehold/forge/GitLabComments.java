package dev.leasehold.forge;

import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.http.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The comments of GitLab's merge requests. */
final class GitLabComments implements Comments.Calls {
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 20;

  private final ForgeCalls calls;
  private final String path;

  /**
   * @param path that of the project
   */
  GitLabComments(ForgeCalls calls, String path) {
    this.calls = calls;
    this.path = path;
  }

  private String notes(PullRequest request) {
    return path + "/merge_requests/" + request.number() + "/notes";
  }

  @Override
  public ForgeAnswer<String> whoAmI() {
    return calls.call(
        ForgeCall.get("show the user of the token", Right.WHO_AM_I, "/user"),
        user -> String.valueOf(Fields.number(user, "id")));
  }

  @Override
  public ForgeAnswer<List<Comments.Comment>> list(PullRequest request) {
    List<Comments.Comment> all = new ArrayList<>();
    return calls
        .<Void>pages(
            page ->
                ForgeCall.get("list comments", Right.READ, notes(request) + "")
                    .query("order_by", "created_at")
                    .query("sort", "asc")
                    .query("per_page", String.valueOf(PAGE))
                    .query("page", String.valueOf(page)),
            PAGE,
            MOST_PAGES,
            (list, _) -> {
              Fields.list(list).stream()
                  .filter(note -> !note.get("system").bool().orElse(false))
                  .forEach(note -> all.add(comment(note)));
              return Optional.empty();
            })
        .map(_ -> all);
  }

  private static Comments.Comment comment(JsonValue json) {
    return new Comments.Comment(
        Fields.number(json, "id"),
        json.get("author").get("id").number().map(String::valueOf).orElse(""),
        json.get("body").text().orElse(""));
  }

  @Override
  public ForgeAnswer<PullRequest> add(PullRequest request, String body) {
    return calls.call(
        ForgeCall.of(
            "comment on the merge request",
            Right.COMMENT,
            "POST",
            notes(request),
            Map.of("body", body)),
        _ -> request);
  }

  @Override
  public ForgeAnswer<PullRequest> edit(PullRequest request, long id, String body) {
    return calls.call(
        ForgeCall.of(
            "edit a comment",
            Right.COMMENT,
            "PUT",
            notes(request) + "/" + id,
            Map.of("body", body)),
        _ -> request);
  }

  @Override
  public ForgeAnswer<PullRequest> delete(PullRequest request, long id) {
    return calls.delete(
        ForgeCall.delete("delete a comment", Right.COMMENT, notes(request) + "/" + id), request);
  }
}
