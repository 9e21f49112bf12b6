package dev.leasehold.forge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.forge.Forge.Product;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.PullRequest.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitLabTest extends StandInContract {
  @Override
  protected Product product() {
    return Product.GITLAB;
  }

  @Override
  protected String requests() {
    return "/merge_requests";
  }

  @Override
  protected String comments() {
    return "/notes";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | {\"error\":\"insufficient_scope\",\"error_description\":\"The request requires higher privileges\"} | insufficient_scope; The request requires higher privileges | scope api",
        "403 | {\"message\":\"403 Forbidden\"}                                                                     | 403 Forbidden                                              | role Developer",
        "404 | {\"message\":\"404 Project Not Found\"}                                                             | 404 Project Not Found                                      | member of this project",
        "400 | {\"message\":{\"source_branch\":[\"does not exist\"]}}                                              | source_branch does not exist                               | branch",
        "422 | {\"message\":[\"a\",\"b\"]}                                                                         | a; b                                                       | branch",
      })
  void tellsWhatARefusalMeans(int status, String body, String words, String whatToDo) {
    local().commit("ours");
    refuseNext("POST", requests(), status, body);
    Refused<?> refused = refused(forge.open("ours", "main", new RequestText("title", "body")));
    assertTrue(
        refused
            .reason()
            .startsWith(
                "GitLab refuses to open a merge request: " + status + " " + words + " (POST "),
        refused.reason());
    assertTrue(refused.whatToDo().contains(whatToDo), refused.whatToDo());
  }

  @Test
  void waitsForTheEndOfARateLimit() {
    Map<String, String> headers =
        Map.of("RateLimit-Reset", String.valueOf(local().now.getEpochSecond() + 40));
    standIn().refuseNext("GET", requests(), 429, headers, "Retry later\n");
    assertEquals(
        Optional.of(Duration.ofSeconds(40)),
        unavailable(forge.newest("ours", "main")).retryAfter());
  }

  @Test
  void keepsTheReviewersOfPeople() {
    PullRequest request = local().open("ours");
    standIn().requestReviewAsPerson(request.number(), "bob");
    done(forge.requestReview(request, List.of(lab.reviewer())));
    assertEquals(Set.of("bob", lab.reviewer()), lab.reviewers(request.number()));
  }

  @Test
  void knowsTheCommitOfAFastForwardMerge() {
    PullRequest request = local().open("ours");
    refuseNext(
        "GET",
        requests(),
        200,
        """
        {"iid": 1, "web_url": "u", "state": "merged", "title": "t", "target_branch": "main",
         "sha": "%s", "merge_commit_sha": null, "squash_commit_sha": null, "labels": []}
        """
            .formatted(request.head()));
    assertEquals(Optional.of(request.head()), done(forge.read(request)).mergeCommit());
  }

  @Test
  void takesALockedRequestForOpen() {
    PullRequest request = local().open("ours");
    refuseNext(
        "GET",
        requests(),
        200,
        """
        {"iid": 1, "web_url": "u", "state": "locked", "title": "t", "target_branch": "main",
         "sha": "%s", "labels": []}
        """
            .formatted(request.head()));
    assertEquals(State.OPEN, done(forge.read(request)).state());
  }

  @Test
  void takesNoRequestOfAForkForOurs() {
    String fork =
        """
        [{"iid": 9, "web_url": "u", "state": "opened", "title": "t", "target_branch": "main",
          "source_project_id": 6, "target_project_id": 5, "sha": "a", "labels": []}]
        """;
    refuseNext("GET", requests(), 200, fork);
    assertEquals(Optional.empty(), done(forge.newest("ours", "main")));
  }

  @Test
  void asksForAnAutomaticMergeInBothSpellings() {
    PullRequest request = local().open("ours");
    done(forge.mergeWhenReady(request, request.head()));
    assertTrue(
        standIn().received().stream()
            .anyMatch(call ->
                call.body().contains("\"auto_merge\":true")
                    && call.body().contains("\"merge_when_pipeline_succeeds\":true")
                    && call.body().contains(request.head())));
  }

  @Test
  void mergesAtOnceWhereAnAutomaticMergeIsIgnored() {
    PullRequest request = local().open("ours");
    refuseNext("PUT", "/merge$", 200, "{\"state\":\"opened\"}");
    assertEquals(State.MERGED, done(forge.mergeWhenReady(request, request.head())).state());
  }

  @Test
  void doesNotIgnoreAPipelineThatFailed() {
    PullRequest request = local().open("ours");
    refuseNext(
        "GET",
        requests(),
        200,
        """
        {"iid": 1, "web_url": "u", "state": "opened", "title": "t", "target_branch": "main",
         "sha": "%s", "labels": [], "detailed_merge_status": "mergeable",
         "head_pipeline": {"status": "failed"}}
        """
            .formatted(request.head()));
    unavailable(forge.mergeWhenReady(request, request.head()));
    assertEquals(State.OPEN, done(forge.read(request)).state());
  }

  @Test
  void waitsWhileARequestIsNotMergeable() {
    PullRequest request = local().open("ours");
    for (int status : List.of(406, 409, 422)) {
      refuseNext("PUT", "/merge", status, "{\"message\":\"not now\"}");
      unavailable(forge.mergeWhenReady(request, request.head()));
    }
  }
}
