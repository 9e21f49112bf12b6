package dev.leasehold.forge;

import dev.leasehold.forge.Route.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Gitea, by its API description and the source of version 1.26. */
final class GiteaStandIn extends ForgeStandIn {
  private static final String REPO = "/api/v1/repos/me/home";
  private static final String PULL = REPO + "/pulls/{number}";
  private static final String ISSUE = REPO + "/issues/{number}";

  /** With its default settings. */
  private static final int MOST_OF_A_PAGE = 50;

  private final Map<String, Long> labelIds = new TreeMap<>();

  GiteaStandIn(Branches branches) {
    super(branches);
  }

  @Override
  String apiPath() {
    return "/api/v1";
  }

  @Override
  Optional<String> misfit(Map<String, String> headers) {
    return Optional.empty();
  }

  @Override
  String authorization(String secret) {
    return "token " + secret;
  }

  @Override
  Answer error(int status, String words) {
    return Answer.of(status, Map.of("message", words, "url", "https://gitea.example/api/swagger"));
  }

  @Override
  List<Route> operations() {
    Map<String, String> comment = Map.of("body", "text", "updated_at?", "text");
    return List.of(
        Route.get("/api/v1/user", Set.of(), _ -> Answer.of(200, user(USER))),
        Route.get(REPO, Set.of(), _ -> Answer.of(200, repository())),
        Route.get(
            REPO + "/pulls",
            Set.of("state", "base_branch", "sort", "limit", "page", "poster", "labels"),
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
                "labels?",
                "numbers",
                "reviewers?",
                "texts"),
            this::create),
        Route.get(PULL, Set.of(), call -> found(call, r -> Answer.of(200, json(r)))),
        Route.get(REPO + "/pulls/{base}/{head}", Set.of(), this::byBranch),
        Route.of(
            "PATCH",
            PULL,
            Map.of("title?", "text", "body?", "text", "state?", "text", "labels?", "numbers"),
            this::edit),
        Route.of(
            "POST",
            PULL + "/merge",
            Map.of("Do", "text", "merge_when_checks_succeed?", "bool", "head_commit_id?", "text"),
            this::merge),
        Route.of(
            "POST",
            PULL + "/requested_reviewers",
            Map.of("reviewers?", "texts", "team_reviewers?", "texts"),
            this::review),
        Route.get(REPO + "/labels", Set.of("limit", "page"), this::labels),
        Route.get(
            "/api/v1/orgs/{org}/labels",
            Set.of("limit", "page"),
            _ -> error(404, "The target couldn't be found.")),
        Route.of("POST", ISSUE + "/labels", Map.of("labels", "numbers"), this::addLabels),
        Route.get(
            ISSUE + "/comments",
            Set.of("since", "before"),
            call -> found(call, r -> Answer.of(200, r.comments.stream().map(this::json).toList()))),
        Route.of(
            "POST",
            ISSUE + "/comments",
            comment,
            call -> found(call, r -> Answer.of(201, json(comment(r, call.text("body")))))),
        Route.of("PATCH", REPO + "/issues/comments/{id}", comment, this::editComment),
        Route.delete(REPO + "/issues/comments/{id}", this::deleteComment));
  }

  private Answer found(
      Route.Call call, java.util.function.Function<StandInRequest, Answer> answer) {
    return find(call.number("number"))
        .map(answer)
        .orElseGet(() -> error(404, "The target couldn't be found."));
  }

  private Map<String, Object> user(String login) {
    return Map.of("id", users.getOrDefault(login, 0L), "login", login, "username", login);
  }

  private Map<String, Object> repository() {
    return Map.of(
        "id", 5,
        "full_name", REPOSITORY,
        "allow_merge_commits", true,
        "allow_rebase", true,
        "allow_rebase_explicit", true,
        "allow_squash_merge", true);
  }

  private Map<String, Object> json(StandInRequest request) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", request.number + 100);
    json.put("number", request.number);
    json.put("user", user(request.author));
    json.put("title", request.title);
    json.put("body", request.body);
    json.put("labels", request.labels.stream().map(this::label).toList());
    json.put("state", request.isOpen ? "open" : "closed");
    json.put("html_url", server() + "/me/home/pulls/" + request.number);
    json.put("mergeable", request.isOpen && isConflicting.equals(Optional.of(false)));
    json.put("merged", request.isMerged());
    if (request.isMerged()) {
      json.put("merge_commit_sha", request.mergeCommit);
    }
    json.put("base", branch(request.base, request.base, branches.tip(request.base).orElse("")));
    boolean exists = branches.tip(request.branch).isPresent();
    json.put(
        "head",
        branch(
            request.branch,
            exists ? request.branch : "refs/pull/" + request.number + "/head",
            request.head));
    json.put("requested_reviewers", request.reviewers.stream().map(this::user).toList());
    return json;
  }

  private static Map<String, Object> branch(String label, String ref, String commit) {
    return Map.of("label", label, "ref", ref, "sha", commit, "repo_id", 5);
  }

  private Map<String, Object> label(String name) {
    return Map.of("id", id(name), "name", name, "color", "00aabb");
  }

  private long id(String label) {
    return labelIds.computeIfAbsent(label, _ -> nextId());
  }

  private Map<String, Object> json(StandInRequest.Comment comment) {
    return Map.of("id", comment.id(), "user", user(comment.author()), "body", comment.body());
  }

  private Answer list(Route.Call call) {
    String state = call.query().getOrDefault("state", "open");
    String base = call.query().getOrDefault("base_branch", "");
    List<StandInRequest> all =
        newestFirst().stream()
            .filter(r -> state.equals("all") || r.isOpen == state.equals("open"))
            .filter(r -> base.isEmpty() || r.base.equals(base))
            .toList();
    return paged(call, all.stream().map(this::json).toList());
  }

  private static Answer paged(Route.Call call, List<Map<String, Object>> all) {
    int size = Math.min(MOST_OF_A_PAGE, call.queryNumber("limit", 30));
    return Answer.of(200, page(all, call.queryNumber("page", 1), size))
        .with("X-Total-Count", String.valueOf(all.size()));
  }

  private Answer create(Route.Call call) {
    String branch = call.text("head");
    String base = call.text("base");
    if (branch.equals(base)) {
      return error(422, "Invalid PullRequest: There are no changes between the head and the base");
    }
    if (branches.tip(branch).isEmpty() || branches.tip(base).isEmpty()) {
      return error(404, "The target couldn't be found.");
    }
    return open(branch, base)
        .map(known ->
            error(
                409,
                "pull request already exists for these targets [id: %d, issue_id: %d]"
                    .formatted(known.number + 100, known.number)))
        .orElseGet(() ->
            Answer.of(
                201, json(create(branch, base, USER, call.text("title"), call.text("body")))));
  }

  /** One of any state, and not always the newest. */
  private Answer byBranch(Route.Call call) {
    return newestFirst().reversed().stream()
        .filter(
            r -> r.base.equals(call.path().get("base")) && r.branch.equals(call.path().get("head")))
        .findFirst()
        .map(r -> Answer.of(200, json(r)))
        .orElseGet(() -> error(404, "The target couldn't be found."));
  }

  private Answer edit(Route.Call call) {
    return found(
        call,
        request -> {
          call.body().get("title").text().ifPresent(title -> request.title = title);
          call.body().get("body").text().ifPresent(body -> request.body = body);
          Optional<String> state = call.body().get("state").text();
          if (state.isPresent() && request.isMerged()) {
            return error(412, "cannot change state of this pull request, it was already merged");
          }
          state.ifPresent(text -> request.isOpen = text.equals("open"));
          return Answer.of(201, json(request));
        });
  }

  private Answer merge(Route.Call call) {
    return found(
        call,
        request -> {
          if (request.isMerged()) {
            return error(405, "The PR is already merged");
          }
          if (!request.isOpen) {
            return error(404, "The target couldn't be found.");
          }
          if (!mayMerge) {
            return error(405, "User not allowed to merge PR");
          }
          if (!isConflicting.equals(Optional.of(false))) {
            return error(405, "Please try again later");
          }
          if (call.body().get("merge_when_checks_succeed").bool().orElse(false) && isCheckPending) {
            if (!request.mergesAt.isEmpty()) {
              return error(
                  409,
                  "pull request is already scheduled to auto merge when checks succeed [pull_id: 1]");
            }
            request.mergesAt = request.head;
            return Answer.empty(201);
          }
          Optional<String> head = call.body().get("head_commit_id").text();
          if (head.isPresent() && !head.get().equals(request.head)) {
            return error(409, "head out of date");
          }
          merge(request);
          return Answer.empty(200);
        });
  }

  private Answer review(Route.Call call) {
    return found(
        call,
        request -> {
          List<Object> reviews = new ArrayList<>();
          for (var element : call.body().get("reviewers").elements()) {
            String name = element.text().orElse("");
            if (!users.containsKey(name)) {
              return error(404, "UserNotExist");
            }
            if (name.equals(request.author)) {
              return error(422, "poster of pr can't be reviewer [user_id: 7, repo_id: 5]");
            }
            request.reviewers.add(name);
            reviews.add(Map.of("id", nextId(), "user", user(name)));
          }
          return Answer.of(201, reviews);
        });
  }

  private Answer labels(Route.Call call) {
    return paged(call, labels.stream().map(this::label).toList());
  }

  private Answer addLabels(Route.Call call) {
    return found(
        call,
        request -> {
          for (var element : call.body().get("labels").elements()) {
            long id = element.number().orElse(0L);
            labels.stream().filter(name -> id(name) == id).forEach(request.labels::add);
          }
          return Answer.of(200, request.labels.stream().map(this::label).toList());
        });
  }

  private Answer editComment(Route.Call call) {
    return editComment(call.number("id"), call.text("body"))
        .map(comment -> Answer.of(200, json(comment)))
        .orElseGet(() -> error(404, "The target couldn't be found."));
  }

  private Answer deleteComment(Route.Call call) {
    return deleteComment(call.number("id"))
        ? Answer.empty(204)
        : error(404, "The target couldn't be found.");
  }
}
