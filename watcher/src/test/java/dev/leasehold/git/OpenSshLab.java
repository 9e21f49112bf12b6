package dev.leasehold.git;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One sshd for all tests of a class, and a repository for each test. */
abstract class OpenSshLab {
  @TempDir static Path shared;
  private static @Nullable OpenSshServer started;

  @TempDir Path directory;
  OpenSshServer server;
  GitScenario lab;
  Path knownHosts;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(
        Files.isExecutable(OpenSshServer.PROGRAM),
        "no " + OpenSshServer.PROGRAM + ": install openssh-server to run this");
    started = OpenSshServer.start(shared.resolve("sshd"));
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
  }

  @BeforeEach
  void lab() throws IOException {
    OpenSshServer running = started;
    if (running == null) {
      throw new AssertionError("skipped");
    }
    server = running;
    lab = GitScenario.withPackage(directory);
    knownHosts = server.knownHosts("known_hosts", "host.pub");
  }

  GitTarget target(Path key, Path hosts, String url) {
    return new GitTarget(
        "home", url, "main", "network", new GitTarget.Auth.SshKey(key, hosts), GitScenario.AUTHOR);
  }
}
