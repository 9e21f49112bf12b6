package dev.leasehold.forge;

import dev.leasehold.forge.Route.Answer;
import dev.leasehold.http.JsonValue;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** GitHub, by its documents. Each call and reply is checked with {@link GitHubDescription}. */
final class GitHubStandIn extends ForgeStandIn {
  private static final String REPO = "/repos/me/home";
  private static final String PULL = REPO + "/pulls/{number}";
  private static final String ISSUE = REPO + "/issues/{number}";
  private static final String COMMENT = REPO + "/issues/comments/{id}";
  private static final String TIME = "2026-11-29T10:00:00Z";

  private @Nullable GitHubAppStandIn app;
  private final GitHubDescription description = GitHubDescription.get();

  GitHubStandIn(Branches branches) {
    super(branches);
  }

  @Override
  String apiPath() {
    return "";
  }

  @Override
  Optional<String> misfit(Map<String, String> headers) {
    if (!"application/vnd.github+json".equals(headers.get("Accept"))) {
      return Optional.of("Accept is not as GitHub recommends");
    }
    if (!"2022-11-28".equals(headers.get("X-GitHub-Api-Version"))) {
      return Optional.of("no X-GitHub-Api-Version");
    }
    // GitHub refuses calls without it.
    return headers.containsKey("User-Agent") ? Optional.empty() : Optional.of("no User-Agent");
  }

  @Override
  String authorization(String secret) {
    return "Bearer " + secret;
  }

  @Override
  public synchronized void installApp(
      String appId, String installationId, PublicKey key, InstantSource clock) {
    app = new GitHubAppStandIn(appId, installationId, key, clock);
  }

  @Override
  boolean isAuthorized(String path, String header) {
    GitHubAppStandIn installed = app;
    return path.startsWith("/app/") && installed != null
        ? installed.isSignedBy(header)
        : super.isAuthorized(path, header);
  }

  /** A new token, valid for an hour. */
  private Answer installationToken(Route.Call call) {
    GitHubAppStandIn installed = app;
    if (installed == null || !installed.isInstallation(call.path().getOrDefault("id", ""))) {
      return notFound();
    }
    String token = "ghs_" + nextId();
    rotate(token);
    return Answer.of(
        201,
        description.example(
            "installation-token", Map.of("token", token, "expires_at", installed.expiry())));
  }

  @Override
  Answer error(int status, String words) {
    return Answer.of(
        status,
        Map.of(
            "message",
            words,
            "documentation_url",
            "https://docs.github.com/rest",
            "status",
            String.valueOf(status)));
  }

  private static Answer invalid(String resource, String... member) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("resource", resource);
    for (int i = 0; i < member.length; i += 2) {
      error.put(member[i], member[i + 1]);
    }
    return Answer.of(
        422,
        Map.of(
            "message", "Validation Failed",
            "errors", List.of(error),
            "documentation_url", "https://docs.github.com/rest/pulls/pulls"));
  }

  @Override
  Optional<String> misfit(
      String method, String path, Set<String> query, String body, Answer answer) {
    return path.equals("/graphql")
        ? Optional.empty()
        : description.misfit(
            method,
            path,
            query,
            body,
            answer.status(),
            answer.json().map(JsonValue::write).orElse(""));
  }

  @Override
  List<Route> operations() {
    return List.of(
        Route.get(
            REPO + "/pulls",
            Set.of("head", "base", "state", "sort", "direction", "per_page", "page"),
            this::list),
        Route.of(
            "POST",
            REPO + "/pulls",
            Map.of(
                "title",
                "text",
                "head",
                "text",
                "base",
                "text",
                "body?",
                "text",
                "draft?",
                "bool",
                "maintainer_can_modify?",
                "bool"),
            this::create),
        Route.get(PULL, Set.of(), call -> found(call, r -> Answer.of(200, full(r)))),
        Route.of(
            "PATCH",
            PULL,
            Map.of("title?", "text", "body?", "text", "state?", "text", "base?", "text"),
            this::edit),
        Route.of(
            "PUT",
            PULL + "/merge",
            Map.of("sha?", "text", "merge_method?", "text", "commit_title?", "text"),
            this::mergeNow),
        Route.of(
            "POST",
            PULL + "/requested_reviewers",
            Map.of("reviewers?", "texts", "team_reviewers?", "texts"),
            this::review),
        Route.of("POST", ISSUE + "/labels", Map.of("labels", "texts"), this::addLabels),
        Route.get(
            ISSUE + "/comments",
            Set.of("since", "per_page", "page"),
            call ->
                found(
                    call,
                    r ->
                        Answer.of(
                            200,
                            page(
                                r.comments.stream().map(this::json).toList(),
                                call.queryNumber("page", 1),
                                call.queryNumber("per_page", 30))))),
        Route.of("POST", ISSUE + "/comments", Map.of("body", "text"), this::comment),
        Route.of("PATCH", COMMENT, Map.of("body", "text"), this::editComment),
        Route.delete(
            COMMENT, call -> deleteComment(call.number("id")) ? Answer.empty(204) : notFound()),
        new Route(
            "POST",
            "/app/installations/{id}/access_tokens",
            Set.of(),
            Map.of(),
            false,
            this::installationToken),
        Route.of(
            "POST",
            "/graphql",
            Map.of("query", "text", "variables?", "any", "operationName?", "text"),
            this::graphQl));
  }

  private Answer notFound() {
    return error(404, "Not Found");
  }

  private Answer found(Route.Call call, Function<StandInRequest, Answer> answer) {
    return find(call.number("number")).map(answer).orElseGet(this::notFound);
  }

  private Map<String, Object> user(String login) {
    Map<String, Object> user = new LinkedHashMap<>();
    description
        .example("pull-request", Map.of())
        .forEach((name, value) -> {
          if (name.equals("user") && value instanceof Map<?, ?> example) {
            example.forEach((key, member) -> user.put(key.toString(), member));
          }
        });
    user.put("login", login);
    user.put("id", users.getOrDefault(login, 0L));
    return user;
  }

  private Map<String, Object> full(StandInRequest request) {
    Map<String, Object> json = json(request, "pull-request");
    json.put("merged", request.isMerged());
    json.put("mergeable", request.isOpen ? isConflicting.map(c -> !c).orElse(null) : null);
    json.put("mergeable_state", "unknown");
    return json;
  }

  private Map<String, Object> json(StandInRequest request, String example) {
    Map<String, Object> json = description.example(example, Map.of());
    json.put("id", request.number + 100);
    json.put("node_id", node(request));
    json.put("number", request.number);
    json.put("html_url", server() + "/me/home/pull/" + request.number);
    json.put("state", request.isOpen ? "open" : "closed");
    json.put("title", request.title);
    json.put("body", request.body.isEmpty() ? null : request.body);
    json.put("user", user(request.author));
    json.put("labels", request.labels.stream().map(this::label).toList());
    json.put("requested_reviewers", request.reviewers.stream().map(this::user).toList());
    json.put("requested_teams", List.of()); // that of the example does not fit its schema
    json.put("merged_at", request.isMerged() ? TIME : null);
    json.put("closed_at", request.isOpen ? null : TIME);
    // Of an open one that of a merge that GitHub tries.
    json.put("merge_commit_sha", request.isMerged() ? request.mergeCommit : "e".repeat(40));
    json.put("head", branch(json.get("head"), request.branch, request.head));
    json.put(
        "base",
        branch(json.get("base"), request.base, branches.tip(request.base).orElse("0".repeat(40))));
    return json;
  }

  private static String node(StandInRequest request) {
    return "PR_node" + request.number;
  }

  private static Map<String, Object> branch(@Nullable Object example, String name, String commit) {
    Map<String, Object> branch = copy(example);
    branch.put("ref", name);
    branch.put("label", "me:" + name);
    branch.put("sha", commit);
    Map<String, Object> repository = copy(branch.get("repo"));
    repository.put("full_name", REPOSITORY);
    branch.put("repo", repository);
    return branch;
  }

  private static Map<String, Object> copy(@Nullable Object map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    new JsonValue(map).members().forEach((key, value) -> copy.put(key.toString(), value));
    return copy;
  }

  private Map<String, Object> label(String name) {
    return description.example("label-items", Map.of("name", name));
  }

  private Map<String, Object> json(StandInRequest.Comment comment) {
    return description.example(
        "issue-comment",
        Map.of("id", comment.id(), "body", comment.body(), "user", user(comment.author())));
  }

  private Answer list(Route.Call call) {
    String head = call.query().getOrDefault("head", "");
    String base = call.query().getOrDefault("base", "");
    String state = call.query().getOrDefault("state", "open");
    List<Map<String, Object>> all =
        newestFirst().stream()
            .filter(r -> state.equals("all") || r.isOpen == state.equals("open"))
            .filter(r -> head.isEmpty() || head.equals("me:" + r.branch))
            .filter(r -> base.isEmpty() || r.base.equals(base))
            .map(r -> json(r, "pull-request-simple-items"))
            .toList();
    int size = Math.min(100, call.queryNumber("per_page", 30));
    int page = call.queryNumber("page", 1);
    Answer answer = Answer.of(200, page(all, page, size));
    return page * size < all.size()
        ? answer.with(
            "Link", "<" + server() + REPO + "/pulls?page=" + (page + 1) + ">; rel=\"next\"")
        : answer;
  }

  private Answer create(Route.Call call) {
    String branch = call.text("head");
    String base = call.text("base");
    if (branches.tip(branch).isEmpty()) {
      return invalid("PullRequest", "field", "head", "code", "invalid");
    }
    if (branches.tip(base).isEmpty()) {
      return invalid("PullRequest", "field", "base", "code", "invalid");
    }
    if (open(branch, base).isPresent()) {
      return invalid(
          "PullRequest",
          "code",
          "custom",
          "message",
          "A pull request already exists for me:" + branch + ".");
    }
    if (!branches.isAhead(branch, base)) {
      return invalid(
          "PullRequest",
          "code",
          "custom",
          "message",
          "No commits between " + base + " and " + branch);
    }
    return Answer.of(201, full(create(branch, base, USER, call.text("title"), call.text("body"))));
  }

  private Answer edit(Route.Call call) {
    return found(
        call,
        request -> {
          call.body().get("title").text().ifPresent(title -> request.title = title);
          call.body().get("body").text().ifPresent(body -> request.body = body);
          Optional<String> state = call.body().get("state").text();
          if (state.equals(Optional.of("open")) && !request.isOpen) {
            if (request.isMerged() || branches.tip(request.branch).isEmpty()) {
              return invalid(
                  "PullRequest",
                  "code",
                  "custom",
                  "field",
                  "state",
                  "message",
                  "state cannot be changed. The " + request.branch + " branch has been deleted.");
            }
            request.isOpen = true;
          }
          if (state.equals(Optional.of("closed"))) {
            request.isOpen = false;
          }
          return Answer.of(200, full(request));
        });
  }

  private Answer mergeNow(Route.Call call) {
    return found(
        call,
        request -> {
          if (!mayMerge) {
            return error(403, "Resource not accessible by personal access token");
          }
          if (!request.isOpen || isCheckPending) {
            return error(405, "Pull Request is not mergeable");
          }
          Optional<String> sha = call.body().get("sha").text();
          if (sha.isPresent() && !sha.get().equals(request.head)) {
            return error(409, "Head branch was modified. Review and try the merge again.");
          }
          return Answer.of(
              200,
              Map.of(
                  "sha",
                  merge(request),
                  "merged",
                  true,
                  "message",
                  "Pull Request successfully merged"));
        });
  }

  private Answer review(Route.Call call) {
    return found(
        call,
        request -> {
          for (JsonValue element : call.body().get("reviewers").elements()) {
            String name = element.text().orElse("");
            if (name.equals(request.author)) {
              return error(422, "Review cannot be requested from pull request author.");
            }
            if (!users.containsKey(name)) {
              return error(
                  422,
                  "Reviews may only be requested from collaborators. One or more of the users or"
                      + " teams you specified is not a collaborator of the me/home repository.");
            }
            request.reviewers.add(name);
          }
          return Answer.of(201, json(request, "pull-request-review-request"));
        });
  }

  private Answer addLabels(Route.Call call) {
    return found(
        call,
        request -> {
          for (JsonValue label : call.body().get("labels").elements()) {
            labels.add(label.text().orElse(""));
            request.labels.add(label.text().orElse(""));
          }
          return Answer.of(200, request.labels.stream().map(this::label).toList());
        });
  }

  private Answer comment(Route.Call call) {
    return found(call, request -> Answer.of(201, json(comment(request, call.text("body")))));
  }

  private Answer editComment(Route.Call call) {
    return editComment(call.number("id"), call.text("body"))
        .map(comment -> Answer.of(200, json(comment)))
        .orElseGet(this::notFound);
  }

  // GraphQL.

  private Answer graphQl(Route.Call call) {
    String query = call.text("query");
    JsonValue variables = call.body().get("variables");
    if (query.contains("viewer")) {
      return Answer.of(200, Map.of("data", Map.of("viewer", Map.of("login", USER))));
    }
    if (query.contains("enablePullRequestAutoMerge")) {
      return enable(variables);
    }
    if (query.contains("mergeStateStatus")) {
      return status(variables);
    }
    return misuse(400, "an unknown query: " + query);
  }

  private static Answer graphQlError(String type, String words) {
    return Answer.of(200, Map.of("errors", List.of(Map.of("type", type, "message", words))));
  }

  private String mergeState(StandInRequest request) {
    if (isConflicting.equals(Optional.of(true))) {
      return "DIRTY";
    }
    return isConflicting.isEmpty()
        ? "UNKNOWN"
        : isCheckPending ? "BLOCKED" : request.labels.contains("unstable") ? "UNSTABLE" : "CLEAN";
  }

  private Answer status(JsonValue variables) {
    if (!variables.get("owner").text().equals(Optional.of("me"))
        || !variables.get("name").text().equals(Optional.of("home"))) {
      return graphQlError("NOT_FOUND", "Could not resolve to a Repository");
    }
    StandInRequest request = request(variables.get("number").number().orElseThrow());
    Map<String, Object> pull = new HashMap<>();
    pull.put("id", node(request));
    pull.put("state", request.isMerged() ? "MERGED" : request.isOpen ? "OPEN" : "CLOSED");
    pull.put("headRefOid", request.head);
    pull.put("mergeStateStatus", mergeState(request));
    pull.put("autoMergeRequest", request.mergesAt.isEmpty() ? null : Map.of("enabledAt", TIME));
    return Answer.of(
        200,
        Map.of(
            "data",
            Map.of(
                "repository",
                Map.of(
                    "autoMergeAllowed", isAutoMergePermitted,
                    "mergeCommitAllowed", true,
                    "rebaseMergeAllowed", true,
                    "squashMergeAllowed", true,
                    "pullRequest", pull))));
  }

  private Answer enable(JsonValue variables) {
    String id = variables.get("id").text().orElse("");
    StandInRequest request =
        newestFirst().stream().filter(r -> node(r).equals(id)).findFirst().orElseThrow();
    if (!isAutoMergePermitted) {
      return graphQlError(
          "UNPROCESSABLE", "Pull request Auto merge is not allowed for this repository");
    }
    if (!mayMerge) {
      return graphQlError("FORBIDDEN", "Resource not accessible by personal access token");
    }
    if (!variables.get("head").text().equals(Optional.of(request.head))) {
      return graphQlError("UNPROCESSABLE", "Head sha didn't match expected head oid");
    }
    if (!Set.of("MERGE", "SQUASH", "REBASE").contains(variables.get("method").text().orElse(""))) {
      return misuse(400, "method " + variables.get("method"));
    }
    if (!isCheckPending) {
      return graphQlError("UNPROCESSABLE", "Pull request Pull request is in clean status");
    }
    request.mergesAt = request.head;
    return Answer.of(
        200,
        Map.of(
            "data",
            Map.of(
                "enablePullRequestAutoMerge",
                Map.of("pullRequest", Map.of("number", request.number)))));
  }
}
