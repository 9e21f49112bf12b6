package dev.leasehold.forge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeAnswer.Unavailable;
import dev.leasehold.forge.PullRequest.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract with a real Gitea, and the replies that only a real one can show. */
class GiteaIT extends ForgeContract {
  /** The rights that docs/pull-requests.md names, and no others. */
  private static final List<String> SCOPES =
      List.of("write:repository", "write:issue", "read:user");

  private static final String BRANCH = "leasehold/home-home";
  private static final RequestText TEXT = new RequestText("title", "body");

  @TempDir private static Path folder;
  private static @Nullable GiteaServer server;
  private static String token = "";
  private static int repositories;

  @BeforeAll
  static void startServer() {
    GiteaServer started = GiteaServer.start(folder.resolve("gitea"));
    server = started;
    token = started.createUser(GiteaLab.USER, SCOPES);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  private static GiteaServer server() {
    return Optional.ofNullable(server).orElseThrow();
  }

  @Override
  protected ForgeLab start() {
    return new GiteaLab(server(), "home-" + ++repositories, GiteaLab.tokenFile(folder, token));
  }

  private GiteaLab gitea() {
    return (GiteaLab) lab;
  }

  private PullRequest opened() {
    lab.commit(BRANCH);
    return done(forge.open(BRANCH, "main", TEXT));
  }

  @Test
  void namesTheLabelThatIsMissing() {
    lab.defineLabel("network");
    PullRequest request = opened();
    Refused<?> refused =
        assertInstanceOf(
            Refused.class, forge.addLabels(request, Set.of("network", "no-such-label")));
    assertTrue(refused.reason().endsWith("no-such-label"), refused.reason());
    assertEquals(Set.of("network"), lab.labels(request.number()));
  }

  @Test
  void findsLabelsOnLaterPages() {
    for (int i = 0; i < 60; i++) {
      lab.defineLabel("label-%02d".formatted(i));
    }
    PullRequest request = opened();
    Set<String> labels = Set.of("label-00", "label-59");
    assertEquals(labels, done(forge.addLabels(request, labels)).labels());
  }

  @Test
  void findsARequestBeyondTheFirstPage() {
    PullRequest request = opened();
    done(forge.close(request));
    gitea().commit("other", "file", "content");
    for (int i = 0; i < 51; i++) {
      done(forge.close(done(forge.open("other", "main", TEXT))));
    }
    assertEquals(request.number(), done(forge.newest(BRANCH, "main")).orElseThrow().number());
    assertEquals(Optional.empty(), done(forge.newest("nothing", "main")));
  }

  @Test
  void mergesOnceTheChecksSucceed() {
    gitea()
        .call(
            "POST",
            "/branch_protections",
            Map.of(
                "rule_name",
                "main",
                "enable_status_check",
                true,
                "status_check_contexts",
                List.of("ci")));
    PullRequest request = opened();
    PullRequest waiting = lab.settled(() -> forge.mergeWhenReady(request, request.head()));
    assertEquals(State.OPEN, waiting.state());
    assertEquals(State.OPEN, done(forge.mergeWhenReady(request, request.head())).state());
    gitea()
        .call("POST", "/statuses/" + request.head(), Map.of("state", "success", "context", "ci"));
    lab.settled(() ->
        forge
            .read(request)
            .then(now ->
                now.state() == State.MERGED
                    ? new Done<>(now)
                    : new Unavailable<>("not yet", Optional.empty())));
  }

  @Test
  void saysThatTheUserMayNotMerge() {
    gitea()
        .call(
            "POST",
            "/branch_protections",
            Map.of(
                "rule_name",
                "main",
                "enable_merge_whitelist",
                true,
                "merge_whitelist_usernames",
                List.of(server().admin())));
    PullRequest request = opened();
    Refused<?> refused =
        lab.settled(() ->
            forge.mergeWhenReady(request, request.head()) instanceof Refused<?> r
                ? new Done<Refused<?>>(r)
                : new Unavailable<>("not yet", Optional.empty()));
    assertTrue(refused.whatToDo().contains("who may merge"), refused.toString());
  }

  @Test
  void seesAConflict() {
    gitea().commit(BRANCH, "same", "ours");
    PullRequest request = done(forge.open(BRANCH, "main", TEXT));
    lab.settled(() ->
        forge
            .read(request)
            .then(now ->
                now.conflicts().equals(Optional.of(false))
                    ? new Done<>(now)
                    : new Unavailable<>(now.toString(), Optional.empty())));
    gitea().commit("main", "same", "theirs");
    lab.settled(() ->
        forge
            .read(request)
            .then(now ->
                now.conflicts().isEmpty()
                    ? new Done<>(now)
                    : new Unavailable<>(now.toString(), Optional.empty())));
  }

  @Test
  void saysWhichRightsTheTokenLacks() {
    PullRequest request = opened();
    Path reader =
        GiteaLab.tokenFile(folder, server().createToken(GiteaLab.USER, List.of("read:repository")));
    try (Forge poor = gitea().open(reader)) {
      done(poor.newest(BRANCH, "main"));
      for (ForgeAnswer<?> answer :
          List.of(
              poor.update(request, TEXT),
              poor.comment(request, "topic", "text"),
              poor.close(request))) {
        Refused<?> refused = assertInstanceOf(Refused.class, answer);
        assertTrue(
            refused.whatToDo().contains("write:repository, write:issue and read:user"),
            refused.toString());
      }
    }
  }

  @Test
  void saysThatTheTokenIsNotAccepted() {
    try (Forge stranger = gitea().open(GiteaLab.tokenFile(folder, "0".repeat(40)))) {
      Refused<?> refused = assertInstanceOf(Refused.class, stranger.newest(BRANCH, "main"));
      assertTrue(refused.whatToDo().contains("auth 'forge'"), refused.toString());
    }
  }

  @Test
  void saysThatTheRepositoryIsArchived() {
    lab.commit(BRANCH);
    gitea().call("PATCH", "", Map.of("archived", true));
    Refused<?> refused = assertInstanceOf(Refused.class, forge.open(BRANCH, "main", TEXT));
    assertTrue(refused.whatToDo().contains("Unarchive"), refused.toString());
  }

  @Test
  void opensARequestWithoutChanges() {
    gitea().call("POST", "/branches", Map.of("new_branch_name", "same", "old_ref_name", "main"));
    ForgeAnswer<PullRequest> answer = forge.open("same", "main", TEXT);
    assertInstanceOf(Done.class, answer, answer.toString());
  }
}
