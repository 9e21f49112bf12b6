package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two branches of one server, with one local repository. */
final class RemoteBranchTest {
  private static final String OTHER = "leasehold/home";

  @TempDir private Path directory;
  private GitScenario lab;
  private LocalRepository local;
  private ServerAccess server;
  private RemoteBranch main;
  private RemoteBranch other;

  @BeforeEach
  void open() throws IOException {
    lab = GitScenario.withPackage(directory);
    lab.pushed(Map.of("network/old.yaml", "kind: Old\n"));
    GitScenario.git(lab.people, "rm", "-q", "network/old.yaml");
    lab.pushAll();
    GitScenario.git(lab.people, "push", "-q", "origin", "HEAD:refs/heads/" + OTHER);
    lab.pushed(Map.of("network/pool.yaml", "kind: Newer\n"));
    local = LocalRepository.open(lab.state);
    server =
        new ServerAccess(lab.target(), lab.state, () -> GitScenario.NOW, GitScenario.operations());
    main = new RemoteBranch(lab.target(), "main", server, GitScenario.operations());
    other = new RemoteBranch(lab.target(), OTHER, server, GitScenario.operations());
  }

  @AfterEach
  void close() {
    server.close();
    local.close();
  }

  @Test
  void keepsATipPerBranch() throws IOException {
    Snapshot newer = fetched(main);
    Snapshot older = fetched(other);
    assertEquals(lab.tip(), newer.commit());
    assertEquals(lab.remoteGit("rev-parse", OTHER).strip(), older.commit());
    assertEquals(Optional.of(newer.commit()), local.tip("main").map(ObjectId::name));
    assertEquals(Optional.of(older.commit()), local.tip(OTHER).map(ObjectId::name));
  }

  /** Reads the history of one branch while the other has only its tip. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsTheHistoryOfEachBranch(boolean mainFirst) throws IOException {
    fetched(main);
    fetched(other);
    List<RemoteBranch> order = mainFirst ? List.of(main, other) : List.of(other, main);
    for (RemoteBranch branch : order) {
      assertTrue(fetched(branch).deletion("old.yaml").isPresent());
    }
    for (RemoteBranch branch : order) { // again, with the history of both
      assertTrue(fetched(branch).deletion("old.yaml").isPresent());
    }
  }

  @Test
  void dropsTheTipOfAnUnusedBranch() throws IOException {
    fetched(main);
    fetched(other);
    local.keepOnly(Set.of("main"));
    assertEquals(Optional.empty(), local.tip(OTHER));
    assertTrue(fetched(main).deletion("old.yaml").isPresent());
  }

  @Test
  void keepsBothTipsWhenPacking() throws IOException {
    String older = fetched(other).commit();
    for (int i = 0; i < 22; i++) { // a pack each
      lab.pushed(Map.of("network/pool.yaml", "number: " + i + "\n"));
      fetched(main);
    }
    assertTrue(packs() > 20);
    local.tidy();
    assertEquals(1, packs());
    assertTrue(local.isSound());
    try (var reader = local.git().newObjectReader()) {
      assertTrue(reader.has(ObjectId.fromString(older)));
    }
    assertTrue(fetched(main).deletion("old.yaml").isPresent());
    assertTrue(fetched(other).deletion("old.yaml").isPresent());
  }

  @Test
  void pushesOnlyOntoTheExpectedTip() throws IOException {
    String before = lab.tip();
    Snapshot tip = fetched(other);
    ObjectId old = ObjectId.fromString(tip.commit());
    ObjectId first = commit(old, tip.tree(), "first");
    assertInstanceOf(RemoteBranch.Answer.Landed.class, other.push(local, first, old));
    ObjectId second = commit(old, tip.tree(), "second");
    assertInstanceOf(RemoteBranch.Answer.Moved.class, other.push(local, second, old));
    assertEquals(first.name(), lab.remoteGit("rev-parse", OTHER).strip());
    assertEquals(before, lab.tip());
  }

  private Snapshot fetched(RemoteBranch branch) throws IOException {
    return assertInstanceOf(Snapshot.class, branch.fetch(local));
  }

  private int packs() {
    String[] names = lab.state.resolve("objects/pack").toFile().list((_, n) -> n.endsWith(".pack"));
    return names.length;
  }

  private ObjectId commit(ObjectId parent, ObjectId tree, String message) throws IOException {
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setParentId(parent);
    PersonIdent author =
        new PersonIdent("Ours", "ours@home.example", GitScenario.NOW, ZoneOffset.UTC);
    commit.setAuthor(author);
    commit.setCommitter(author);
    commit.setMessage(message);
    try (ObjectInserter inserter = local.git().newObjectInserter()) {
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }
}
