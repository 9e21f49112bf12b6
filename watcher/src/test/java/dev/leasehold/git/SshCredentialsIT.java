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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and host keys with OpenSSH, beyond those of {@link OpenSshIT}. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class SshCredentialsIT extends OpenSshLab {
  private static final String PASSPHRASE = "correct s3cret horse";

  private Path passphrase() throws IOException {
    return secret("passphrase", PASSPHRASE + "\n");
  }

  private Path secret(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Path key(String type, String passphrase) throws IOException {
    Path key = directory.resolve("key");
    OpenSshServer.key(key, type, passphrase);
    server.authorize(directory.resolve("key.pub"));
    return key;
  }

  private GitTarget target(Path key, Optional<Path> passphrase, Path hosts) {
    return new GitTarget(
        "home",
        server.url(lab.remote),
        "main",
        "network",
        new GitTarget.Auth.SshKey(key, passphrase, hosts),
        GitScenario.AUTHOR);
  }

  private static Outcome write(GitWriter writer, String content) {
    return writer.write(tip -> GitScenario.change("pool.yaml", content));
  }

  private void pushes(GitTarget target) {
    try (GitWriter writer = lab.writer(target)) {
      Outcome outcome = write(writer, "ours\n");
      assertInstanceOf(Pushed.class, outcome, outcome.toString());
    }
  }

  private static Stalled stalls(Outcome outcome, String words) {
    Stalled stalled = assertInstanceOf(Stalled.class, outcome, outcome.toString());
    assertTrue(stalled.toString().contains(words), stalled.toString());
    assertFalse(stalled.toString().contains("s3cret"), stalled.toString());
    return stalled;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa", "ecdsa"})
  void pushesWithAKey(String type) throws IOException {
    pushes(target(key(type, ""), Optional.empty(), knownHosts));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa", "ecdsa"})
  void pushesWithAnEncryptedKey(String type) throws IOException {
    pushes(target(key(type, PASSPHRASE), Optional.of(passphrase()), knownHosts));
  }

  /** The format that older versions of OpenSSH and OpenSSL write. */
  @ParameterizedTest
  @CsvSource({"rsa, ''", "rsa, correct s3cret horse", "ecdsa, correct s3cret horse"})
  void pushesWithAKeyInPem(String type, String passphrase) throws IOException {
    Path key = directory.resolve("key");
    GitScenario.run(
        directory,
        List.of(
            "ssh-keygen", "-q", "-t", type, "-m", "PEM", "-N", passphrase, "-f", key.toString()));
    server.authorize(directory.resolve("key.pub"));
    pushes(target(key, Optional.of(passphrase()), knownHosts));
  }

  @Test
  void ignoresThePassphraseOfAKeyThatHasNone() throws IOException {
    pushes(target(key("ed25519", ""), Optional.of(passphrase()), knownHosts));
  }

  @Test
  void stallsAtAWrongPassphraseUntilItIsRight() throws IOException {
    Path key = key("ed25519", PASSPHRASE);
    Path file = secret("passphrase", "another s3cret");
    try (GitWriter writer = lab.writer(target(key, Optional.of(file), knownHosts))) {
      stalls(
          write(writer, "ours\n"),
          "auth.ssh.passphraseFile: " + file + " does not have the passphrase of " + key);
      stalls(write(writer, "ours\n"), "does not have the passphrase");
      Files.delete(file);
      stalls(write(writer, "ours\n"), "auth.ssh.passphraseFile: " + file + " does not exist");
      secret("passphrase", PASSPHRASE);
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
    }
  }

  @Test
  void stallsWithoutAPassphraseUntilTheKeyIsReplaced() throws IOException {
    Path key = key("ed25519", PASSPHRASE);
    try (GitWriter writer = lab.writer(target(key, Optional.empty(), knownHosts))) {
      Stalled stalled = stalls(write(writer, "ours\n"), key + " is protected by a passphrase");
      assertTrue(stalled.whatToDo().contains("passphraseFile"), stalled.whatToDo());
      Files.delete(key);
      Files.copy(server.clientKey, key);
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
    }
  }

  /** The key of the host is revoked, wherever the line is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "REVOKED\nKNOWN\n",
        "KNOWN\nREVOKED\n",
        "KNOWN\n@revoked * KEY\n",
        "@revoked * KEY\nKNOWN\n",
        "KNOWN\n# a comment\n\n@revoked other.example,[127.0.0.1]:* KEY\n"
      })
  void refusesARevokedHostKey(String hosts) throws IOException {
    String known = Files.readString(knownHosts).strip();
    String key = known.substring(known.indexOf(' ') + 1);
    Path file =
        Files.writeString(
            directory.resolve("hosts"),
            hosts
                .replace("REVOKED", "@revoked " + known)
                .replace("KNOWN", known)
                .replace("KEY", key));
    GitTarget target = target(server.clientKey, Optional.empty(), file);
    try (GitWriter writer = lab.writer(target)) {
      stalls(write(writer, "ours\n"), "is revoked in " + file);
      Files.copy(knownHosts, file, StandardCopyOption.REPLACE_EXISTING);
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
    }
  }

  @Test
  void usesAnotherKeyOfTheHostThatIsNotRevoked() throws IOException {
    String rsa = Files.readString(server.knownHosts("rsa", "host_rsa.pub"));
    Path file =
        Files.writeString(
            directory.resolve("hosts"), "@revoked " + rsa + Files.readString(knownHosts));
    pushes(target(server.clientKey, Optional.empty(), file));
  }

  @Test
  void findsAHostAmongOthers() throws IOException {
    String known = Files.readString(knownHosts).strip();
    String key = known.substring(known.indexOf(' ') + 1);
    for (String line :
        List.of(
            "other.example,[127.0.0.1]:" + server.port + " " + key,
            "@cert-authority * " + key + "\n" + known,
            "not a line of known_hosts\n" + known)) {
      Path file = Files.writeString(directory.resolve("hosts"), line + "\n");
      try (GitWriter writer = lab.writer(target(server.clientKey, Optional.empty(), file))) {
        assertInstanceOf(Snapshot.class, writer.fetch(), line);
      }
    }
    for (String line :
        List.of("127.0.0.1 " + key, "@cert-authority * " + key, "[127.0.0.1]:1 " + key)) {
      Path file = Files.writeString(directory.resolve("hosts"), line + "\n");
      try (GitWriter writer = lab.writer(target(server.clientKey, Optional.empty(), file))) {
        assertInstanceOf(Stalled.class, writer.fetch(), line);
      }
    }
  }

  /** Neither the server nor the network closes the connection; they only fall silent. */
  @Test
  void replacesAConnectionThatDiedSilently() {
    GitTarget target = target(server.clientKey, Optional.empty(), knownHosts);
    List<ProcessHandle> stopped = List.of();
    try (GitWriter writer = lab.writer(target)) {
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
      stopped = server.connections();
      assertFalse(stopped.isEmpty(), "the connection is kept");
      stopped.forEach(process -> signal("-STOP", process));
      Outcome outcome = write(writer, "again\n");
      assertInstanceOf(Pushed.class, outcome, outcome.toString());
      assertEquals("again\n", lab.file("network/pool.yaml"));
    } finally {
      stopped.forEach(process -> signal("-CONT", process));
    }
  }

  private void signal(String signal, ProcessHandle process) {
    if (process.isAlive()) {
      GitScenario.run(directory, List.of("kill", signal, Long.toString(process.pid())));
    }
  }
}
