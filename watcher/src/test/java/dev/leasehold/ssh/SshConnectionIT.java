package dev.leasehold.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.ssh.SshConnection.Opened;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on a machine with OpenSSH. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // a hang
final class SshConnectionIT {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final SshDeadlines SHORT =
      new SshDeadlines(LONG, LONG, LONG, Duration.ofMillis(200));

  @TempDir Path directory;
  private Sshd sshd;

  @BeforeEach
  void start() throws IOException {
    sshd = Sshd.openSsh(directory.resolve("sshd"));
  }

  @AfterEach
  void stop() {
    sshd.close();
  }

  private SshConnection open(SshFiles files) {
    Opened opened =
        SshConnection.open(
            sshd.server(), new SshLogin("routers.ssh", files), Algorithms.MODERN, SHORT);
    return assertInstanceOf(Opened.Open.class, opened, opened.toString()).connection();
  }

  private SshReply refused(SshFiles files) {
    Opened opened =
        SshConnection.open(
            sshd.server(), new SshLogin("routers.ssh", files), Algorithms.MODERN, SHORT);
    return assertInstanceOf(Opened.Failed.class, opened, opened.toString()).why();
  }

  private Path secret(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void runsScriptsOneAfterAnother() throws IOException {
    try (SshConnection connection = open(sshd.files("host_ed25519.pub"))) {
      assertEquals(
          new SshReply.Done(7, "out\n", "err\n", false),
          connection.run("sh -s", "echo out\necho err >&2\nexit 7\n", LONG));
      assertEquals(
          new SshReply.Done(0, "again\n", "", false),
          connection.run("sh -s", "echo again\n", LONG));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"host_ed25519.pub", "host_rsa.pub"})
  void knowsOneOfSeveralHostKeys(String hostKey) throws IOException {
    open(sshd.files(hostKey)).close();
  }

  @ParameterizedTest
  @CsvSource({"ed25519, ''", "rsa, ''", "ecdsa, ''", "ed25519, s3cret words", "rsa, s3cret words"})
  void logsInWithAKey(String type, String passphrase) throws IOException {
    Path key = directory.resolve("key");
    Sshd.key(key, type, passphrase);
    Files.writeString(
        directory.resolve("sshd/authorized_keys"), Files.readString(directory.resolve("key.pub")));
    Path file = secret("passphrase", "s3cret words\n");
    open(sshd.files(key, Optional.of(file), "host_ed25519.pub")).close();
  }

  @Test
  void refusesAnotherHostKey() throws IOException {
    SshFiles files = sshd.files("id.pub");
    SshReply.Refused refused = assertInstanceOf(SshReply.Refused.class, refused(files));
    assertTrue(
        refused.reason().contains("is not the one in " + files.knownHostsFile()), refused.reason());
    Files.writeString(files.knownHostsFile(), "");
    refused = assertInstanceOf(SshReply.Refused.class, refused(files));
    assertTrue(refused.reason().contains("is not in " + files.knownHostsFile()), refused.reason());
    assertTrue(refused.reason().contains("SHA256:"), refused.reason());
  }

  @Test
  void saysWhichKeyIsRejected() throws IOException {
    Files.writeString(directory.resolve("sshd/authorized_keys"), "");
    SshReply.Refused refused =
        assertInstanceOf(SshReply.Refused.class, refused(sshd.files("host_ed25519.pub")));
    assertTrue(refused.reason().contains("rejects the key"), refused.reason());
    assertTrue(refused.whatToDo().contains("authorized_keys"), refused.whatToDo());
  }

  @Test
  void asksForAPassphrase() throws IOException {
    Path key = directory.resolve("key");
    Sshd.key(key, "ed25519", "s3cret words");
    SshFiles files = sshd.files(key, Optional.empty(), "host_ed25519.pub");
    SshReply.Refused refused = assertInstanceOf(SshReply.Refused.class, refused(files));
    assertTrue(refused.reason().contains("is protected by a passphrase"), refused.reason());
    Path wrong = secret("wrong", "other s3cret");
    files = sshd.files(key, Optional.of(wrong), "host_ed25519.pub");
    refused = assertInstanceOf(SshReply.Refused.class, refused(files));
    assertTrue(refused.reason().contains("does not have the passphrase"), refused.reason());
    assertFalse(refused.toString().contains("s3cret"), refused.toString());
  }

  @Test
  void endsWhatHangs() throws IOException {
    try (SshConnection connection = open(sshd.files("host_ed25519.pub"))) {
      SshReply reply =
          connection.run("sh -s", "echo waiting >&2; exec sleep 600\n", Duration.ofMillis(500));
      SshReply.Unavailable ended = assertInstanceOf(SshReply.Unavailable.class, reply);
      assertTrue(ended.reason().contains("did not end within 500 ms"), ended.reason());
      assertTrue(ended.mayHaveRun());
      assertTrue(connection.isOpen(), "the connection goes on");
      assertInstanceOf(SshReply.Done.class, connection.run("true", "", LONG));
    }
  }

  /** Neither the machine nor the network closes the connection; they only fall silent. */
  @Test
  void noticesADeadPeer() throws Exception {
    List<ProcessHandle> stopped = List.of();
    try (SshConnection connection = open(sshd.files("host_ed25519.pub"));
        var threads = Executors.newSingleThreadExecutor()) {
      Path started = directory.resolve("started");
      Future<SshReply> running =
          threads.submit(() ->
              connection.run(
                  "sh -s", "touch '" + started + "'; exec sleep 600\n", LONG.multipliedBy(10)));
      while (Files.notExists(started)) {
        Thread.onSpinWait();
      }
      stopped = sshd.connections();
      stopped.forEach(p -> Sshd.run(List.of("kill", "-STOP", Long.toString(p.pid()))));
      SshReply reply = running.get();
      assertInstanceOf(SshReply.Unavailable.class, reply, reply.toString());
      assertFalse(connection.isOpen());
    } finally {
      stopped.stream()
          .filter(ProcessHandle::isAlive)
          .forEach(p -> Sshd.run(List.of("kill", "-KILL", Long.toString(p.pid()))));
    }
  }

  @Test
  void keepsTheFirstPartOfEndlessOutput() throws IOException {
    try (SshConnection connection = open(sshd.files("host_ed25519.pub"))) {
      SshReply reply = connection.run("sh -s", "head -c 5000000 /dev/zero\n", LONG);
      SshReply.Done done = assertInstanceOf(SshReply.Done.class, reply);
      assertTrue(done.isCut());
      assertEquals(256 * 1024, done.output().length());
    }
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    SshFiles files = sshd.files("host_ed25519.pub");
    sshd.close();
    SshReply reply = refused(files);
    SshReply.Unavailable unavailable = assertInstanceOf(SshReply.Unavailable.class, reply);
    assertFalse(unavailable.mayHaveRun());
  }

  @ParameterizedTest
  @CsvSource({"MODERN, ed25519", "MODERN, ecdsa", "MODERN, rsa", "LEGACY, rsa"})
  void worksWithDropbear(Algorithms algorithms, String hostKey) throws Exception {
    try (Sshd dropbear = Sshd.dropbear(directory.resolve("dropbear"), hostKey)) {
      Opened opened =
          SshConnection.open(
              dropbear.server(),
              new SshLogin("routers.ssh", dropbear.files("host_" + hostKey + ".pub")),
              algorithms,
              SHORT);
      try (SshConnection connection =
          assertInstanceOf(Opened.Open.class, opened, opened.toString()).connection()) {
        assertEquals(
            new SshReply.Done(3, "out\n", "", false),
            connection.run("sh -s", "echo out; exit 3\n", LONG));
      }
    }
  }

  /** What dropbear of 2013 and RouterOS 6 have. */
  @Test
  void speaksOldAlgorithmsOnlyWhenTold() throws IOException {
    String old =
        """
        KexAlgorithms diffie-hellman-group14-sha1
        HostKeyAlgorithms ssh-rsa
        PubkeyAcceptedAlgorithms ssh-rsa
        MACs hmac-sha1
        Ciphers aes128-ctr
        """;
    Path folder = directory.resolve("old");
    Sshd.key(directory.resolve("old-id"), "rsa", "");
    try (Sshd server = Sshd.openSsh(folder, List.of(), "127.0.0.1", Sshd.freePort(), old)) {
      Files.copy(
          directory.resolve("old-id.pub"),
          folder.resolve("authorized_keys"),
          StandardCopyOption.REPLACE_EXISTING);
      SshFiles files = server.files(directory.resolve("old-id"), Optional.empty(), "host_rsa.pub");
      Opened modern =
          SshConnection.open(
              server.server(), new SshLogin("routers.ssh", files), Algorithms.MODERN, SHORT);
      SshReply why = assertInstanceOf(Opened.Failed.class, modern).why();
      SshReply.Refused refused = assertInstanceOf(SshReply.Refused.class, why, why.toString());
      assertTrue(refused.whatToDo().contains("legacy: true"), refused.toString());
      Opened legacy =
          SshConnection.open(
              server.server(), new SshLogin("routers.ssh", files), Algorithms.LEGACY, SHORT);
      assertInstanceOf(Opened.Open.class, legacy, legacy.toString()).connection().close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
  void findsHostsWithAPortAndHashedNames(String host) throws IOException {
    Path folder = directory.resolve("other");
    String address = host.equals("localhost") ? "127.0.0.1" : host;
    try (Sshd server = Sshd.openSsh(folder, List.of(), address, Sshd.freePort(), "")) {
      SshServer named = new SshServer(host, server.server().port(), server.server().user());
      String key = Files.readString(folder.resolve("host_ed25519.pub"));
      Path hosts = directory.resolve("hosts");
      for (boolean hashed : new boolean[] {false, true}) {
        Files.writeString(hosts, named.knownAs() + " " + key);
        if (hashed) {
          Sshd.run(List.of("ssh-keygen", "-q", "-H", "-f", hosts.toString()));
          assertFalse(Files.readString(hosts).contains(host));
        }
        Opened opened =
            SshConnection.open(
                named,
                new SshLogin(
                    "routers.ssh", new SshFiles(folder.resolve("id"), Optional.empty(), hosts)),
                Algorithms.MODERN,
                SHORT);
        assertInstanceOf(Opened.Open.class, opened, opened.toString()).connection().close();
      }
      Files.writeString(hosts, host + " " + key); // port 22
      Opened opened =
          SshConnection.open(
              named,
              new SshLogin(
                  "routers.ssh", new SshFiles(folder.resolve("id"), Optional.empty(), hosts)),
              Algorithms.MODERN,
              SHORT);
      assertInstanceOf(Opened.Failed.class, opened, opened.toString());
    }
  }
}
