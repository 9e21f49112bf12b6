package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.cli.Launcher;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The shipped program in its runtime, with a real sshd: its libraries find their services. */
class RuntimeSshIT extends OpenSshLab {
  @Test
  void readsTheRepositoryAndHasWriteAccess() throws Exception {
    Path config = directory.resolve("watcher.yaml");
    Files.writeString(
        config,
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: WatcherConfig
        metadata:
          name: home
        spec:
          stateDir: %s/state
          targets:
            - name: home
              url: %s
              branch: main
              path: network
              auth: key
          auth:
            - name: key
              ssh: {keyFile: %s, knownHostsFile: %s}
        """
            .formatted(directory, server.url(lab.remote), server.clientKey, knownHosts));
    Process doctor =
        new ProcessBuilder(Launcher.built().toString(), "doctor", "--config", config.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(doctor.getInputStream().readAllBytes(), UTF_8);
    doctor.waitFor();
    assertTrue(said.contains("repository " + server.url(lab.remote) + " can be read"), said);
    assertTrue(said.contains("the key " + server.clientKey + " may write to "), said);
  }
}
