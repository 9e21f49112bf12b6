package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome.Stalled;
import dev.leasehold.git.Requested.Edited;
import dev.leasehold.git.Requested.NotNeeded;
import dev.leasehold.git.Requested.NotWritten;
import dev.leasehold.git.Requested.Ready;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestBranchTest {
  private static final String BRANCH = "leasehold/home-home";

  @TempDir private Path directory;
  private GitScenario lab;

  @BeforeEach
  void lab() {
    lab = GitScenario.withPackage(directory);
  }

  private static RequestBranch requests(GitWriter writer) {
    return requests(writer, BRANCH);
  }

  private static RequestBranch requests(GitWriter writer, String branch) {
    return writer.requests(
        branch, RequestBranch.Form.BRANCH, message -> message.startsWith("Change "));
  }

  private static RequestProposer change(String content) {
    return (tip, open) ->
        new RequestProposer.Request(GitScenario.change("pool.yaml", content), List.of());
  }

  private static RequestProposer proposal(Proposal proposal) {
    return (tip, open) -> new RequestProposer.Request(proposal, List.of());
  }

  private Requested put(RequestProposer proposer) {
    try (GitWriter writer = lab.writer()) {
      return requests(writer).put(proposer);
    }
  }

  private Ready ready(RequestProposer proposer) {
    Requested put = put(proposer);
    return assertInstanceOf(Ready.class, put, put.toString());
  }

  private Stalled stalled(Requested put) {
    NotWritten not = assertInstanceOf(NotWritten.class, put, put.toString());
    return assertInstanceOf(Stalled.class, not.why(), put.toString());
  }

  private String open() {
    return lab.remoteGit("rev-parse", BRANCH).strip();
  }

  private String parent() {
    return lab.remoteGit("rev-parse", BRANCH + "^").strip();
  }

  private String file(String path) {
    return lab.remoteGit("show", BRANCH + ":" + path);
  }

  /** A person works on the branch. */
  private void person(String... arguments) {
    GitScenario.git(lab.people, "fetch", "-q", "origin");
    GitScenario.git(lab.people, "checkout", "-q", "-B", "work", "origin/" + BRANCH);
    GitScenario.git(lab.people, arguments);
    GitScenario.git(lab.people, "push", "-q", "--force", "origin", "work:" + BRANCH);
    GitScenario.git(lab.people, "checkout", "-q", "main");
  }

  @Test
  void createsTheBranchWithOneCommitOnTheTip() {
    String tip = lab.tip();
    Ready ready = ready(change("ours\n"));
    assertTrue(ready.pushed());
    assertEquals(open(), ready.commit());
    assertEquals(tip, parent());
    assertEquals("ours\n", file("network/pool.yaml"));
    assertEquals(tip, lab.tip(), "the target's branch is not changed");
    lab.remoteGit("fsck", "--strict");
  }

  @Test
  void leavesTheBranchUnchangedWhileTheFilesAreTheSame() {
    Ready first = ready(change("ours\n"));
    assertEquals(new Ready(first.commit(), false, ""), ready(change("ours\n")));
    assertEquals(first.commit(), open());
  }

  @Test
  void leavesTheBranchUnchangedWithoutItsState() {
    Ready first = ready(change("ours\n"));
    try (GitWriter writer = lab.writer(lab.target(), directory.resolve("state/other.git"))) {
      assertEquals(new Ready(first.commit(), false, ""), requests(writer).put(change("ours\n")));
    }
  }

  @Test
  void replacesTheCommitWhenTheChangeDiffers() {
    String tip = lab.tip();
    Ready first = ready(change("ours\n"));
    Ready second = ready(change("again\n"));
    assertTrue(second.pushed());
    assertTrue(!first.commit().equals(second.commit()));
    assertEquals(second.commit(), open());
    assertEquals(tip, parent(), "one commit");
    assertEquals("again\n", file("network/pool.yaml"));
  }

  @Test
  void movesWithThePackage() {
    ready(change("ours\n"));
    String tip = lab.pushed(Map.of("network/other.yaml", "theirs\n"));
    assertTrue(ready(change("ours\n")).pushed());
    assertEquals(tip, parent());
    assertEquals("theirs\n", file("network/other.yaml"));
  }

  /** Otherwise every commit to the repository would rebuild the request and its checks. */
  @Test
  void staysOnAnEarlierTipWithTheSamePackage() {
    Ready first = ready(change("ours\n"));
    lab.pushed(Map.of("README.md", "theirs\n"));
    assertEquals(new Ready(first.commit(), false, ""), ready(change("ours\n")));
  }

  @Test
  void showsTheOpenRequestToTheProposer() {
    List<Optional<String>> seen = new ArrayList<>();
    RequestProposer looks =
        (tip, open) -> {
          seen.add(open.map(Snapshot::commit));
          return new RequestProposer.Request(GitScenario.change("pool.yaml", "ours\n"), List.of());
        };
    Ready first = ready(looks);
    ready(looks);
    assertEquals(List.of(Optional.empty(), Optional.of(first.commit())), seen);
  }

  @Test
  void neverWritesOverTheCommitOfAPerson() {
    ready(change("ours\n"));
    person("commit", "-q", "--allow-empty", "-m", "Mine");
    String theirs = open();
    Edited edited = assertInstanceOf(Edited.class, put(change("again\n")));
    assertEquals(theirs, edited.commit());
    assertEquals("Person <person@home.example>", edited.author());
    assertEquals(theirs, open());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--amend --no-edit", "--amend -m Mine", "--amend --no-edit --reset-author"})
  void neverWritesOverAnAmendedCommit(String amend) {
    ready(change("ours\n"));
    List<String> commit = new ArrayList<>(List.of("commit", "-q", "--allow-empty"));
    commit.addAll(List.of(amend.split(" ")));
    person(commit.toArray(String[]::new));
    String theirs = open();
    assertInstanceOf(Edited.class, put(change("again\n")));
    assertEquals(theirs, open());
  }

  @Test
  void neverWritesOverARebaseByAPerson() {
    ready(change("ours\n"));
    lab.pushed(Map.of("README.md", "theirs\n"));
    person("rebase", "-q", "origin/main");
    String theirs = open();
    assertInstanceOf(Edited.class, put(change("again\n")));
    assertEquals(theirs, open());
  }

  /** The button that updates a branch by a rebase keeps the author; the forge is the committer. */
  @Test
  void replacesARebaseByTheForge() {
    ready(change("ours\n"));
    lab.pushed(Map.of("README.md", "theirs\n"));
    person(
        "-c",
        "user.name=GitHub",
        "-c",
        "user.email=noreply@github.com",
        "rebase",
        "-q",
        "origin/main");
    assertTrue(ready(change("again\n")).pushed());
    assertEquals("again\n", file("network/pool.yaml"));
  }

  /** The author of a commit is what anybody writes there. */
  @Test
  void neverWritesOverACommitWithAnotherMessage() {
    ready(change("ours\n"));
    person(
        "-c",
        "user.name=Leasehold",
        "-c",
        "user.email=leasehold@home.example",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "Fix by hand");
    assertInstanceOf(Edited.class, put(change("again\n")));
  }

  @Test
  void usesABranchThatIsAtTheTip() {
    lab.remoteGit("branch", BRANCH, "main");
    assertTrue(ready(change("ours\n")).pushed());
    assertEquals(lab.tip(), parent());
  }

  @Test
  void findsACommitOfAPersonThatCameMeanwhile() {
    ready(change("ours\n"));
    AtomicInteger calls = new AtomicInteger();
    Requested put =
        put((tip, open) -> {
          if (calls.incrementAndGet() == 1) {
            person("commit", "-q", "--allow-empty", "-m", "Mine");
          }
          return new RequestProposer.Request(GitScenario.change("pool.yaml", "again\n"), List.of());
        });
    assertInstanceOf(Edited.class, put, put.toString());
    assertEquals(2, calls.get());
    assertEquals(open(), ((Edited) put).commit());
  }

  /** A change, during whose first pushes a person creates or deletes the branch. */
  private RequestProposer contended(String content, int times) {
    AtomicInteger calls = new AtomicInteger();
    return (tip, open) -> {
      if (calls.incrementAndGet() <= times) {
        boolean exists = !lab.remoteGit("branch", "--list", BRANCH).isBlank();
        lab.remoteGit("branch", exists ? "-D" : "--no-track", BRANCH);
      }
      return new RequestProposer.Request(GitScenario.change("pool.yaml", content), List.of());
    };
  }

  @Test
  void waitsLongerWhileItsBranchIsContended() {
    try (GitWriter writer = lab.writer()) {
      RequestBranch requests = requests(writer);
      assertInstanceOf(Ready.class, requests.put(contended("one\n", 3)));
      lab.pauses.clear();
      assertInstanceOf(Ready.class, requests.put(contended("two\n", 1)));
      assertEquals(1, lab.pauses.size(), "from the first failure on");
      lab.pushed(Map.of("network/other.yaml", "theirs\n"));
      Proposer proposer = tip -> GitScenario.change("pool.yaml", "ours\n");
      assertInstanceOf(Outcome.Pushed.class, writer.write(proposer));
      assertEquals(1, lab.pauses.size(), "the target's branch is not contended");
    }
  }

  @Test
  void createsABranchThatAPersonDeletedMeanwhile() {
    ready(change("ours\n"));
    AtomicInteger calls = new AtomicInteger();
    Ready again =
        ready((tip, open) -> {
          if (calls.incrementAndGet() == 1) {
            lab.remoteGit("update-ref", "-d", "refs/heads/" + BRANCH);
          }
          return new RequestProposer.Request(GitScenario.change("pool.yaml", "again\n"), List.of());
        });
    assertEquals(open(), again.commit());
    assertEquals(2, calls.get());
  }

  @Test
  void createsABranchThatAPersonDeleted() {
    Ready first = ready(change("ours\n"));
    lab.remoteGit("update-ref", "-d", "refs/heads/" + BRANCH);
    Ready again = ready(change("ours\n"));
    assertTrue(again.pushed());
    assertEquals(first.commit(), again.commit(), "the clock stands still");
  }

  @Test
  void saysThatNothingIsNeeded() {
    String tip = lab.tip();
    Proposal nothing = new Proposal.Nothing();
    assertEquals(new NotNeeded(tip, Optional.empty(), false), put(proposal(nothing)));
    assertEquals(
        new NotNeeded(tip, Optional.empty(), false), put(change("kind: Pool\n")), "no difference");
    Ready first = ready(change("ours\n"));
    assertEquals(new NotNeeded(tip, Optional.of(first.commit()), false), put(proposal(nothing)));
    person("commit", "-q", "--allow-empty", "-m", "Mine");
    assertEquals(new NotNeeded(tip, Optional.of(open()), true), put(proposal(nothing)));
  }

  @Test
  void deletesTheBranchOnlyAtTheCommitThatWasSeen() {
    Ready first = ready(change("ours\n"));
    person("commit", "-q", "--allow-empty", "-m", "Mine");
    try (GitWriter writer = lab.writer()) {
      RequestBranch requests = requests(writer);
      assertEquals(Optional.empty(), requests.delete(first.commit()));
      assertTrue(!open().equals(first.commit()));
      assertEquals(Optional.empty(), requests.delete(open()));
      assertEquals("", lab.remoteGit("branch", "--list", BRANCH));
      assertEquals(Optional.empty(), requests.delete(first.commit()), "it is gone already");
      assertTrue(
          assertInstanceOf(Ready.class, requests.put(change("ours\n"))).pushed(), "and again");
    }
  }

  @Test
  void stallsAtAPackageThatCannotBeRendered() {
    Stalled stalled = stalled(put(proposal(new Proposal.Refused("pool.yaml:1: no kind"))));
    assertTrue(stalled.reason().contains("pool.yaml:1: no kind"), stalled.reason());
    assertEquals(Outcome.Stage.PACKAGE, stalled.at());
  }

  @Test
  void stallsWithTheWordsOfAHook() {
    lab.hook("pre-receive", "echo 'no branch of yours, says the hook' >&2\nexit 1\n");
    Stalled stalled = stalled(put(change("ours\n")));
    assertTrue(stalled.reason().contains("no branch of yours, says the hook"), stalled.reason());
    assertTrue(stalled.reason().contains(BRANCH), stalled.reason());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stallsAtABranchInTheWay(boolean nativeGit) {
    lab.remoteGit("branch", "leasehold", "main");
    if (nativeGit) {
      lab.hook("update", "exit 0\n");
    }
    Stalled stalled = stalled(put(change("ours\n")));
    assertTrue(stalled.reason().contains("leasehold"), stalled.reason());
    lab.remoteGit("branch", "-D", "leasehold");
    ready(change("ours\n"));
  }

  @Test
  void stallsAtAServerWithoutPushOptions() {
    lab.hook("update", "exit 0\n"); // native git
    lab.remoteGit("config", "receive.advertisePushOptions", "false");
    RequestProposer options =
        (tip, open) ->
            new RequestProposer.Request(
                GitScenario.change("pool.yaml", "ours\n"), List.of("merge_request.create"));
    Stalled stalled = stalled(put(options));
    assertTrue(stalled.reason().contains("takes no push options"), stalled.reason());
    lab.remoteGit("config", "receive.advertisePushOptions", "true");
    lab.hook("post-receive", "echo \"option $GIT_PUSH_OPTION_0\" >&2\n");
    Ready ready = ready(options);
    assertTrue(ready.messages().contains("option merge_request.create"), ready.messages());
  }

  @Test
  void stallsAtAMissingBaseBranch() {
    lab.remoteGit("branch", "-m", "main", "live");
    assertEquals(Outcome.Stage.BRANCH, stalled(put(change("ours\n"))).at());
  }

  @Test
  void deletesFilesToo() {
    Proposal.Change deletion =
        new Proposal.Change(Map.of(), Set.of("pool.yaml"), "Change pool.yaml");
    assertTrue(ready(proposal(deletion)).pushed());
    assertEquals(
        "network/intent/prefix.yaml\n",
        lab.remoteGit("ls-tree", "-r", "--name-only", BRANCH, "network"));
  }

  @Test
  void keepsTheBranchesOfTwoRequestsApart() {
    try (GitWriter writer = lab.writer()) {
      RequestBranch one = requests(writer, "leasehold/one");
      RequestBranch two = requests(writer, "leasehold/two");
      Ready first = assertInstanceOf(Ready.class, one.put(change("one\n")));
      Ready second = assertInstanceOf(Ready.class, two.put(change("two\n")));
      assertEquals(new Ready(first.commit(), false, ""), one.put(change("one\n")));
      assertEquals(new Ready(second.commit(), false, ""), two.put(change("two\n")));
    }
  }
}
