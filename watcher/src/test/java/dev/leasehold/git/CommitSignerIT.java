package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.git.Outcome.Pushed;
import dev.leasehold.git.Outcome.Stalled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures that {@code git verify-commit} verifies with OpenSSH. */
final class CommitSignerIT {
  private static final String PASSPHRASE = "correct s3cret horse";

  @TempDir private Path directory;
  private GitScenario lab;
  private Path key;
  private Path passphrase;

  @BeforeEach
  void lab() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/ssh-keygen")),
        "no ssh-keygen: install openssh-client to run this");
    lab = GitScenario.withPackage(directory);
    key = directory.resolve("id_sign");
    passphrase = directory.resolve("passphrase");
  }

  private GitWriter writer(Optional<Path> passphraseFile) {
    return new GitWriter(
        lab.target(),
        lab.state,
        Optional.of(new Signing(key, passphraseFile)),
        () -> GitScenario.NOW,
        new Random(1),
        pause -> {},
        GitScenario.operations());
  }

  private static Outcome write(GitWriter writer) {
    return writer.write(tip -> GitScenario.change("pool.yaml", "ours\n"));
  }

  private void secret(String text) throws IOException {
    Files.writeString(passphrase, text);
    Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
  }

  /** As the documentation says: the address of the committer, the namespace, the public key. */
  private String verified(String commit) throws IOException {
    Path allowed = directory.resolve("allowed_signers");
    Files.writeString(
        allowed,
        "leasehold@home.example namespaces=\"git\" "
            + Files.readString(directory.resolve("id_sign.pub")));
    return lab.remoteGit(
        "-c", "gpg.ssh.allowedSignersFile=" + allowed, "verify-commit", "-v", commit);
  }

  private void assertSigned() throws IOException {
    String said = verified("main");
    assertTrue(said.contains("Good \"git\" signature for leasehold@home.example with "), said);
  }

  private Stalled stalls(GitWriter writer, String words) {
    Outcome outcome = write(writer);
    Stalled stalled = assertInstanceOf(Stalled.class, outcome, outcome.toString());
    assertTrue(stalled.reason().contains(words), stalled.reason());
    assertFalse(stalled.toString().contains("s3cret"), stalled.toString());
    assertEquals(1, lab.commits(), "never unsigned");
    return stalled;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa", "ecdsa"})
  void signsWithAKey(String type) throws IOException {
    OpenSshServer.key(key, type, "");
    try (GitWriter writer = writer(Optional.empty())) {
      Outcome outcome = write(writer);
      assertInstanceOf(Pushed.class, outcome, outcome.toString());
    }
    assertSigned();
    lab.remoteGit("fsck", "--strict");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa", "ecdsa"})
  void signsWithAnEncryptedKey(String type) throws IOException {
    OpenSshServer.key(key, type, PASSPHRASE);
    secret(PASSPHRASE + "\n");
    try (GitWriter writer = writer(Optional.of(passphrase))) {
      Outcome outcome = write(writer);
      assertInstanceOf(Pushed.class, outcome, outcome.toString());
    }
    assertSigned();
  }

  @Test
  void stallsWithoutAKeyUntilThereIsOne() throws IOException {
    try (GitWriter writer = writer(Optional.empty())) {
      stalls(writer, "signing.sshKeyFile: " + key + " does not exist");
      Files.writeString(key, "not a key, but s3cret");
      stalls(writer, key.toString());
      Files.delete(key);
      OpenSshServer.key(key, "ed25519", "");
      assertInstanceOf(Pushed.class, write(writer));
    }
    assertSigned();
  }

  @Test
  void stallsWithoutAPassphrase() {
    OpenSshServer.key(key, "ed25519", PASSPHRASE);
    try (GitWriter writer = writer(Optional.empty())) {
      Stalled stalled = stalls(writer, key + " is protected by a passphrase");
      assertTrue(stalled.whatToDo().contains("passphraseFile"), stalled.whatToDo());
    }
  }

  @Test
  void stallsAtAWrongPassphraseUntilItIsRight() throws IOException {
    OpenSshServer.key(key, "ed25519", PASSPHRASE);
    try (GitWriter writer = writer(Optional.of(passphrase))) {
      stalls(writer, "signing.passphraseFile: " + passphrase + " does not exist");
      secret("another s3cret");
      stalls(writer, "passphrase");
      secret(PASSPHRASE);
      assertInstanceOf(Pushed.class, write(writer));
    }
    assertSigned();
  }

  @Test
  void stallsAtAPublicKeyWithoutItsPrivateKey() throws IOException {
    OpenSshServer.key(directory.resolve("other"), "ed25519", "");
    Files.delete(directory.resolve("other"));
    key = directory.resolve("other.pub");
    try (GitWriter writer = writer(Optional.empty())) {
      stalls(writer, key.toString());
    }
  }

  @Test
  void signsWithTheKeyThatIsThereNow() throws IOException {
    OpenSshServer.key(key, "ed25519", "");
    try (GitWriter writer = writer(Optional.empty())) {
      assertInstanceOf(Pushed.class, write(writer));
      assertSigned();
      Files.delete(key);
      Files.delete(directory.resolve("id_sign.pub"));
      OpenSshServer.key(key, "rsa", "");
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "again\n")));
    }
    assertSigned();
    assertTrue(verified("main").contains("with RSA key"));
  }

  @Test
  void signsRequests() throws IOException {
    OpenSshServer.key(key, "ed25519", "");
    try (GitWriter writer = writer(Optional.empty())) {
      Requested put =
          writer
              .requests("leasehold/a", RequestBranch.Form.BRANCH, message -> true)
              .put((tip, open) ->
                  new RequestProposer.Request(
                      GitScenario.change("pool.yaml", "ours\n"), List.of()));
      assertInstanceOf(Requested.Ready.class, put, put.toString());
    }
    assertTrue(verified("leasehold/a").contains("Good \"git\" signature"));
    assertEquals(1, lab.commits());
  }

  @Test
  void requestsNothingWithoutASignature() {
    try (GitWriter writer = writer(Optional.empty())) {
      Requested put =
          writer
              .requests("leasehold/a", RequestBranch.Form.BRANCH, message -> true)
              .put((tip, open) ->
                  new RequestProposer.Request(
                      GitScenario.change("pool.yaml", "ours\n"), List.of()));
      Requested.NotWritten not = assertInstanceOf(Requested.NotWritten.class, put, put.toString());
      assertInstanceOf(Stalled.class, not.why());
    }
    assertEquals("", lab.remoteGit("branch", "--list", "leasehold/*"));
  }
}
