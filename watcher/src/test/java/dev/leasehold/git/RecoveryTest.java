package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome.NoChange;
import dev.leasehold.git.Outcome.Pushed;
import dev.leasehold.text.FileContent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After a kill at any point or any damage, the next write reaches the same tree with one commit.
 */
final class RecoveryTest {
  @TempDir Path directory;

  @Test
  void findsItsPushWhenKilledRightAfterIt() throws Exception {
    GitScenario lab = GitScenario.withPackage(directory);
    killedBy("post-receive", lab);
    assertEquals("ours\n", lab.file("network/pool.yaml"));
    String tip = lab.tip();
    try (GitWriter writer = lab.writer()) {
      Outcome found = writer.write(tip1 -> GitScenario.change("pool.yaml", "ours\n"));
      assertEquals(tip, assertInstanceOf(Pushed.class, found).commit());
      assertEquals(
          new NoChange(tip), writer.write(tip1 -> GitScenario.change("pool.yaml", "ours\n")));
    }
    assertEquals(2, lab.commits());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pre-receive", "update"})
  void makesOneCommitWhenKilledDuringThePush(String hook) throws Exception {
    GitScenario lab = GitScenario.withPackage(directory);
    killedBy(hook, lab);
    try (GitWriter writer = lab.writer()) {
      // The server may have finished on its own.
      assertNotEquals(null, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
    }
    assertEquals("ours\n", lab.file("network/pool.yaml"));
    assertEquals(2, lab.commits());
  }

  @Test
  void startsOverWhenKilledBeforeTheCommit() throws Exception {
    GitScenario lab = GitScenario.withPackage(directory);
    assertEquals(1, runKilledWriter(lab, "halt"));
    try (GitWriter writer = lab.writer()) {
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
    }
    assertEquals(2, lab.commits());
  }

  private void killedBy(String hook, GitScenario lab) throws Exception {
    lab.hook(hook, "kill -9 $(cat " + directory + "/pid)\nexit 0\n");
    assertEquals(128 + 9, runKilledWriter(lab, "push"));
    lab.unhook(hook);
  }

  private int runKilledWriter(GitScenario lab, String how) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                lab.remote.toString(),
                lab.state.toString(),
                directory.resolve("pid").toString(),
                how)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("killed.log").toFile())
            .start();
    return process.waitFor();
  }

  /** A separate process that writes and is killed by a hook of the server. */
  static final class KilledWriter {
    public static void main(String[] arguments) throws IOException {
      Files.writeString(Path.of(arguments[2]), Long.toString(ProcessHandle.current().pid()));
      GitTarget target =
          new GitTarget(
              "home",
              arguments[0],
              "main",
              "network",
              new GitTarget.Auth.None(),
              GitScenario.AUTHOR);
      try (GitWriter writer =
          new GitWriter(
              target,
              Path.of(arguments[1]),
              () -> GitScenario.NOW,
              new Random(1),
              p -> {},
              GitScenario.operations())) {
        writer.write(tip -> {
          if (arguments[3].equals("halt")) {
            Runtime.getRuntime().halt(1);
          }
          return GitScenario.change("pool.yaml", "ours\n");
        });
      }
    }
  }

  /** A person's action on a local commit before the next write. */
  enum Mark {
    TAG_AT_FETCHED,
    BRANCH_AT_FETCHED,
    TAG_AT_OURS,
    BRANCH_AT_OURS
  }

  /**
   * A ref of the server that is in the local repository counts as known: JGit walks from it to
   * parents that were never fetched. It then waits for a report of the server, which waits for the
   * pack.
   */
  @ParameterizedTest
  @EnumSource
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
  void writesDespiteATagOrBranchAtALocalCommit(Mark mark) throws Exception {
    GitScenario lab = GitScenario.withPackage(directory);
    lab.pushed(Map.of("more", "history\n"));
    try (GitWriter writer = lab.writer()) {
      String fetched = lab.tip();
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
      switch (mark) {
        case TAG_AT_FETCHED -> lab.remoteGit("tag", "v1", fetched);
        case BRANCH_AT_FETCHED -> lab.remoteGit("branch", "feature", fetched);
        case TAG_AT_OURS -> lab.remoteGit("tag", "v1", lab.tip());
        case BRANCH_AT_OURS -> lab.remoteGit("branch", "feature", lab.tip());
      }
      GitScenario.git(lab.people, "pull", "-q", "--rebase", "origin", "main");
      lab.pushed(Map.of("other", "theirs\n"));
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "again\n")));
    }
    assertEquals("again\n", lab.file("network/pool.yaml"));
    assertEquals(5, lab.commits());
  }

  private static Set<String> commits(Path repository) {
    return GitScenario.git(repository, "cat-file", "--batch-all-objects", "--batch-check")
        .lines()
        .filter(line -> line.contains(" commit "))
        .map(line -> line.substring(0, 40))
        .collect(Collectors.toSet());
  }

  /** Packing removes all commits but the tips; the record must have all that the server knows. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
  void recordsEveryLocalCommitAsShallowAlsoAfterPacking() throws Exception {
    GitScenario lab = GitScenario.withPackage(directory);
    try (GitWriter writer = lab.writer()) {
      for (int i = 0; i < 25; i++) {
        lab.remoteGit("tag", "v" + i, "main");
        GitScenario.git(lab.people, "pull", "-q", "--rebase", "origin", "main");
        lab.pushed(Map.of("other", i + "\n"));
        String content = "ours " + i + "\n";
        assertInstanceOf(
            Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", content)));
        List<String> shallow = Files.readAllLines(lab.state.resolve("shallow"));
        assertTrue(shallow.contains(lab.tip()), shallow::toString);
        Set<String> local = commits(lab.state);
        local.retainAll(commits(lab.remote));
        assertTrue(shallow.containsAll(local), local::toString);
      }
    }
  }

  /** A mounted volume cannot be renamed. */
  @Test
  void usesAnEmptyDirectory() throws Exception {
    GitScenario lab = GitScenario.withPackage(directory);
    Files.createDirectories(lab.state);
    try (GitWriter writer = lab.writer()) {
      assertInstanceOf(Snapshot.class, writer.fetch());
    }
    assertTrue(Files.notExists(lab.state.resolveSibling(lab.state.getFileName() + ".damaged")));
  }

  /** Possible damage of the local repository. */
  enum Damage {
    PACKS_GONE {
      @Override
      void to(Path repository) throws IOException {
        delete(repository.resolve("objects"));
        Files.createDirectories(repository.resolve("objects/pack"));
      }
    },
    PACKS_EMPTY {
      @Override
      void to(Path repository) throws IOException {
        overwritePacks(repository, new byte[0]);
      }
    },
    PACKS_GARBLED {
      @Override
      void to(Path repository) throws IOException {
        overwritePacks(repository, "not a pack".getBytes(UTF_8));
      }
    },
    REF_EMPTY {
      @Override
      void to(Path repository) throws IOException {
        Files.writeString(repository.resolve("refs/leasehold/tips/main"), "");
      }
    },
    REF_TO_NOTHING {
      @Override
      void to(Path repository) throws IOException {
        Files.writeString(repository.resolve("refs/leasehold/tips/main"), "1".repeat(40) + "\n");
      }
    },
    HEAD_GONE {
      @Override
      void to(Path repository) throws IOException {
        Files.delete(repository.resolve("HEAD"));
      }
    },
    CONFIG_GARBLED {
      @Override
      void to(Path repository) throws IOException {
        Files.writeString(repository.resolve("config"), "[core\n");
      }
    },
    SHALLOW_GARBLED {
      @Override
      void to(Path repository) throws IOException {
        Files.writeString(repository.resolve("shallow"), "not an id\n");
      }
    },
    A_FILE {
      @Override
      void to(Path repository) throws IOException {
        delete(repository);
        Files.writeString(repository, "");
      }
    },
    EMPTY {
      @Override
      void to(Path repository) throws IOException {
        delete(repository);
        Files.createDirectory(repository);
      }
    };

    abstract void to(Path repository) throws IOException;

    private static void overwritePacks(Path repository, byte[] content) throws IOException {
      try (Stream<Path> packs = Files.list(repository.resolve("objects/pack"))) {
        for (Path pack : packs.toList()) {
          assertTrue(pack.toFile().setWritable(true));
          Files.write(pack, content);
        }
      }
    }

    private static void delete(Path path) throws IOException {
      try (Stream<Path> all = Files.walk(path)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void fetchesAgainWhenTheCloneIsDamagedAtTheStart(Damage damage) throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    try (GitWriter writer = lab.writer()) {
      writer.fetch();
    }
    // Twice, for what was set aside the first time must not be in the way.
    for (String content : List.of("first\n", "second\n")) {
      damage.to(lab.state);
      try (GitWriter writer = lab.writer()) {
        Outcome outcome = writer.write(tip -> readAll(tip, content));
        assertInstanceOf(Pushed.class, outcome, outcome.toString());
      }
    }
    assertEquals("second\n", lab.file("network/pool.yaml"));
    GitScenario.git(lab.state, "fsck");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      // JGit has these in memory; they are met at the next start.
      names = {"HEAD_GONE", "CONFIG_GARBLED"})
  void fetchesAgainWhenTheCloneIsDamagedWhileOpen(Damage damage) throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    try (GitWriter writer = lab.writer()) {
      writer.fetch();
      damage.to(lab.state);
      lab.pushed(Map.of("network/other.yaml", "theirs\n"));
      Outcome outcome = writer.write(tip -> readAll(tip, "ours\n"));
      assertInstanceOf(Pushed.class, outcome, outcome.toString());
    }
    assertEquals("ours\n", lab.file("network/pool.yaml"));
    lab.remoteGit("fsck", "--strict");
  }

  @Test
  void fetchesAgainWhenASnapshotCannotBeRead() throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    // Larger than what is in memory once the tree has been listed.
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    Files.write(lab.people.resolve("network/a.bin"), noise);
    lab.pushAll();
    try (GitWriter writer = lab.writer()) {
      Snapshot before = assertInstanceOf(Snapshot.class, writer.fetch());
      Damage.PACKS_EMPTY.to(lab.state);
      assertThrows(UncheckedIOException.class, () -> firstFile(before));
      Snapshot after = assertInstanceOf(Snapshot.class, writer.fetch());
      assertTrue(firstFile(after).isPresent());
    }
  }

  @Test
  void fetchesAgainAfterTheHistoryCouldNotBeRead() throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    String first = lab.tip();
    lab.pushed(Map.of("network/other.yaml", "theirs\n"));
    lab.pushed(Map.of("network/other.yaml", "theirs again\n"));
    try (GitWriter writer = lab.writer()) {
      Snapshot before = assertInstanceOf(Snapshot.class, writer.fetch());
      Damage.SHALLOW_GARBLED.to(lab.state);
      assertFalse(before.lacks(first));
      Snapshot after = assertInstanceOf(Snapshot.class, writer.fetch());
      assertFalse(after.lacks(first));
      assertTrue(after.lacks("1".repeat(40)));
    }
  }

  /** JGit's parsers throw arbitrary exceptions, such as ArrayIndexOutOfBoundsException. */
  @Test
  void fetchesAgainAfterATruncatedTree() throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    try (GitWriter writer = lab.writer()) {
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
      overwrite(lab, "main:network", "tree 14\000100644 a.yaml\0");
      Fetched fetched = writer.fetch();
      assertInstanceOf(Snapshot.class, fetched, fetched.toString());
    }
  }

  private static void overwrite(GitScenario lab, String object, String content) throws IOException {
    String id = lab.remoteGit("rev-parse", object).strip();
    Path file = lab.state.resolve("objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
    assertTrue(file.toFile().setWritable(true));
    try (OutputStream out = new DeflaterOutputStream(Files.newOutputStream(file))) {
      out.write(content.getBytes(UTF_8));
    }
  }

  private static Optional<FileContent> firstFile(Snapshot tip) {
    try (Snapshot.Contents contents = tip.contents()) {
      return contents.read(tip.entries().getFirst());
    }
  }

  private static Proposal readAll(Snapshot tip, String content) {
    try (Snapshot.Contents contents = tip.contents()) {
      tip.entries().forEach(contents::read);
    }
    return GitScenario.change("pool.yaml", content);
  }

  @Test
  void staysSmallWhileTheBranchMoves() throws IOException {
    GitScenario lab = GitScenario.withPackage(directory);
    try (GitWriter writer = lab.writer()) {
      for (int i = 0; i < 25; i++) {
        GitScenario.git(lab.people, "pull", "-q", "--ff-only", "origin", "main");
        lab.pushed(Map.of("network/other.yaml", "theirs " + i + "\n"));
        String content = "ours " + i + "\n";
        assertInstanceOf(
            Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", content)));
      }
      assertInstanceOf(NoChange.class, writer.write(tip -> new Proposal.Nothing()));
    }
    assertEquals(51, lab.commits());
    try (Stream<Path> packs = Files.list(lab.state.resolve("objects/pack"))) {
      long count = packs.filter(p -> p.toString().endsWith(".pack")).count();
      assertTrue(count < 10, count + " packs");
    }
    // Fifty tips of five objects each have been here.
    long objects =
        GitScenario.git(lab.state, "cat-file", "--batch-all-objects", "--batch-check")
            .lines()
            .count();
    assertTrue(objects < 100, objects + " objects");
    // It knows the tip and nothing before it, and native git agrees that it is whole.
    assertEquals(1, GitScenario.git(lab.state, "rev-list", "--all").lines().count());
    GitScenario.git(lab.state, "fsck");
    lab.remoteGit("fsck", "--strict");
  }

  @Test
  void fetchesOneCommitOfALongHistory() {
    GitScenario lab = GitScenario.withPackage(directory);
    for (int i = 0; i < 5; i++) {
      lab.pushed(Map.of("network/other.yaml", "theirs " + i + "\n"));
    }
    try (GitWriter writer = lab.writer()) {
      writer.fetch();
      assertEquals(1, GitScenario.git(lab.state, "rev-list", "--all").lines().count());
    }
  }
}
