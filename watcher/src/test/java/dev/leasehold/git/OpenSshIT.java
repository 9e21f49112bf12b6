package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome.NoChange;
import dev.leasehold.git.Outcome.Pushed;
import dev.leasehold.git.Outcome.Stalled;
import dev.leasehold.git.Outcome.Unreachable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests with OpenSSH and native git: keys, host keys, and behaviour that file URLs do not have. */
final class OpenSshIT extends OpenSshLab {
  private Outcome write(GitTarget target) {
    try (GitWriter writer = lab.writer(target)) {
      return writer.write(tip -> GitScenario.change("pool.yaml", "ours\n"));
    }
  }

  private Stalled stalls(GitTarget target, String... words) {
    Outcome outcome = write(target);
    Stalled stalled = assertInstanceOf(Stalled.class, outcome, outcome.toString());
    for (String word : words) {
      assertTrue(stalled.reason().contains(word), stalled.reason());
    }
    assertEquals(1, lab.commits());
    return stalled;
  }

  @Test
  void pushesWithAnEd25519Key() {
    GitTarget target = target(server.clientKey, knownHosts, server.url(lab.remote));
    try (GitWriter writer = lab.writer(target)) {
      Outcome outcome = writer.write(tip -> GitScenario.change("pool.yaml", "ours\n"));
      Pushed pushed = assertInstanceOf(Pushed.class, outcome);
      assertEquals(lab.tip(), pushed.commit());
      assertEquals(List.of("pool.yaml"), pushed.files());
      assertEquals(1, pushed.attempts());
      assertInstanceOf(
          NoChange.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
      GitScenario.git(lab.people, "pull", "-q", "--ff-only", "origin", "main");
      lab.pushed(Map.of("network/other.yaml", "theirs\n"));
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "again\n")));
    }
    assertEquals("again\n", lab.file("network/pool.yaml"));
    assertEquals("theirs\n", lab.file("network/other.yaml"));
    assertEquals(1, GitScenario.git(lab.state, "rev-list", "--all").lines().count());
    lab.remoteGit("fsck", "--strict");
  }

  @Test
  void pushesWithAnRsaKey() throws IOException {
    Path key = directory.resolve("id_rsa");
    OpenSshServer.key(key, "rsa", "");
    Path allowed = shared.resolve("sshd/authorized_keys");
    String before = Files.readString(allowed);
    Files.writeString(allowed, before + Files.readString(directory.resolve("id_rsa.pub")));
    try {
      assertInstanceOf(Pushed.class, write(target(key, knownHosts, server.url(lab.remote))));
    } finally {
      Files.writeString(allowed, before);
    }
  }

  @Test
  void findsHashedNames() throws IOException {
    Path hashed = server.knownHosts("hashed", "host.pub");
    GitScenario.run(shared, List.of("ssh-keygen", "-q", "-H", "-f", hashed.toString()));
    assertTrue(Files.readString(hashed).startsWith("|1|"));
    assertInstanceOf(Pushed.class, write(target(server.clientKey, hashed, server.url(lab.remote))));
  }

  @Test
  void requestsTheKeyTypeInKnownHosts() throws IOException {
    Path rsa = server.knownHosts("rsa", "host_rsa.pub");
    assertInstanceOf(Pushed.class, write(target(server.clientKey, rsa, server.url(lab.remote))));
  }

  @Test
  void stallsAtAnUnknownHostWithoutTrustingIt() throws IOException {
    Path empty = Files.writeString(directory.resolve("known_hosts"), "");
    Stalled stalled =
        stalls(
            target(server.clientKey, empty, server.url(lab.remote)),
            "the host [127.0.0.1]:" + server.port + " is not in " + empty,
            "ssh-ed25519 SHA256:");
    assertTrue(stalled.whatToDo().contains(empty.toString()), stalled.whatToDo());
    assertEquals("", Files.readString(empty));
  }

  @Test
  void stallsAtAnotherHostKey() throws IOException {
    Path other = server.knownHosts("other", "id.pub");
    String before = Files.readString(other);
    stalls(
        target(server.clientKey, other, server.url(lab.remote)),
        "the host key of [127.0.0.1]:" + server.port + " is not the one in " + other);
    assertEquals(before, Files.readString(other));
  }

  @Test
  void stallsIfTheServerRejectsTheKey() {
    Path key = directory.resolve("id");
    OpenSshServer.key(key, "ed25519", "");
    Stalled stalled =
        stalls(
            target(key, knownHosts, server.url(lab.remote)),
            "the server rejects the key " + key,
            server.url(lab.remote));
    assertTrue(stalled.whatToDo().contains("deploy key"), stalled.whatToDo());
  }

  @Test
  void reportsAReadOnlyKeyBeforeAPush() {
    GitTarget target = target(server.readingKey, knownHosts, server.url(lab.remote));
    try (GitWriter writer = lab.writer(target)) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      Stalled early = assertInstanceOf(Stalled.class, writer.mayPush().orElseThrow());
      assertTrue(
          early
              .reason()
              .startsWith(
                  "the key "
                      + server.readingKey
                      + " may read "
                      + target.url()
                      + ", but not write to it"),
          early.reason());
      assertTrue(early.whatToDo().contains("write access"), early.whatToDo());
      assertEquals(
          early,
          writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")),
          "and so it is when pushing");
    }
  }

  @Test
  void distinguishesAWritingKeyFromAReadOnlyOneWithoutPushing() {
    GitTarget target = target(server.clientKey, knownHosts, server.url(lab.remote));
    String before = lab.remoteGit("for-each-ref");
    try (GitWriter writer = lab.writer(target)) {
      assertEquals(Optional.empty(), writer.mayPush());
    }
    assertEquals(before, lab.remoteGit("for-each-ref"));
  }

  /** The program on the server ends early, once in the fetch and once in the push. */
  @ParameterizedTest
  @CsvSource({
    "git-upload-pack, kill -9 $$",
    "git-upload-pack, exit 0",
    "git-upload-pack, echo no account of yours; exit 1",
    "git-receive-pack, kill -9 $$",
    "git-receive-pack, exit 0",
    "git-receive-pack, echo no account of yours; exit 1"
  })
  void outlivesTheServersProgram(String program, String end) throws IOException {
    GitTarget target = target(server.failingKey, knownHosts, server.url(lab.remote));
    try (GitWriter writer = lab.writer(target)) {
      Files.writeString(
          server.failure,
          "case $SSH_ORIGINAL_COMMAND in %s*) %s ;; esac\n".formatted(program, end));
      Outcome outcome = writer.write(tip -> GitScenario.change("pool.yaml", "ours\n"));
      assertInstanceOf(Outcome.Failure.class, outcome, outcome.toString());
      Files.delete(server.failure);
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
    }
  }

  /** If both sides are damaged, the local damage is detected and the repository fetched again. */
  @Test
  void detectsLocalDamageAlsoAfterTheServersProgramWasKilled() throws IOException {
    GitTarget target = target(server.failingKey, knownHosts, server.url(lab.remote));
    try (GitWriter writer = lab.writer(target)) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      Files.writeString(lab.state.resolve("refs/leasehold/tips/main"), "1".repeat(40) + "\n");
      Files.writeString(server.failure, "kill -9 $$\n");
      Fetched fetched = writer.fetch();
      Files.delete(server.failure);
      assertInstanceOf(Outcome.Failure.class, fetched, fetched.toString());
      assertTrue(Files.exists(lab.state.resolveSibling(lab.state.getFileName() + ".damaged")));
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
    }
  }

  /** Public Git servers support filters; git disables them by default. */
  @ParameterizedTest
  @CsvSource({"true, 3", "false, 3", "true, 150", "false, 150"})
  void findsARevertBelowManyCommits(String filters, int commits) {
    lab.remoteGit("config", "uploadpack.allowFilter", filters);
    GitTarget target = target(server.clientKey, knownHosts, server.url(lab.remote));
    try (GitWriter writer = lab.writer(target)) {
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
      GitScenario.git(lab.people, "pull", "-q", "--ff-only", "origin", "main");
      GitScenario.git(lab.people, "revert", "--no-edit", "HEAD");
      String revert = GitScenario.git(lab.people, "rev-parse", "HEAD").strip();
      for (int i = 0; i < commits; i++) {
        GitScenario.git(lab.people, "commit", "-q", "--allow-empty", "-m", "Something else");
      }
      lab.pushed(Map.of("network/other.yaml", "theirs\n"));
      List<Provenance<String>> found = new ArrayList<>();
      FilePart<String> pool =
          new FilePart<>(
              "pool.yaml",
              content -> Optional.of(new String(content, UTF_8)),
              message -> message.startsWith("Change "),
              _ -> true,
              "",
              _ -> true);
      Outcome outcome =
          writer.write(tip -> {
            tip.provenance(pool).ifPresent(found::add);
            return new Proposal.Nothing();
          });
      assertInstanceOf(NoChange.class, outcome, outcome.toString());
      assertEquals(List.of(revert), found.stream().map(Provenance::commit).toList());
      assertEquals("Person <person@home.example>", found.getFirst().author());
      assertEquals(
          List.of("Change pool.yaml"),
          found.getFirst() instanceof Provenance.Takeback<String> by ? by.undone() : "no takeback");

      lab.remoteGit("tag", "v1", "main~2");
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "more\n")));
      lab.remoteGit("fsck", "--strict");
    }
  }

  /** JGit cannot fetch with 64 commits of ours and more, where the protocol is the old one. */
  @Test
  void fetchesAMovedBranchAfterReadingALongHistory() {
    for (int i = 0; i < 80; i++) {
      GitScenario.git(lab.people, "commit", "-q", "--allow-empty", "-m", "Something else");
    }
    lab.pushed(Map.of("network/other.yaml", "theirs\n"));
    AtomicInteger tries = new AtomicInteger();
    try (GitWriter writer =
        lab.writer(target(server.clientKey, knownHosts, server.url(lab.remote)))) {
      Outcome outcome =
          writer.write(tip -> {
            String deleted = tip.deletion("gone.yaml") + "\n";
            if (tries.incrementAndGet() == 1) {
              lab.pushed(Map.of("network/other.yaml", "theirs again\n"));
            }
            return GitScenario.change("deleted.txt", deleted);
          });
      assertEquals(2, assertInstanceOf(Pushed.class, outcome, outcome.toString()).attempts());
    }
    lab.remoteGit("fsck", "--strict");
  }

  @Test
  void stallsAtAKeyWithAPassphrase() {
    Path key = directory.resolve("id");
    OpenSshServer.key(key, "ed25519", "secret");
    stalls(
        target(key, knownHosts, server.url(lab.remote)),
        "auth.ssh.keyFile: " + key + " is protected by a passphrase");
  }

  @Test
  void stallsAtAnInvalidKeyFile() throws IOException {
    Path key = Files.writeString(directory.resolve("id"), "not a key, but s3cret");
    Stalled stalled = stalls(target(key, knownHosts, server.url(lab.remote)), key.toString());
    assertTrue(!stalled.toString().contains("s3cret"), stalled.toString());
  }

  @Test
  void stallsAtMissingFilesUntilTheyExist() throws IOException {
    Path key = directory.resolve("id");
    Path hosts = directory.resolve("hosts");
    GitTarget target = target(key, hosts, server.url(lab.remote));
    try (GitWriter writer = lab.writer(target)) {
      Stalled noKey = assertInstanceOf(Stalled.class, writer.fetch());
      assertEquals("auth.ssh.keyFile: " + key + " does not exist", noKey.reason());
      Files.copy(server.clientKey, key);
      Stalled noHosts = assertInstanceOf(Stalled.class, writer.fetch());
      assertEquals("auth.ssh.knownHostsFile: " + hosts + " does not exist", noHosts.reason());
      Files.copy(knownHosts, hosts);
      assertInstanceOf(Snapshot.class, writer.fetch());
    }
  }

  @Test
  void stallsAtAMissingRepository() {
    stalls(
        target(server.clientKey, knownHosts, server.url(directory.resolve("nowhere.git"))),
        "nowhere.git",
        "does not appear to be a git repository");
  }

  @Test
  void stallsAtAnEmptyRepository() {
    GitScenario empty = new GitScenario(directory.resolve("empty"));
    stalls(target(server.clientKey, knownHosts, server.url(empty.remote)), "has no commits yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pre-receive", "update"})
  void stallsWithTheWordsOfAHook(String hook) {
    lab.hook(hook, "echo 'main is protected, says the hook' >&2\nexit 1\n");
    stalls(
        target(server.clientKey, knownHosts, server.url(lab.remote)),
        "main is protected, says the hook");
  }

  @Test
  void proposesAgainWhenTheBranchMovesDuringThePush() {
    lab.pushed(Map.of("network/other.yaml", "theirs\n"));
    String theirs = lab.tip();
    lab.remoteGit("update-ref", "refs/heads/main", theirs + "~1");
    lab.hook("update", "git update-ref refs/heads/main " + theirs + "\nrm \"$0\"\n");
    Outcome outcome = write(target(server.clientKey, knownHosts, server.url(lab.remote)));
    assertEquals(2, assertInstanceOf(Pushed.class, outcome, outcome.toString()).attempts());
    assertEquals("theirs\n", lab.file("network/other.yaml"));
  }

  @Test
  void isUnreachableWithoutAListeningServer() throws IOException {
    int closed;
    try (var free = new java.net.ServerSocket(0)) {
      closed = free.getLocalPort();
    }
    Outcome outcome =
        write(target(server.clientKey, knownHosts, "ssh://git@127.0.0.1:" + closed + "/x.git"));
    Unreachable unreachable = assertInstanceOf(Unreachable.class, outcome, outcome.toString());
    assertTrue(
        unreachable.reason().contains("ssh://git@127.0.0.1:" + closed), unreachable.reason());
  }

  @Test
  void isUnreachableWhenTheServerClosesTheConnection() throws Exception {
    try (var listener =
        new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Thread answering =
          Thread.ofVirtual()
              .start(() -> {
                try (var connection = listener.accept()) {
                  connection.getOutputStream().write("SSH-2.0-gone\r\n".getBytes(UTF_8));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      String url = "ssh://git@127.0.0.1:" + listener.getLocalPort() + "/x.git";
      Outcome outcome = write(target(server.clientKey, knownHosts, url));
      assertInstanceOf(Unreachable.class, outcome, outcome.toString());
      answering.join();
    }
  }
}
