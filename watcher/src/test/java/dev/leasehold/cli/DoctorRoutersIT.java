package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.ssh.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold doctor --trust-host} and the checks of routers, with OpenSSH. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // a hang
final class DoctorRoutersIT {
  @TempDir private Path folder;
  private Sshd sshd;
  private Path hosts;
  private String config;

  @BeforeEach
  void start() throws IOException {
    sshd = Sshd.openSsh(folder.resolve("sshd"));
    hosts = folder.resolve("hosts");
    config =
        Files.writeString(
                folder.resolve("watcher.yaml"),
                """
                apiVersion: leasehold.dev/v1alpha1
                kind: WatcherConfig
                metadata: {name: test}
                spec:
                  stateDir: state
                  targets: [{name: cluster, url: %s/none.git}]
                  routers:
                    - name: home
                      host: 127.0.0.1
                      port: %d
                      user: %s
                      ssh: {keyFile: sshd/id, knownHostsFile: hosts}
                """
                    .formatted(folder, sshd.server().port(), sshd.server().user()))
            .toString();
  }

  @AfterEach
  void stop() {
    sshd.close();
  }

  private List<String> trust(String router) {
    return Cli.run("doctor", "--config", config, "--trust-host", router).out().lines().toList();
  }

  @Test
  void addsAHostKeyOnlyWhenTold() throws IOException {
    Files.writeString(
        hosts, "other.example " + Files.readString(folder.resolve("sshd/id.pub")).strip());
    String before = Files.readString(hosts);
    String unknown = Cli.run("doctor", "--config", config).out();
    assertTrue(unknown.contains("PROBLEM  router home: the host 127.0.0.1:"), unknown);
    assertTrue(unknown.contains("SHA256:"), unknown);
    assertEquals(before, Files.readString(hosts));

    String fingerprint =
        Sshd.run(List.of("ssh-keygen", "-lf", folder.resolve("sshd/host_ed25519.pub").toString()))
            .split(" ")[1];
    List<String> lines = trust("home");
    assertTrue(
        lines
            .getFirst()
            .startsWith(
                "ok       router home: the host key ssh-ed25519 "
                    + fingerprint
                    + " is now in "
                    + hosts),
        lines.toString());
    assertTrue(
        lines
            .get(1)
            .startsWith("ok       router home: " + sshd.server() + " accepts the key; ip: "),
        lines.toString());
    assertEquals(
        before
            + "\n["
            + "127.0.0.1]:"
            + sshd.server().port()
            + " "
            + Files.readString(folder.resolve("sshd/host_ed25519.pub")).strip()
            + "\n",
        Files.readString(hosts));
    String after = Files.readString(hosts);
    assertTrue(trust("127.0.0.1").getFirst().contains("is already in " + hosts));
    assertEquals(after, Files.readString(hosts));
  }

  @Test
  void createsTheFile() throws IOException {
    assertTrue(trust("home").getFirst().contains("is now in " + hosts));
    assertEquals(1, Files.readAllLines(hosts).size());
  }

  @Test
  void replacesNoKey() throws IOException {
    String key = Files.readString(folder.resolve("sshd/id.pub"));
    for (String line :
        List.of(
            sshd.server().knownAs() + " " + key,
            "@revoked * " + Files.readString(folder.resolve("sshd/host_ed25519.pub")))) {
      Files.writeString(hosts, line);
      List<String> lines = trust("home");
      assertEquals(1, lines.size(), lines.toString());
      assertTrue(
          lines.getFirst().startsWith("PROBLEM  router home: the host key of"), lines.toString());
      assertTrue(lines.getFirst().contains("ssh-keygen -f " + hosts + " -R"), lines.toString());
      assertEquals(line, Files.readString(hosts));
    }
  }

  @Test
  void saysWhichRoutersThereAre() {
    Cli run = Cli.run("doctor", "--config", config, "--trust-host", "office");
    assertEquals(1, run.code());
    assertTrue(
        run.err().contains("'office' is not a router of the WatcherConfig; available: home"));
    sshd.close();
    Cli down = Cli.run("doctor", "--config", config, "--trust-host", "home");
    assertTrue(down.out().startsWith("PROBLEM  router home: "), down.out());
    assertFalse(Files.exists(hosts));
  }
}
