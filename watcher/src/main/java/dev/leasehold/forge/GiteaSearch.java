package dev.leasehold.forge;

import static dev.leasehold.forge.ForgeCall.encode;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.http.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the requests of one branch. Gitea cannot list them: it lists those of all branches. Two
 * things keep the calls few in a repository with thousands of requests. GET /pulls/BASE/HEAD has
 * some request of the branch, an old or a new one, and says whether there is any. And numbers only
 * grow, so that pages of requests that were seen before are not read again.
 */
final class GiteaSearch {
  private static final int MOST_PAGES = 100;

  private final ForgeCalls calls;
  private final String path;
  private final Function<JsonValue, PullRequest> reader;
  private final Map<Way, Known> knowledge = new HashMap<>();

  private record Way(String branch, String base) {}

  /**
   * @param seen no request up to this number is newer than {@code match}
   * @param match the number of the newest request; 0: there is none
   */
  private record Known(long seen, long match) {}

  /**
   * @param found the newest request of the page that matches
   * @param isEnd whether later pages have nothing new
   * @param highest the highest number of the page
   * @param count the requests on this page and those before
   */
  private record Page(Optional<PullRequest> found, boolean isEnd, long highest, int count) {}

  /**
   * @param path that of the repository
   */
  GiteaSearch(ForgeCalls calls, String path, Function<JsonValue, PullRequest> reader) {
    this.calls = calls;
    this.path = path;
    this.reader = reader;
  }

  /** The open request, else the newest. */
  ForgeAnswer<Optional<PullRequest>> newest(String branch, String base) {
    return open(branch, base)
        .then(open -> open.isPresent() ? new Done<>(open) : closed(new Way(branch, base)));
  }

  ForgeAnswer<Optional<PullRequest>> open(String branch, String base) {
    Way way = new Way(branch, base);
    return list(way, "open", new Known(0, 0), 1, 0)
        .then(first -> pages(way, "open", new Known(0, 0), first))
        .map(found -> {
          found.ifPresent(request -> learn(way, request.number(), request.number()));
          return found;
        });
  }

  private ForgeAnswer<Optional<PullRequest>> closed(Way way) {
    Known known = knowledge.getOrDefault(way, new Known(0, 0));
    return list(way, "closed", known, 1, 0)
        .then(first -> search(way, known, first))
        .then(found -> found.isPresent() ? new Done<>(found) : remembered(way));
  }

  private ForgeAnswer<Optional<PullRequest>> search(Way way, Known known, Page first) {
    boolean isDone = first.found().isPresent() || first.isEnd();
    ForgeAnswer<Boolean> goesOn =
        isDone ? new Done<>(false) : known.match() > 0 ? new Done<>(true) : exists(way);
    return goesOn
        .then(more -> more ? pages(way, "closed", known, first) : new Done<>(first.found()))
        .map(found -> {
          learn(way, first.highest(), found.map(PullRequest::number).orElse(0L));
          return found;
        });
  }

  private void learn(Way way, long seen, long match) {
    knowledge.merge(
        way,
        new Known(Math.max(seen, match), match),
        (a, b) -> new Known(Math.max(a.seen(), b.seen()), Math.max(a.match(), b.match())));
  }

  private ForgeAnswer<Optional<PullRequest>> remembered(Way way) {
    long number = knowledge.getOrDefault(way, new Known(0, 0)).match();
    if (number == 0) {
      return new Done<>(Optional.empty());
    }
    ForgeCall call = ForgeCall.get("show the pull request", Right.READ, path + "/pulls/" + number);
    return calls
        .send(call)
        .then(reply -> {
          if (reply.status() == 404) { // deleted by an administrator
            knowledge.remove(way);
            return new Done<>(Optional.empty());
          }
          return calls.read(reply, reader).map(Optional::of);
        });
  }

  private ForgeAnswer<Optional<PullRequest>> pages(Way way, String state, Known known, Page first) {
    Page page = first;
    for (int number = 2; number <= MOST_PAGES; number++) {
      if (page.found().isPresent() || page.isEnd()) {
        break;
      }
      ForgeAnswer<Page> answer = list(way, state, known, number, page.count());
      if (!(answer instanceof Done<Page>(Page next))) {
        return answer.map(Page::found);
      }
      page = next;
    }
    return new Done<>(page.found());
  }

  private ForgeAnswer<Page> list(Way way, String state, Known known, int page, int count) {
    // The default order has the newest first; base_branch is ignored by older servers.
    ForgeCall call =
        ForgeCall.get("list pull requests", Right.READ, path + "/pulls")
            .query("state", state)
            .query("base_branch", way.base())
            .query("limit", String.valueOf(Gitea.PAGE))
            .query("page", String.valueOf(page));
    return calls
        .send(call)
        .then(
            reply -> calls.read(reply, json -> page(reply, Fields.list(json), way, known, count)));
  }

  private Page page(ForgeReply reply, List<JsonValue> list, Way way, Known known, int before) {
    int count = before + list.size();
    long highest = 0;
    boolean isSeen = false;
    for (JsonValue request : list) {
      long number = Fields.number(request, "number");
      highest = Math.max(highest, number);
      isSeen |= number <= known.seen();
    }
    Optional<PullRequest> found =
        list.stream()
            .filter(request -> Fields.number(request, "number") > known.seen())
            .filter(request -> isOf(way, request))
            .findFirst()
            .map(reader);
    return new Page(found, isSeen || !reply.hasNext(Gitea.PAGE, count), highest, count);
  }

  /** Once the branch is deleted, its name is in label and no longer in ref. */
  private static boolean isOf(Way way, JsonValue request) {
    JsonValue head = request.get("head");
    JsonValue base = request.get("base");
    return Objects.equals(head.get("repo_id").value(), base.get("repo_id").value())
        && head.get("label").text().equals(Optional.of(way.branch()))
        && base.get("ref").text().equals(Optional.of(way.base()));
  }

  private ForgeAnswer<Boolean> exists(Way way) {
    ForgeCall call =
        ForgeCall.get(
            "show the pull request of the branch",
            Right.READ,
            path + "/pulls/" + encode(way.base()) + "/" + encode(way.branch()));
    return calls
        .send(call)
        .then(reply -> reply.status() == 404 ? new Done<>(false) : calls.read(reply, _ -> true));
  }
}
