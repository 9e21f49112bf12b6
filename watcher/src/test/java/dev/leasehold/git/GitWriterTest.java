package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome.NoChange;
import dev.leasehold.git.Outcome.Pushed;
import dev.leasehold.text.FileContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a local bare repository; native git inspects the result. */
final class GitWriterTest {
  @TempDir Path directory;

  @Test
  void pushesOneCommitWithAuthorTimeMessageAndFiles() {
    GitScenario lab = GitScenario.withPackage(directory);
    String before = lab.tip();
    String message = "home-ipv6: 2001:db8:1::/60 → 2001:db8:2::/60\n\nWhy.\n\nLeasehold-Old: x\n";
    Proposal.Change change =
        new Proposal.Change(
            Map.of("leases/home.yaml", "b\n".getBytes(UTF_8), "pool.yaml", "a\n".getBytes(UTF_8)),
            Set.of(),
            message);
    try (GitWriter writer = lab.writer()) {
      Pushed pushed = assertInstanceOf(Pushed.class, writer.write(tip -> change));
      assertEquals(lab.tip(), pushed.commit());
      assertEquals(List.of("leases/home.yaml", "pool.yaml"), pushed.files());
      assertEquals(1, pushed.attempts());
    }
    assertEquals("a\n", lab.file("network/pool.yaml"));
    assertEquals("b\n", lab.file("network/leases/home.yaml"));
    assertEquals("ours\n", lab.file("README.md"));
    String identity =
        "Leasehold <leasehold@home.example> " + GitScenario.NOW.getEpochSecond() + " +0000";
    String raw = lab.remoteGit("cat-file", "commit", "main");
    assertEquals(
        "parent %s\nauthor %s\ncommitter %s\n\n%s".formatted(before, identity, identity, message),
        raw.substring(raw.indexOf('\n') + 1));
    lab.remoteGit("fsck", "--strict");
    assertEquals(List.of(), lab.pauses);
  }

  @Test
  void neitherCommitsNorPushesWithoutAChange() {
    GitScenario lab = GitScenario.withPackage(directory);
    String before = lab.tip();
    // Rejects every push, so that an empty push would be detected too.
    lab.hook("pre-receive", "exit 1\n");
    try (GitWriter writer = lab.writer()) {
      NoChange expected = new NoChange(before);
      assertEquals(expected, writer.write(tip -> new Proposal.Nothing()));
      assertEquals(expected, writer.write(tip -> GitScenario.change("pool.yaml", "kind: Pool\n")));
      assertEquals(expected, writer.write(tip -> GitScenario.deletion("not/there.yaml")));
    }
    assertEquals(before, lab.tip());
    assertEquals(1, localCommits(lab));
  }

  private static long localCommits(GitScenario lab) {
    return GitScenario.git(lab.state, "cat-file", "--batch-all-objects", "--batch-check")
        .lines()
        .filter(object -> object.contains(" commit "))
        .count();
  }

  @Test
  void proposesAgainWhenTheBranchMovesBetweenFetchAndPush() {
    GitScenario lab = GitScenario.withPackage(directory);
    List<String> seen = new ArrayList<>();
    try (GitWriter writer = lab.writer()) {
      Outcome outcome =
          writer.write(tip -> {
            seen.add(tip.commit());
            if (seen.size() == 1) {
              lab.pushed(Map.of("network/other.yaml", "theirs\n"));
            }
            return GitScenario.change("count.yaml", tip.entries().size() + " files\n");
          });
      assertEquals(2, assertInstanceOf(Pushed.class, outcome).attempts());
    }
    // Created from the person's commit, not copied from the earlier attempt.
    assertEquals("3 files\n", lab.file("network/count.yaml"));
    assertEquals("theirs\n", lab.file("network/other.yaml"));
    assertEquals(3, lab.commits());
    assertEquals(seen.get(1), lab.remoteGit("rev-parse", "main~1").strip());
    assertEquals(List.of(), lab.pauses); // the first try may only have been on an old tip
    lab.remoteGit("fsck", "--strict");
  }

  @Test
  void proposesAgainWhenTheBranchMovesDuringThePush() {
    GitScenario lab = GitScenario.withPackage(directory);
    lab.pushed(Map.of("network/other.yaml", "theirs\n"));
    String theirs = lab.tip();
    lab.remoteGit("update-ref", "refs/heads/main", theirs + "~1");
    // The branch moves after the server told us where it is and before it takes ours.
    lab.hook("update", "git update-ref refs/heads/main " + theirs + "\nrm \"$0\"\n");
    try (GitWriter writer = lab.writer()) {
      Outcome outcome = writer.write(tip -> GitScenario.change("pool.yaml", "ours\n"));
      assertEquals(2, assertInstanceOf(Pushed.class, outcome, outcome.toString()).attempts());
    }
    assertEquals("ours\n", lab.file("network/pool.yaml"));
    assertEquals("theirs\n", lab.file("network/other.yaml"));
  }

  @Test
  void proposesAgainWhenTheBranchMovesBeforeItsHistoryIsRead() {
    GitScenario lab = GitScenario.withPackage(directory);
    String first = lab.tip();
    lab.pushed(Map.of("network/other.yaml", "theirs\n"));
    List<String> seen = new ArrayList<>();
    try (GitWriter writer = lab.writer()) {
      Outcome outcome =
          writer.write(tip -> {
            seen.add(tip.commit());
            if (seen.size() == 1) {
              lab.pushed(Map.of("network/other.yaml", "theirs again\n"));
            }
            return GitScenario.change("deleted.txt", tip.deletion("gone.yaml").isPresent() + "\n");
          });
      assertEquals(2, assertInstanceOf(Pushed.class, outcome, outcome.toString()).attempts());
    }
    assertEquals("false\n", lab.file("network/deleted.txt"));
    assertEquals(4, lab.commits());
    assertEquals(first, lab.remoteGit("rev-parse", "main~3").strip());
  }

  @Test
  void proposesOnTheKnownTipWithoutAFetch() {
    GitScenario lab = GitScenario.withPackage(directory);
    try (GitWriter writer = lab.writer()) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      String known = lab.tip();
      lab.pushed(Map.of("other", "theirs\n"));
      List<String> seen = new ArrayList<>();
      Outcome outcome =
          writer.write(tip -> {
            seen.add(tip.commit());
            return GitScenario.change("pool.yaml", "ours\n");
          });
      assertEquals(2, assertInstanceOf(Pushed.class, outcome).attempts());
      assertEquals(List.of(known, lab.remoteGit("rev-parse", "main~1").strip()), seen);
    }
  }

  @Test
  void fetchesBeforeItReportsThatTheKnownTipRefusesAChange() {
    GitScenario lab = GitScenario.withPackage(directory);
    try (GitWriter writer = lab.writer()) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      String broken = lab.tip();
      lab.pushed(Map.of("other", "fixed\n"));
      Outcome outcome =
          writer.write(tip ->
              tip.commit().equals(broken)
                  ? new Proposal.Refused("a typo")
                  : GitScenario.change("pool.yaml", "ours\n"));
      assertInstanceOf(Pushed.class, outcome);
    }
  }

  @Test
  void reportsNoChangeIfTheNewTipNeedsNone() {
    GitScenario lab = GitScenario.withPackage(directory);
    try (GitWriter writer = lab.writer()) {
      Outcome outcome =
          writer.write(tip -> {
            if (lab.commits() == 1) {
              lab.pushed(Map.of("network/pool.yaml", "same\n"));
            }
            return GitScenario.change("pool.yaml", "same\n");
          });
      assertInstanceOf(NoChange.class, outcome);
    }
    assertEquals(2, lab.commits());
  }

  @Test
  void givesUpAfterTenMovesWithGrowingWaits() {
    GitScenario lab = GitScenario.withPackage(directory);
    try (GitWriter writer = lab.writer()) {
      Outcome outcome =
          writer.write(tip -> {
            lab.pushed(Map.of("network/other.yaml", tip.commit()));
            return GitScenario.change("pool.yaml", "ours\n");
          });
      assertInstanceOf(Outcome.Unreachable.class, outcome);
    }
    assertEquals(GitWriter.MAX_ATTEMPTS - 2, lab.pauses.size());
    for (int i = 0; i < lab.pauses.size(); i++) {
      assertTrue(lab.pauses.get(i).compareTo(Duration.ofMillis(100L << i)) <= 0);
    }
  }

  @Test
  void doesNotRestoreARevertedCommit() {
    GitScenario lab = GitScenario.withPackage(directory);
    String first = lab.tip();
    lab.pushed(Map.of("network/mistake.yaml", "taken back\n"));
    try (GitWriter writer = lab.writer()) {
      Outcome outcome =
          writer.write(tip -> {
            lab.remoteGit("update-ref", "refs/heads/main", first);
            return GitScenario.change("pool.yaml", "ours\n");
          });
      assertEquals(2, assertInstanceOf(Pushed.class, outcome).attempts());
    }
    assertFalse(String.join("\n", lab.tree()).contains("mistake"));
  }

  @Test
  void losesNoCommitOfConcurrentWriters() throws Exception {
    GitScenario lab = GitScenario.withPackage(directory);
    int writers = 4;
    int changes = 5;
    CountDownLatch start = new CountDownLatch(writers);
    try (var threads = Executors.newFixedThreadPool(writers)) {
      List<Future<List<Outcome>>> all =
          IntStream.range(0, writers)
              .mapToObj(w ->
                  threads.submit(() -> {
                    Path state = directory.resolve("state/" + w);
                    GitWriter writer =
                        new GitWriter(
                            lab.target(),
                            state,
                            () -> GitScenario.NOW,
                            new Random(w),
                            pause -> {},
                            GitScenario.operations());
                    try (writer) {
                      start.countDown();
                      start.await();
                      List<Outcome> outcomes = new ArrayList<>();
                      for (int c = 0; c < changes; c++) {
                        Proposal.Change change = GitScenario.change(w + "/" + c + ".yaml", "x\n");
                        Outcome outcome = writer.write(tip -> change);
                        // There are no waits here, so ten tries may be too few.
                        while (outcome instanceof Outcome.Unreachable) {
                          outcome = writer.write(tip -> change);
                        }
                        outcomes.add(outcome);
                      }
                      return outcomes;
                    }
                  }))
              .toList();
      for (Future<List<Outcome>> one : all) {
        for (Outcome outcome : one.get()) {
          assertInstanceOf(Pushed.class, outcome, outcome.toString());
        }
      }
    }
    assertEquals(1 + writers * changes, lab.commits());
    assertEquals(3 + writers * changes, lab.tree().size());
    lab.remoteGit("fsck", "--strict");
  }

  @Test
  void keepsAllOtherEntriesOfTheTree() throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    Path network = lab.people.resolve("network");
    Files.createSymbolicLink(network.resolve("link.yaml"), Path.of("../README.md"));
    Files.createSymbolicLink(network.resolve("folder"), Path.of("intent"));
    GitScenario.write(network.resolve("run.sh"), "#!/bin/sh\n");
    GitScenario.write(network.resolve("crlf.yaml"), "a: 1\r\nb: 2\r\n");
    GitScenario.write(network.resolve("pool/inner.yaml"), "sorts around pool.yaml\n");
    GitScenario.write(network.resolve("grüße.yaml"), "hello\n");
    assertTrue(network.resolve("run.sh").toFile().setExecutable(true));
    GitScenario.git(lab.people, "add", "-A");
    GitScenario.git(
        lab.people,
        "update-index",
        "--add",
        "--cacheinfo",
        "160000," + lab.tip() + ",network/submodule");
    GitScenario.git(lab.people, "commit", "-q", "-m", "All kinds");
    GitScenario.git(lab.people, "push", "-q");
    List<String> before = lab.tree();

    try (GitWriter writer = lab.writer()) {
      Proposal.Change change =
          new Proposal.Change(
              Map.of(
                  "pool.yaml",
                  "a: 1\r\n".getBytes(UTF_8),
                  "run.sh",
                  "#!/bin/bash\n".getBytes(UTF_8)),
              Set.of("grüße.yaml", "intent/prefix.yaml"),
              "Some");
      assertInstanceOf(Pushed.class, writer.write(tip -> change));
    }
    assertEquals("a: 1\r\n", lab.file("network/pool.yaml"));
    List<String> changed = new ArrayList<>(lab.tree());
    changed.removeAll(before);
    assertEquals(2, changed.size());
    assertTrue(changed.get(1).startsWith("100755 "), changed.get(1));
    assertEquals(before.size() - 2, lab.tree().size());
    lab.remoteGit("fsck", "--strict");
  }

  @Test
  void commitsToTenThousandFilesWithoutAWorkTree() throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    StringBuilder commit = new StringBuilder("commit refs/heads/main\n");
    commit.append("committer Person <person@home.example> 0 +0000\ndata 4\nMany\n");
    commit.append("from refs/heads/main^0\n");
    for (int i = 0; i < 10_000; i++) {
      String content = "number: " + i + "\n";
      commit.append("M 644 inline network/%d/%d.yaml\n".formatted(i / 100, i));
      commit.append("data ").append(content.length()).append('\n').append(content);
    }
    Path stream = Files.writeString(directory.resolve("stream"), commit);
    GitScenario.run(lab.remote, List.of("sh", "-c", "git fast-import --quiet < '" + stream + "'"));
    try (GitWriter writer = lab.writer()) {
      Outcome outcome =
          writer.write(tip -> GitScenario.change("77/7777.yaml", tip.entries().size() + "\n"));
      assertInstanceOf(Pushed.class, outcome, outcome.toString());
    }
    assertEquals("10002\n", lab.file("network/77/7777.yaml"));
    assertEquals("network/77/7777.yaml\n", lab.remoteGit("diff", "--name-only", "main~1", "main"));
    assertFalse(Files.exists(lab.state.resolve("index")));
    lab.remoteGit("fsck", "--strict");
  }

  @Test
  void worksAtTheRootAndOnABranchWithASlash() {
    GitScenario lab = GitScenario.withPackage(directory);
    lab.remoteGit("branch", "cluster/a", "main");
    try (GitWriter writer = lab.writer(lab.target("cluster/a", ""))) {
      assertInstanceOf(Pushed.class, writer.write(tip -> GitScenario.change("new.yaml", "x\n")));
    }
    assertEquals("x\n", lab.remoteGit("show", "cluster/a:new.yaml"));
    assertEquals(1, lab.commits());
  }

  @Test
  void rethrowsAnExceptionOfTheProposerAndWorksAfterwards() {
    GitScenario lab = GitScenario.withPackage(directory);
    try (GitWriter writer = lab.writer()) {
      Proposer broken =
          tip -> {
            throw new IllegalStateException("a bug");
          };
      assertThrows(IllegalStateException.class, () -> writer.write(broken));
      assertInstanceOf(Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "x\n")));
    }
  }

  @Test
  void stopsWaitingWhenInterrupted() {
    GitScenario lab = GitScenario.withPackage(directory);
    Pause interrupted =
        pause -> {
          throw new InterruptedException();
        };
    try (GitWriter writer =
        new GitWriter(
            lab.target(),
            lab.state,
            () -> GitScenario.NOW,
            new Random(1),
            interrupted,
            GitScenario.operations())) {
      Outcome outcome =
          writer.write(tip -> {
            lab.pushed(Map.of("network/other.yaml", tip.commit()));
            return GitScenario.change("pool.yaml", "x\n");
          });
      assertInstanceOf(Outcome.Unreachable.class, outcome);
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void neverDatesACommitBeforeItsParent() {
    GitScenario lab = GitScenario.withPackage(directory);
    Instant parent = GitScenario.NOW.minusSeconds(1000);
    GitTarget target = lab.target();
    try (GitWriter behind =
        new GitWriter(
            target,
            lab.state,
            () -> Instant.EPOCH,
            new Random(1),
            pause -> {},
            GitScenario.operations())) {
      Pushed pushed =
          assertInstanceOf(
              Pushed.class, behind.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
      assertEquals(parent, pushed.committedAt());
    }
    assertEquals(
        parent.getEpochSecond() + "\n", lab.remoteGit("log", "-1", "--format=%ct", "main"));
  }

  @Test
  void recognizesADirectChildOfThePreviousTipWithoutAFetch() {
    GitScenario lab = GitScenario.withPackage(directory);
    String before = lab.tip();
    lab.pushed(Map.of("README.md", "theirs\n"));
    try (GitWriter writer = lab.writer()) {
      Snapshot tip = assertInstanceOf(Snapshot.class, writer.fetch());
      assertFalse(tip.lacks(before));
      assertEquals("1", GitScenario.git(lab.state, "rev-list", "--count", tip.commit()).strip());
      assertTrue(tip.lacks("0123456789012345678901234567890123456789"));
      assertEquals("2", GitScenario.git(lab.state, "rev-list", "--count", tip.commit()).strip());
    }
  }

  @Test
  void listsAndReadsOnlyTheFolderOfTheTarget() throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    Path network = lab.people.resolve("network");
    Files.createSymbolicLink(network.resolve("link.yaml"), Path.of("pool.yaml"));
    Files.write(network.resolve("large.bin"), new byte[Snapshot.MAX_FILE_BYTES + 1]);
    Files.write(network.resolve("limit.bin"), new byte[Snapshot.MAX_FILE_BYTES]);
    String tip = lab.pushAll();
    try (GitWriter writer = lab.writer()) {
      Snapshot snapshot = assertInstanceOf(Snapshot.class, writer.fetch());
      assertEquals(tip, snapshot.commit());
      assertEquals(
          GitScenario.git(lab.people, "log", "-1", "--format=%ct").strip(),
          Long.toString(snapshot.committedAt().getEpochSecond()));
      List<String> read = new ArrayList<>();
      try (Snapshot.Contents contents = snapshot.contents()) {
        for (Snapshot.Entry e : snapshot.entries()) {
          String size = contents.read(e).map(c -> " " + c.size()).orElse("");
          read.add(e.path() + " " + e.kind() + size);
        }
      }
      assertEquals(
          List.of(
              "intent/prefix.yaml FILE 13",
              "large.bin FILE",
              "limit.bin FILE 4194304",
              "link.yaml LINK",
              "pool.yaml FILE 11"),
          read);
    }
  }

  /** All readers of a package share one copy of each text. */
  @Test
  void readsAnUnchangedFileOnlyOnce() throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    try (GitWriter writer = lab.writer()) {
      Optional<String> first = pool(writer);
      lab.pushed(Map.of("network/other.yaml", "kind: Other\n"));
      assertEquals(Optional.of("kind: Pool\n"), first);
      assertSame(first.orElseThrow(), pool(writer).orElseThrow());
    }
  }

  private static Optional<String> pool(GitWriter writer) {
    Snapshot snapshot = assertInstanceOf(Snapshot.class, writer.fetch());
    try (Snapshot.Contents contents = snapshot.contents()) {
      return snapshot.entries().stream()
          .filter(entry -> entry.path().equals("pool.yaml"))
          .findFirst()
          .flatMap(contents::read)
          .flatMap(FileContent::text);
    }
  }

  @Test
  void readsNoConfigurationOfTheUser() throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    Path config = Path.of(System.getProperty("user.home"), ".gitconfig");
    HermeticSystem.install();
    var fs = FS.DETECTED;
    var system = SystemReader.getInstance();
    assertFalse(system.openUserConfig(null, fs).getFile().equals(config.toFile()));
    assertEquals(Set.of(), system.openUserConfig(null, fs).getSections());
    assertEquals(
        Duration.ofMillis(20), FS.getFileStoreAttributes(lab.people).getFsTimestampResolution());
  }
}
