package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold watch} against radvd: each event ends in exactly the commits of the table. */
class WatchIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String FIRST = "2001:db8:a01::/64";
  private static final String SECOND = "2001:db8:a02::/64";
  private static final String THIRD = "2001:db8:a03::/64";

  @TempDir private Path folder;
  private Lab lab;
  private Path remote;
  private Path config;

  @BeforeEach
  void prepare() throws Exception {
    lab =
        Lab.up(
            folder.resolve("lab"),
            Map.of("LAB_NODE_DAD", "0", "LAB_RA_PREFERRED", "12", "LAB_RA_VALID", "20"));
    remote = folder.resolve("remote.git");
    git("init", "-q", "--bare", "-b", "main", remote.toString());
    Path work = folder.resolve("work");
    git("clone", "-q", remote.toString(), work.toString());
    copyPackage(work);
    git("-C", work.toString(), "checkout", "-q", "-B", "main");
    git("-C", work.toString(), "add", "-A");
    git("-C", work.toString(), "commit", "-q", "-m", "Begin");
    git("-C", work.toString(), "push", "-q", "origin", "main");
    config =
        Files.writeString(
            folder.resolve("watcher.yaml"),
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: WatcherConfig
            metadata:
              name: it
            spec:
              stateDir: state
              targets:
                - name: cluster
                  url: %s
            """
                .formatted(remote));
  }

  @AfterEach
  void cleanUp() throws Exception {
    if (lab != null) {
      lab.down();
    }
  }

  @Test
  void commitsWhatTheTableAsksForAndNothingElse() throws Exception {
    List<String> expected = new ArrayList<>(List.of("Begin"));
    try (Daemon watch = watch()) {
      awaitPush(watch, expected, "Lease home-ipv6: " + FIRST);

      lab.run("ra-renumber");
      awaitPush(watch, expected, "Renumber home-ipv6: " + FIRST + " → " + SECOND);
      awaitPush(watch, expected, "End the drain of home-ipv6: " + FIRST);

      lab.run("deprecate");
      awaitHeard(watch, twice(deprecated(SECOND)));
      assertCommits(expected);

      lab.run("ra-normal");
      awaitHeard(watch, announces(SECOND).and(deprecated(SECOND).negate()));
      lab.run("flash-renumber");
      awaitPush(watch, expected, "Replace home-ipv6: " + SECOND + " → " + THIRD);

      lab.run("ra-silent");
      watch.awaitLine("loss", SOON, line -> line.contains(THIRD + " has expired"));
      lab.run("ra-up");
      watch.awaitLine("return", SOON, line -> line.contains("no longer lost"));
      assertCommits(expected);

      watch.terminate();
    }
    try (Daemon again = watch()) {
      awaitHeard(again, twice(announces(THIRD)));
      assertCommits(expected);
    }
  }

  @Test
  void onceAcquiresWritesAndExits() throws Exception {
    assertEquals(0, run("--once", "--exit-code"));
    assertCommits(List.of("Begin", "Lease home-ipv6: " + FIRST));
    assertEquals(3, run("--once", "--exit-code"));
    assertCommits(List.of("Begin", "Lease home-ipv6: " + FIRST));
  }

  @Test
  void dryRunPushesNothing() throws Exception {
    assertEquals(0, run("--once", "--dry-run", "--exit-code"));
    assertCommits(List.of("Begin"));
  }

  private Daemon watch() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.environment().put("LEASEHOLD_LOG_LEVEL", "DEBUG");
    return Daemon.start(builder);
  }

  private int run(String... flags) throws Exception {
    List<String> line = new ArrayList<>(command());
    line.addAll(Arrays.asList(flags));
    Process process =
        new ProcessBuilder(line)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(Files.readString(folder.resolve("err")));
    }
    return process.exitValue();
  }

  private List<String> command() {
    Path launcher = Path.of("../leasehold").toAbsolutePath().normalize();
    return lab.onNode(List.of(launcher.toString(), "watch", "--config", config.toString()));
  }

  /** Waits for a push and checks that it is the only one. */
  private void awaitPush(Daemon watch, List<String> expected, String subject) throws Exception {
    watch.awaitLine("push of '" + subject + "'", SOON, line -> line.contains(" pushed "));
    expected.add(subject);
    assertCommits(expected);
  }

  private static void awaitHeard(Daemon watch, Predicate<String> wanted) throws Exception {
    watch.awaitLine("advertisement", SOON, wanted);
  }

  /** Once may have been heard before what it follows was decided; the second time it was. */
  private static Predicate<String> twice(Predicate<String> wanted) {
    int[] count = {0};
    return line -> wanted.test(line) && ++count[0] == 2;
  }

  private static Predicate<String> announces(String prefix) {
    return line -> line.contains("announces") && line.contains("prefix=" + prefix);
  }

  private static Predicate<String> deprecated(String prefix) {
    return line -> line.contains("prefix=" + prefix + ", preferredLifetime=PT0S");
  }

  private void assertCommits(List<String> subjects) throws Exception {
    assertEquals(
        subjects,
        git("-C", remote.toString(), "log", "--reverse", "--format=%s", "main").lines().toList());
  }

  /** The example package, listening on the lab's interface and quick to drain. */
  private static void copyPackage(Path to) throws IOException {
    Path from = Path.of("../kpt-package");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.writeString(
            copy,
            Files.readString(file)
                .replace("enp1s0", Lab.ACCESS_INTERFACE)
                .replace(
                    "    drainPeriod: 60m\n",
                    """
                        drainPeriod: 6s
                        minStable: 2s
                      accept:
                        within: ["2001:db8::/32"]
                    """));
      }
    }
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("git"));
    line.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_AUTHOR_NAME", "IT",
                "GIT_AUTHOR_EMAIL", "it@example.org",
                "GIT_COMMITTER_NAME", "IT",
                "GIT_COMMITTER_EMAIL", "it@example.org"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
