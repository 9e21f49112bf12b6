package dev.leasehold.forge;

import dev.leasehold.forge.Route.Answer;
import dev.leasehold.http.JsonValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** GitLab, by its documents of the REST API. */
final class GitLabStandIn extends ForgeStandIn {
  private static final String PROJECT = "/api/v4/projects/me%2Fhome";
  private static final String REQUEST = PROJECT + "/merge_requests/{number}";
  private static final String NOTE = REQUEST + "/notes/{id}";

  GitLabStandIn(Branches branches) {
    super(branches);
  }

  @Override
  String apiPath() {
    return "/api/v4";
  }

  @Override
  Optional<String> misfit(Map<String, String> headers) {
    return Optional.empty();
  }

  @Override
  String authorization(String secret) {
    return "Bearer " + secret;
  }

  @Override
  Answer error(int status, String words) {
    return Answer.of(status, Map.of("message", words));
  }

  @Override
  List<Route> operations() {
    Map<String, String> body = Map.of("body", "text", "internal?", "bool");
    return List.of(
        Route.get("/api/v4/user", Set.of(), _ -> Answer.of(200, user(USER))),
        Route.get("/api/v4/users", Set.of("username"), this::users),
        Route.get(
            PROJECT + "/merge_requests",
            Set.of(
                "source_branch", "target_branch", "state", "order_by", "sort", "per_page", "page"),
            this::list),
        Route.of(
            "POST",
            PROJECT + "/merge_requests",
            Map.of(
                "source_branch", "text",
                "target_branch", "text",
                "title", "text",
                "description?", "text",
                "labels?", "text",
                "remove_source_branch?", "bool"),
            this::create),
        Route.get(REQUEST, Set.of(), call -> found(call, r -> Answer.of(200, json(r)))),
        Route.of(
            "PUT",
            REQUEST,
            Map.of(
                "title?", "text",
                "description?", "text",
                "state_event?", "text",
                "add_labels?", "text",
                "remove_labels?", "text",
                "reviewer_ids?", "numbers",
                "target_branch?", "text"),
            this::edit),
        Route.of(
            "PUT",
            REQUEST + "/merge",
            Map.of(
                "sha?", "text",
                "auto_merge?", "bool",
                "merge_when_pipeline_succeeds?", "bool",
                "squash?", "bool",
                "should_remove_source_branch?", "bool"),
            this::accept),
        Route.get(
            REQUEST + "/notes",
            Set.of("order_by", "sort", "per_page", "page"),
            call -> found(call, r -> paged(call, r.comments.stream().map(this::note).toList()))),
        Route.of(
            "POST",
            REQUEST + "/notes",
            body,
            call -> found(call, r -> Answer.of(201, note(comment(r, call.text("body")))))),
        Route.of(
            "PUT",
            NOTE,
            body,
            call ->
                editComment(call.number("id"), call.text("body"))
                    .map(comment -> Answer.of(200, note(comment)))
                    .orElseGet(() -> error(404, "404 Not found"))),
        Route.delete(
            NOTE,
            call ->
                deleteComment(call.number("id"))
                    ? Answer.empty(204)
                    : error(404, "404 Note Not Found")));
  }

  private Answer found(Route.Call call, Function<StandInRequest, Answer> answer) {
    return find(call.number("number")).map(answer).orElseGet(() -> error(404, "404 Not found"));
  }

  private Map<String, Object> user(String name) {
    return Map.of("id", users.getOrDefault(name, 0L), "username", name, "state", "active");
  }

  private Answer users(Route.Call call) {
    String name = call.query().getOrDefault("username", "");
    return Answer.of(200, users.containsKey(name) ? List.of(user(name)) : List.of());
  }

  private Map<String, Object> json(StandInRequest request) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", request.number + 100);
    json.put("iid", request.number);
    json.put("project_id", 5);
    json.put("source_project_id", 5);
    json.put("target_project_id", 5);
    json.put("title", request.title);
    json.put("description", request.body.isEmpty() ? null : request.body);
    json.put("state", request.isMerged() ? "merged" : request.isOpen ? "opened" : "closed");
    json.put("source_branch", request.branch);
    json.put("target_branch", request.base);
    json.put("author", user(request.author));
    json.put("labels", List.copyOf(request.labels));
    json.put("reviewers", request.reviewers.stream().map(this::user).toList());
    json.put("web_url", server() + "/me/home/-/merge_requests/" + request.number);
    json.put("sha", request.head);
    json.put("merge_commit_sha", request.isMerged() ? request.mergeCommit : null);
    json.put("squash_commit_sha", null);
    json.put("merge_when_pipeline_succeeds", !request.mergesAt.isEmpty());
    json.put(
        "merge_status",
        isConflicting.map(c -> c ? "cannot_be_merged" : "can_be_merged").orElse("checking"));
    json.put(
        "detailed_merge_status",
        isConflicting.map(c -> c ? "conflict" : "mergeable").orElse("checking"));
    json.put("head_pipeline", isCheckPending ? Map.of("id", 1, "status", "running") : null);
    json.put("has_conflicts", isConflicting.orElse(false));
    return json;
  }

  private Map<String, Object> note(StandInRequest.Comment comment) {
    return Map.of(
        "id", comment.id(),
        "body", comment.body(),
        "author", user(comment.author()),
        "system", false);
  }

  private Answer list(Route.Call call) {
    String state = call.query().getOrDefault("state", "all");
    List<Map<String, Object>> all =
        newestFirst().stream()
            .filter(r -> matches(call, "source_branch", r.branch))
            .filter(r -> matches(call, "target_branch", r.base))
            .map(this::json)
            .filter(json -> state.equals("all") || state.equals(json.get("state")))
            .toList();
    return paged(call, all);
  }

  private static boolean matches(Route.Call call, String parameter, String value) {
    return call.query().getOrDefault(parameter, value).equals(value);
  }

  private Answer paged(Route.Call call, List<Map<String, Object>> all) {
    int size = Math.min(100, call.queryNumber("per_page", 20));
    int page = call.queryNumber("page", 1);
    String next = page * size < all.size() ? "; rel=\"next\"" : "; rel=\"last\"";
    return Answer.of(200, page(all, page, size))
        .with("Link", "<" + server() + "/api/v4/somewhere>" + next);
  }

  private Answer create(Route.Call call) {
    String branch = call.text("source_branch");
    String base = call.text("target_branch");
    if (branches.tip(branch).isEmpty()) {
      return Answer.of(400, Map.of("message", Map.of("source_branch", List.of("does not exist"))));
    }
    return open(branch, base)
        .map(known ->
            Answer.of(
                409,
                Map.of(
                    "message",
                    List.of(
                        "Another open merge request already exists for this source branch: !"
                            + known.number))))
        .orElseGet(() ->
            Answer.of(
                201,
                json(create(branch, base, USER, call.text("title"), call.text("description")))));
  }

  private Answer edit(Route.Call call) {
    return found(
        call,
        request -> {
          if (call.body().members().isEmpty()) {
            return misuse(400, "nothing to change");
          }
          call.body().get("title").text().ifPresent(title -> request.title = title);
          call.body().get("description").text().ifPresent(text -> request.body = text);
          call.body()
              .get("add_labels")
              .text()
              .ifPresent(names ->
                  Arrays.asList(names.split(",", -1))
                      .forEach(label -> {
                        labels.add(label);
                        request.labels.add(label);
                      }));
          if (call.body().get("reviewer_ids").isList()) {
            request.reviewers.clear();
            for (JsonValue id : call.body().get("reviewer_ids").elements()) {
              users.forEach((name, known) -> {
                if (id.number().equals(Optional.of(known))) {
                  request.reviewers.add(name);
                }
              });
            }
          }
          // An event that does not fit the state changes nothing.
          String event = call.text("state_event");
          if (!request.isMerged() && !event.isEmpty()) {
            if (!Set.of("close", "reopen").contains(event)) {
              return misuse(400, "state_event " + event);
            }
            request.isOpen = event.equals("reopen");
          }
          return Answer.of(200, json(request));
        });
  }

  private Answer accept(Route.Call call) {
    return found(
        call,
        request -> {
          if (!mayMerge) {
            return error(401, "401 Unauthorized");
          }
          if (!request.isOpen || !isConflicting.equals(Optional.of(false))) {
            return error(405, "405 Method Not Allowed");
          }
          Optional<String> sha = call.body().get("sha").text();
          if (sha.isPresent() && !sha.get().equals(request.head)) {
            return error(409, "SHA does not match HEAD of source branch");
          }
          boolean waits = call.body().get("auto_merge").bool().orElse(false);
          if (waits != isCheckPending) {
            // Also an automatic merge without a pipeline.
            return error(405, "405 Method Not Allowed");
          }
          if (waits) {
            request.mergesAt = request.head;
          } else {
            merge(request);
          }
          return Answer.of(200, json(request));
        });
  }
}
