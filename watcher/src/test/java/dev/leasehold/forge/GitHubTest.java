package dev.leasehold.forge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.forge.Forge.Product;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.PullRequest.State;
import dev.leasehold.http.HttpAccess;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitHubTest extends StandInContract {
  private static final RequestText TEXT = new RequestText("title", "body");

  @Override
  protected Product product() {
    return Product.GITHUB;
  }

  @Test
  void tellsABranchWithoutChangesFromARequestThatExists() {
    local().branches.copy("main", "same");
    Refused<?> refused = refused(forge.open("same", "main", TEXT));
    assertTrue(
        refused.reason().contains("422 Validation Failed; No commits between main and same"),
        refused.reason());
    assertTrue(refused.whatToDo().startsWith("Nothing:"), refused.whatToDo());
    local().open("ours");
    assertEquals(1, done(forge.open("ours", "main", TEXT)).number());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | Resource not accessible by personal access token | permission pull_requests: write",
        "403 | Repository was archived so is read-only.         | Unarchive the repository",
        "404 | Not Found                                        | Check url",
        "422 | Validation Failed                                | branch",
      })
  void tellsWhatARefusalMeans(int status, String words, String whatToDo) {
    local().commit("ours");
    refuseNext("POST", "/pulls", status, "{\"message\":\"" + words + "\"}");
    Refused<?> refused = refused(forge.open("ours", "main", TEXT));
    assertTrue(
        refused
            .reason()
            .startsWith(
                "GitHub refuses to open a pull request: " + status + " " + words + " (POST "),
        refused.reason());
    assertTrue(refused.whatToDo().contains(whatToDo), refused.whatToDo());
  }

  @Test
  void waitsForTheEndOfTheHourlyLimit() {
    Map<String, String> headers =
        Map.of(
            "x-ratelimit-remaining",
            "0",
            "x-ratelimit-reset",
            String.valueOf(local().now.getEpochSecond() + 90));
    standIn()
        .refuseNext("GET", "/pulls", 403, headers, "{\"message\":\"API rate limit exceeded\"}");
    assertEquals(
        Optional.of(Duration.ofSeconds(90)),
        unavailable(forge.newest("ours", "main")).retryAfter());
  }

  @Test
  void waitsAMinuteForASecondaryLimit() {
    refuseNext("GET", "/pulls", 403, "{\"message\":\"You have exceeded a secondary rate limit.\"}");
    assertEquals(
        Optional.of(Duration.ofMinutes(1)), unavailable(forge.newest("ours", "main")).retryAfter());
    standIn().refuseNext("GET", "/pulls", 403, Map.of("Retry-After", "30"), "{}");
    assertEquals(
        Optional.of(Duration.ofSeconds(30)),
        unavailable(forge.newest("ours", "main")).retryAfter());
  }

  @Test
  void saysWhatToSwitchOnForAnAutomaticMerge() {
    PullRequest request = local().open("ours");
    standIn().permitAutoMerge(false);
    standIn().checksArePending(true);
    Refused<?> refused = refused(forge.mergeWhenReady(request, request.head()));
    assertTrue(refused.whatToDo().contains("Allow auto-merge"), refused.whatToDo());
  }

  @Test
  void mergesWithoutAutoMergeWhenNothingIsPending() {
    PullRequest request = local().open("ours");
    standIn().permitAutoMerge(false);
    assertEquals(State.MERGED, done(forge.mergeWhenReady(request, request.head())).state());
  }

  @Test
  void mergesWhatTurnsOutToBeCleanAlready() {
    PullRequest request = local().open("ours");
    standIn().conflict(Optional.empty());
    assertEquals(State.MERGED, done(forge.mergeWhenReady(request, request.head())).state());
    assertTrue(
        standIn().received().stream()
            .anyMatch(call -> call.body().contains("enablePullRequestAutoMerge")));
  }

  @Test
  void doesNotIgnoreChecksThatAreNotRequired() {
    PullRequest request = local().open("ours");
    lab.addLabelAsPerson(request.number(), "unstable");
    unavailable(forge.mergeWhenReady(request, request.head()));
    assertEquals(State.OPEN, done(forge.read(request)).state());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Pull request Protected branch rules not configured for this branch | ",
        "Pull request is in unstable status                                 | ",
        "Something went wrong while executing your query                    | ",
        "Pull request Can't enable auto-merge for this pull request         | Allow auto-merge",
        "Resource not accessible by integration                             | contents: write",
        "A surprise                                                         | autoMerge: false",
      })
  void tellsWhatARefusedAutoMergeMeans(String words, String whatToDo) {
    PullRequest request = local().open("ours");
    standIn().checksArePending(true);
    String status =
        """
        {"data":{"repository":{"autoMergeAllowed":true,"pullRequest":
          {"id":"PR_node1","state":"OPEN","headRefOid":"%s","mergeStateStatus":"BLOCKED"}}}}
        """
            .formatted(request.head());
    refuseNext("POST", "/graphql", 200, status);
    refuseNext("POST", "/graphql", 200, "{\"errors\":[{\"message\":\"" + words + "\"}]}");
    ForgeAnswer<PullRequest> answer = forge.mergeWhenReady(request, request.head());
    if (whatToDo == null) {
      assertTrue(unavailable(answer).reason().contains(words));
    } else {
      assertTrue(refused(answer).whatToDo().contains(whatToDo), answer.toString());
    }
  }

  @Test
  void saysThatGraphQlHidesTheRepository() {
    PullRequest request = local().open("ours");
    refuseNext(
        "POST",
        "/graphql",
        200,
        "{\"data\":null,\"errors\":[{\"type\":\"NOT_FOUND\",\"message\":\"Could not resolve\"}]}");
    Refused<?> refused = refused(forge.mergeWhenReady(request, request.head()));
    assertTrue(refused.whatToDo().contains("access to this repository"), refused.toString());
  }

  @Test
  void usesTheGraphQlOfAnEnterpriseServer() {
    URI api = URI.create(standIn().apiUrl() + "/api/v3");
    try (Forge enterprise =
        Forges.open(
            Product.GITHUB,
            api,
            ForgeStandIn.REPOSITORY,
            local().tokens(),
            HttpAccess.DEFAULT,
            () -> local().now)) {
      PullRequest request = local().open("ours");
      refuseNext("POST", "/api/graphql$", 200, "{\"errors\":[{\"message\":\"reached\"}]}");
      assertTrue(
          refused(enterprise.mergeWhenReady(request, request.head())).reason().endsWith("reached"));
    }
  }

  @Test
  void changesNothingWhileTheFenceIsClosed() {
    PullRequest request = local().open("ours");
    try (Forge fenced =
        Forges.open(
            Product.GITHUB,
            standIn().apiUrl(),
            ForgeStandIn.REPOSITORY,
            local().tokens(),
            HttpAccess.DEFAULT,
            () -> local().now,
            () -> Optional.of("this watcher stands by"))) {
      long calls = standIn().received().size();
      String answer =
          fenced.update(request, new RequestText("another title", "and body")).toString();
      assertTrue(answer.contains(": this watcher stands by"), answer);
      assertEquals(calls, standIn().received().size());
      assertEquals(request.number(), done(fenced.read(request)).number());
    }
  }

  @Test
  void asksOnceForAnAutomaticMerge() {
    PullRequest request = local().open("ours");
    standIn().checksArePending(true);
    done(forge.mergeWhenReady(request, request.head()));
    done(forge.mergeWhenReady(request, request.head()));
    assertEquals(
        1,
        standIn().received().stream()
            .filter(call -> call.body().contains("enablePullRequestAutoMerge"))
            .count());
  }

  @Test
  void createsLabelsThatTheRepositoryDoesNotHave() {
    PullRequest request = local().open("ours");
    done(forge.addLabels(request, Set.of("new")));
    assertEquals(Set.of("new"), lab.labels(request.number()));
  }

  @Test
  void refusesToReopenWithoutABranch() {
    PullRequest request = local().open("ours");
    done(forge.close(request));
    lab.deleteBranch("ours");
    Refused<?> refused = refused(forge.reopen(request));
    assertTrue(refused.reason().contains("branch has been deleted"), refused.reason());
  }

  @Test
  void takesNoRequestOfAForkForOurs() {
    String fork =
        """
        [{"number": 9, "html_url": "u", "state": "open", "title": "t", "labels": [],
          "base": {"ref": "main"}, "head": {"ref": "ours", "sha": "a",
            "repo": {"full_name": "me/fork"}}}]
        """;
    refuseNext("GET", "/pulls", 200, fork);
    assertEquals(Optional.empty(), done(forge.newest("ours", "main")));
  }
}
