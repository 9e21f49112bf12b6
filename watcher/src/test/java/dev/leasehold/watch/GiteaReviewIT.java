package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.C;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.event.WatchEvent;
import dev.leasehold.forge.GiteaServer;
import dev.leasehold.git.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch in review mode at a real Gitea, by its API and by AGit. */
final class GiteaReviewIT {
  @TempDir private static Path folder;
  private static @Nullable GiteaServer server;
  private static Path tokenFile = Path.of("");
  private static int repositories;

  private @Nullable ReviewedGitea opened;

  @BeforeAll
  static void startServer() throws IOException {
    GiteaServer started = GiteaServer.start(folder.resolve("gitea"));
    server = started;
    String token =
        started.createUser(
            ReviewedGitea.USER, List.of("write:repository", "write:issue", "read:user"));
    tokenFile = Files.writeString(folder.resolve("token"), token);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private ReviewedGitea open(boolean withoutApi, Set<String> labels, boolean autoMerge) {
    ReviewedGitea gitea =
        new ReviewedGitea(
            Optional.ofNullable(server).orElseThrow(),
            folder,
            "house-" + ++repositories,
            tokenFile,
            withoutApi,
            labels,
            autoMerge);
    opened = gitea;
    return gitea;
  }

  @Test
  void byApiFromTheRequestToTheEndOfTheDrain() throws InterruptedException {
    ReviewedGitea gitea = open(false, Set.of("network"), false);
    gitea.hears(preferred(A));
    assertEquals("open", gitea.state(1));
    assertEquals(
        Optional.of("network"),
        gitea.request(1).get("labels").elements().getFirst().get("name").text());
    gitea.merges(1);
    gitea.after(60);
    assertTrue(gitea.text("main", House.LEASE_FILE).contains(A.toString()));
    assertFalse(gitea.hasBranch(ReviewedGitea.BRANCH));

    gitea.hears(deprecated(A), preferred(B));
    assertEquals("open", gitea.state(2));
    gitea.merges(2);
    gitea.after(60);
    String lease = gitea.text("main", House.LEASE_FILE);
    assertTrue(lease.contains("drainPeriod: \"60m\"") && lease.contains(B.toString()), lease);
    assertEquals(2, gitea.events.stream().filter(WatchEvent.Merged.class::isInstance).count());
    gitea.after(3700);
    lease = gitea.text("main", House.LEASE_FILE);
    assertFalse(lease.contains(A.toString()), lease);
    assertEquals(2, gitea.requests().size(), "pushed");
    assertEquals(List.of(), gitea.comments(2));
  }

  @Test
  void stopsAtACommitOfAPerson() {
    ReviewedGitea gitea = open(false, Set.of(), false);
    gitea.hears(preferred(A));
    gitea.write(ReviewedGitea.BRANCH, "note.txt", "Mine.\n");
    gitea.hears(deprecated(A), preferred(B)).after(700);
    assertEquals("Mine.\n", gitea.text(ReviewedGitea.BRANCH, "note.txt"));
    assertEquals(1, gitea.comments(1).size());
    assertInstanceOf(Outcome.Stalled.class, gitea.outcomes.getLast());
    gitea.closes(1);
    gitea.looks().after(10);
    assertEquals(2, gitea.requests().size());
    assertEquals("open", gitea.state(2));
  }

  @Test
  void leavesARequestClosedThatAPersonClosed() {
    ReviewedGitea gitea = open(false, Set.of(), false);
    gitea.hears(preferred(A));
    gitea.closes(1);
    gitea.looks().after(1300);
    assertEquals(1, gitea.requests().size());
    assertEquals("closed", gitea.state(1));
    gitea.hears(deprecated(A), preferred(B)).after(60);
    assertEquals("open", gitea.state(2));
  }

  @Test
  void closesWhatIsNoLongerNeeded() throws InterruptedException {
    ReviewedGitea gitea = open(false, Set.of(), false);
    gitea.hears(preferred(A));
    gitea.merges(1);
    gitea.after(60);
    gitea.hears(deprecated(A), preferred(B));
    gitea.hears(preferred(A), deprecated(B)).after(60);
    assertEquals("closed", gitea.state(2));
    assertEquals(1, gitea.comments(2).size());
    assertFalse(gitea.hasBranch(ReviewedGitea.BRANCH));
  }

  @Test
  void asksForTheEndOfADrainWhereTheBranchIsProtected() throws InterruptedException {
    ReviewedGitea gitea = open(false, Set.of(), false);
    gitea.call(
        "POST",
        "/branch_protections",
        Map.of("branch_name", "main", "rule_name", "main", "enable_push", false));
    gitea.hears(preferred(A));
    gitea.merges(1);
    gitea.after(60);
    gitea.hears(deprecated(A), preferred(B));
    gitea.merges(2);
    gitea.after(3800);
    assertEquals("open", gitea.state(3));
    assertEquals("", gitea.watch.status().target().trouble());
    gitea.merges(3);
    gitea.after(60);
    assertFalse(gitea.text("main", House.LEASE_FILE).contains(A.toString()));
  }

  @Test
  void mergesByItself() throws InterruptedException {
    ReviewedGitea gitea = open(false, Set.of(), true);
    gitea.hears(preferred(A));
    for (int i = 0; i < 10 && !gitea.state(1).equals("merged"); i++) {
      Thread.sleep(500); // Gitea looks for conflicts
      gitea.after(130);
    }
    assertEquals("merged", gitea.state(1));
    gitea.after(120);
    assertEquals(Optional.empty(), gitea.watch.status().target().request());
    assertTrue(gitea.text("main", House.LEASE_FILE).contains(A.toString()));
  }

  /** AGit: refs/for/main with a topic. */
  @Test
  void byAgitFromTheRequestToTheEndOfTheDrain() throws InterruptedException {
    ReviewedGitea gitea = open(true, Set.of(), false);
    gitea.hears(preferred(A));
    assertEquals(1, gitea.requests().size());
    assertEquals(Optional.of("Lease home: " + A), gitea.request(1).get("title").text());
    assertFalse(gitea.hasBranch(ReviewedGitea.BRANCH), "it has no branch");
    String url = gitea.watch.status().target().request().orElseThrow().url();
    assertTrue(url.endsWith("/pulls/1"), url);

    gitea.hears(deprecated(A), preferred(B)).after(60);
    assertEquals(1, gitea.requests().size(), "its commit is replaced");
    assertEquals(
        Optional.of("Lease home: " + A), gitea.request(1).get("title").text(), "its text stays");
    gitea.merges(1);
    gitea.after(60);
    assertTrue(gitea.text("main", House.LEASE_FILE).contains(B.toString()));

    gitea.hears(deprecated(B), preferred(C));
    assertEquals("open", gitea.state(2));
    gitea.merges(2);
    gitea.after(3800);
    String lease = gitea.text("main", House.LEASE_FILE);
    assertFalse(lease.contains(B.toString()), lease);
    assertEquals(2, gitea.requests().size());
  }

  /** docs/pull-requests.md names these limits. */
  @Test
  void byAgitCannotCloseAndDoesNotSeeAClose() throws InterruptedException {
    ReviewedGitea gitea = open(true, Set.of(), false);
    gitea.hears(preferred(A));
    gitea.merges(1);
    gitea.after(60);
    gitea.hears(deprecated(A), preferred(B));
    gitea.hears(preferred(A), deprecated(B)).after(60);
    assertEquals("open", gitea.state(2), "a person must close it");
    gitea.closes(2);
    gitea.hears(deprecated(A), preferred(B)).after(60);
    assertEquals("open", gitea.state(3), "it is opened again for the same change");
  }
}
