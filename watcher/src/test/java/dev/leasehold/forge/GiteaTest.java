package dev.leasehold.forge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.forge.Forge.Product;
import dev.leasehold.forge.ForgeAnswer.Refused;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GiteaTest extends StandInContract {
  @Override
  protected Product product() {
    return Product.GITEA;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | token does not have at least one of required scope(s) | Make a token with the scopes write:repository, write:issue and read:user.",
        "403 | user should have a permission                         | write access to this repository",
        "404 | The target couldn't be found.                         | Check url",
        "422 | Invalid PullRequest: There are no changes             | Read Gitea's words",
        "423 | archived                                              | Unarchive the repository",
      })
  void tellsWhatARefusalMeans(int status, String words, String whatToDo) {
    local().commit("ours");
    refuseNext("POST", "/pulls", status, "{\"message\":\"" + words + "\"}");
    Refused<?> refused = refused(forge.open("ours", "main", new RequestText("title", "body")));
    assertTrue(
        refused
            .reason()
            .startsWith(
                "Gitea refuses to open a pull request: " + status + " " + words + " (POST "),
        refused.reason());
    assertTrue(refused.whatToDo().contains(whatToDo), refused.whatToDo());
  }

  @Test
  void namesTheLabelThatIsMissing() {
    lab.defineLabel("network");
    PullRequest request = local().open("ours");
    Refused<?> refused = refused(forge.addLabels(request, Set.of("network", "absent")));
    assertEquals("Gitea: the repository has no label absent", refused.reason());
    assertEquals(Set.of("network"), lab.labels(request.number()));
  }

  @Test
  void findsLabelsOfTheOrganization() {
    PullRequest request = local().open("ours");
    refuseNext("GET", "/orgs/me/labels", 200, "[{\"id\":99,\"name\":\"of-all\"}]");
    done(forge.addLabels(request, Set.of("of-all")));
    assertTrue(
        standIn().received().stream().anyMatch(call -> call.body().equals("{\"labels\":[99]}")));
  }

  @Test
  void findsLabelsOnLaterPages() {
    for (int i = 0; i < 120; i++) {
      lab.defineLabel("label-%03d".formatted(i));
    }
    PullRequest request = local().open("ours");
    assertEquals(
        Set.of("label-000", "label-119"),
        done(forge.addLabels(request, Set.of("label-000", "label-119"))).labels());
  }

  @Test
  void findsARequestOnALaterPage() {
    PullRequest request = local().open("ours");
    done(forge.close(request));
    for (int i = 0; i < 120; i++) {
      lab.closeAsPerson(local().open("other-" + i).number());
    }
    assertEquals(request.number(), done(forge.newest("ours", "main")).orElseThrow().number());
  }

  @Test
  void readsNoPageTwice() {
    PullRequest request = local().open("ours");
    done(forge.close(request));
    for (int i = 0; i < 120; i++) {
      lab.closeAsPerson(local().open("other-" + i).number());
    }
    done(forge.newest("ours", "main"));
    lab.closeAsPerson(local().open("newest").number());
    int before = standIn().received().size();
    assertEquals(request.number(), done(forge.newest("ours", "main")).orElseThrow().number());
    // The open ones, the newest closed ones, and the request itself.
    assertEquals(3, standIn().received().size() - before);
    long next = local().open("ours").number();
    assertEquals(next, done(forge.newest("ours", "main")).orElseThrow().number());
    lab.closeAsPerson(next);
    PullRequest closed = done(forge.newest("ours", "main")).orElseThrow();
    assertEquals(next, closed.number());
    assertEquals(PullRequest.State.CLOSED, closed.state());
  }

  @Test
  void findsARequestThatAPersonOpenedAndClosedMeanwhile() {
    PullRequest request = local().open("ours");
    done(forge.close(request));
    done(forge.newest("ours", "main"));
    local().commit("ours");
    long number = standIn().openAsPerson("ours", "main", "again");
    lab.closeAsPerson(number);
    assertEquals(number, done(forge.newest("ours", "main")).orElseThrow().number());
  }

  @Test
  void readsNoLaterPagesIfTheBranchNeverHadARequest() {
    for (int i = 0; i < 120; i++) {
      lab.closeAsPerson(local().open("other-" + i).number());
    }
    int before = standIn().received().size();
    assertEquals(Optional.empty(), done(forge.newest("ours", "main")));
    assertEquals(3, standIn().received().size() - before);
  }

  @Test
  void takesNoRequestOfAForkForOurs() {
    local().open("ours");
    String fork =
        """
        [{"number": 9, "html_url": "u", "state": "open", "title": "t", "labels": [],
          "base": {"ref": "main", "repo_id": 5, "sha": "b"},
          "head": {"label": "ours", "ref": "ours", "repo_id": 6, "sha": "a"}}]
        """;
    standIn().refuseNext("GET", "/pulls?", 200, java.util.Map.of(), fork);
    assertEquals(Optional.empty(), done(forge.newest("ours", "main")));
  }

  @Test
  void doesNotTakeACheckForAConflict() {
    PullRequest request = local().open("ours");
    standIn().conflict(Optional.empty());
    assertEquals(Optional.empty(), done(forge.read(request)).conflicts());
    local().now = local().now.plusSeconds(29);
    assertEquals(Optional.empty(), done(forge.read(request)).conflicts());
    local().commit("main"); // a new check
    local().now = local().now.plusSeconds(29);
    assertEquals(Optional.empty(), done(forge.read(request)).conflicts());
    local().now = local().now.plusSeconds(30);
    assertEquals(Optional.of(true), done(forge.read(request)).conflicts());
  }

  @Test
  void usesAMergeStyleThatTheRepositoryPermits() {
    PullRequest request = local().open("ours");
    refuseNext(
        "GET",
        "/repos/me/home$",
        200,
        "{\"allow_merge_commits\":false,\"allow_rebase\":false,\"allow_rebase_explicit\":false}");
    done(forge.mergeWhenReady(request, request.head()));
    assertTrue(
        standIn().received().stream().anyMatch(call -> call.body().contains("\"Do\":\"squash\"")));
  }
}
