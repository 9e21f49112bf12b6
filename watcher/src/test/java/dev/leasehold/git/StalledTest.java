package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome.Pushed;
import dev.leasehold.git.Outcome.Stalled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stalls: each names the problem and the remedy, and ends by itself after the remedy. */
final class StalledTest {
  @TempDir Path directory;

  @Test
  void doesNotRecreateADeletedBranch() {
    GitScenario lab = GitScenario.withPackage(directory);
    lab.remoteGit("branch", "other", "main");
    try (GitWriter writer = lab.writer()) {
      Outcome outcome =
          writer.write(tip -> {
            lab.remoteGit("update-ref", "-d", "refs/heads/main");
            return GitScenario.change("pool.yaml", "ours\n");
          });
      Stalled stalled = assertInstanceOf(Stalled.class, outcome);
      assertTrue(stalled.reason().endsWith("has no branch main"), stalled.reason());
      assertTrue(stalled.whatToDo().contains(": other."), stalled.whatToDo());
    }
  }

  @Test
  void stallsWithTheWordsOfAHookThatRejects() {
    GitScenario lab = GitScenario.withPackage(directory);
    lab.hook(
        "pre-receive",
        """
        echo 'Author leasehold@home.example is not allowed.' >&2
        printf '\\033[31mfetch first\\033[0m' >&2
        exit 1
        """);
    try (GitWriter writer = lab.writer()) {
      Stalled stalled =
          assertInstanceOf(
              Stalled.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
      assertTrue(
          stalled.reason().contains("Author leasehold@home.example is not allowed."),
          stalled.reason());
      assertTrue(stalled.reason().contains("pre-receive hook declined"), stalled.reason());
      assertFalse(stalled.reason().contains("\033"), stalled.reason());
      assertEquals(1, lab.commits());

      lab.unhook("pre-receive");
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
    }
  }

  @Test
  void stallsAtAProtectedBranch() {
    GitScenario lab = GitScenario.withPackage(directory);
    lab.hook("update", "echo \"GH006: Protected branch update failed for $1.\" >&2\nexit 1\n");
    try (GitWriter writer = lab.writer()) {
      Stalled stalled =
          assertInstanceOf(
              Stalled.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
      assertTrue(
          stalled.reason().contains("GH006: Protected branch update failed for refs/heads/main."),
          stalled.reason());
    }
    assertEquals(List.of(), lab.pauses);
  }

  @Test
  void stallsAtACheckedOutBranch() {
    GitScenario lab = GitScenario.withPackage(directory);
    GitTarget workTree =
        new GitTarget(
            "home",
            lab.people.toString(),
            "main",
            "network",
            new GitTarget.Auth.None(),
            GitScenario.AUTHOR);
    try (GitWriter writer = lab.writer(workTree)) {
      Stalled stalled =
          assertInstanceOf(
              Stalled.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
      assertTrue(stalled.reason().contains("checked out"), stalled.reason());
    }
  }

  @Test
  void stallsIfTheProposerRefusesUntilTheNextTip() {
    GitScenario lab = GitScenario.withPackage(directory);
    Proposer proposer =
        tip ->
            tip.entries().size() == 2
                ? new Proposal.Refused("network/pool.yaml: spec.blocks is missing")
                : GitScenario.change("pool.yaml", "ours\n");
    try (GitWriter writer = lab.writer()) {
      Stalled stalled = assertInstanceOf(Stalled.class, writer.write(proposer));
      assertEquals("network/pool.yaml: spec.blocks is missing", stalled.reason());
      assertTrue(stalled.whatToDo().contains(lab.tip().substring(0, 10)), stalled.whatToDo());

      lab.pushed(Map.of("network/corrected.yaml", "x\n"));
      assertInstanceOf(Pushed.class, writer.write(proposer));
    }
  }

  @Test
  void stallsAtAMissingBranchWithTheExistingOnes() {
    GitScenario lab = GitScenario.withPackage(directory);
    lab.remoteGit("branch", "cluster/a", "main");
    try (GitWriter writer = lab.writer(lab.target("master", "network"))) {
      Stalled stalled =
          assertInstanceOf(
              Stalled.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
      assertEquals("file://" + lab.remote + " has no branch master", stalled.reason());
      assertTrue(stalled.whatToDo().contains("cluster/a, main."), stalled.whatToDo());
    }
  }

  @Test
  void stallsAtAnEmptyRepositoryUntilItHasACommit() {
    GitScenario lab = new GitScenario(directory);
    try (GitWriter writer = lab.writer()) {
      Stalled stalled = assertInstanceOf(Stalled.class, writer.fetch());
      assertTrue(stalled.reason().contains("has no commits yet"), stalled.reason());
      assertTrue(stalled.whatToDo().contains("Push a first commit"), stalled.whatToDo());

      lab.pushed(Map.of("network/pool.yaml", "x\n"));
      assertInstanceOf(Snapshot.class, writer.fetch());
    }
  }

  @Test
  void stallsAtAMissingFolder() {
    GitScenario lab = GitScenario.withPackage(directory);
    for (String path : List.of("networks", "network/pool.yaml", "README.md/x")) {
      try (GitWriter writer = lab.writer(lab.target("main", path))) {
        Stalled stalled = assertInstanceOf(Stalled.class, writer.fetch());
        assertTrue(stalled.reason().contains("no folder " + path + " on"), stalled.reason());
      }
    }
  }

  @Test
  void stallsAtAMissingRepository() throws IOException {
    GitScenario lab = new GitScenario(directory);
    Files.createDirectory(directory.resolve("empty"));
    for (String path : List.of("/nowhere", "/empty")) {
      GitTarget target =
          new GitTarget(
              "home",
              "file://" + directory + path,
              "main",
              "",
              new GitTarget.Auth.None(),
              GitScenario.AUTHOR);
      try (GitWriter writer = lab.writer(target)) {
        Stalled stalled = assertInstanceOf(Stalled.class, writer.fetch());
        assertTrue(stalled.reason().contains(directory + path), stalled.reason());
      }
    }
  }

  @Test
  void stallsIfItCannotCreateItsDirectory() throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    Path file = Files.writeString(directory.resolve("file"), "");
    try (GitWriter writer = lab.writer(lab.target(), file.resolve("home.git"))) {
      Stalled stalled = assertInstanceOf(Stalled.class, writer.fetch());
      assertTrue(stalled.reason().contains(file + "/home.git"), stalled.reason());
    }
  }

  @Test
  void refusesToReplaceANonFile() throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    Files.createSymbolicLink(lab.people.resolve("network/leases"), Path.of("intent"));
    String before = lab.pushAll();
    try (GitWriter writer = lab.writer()) {
      for (Proposal.Change change :
          List.of(
              GitScenario.change("leases", "x\n"),
              GitScenario.change("leases/home.yaml", "x\n"),
              GitScenario.change("intent", "x\n"),
              GitScenario.change("pool.yaml/x", "x\n"),
              GitScenario.deletion("leases"))) {
        Stalled stalled = assertInstanceOf(Stalled.class, writer.write(tip -> change));
        assertTrue(stalled.reason().contains("cannot change network/"), stalled.reason());
      }
    }
    assertEquals(before, lab.tip());
  }

  /** Ten files in a folder, ten such folders in the next, and so on. */
  @Test
  void stallsAtATreeOfAHundredMillionFiles() {
    GitScenario lab = GitScenario.withPackage(directory);
    String entry = "100644 blob " + lab.remoteGit("rev-parse", "main:README.md").strip();
    for (int level = 0; level < 8; level++) {
      StringBuilder tree = new StringBuilder();
      for (int i = 0; i < 10; i++) {
        tree.append(entry).append("\tf").append(i).append(".yaml\n");
      }
      entry = "040000 tree " + lab.made(tree.toString(), "mktree");
    }
    stallsAt(lab, entry, "is too large: there are more than 100000 files and folders");
  }

  @Test
  void stallsAtTooDeepFolders() {
    GitScenario lab = GitScenario.withPackage(directory);
    String entry = "100644 blob " + lab.remoteGit("rev-parse", "main:README.md").strip();
    for (int level = 0; level < 70; level++) {
      entry = "040000 tree " + lab.made(entry + "\td\n", "mktree");
    }
    stallsAt(lab, entry, " is more than 64 folders deep");
  }

  /** A tree with an entry as the folder {@code network/more}. */
  private static void stallsAt(GitScenario lab, String entry, String words) {
    String network = lab.made(entry + "\tmore\n", "mktree");
    String root = lab.made("040000 tree " + network + "\tnetwork\n", "mktree");
    String commit =
        lab.made(
            "more", "-c", "user.name=P", "-c", "user.email=p@home.example", "commit-tree", root);
    String before = lab.tip();
    lab.remoteGit("update-ref", "refs/heads/main", commit);
    try (GitWriter writer = lab.writer()) {
      Stalled stalled = assertInstanceOf(Stalled.class, writer.fetch());
      assertTrue(stalled.reason().contains(words), stalled.reason());
      assertTrue(stalled.reason().contains("more/"), stalled.reason());
      lab.remoteGit("update-ref", "refs/heads/main", before);
      assertInstanceOf(Snapshot.class, writer.fetch());
    }
  }
}
