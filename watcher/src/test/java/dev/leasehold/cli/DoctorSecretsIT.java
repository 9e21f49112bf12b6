package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.notify.ServerLab;
import dev.leasehold.ssh.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold doctor} for a router whose key is in a Secret of a real API server. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class DoctorSecretsIT {
  @TempDir private static Path server;
  private static @Nullable ServerLab started;

  @TempDir private Path folder;
  private Sshd sshd;

  @BeforeAll
  static void startServer() throws Exception {
    started = new ServerLab(server);
    started.up("apiserver");
  }

  @AfterAll
  static void stopServer() throws IOException {
    if (started != null) {
      started.close();
    }
  }

  private static ServerLab lab() {
    return Objects.requireNonNull(started);
  }

  @BeforeEach
  void start() throws Exception {
    sshd = Sshd.openSsh(folder.resolve("sshd"));
  }

  @AfterEach
  void stop() throws Exception {
    if (sshd != null) {
      sshd.close();
    }
    String _ = lab().kubectl("delete", "--ignore-not-found", "secret", "router-ssh");
  }

  private List<String> doctor(String hosts, String... options) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("watcher.yaml"),
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: WatcherConfig
            metadata: {name: test}
            spec:
              stateDir: state
              targets: [{name: cluster, url: %s/none.git}]
              cluster: {kubeconfig: %s}
              routers:
                - name: home
                  host: 127.0.0.1
                  port: %d
                  user: %s
                  ssh: {secretRef: {namespace: default, name: router-ssh}%s}
            """
                .formatted(
                    folder,
                    lab().setting("KUBECONFIG"),
                    sshd.server().port(),
                    sshd.server().user(),
                    hosts));
    String[] line = new String[3 + options.length];
    System.arraycopy(new String[] {"doctor", "--config", config.toString()}, 0, line, 0, 3);
    System.arraycopy(options, 0, line, 3, options.length);
    return Cli.run(line).out().lines().filter(text -> text.contains("router home:")).toList();
  }

  private void create(String... entries) throws Exception {
    String[] line = new String[4 + entries.length];
    System.arraycopy(new String[] {"create", "secret", "generic", "router-ssh"}, 0, line, 0, 4);
    for (int i = 0; i < entries.length; i++) {
      line[4 + i] = "--from-file=" + entries[i];
    }
    String _ = lab().kubectl("delete", "--ignore-not-found", "secret", "router-ssh");
    String _ = lab().kubectl(line);
  }

  @Test
  void showsTheLineThatTheSecretNeeds() throws Exception {
    String none = doctor("").getFirst();
    assertTrue(
        none.startsWith(
            "PROBLEM  router home: routers.home.ssh.secretRef: Secret default/router-ssh does not"
                + " exist. Create it: kubectl -n default create secret generic router-ssh"),
        none);
    String key = "id_rsa=" + folder.resolve("sshd/id");
    create(key);
    String expected =
        sshd.server().knownAs()
            + " "
            + Files.readString(folder.resolve("sshd/host_ed25519.pub")).strip();
    List<String> shown = doctor("", "--trust-host", "home");
    assertEquals(1, shown.size(), shown.toString());
    assertTrue(
        shown.getFirst().startsWith("PROBLEM  router home: the host key ssh-ed25519 SHA256:"),
        shown.toString());
    assertTrue(
        shown
            .getFirst()
            .contains(
                " is not in known_hosts of Secret default/router-ssh, and Leasehold changes no"),
        shown.toString());
    assertTrue(shown.getFirst().endsWith("add this line there: " + expected), shown.toString());

    Path hosts = Files.writeString(folder.resolve("secret_hosts"), expected + "\n");
    create(key, "known_hosts=" + hosts);
    List<String> known = doctor("", "--trust-host", "home");
    assertTrue(
        known.getFirst().endsWith(" is already in known_hosts of Secret default/router-ssh"),
        known.toString());
    assertTrue(known.get(1).contains("accepts the key; ip: "), known.toString());
    Files.writeString(
        hosts, sshd.server().knownAs() + " " + Files.readString(folder.resolve("sshd/id.pub")));
    create(key, "known_hosts=" + hosts);
    String other = doctor("", "--trust-host", "home").getFirst();
    assertTrue(other.contains("is not the one in known_hosts of Secret"), other);
    assertFalse(other.contains("add this line"), other);
  }

  @Test
  void writesToTheFileWhereThereIsOne() throws Exception {
    create("id_rsa=" + folder.resolve("sshd/id"));
    Path hosts = folder.resolve("hosts");
    List<String> added = doctor(", knownHostsFile: hosts", "--trust-host", "home");
    assertTrue(added.getFirst().contains(" is now in " + hosts), added.toString());
    assertTrue(added.get(1).contains("accepts the key; ip: "), added.toString());
    assertEquals(1, Files.readAllLines(hosts).size());
  }
}
