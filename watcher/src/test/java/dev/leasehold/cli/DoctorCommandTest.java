package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.GitTarget;
import dev.leasehold.git.SeedRepository;
import dev.leasehold.watch.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold doctor}, for a package with an interface that does not exist. */
@EnabledOnOs(OS.LINUX)
final class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void reportsWhatIsMissingAndChangesNothing() throws IOException {
    SeedRepository repository = repository();
    Cli run = Cli.run("doctor", "--config", folder.resolve("watcher.yaml").toString());
    assertEquals(1, run.code(), run.err());
    List<String> lines = run.out().lines().toList();
    Path remote = folder.resolve("remote.git");
    assertEquals("ok       repository " + remote + " can be read", lines.get(0));
    assertTrue(
        lines.get(1).matches("ok       branch main is at [0-9a-f]{12} of 2026-.*"), run.out());
    assertEquals(
        "ok       package (the whole repository) renders; it requests home-ipv6", lines.get(2));
    assertEquals("ok       rights: this user may write to " + remote, lines.get(3));
    assertEquals(
        "ok       commits are by Leasehold test <leasehold@localhost>, with the trailer"
            + " Leasehold-Watcher: test",
        lines.get(4));
    assertTrue(
        lines.get(6).startsWith("PROBLEM  interface no-such-nic not found. Available: "),
        run.out());
    assertEquals(1, repository.commits());
  }

  @Test
  void createsNoStateDirectoryAndReportsAnUnusableOne() throws IOException {
    repository();
    Path state = folder.resolve("state");
    String config = folder.resolve("watcher.yaml").toString();
    assertTrue(
        Cli.run("doctor", "--config", config).out().contains("ok       state is kept in " + state));
    assertFalse(Files.exists(state));
    Files.writeString(state, "");
    Cli run = Cli.run("doctor", "--config", config);
    assertEquals(1, run.code());
    assertTrue(
        run.out().contains("PROBLEM  spec.stateDir: cannot work in " + state + " (" + state),
        run.out());
    assertTrue(run.out().contains("ok       repository "), run.out());
  }

  @Test
  void showsTheWarningsOfThePackage() throws IOException {
    repository("resources:", "resource:");
    Cli run = Cli.run("doctor", "--config", folder.resolve("watcher.yaml").toString());
    assertTrue(
        run.out()
            .lines()
            .anyMatch(line ->
                line.startsWith("warning  manifests/kustomization.yaml:")
                    && line.contains("resource: is not a field of a kustomization")),
        run.out());
  }

  @Test
  void saysThatMinFreeNeedsACluster() throws IOException {
    repository(
        "kind: DynamicPrefix\n",
        """
        kind: PublicIPAutoscaler
        metadata: {name: warm}
        spec:
          poolName: public
          minFree: 2
          template:
            router: {host: 192.168.1.1, user: root, sshSecretRef: home, wanParent: eth9}
        ---
        apiVersion: leasehold.dev/v1alpha1
        kind: DynamicPrefix
        """);
    Path config = folder.resolve("watcher.yaml");
    String problem =
        "PROBLEM  PublicIPAutoscaler warm has minFree, and nothing tells which addresses Services"
            + " use. Add spec.cluster to the WatcherConfig, with the right to list and watch"
            + " Services; or write count: N in place of minFree.";
    Cli without = Cli.run("doctor", "--config", config.toString());
    assertTrue(without.out().contains(problem), without.out());
    Files.writeString(config, Files.readString(config) + "  cluster: {mirror: true}\n");
    Cli with = Cli.run("doctor", "--config", config.toString());
    assertFalse(with.out().contains("minFree"), with.out());
  }

  @Test
  void reportsACheckedOutBranch() throws Exception {
    repository();
    Path clone = folder.resolve("clone");
    git("clone", "-q", folder.resolve("remote.git").toString(), clone.toString());
    config(clone);
    String config = folder.resolve("watcher.yaml").toString();
    String rights = "PROBLEM  rights: branch main is checked out in " + clone + ". Git refuses";
    assertTrue(Cli.run("doctor", "--config", config).out().contains(rights));
    git("-C", clone.toString(), "config", "receive.denyCurrentBranch", "updateInstead");
    assertTrue(
        Cli.run("doctor", "--config", config).out().contains("ok       rights: this user may"));
  }

  @Test
  void reportsAnUnreadablePackage() {
    Path nowhere = folder.resolve("nowhere.git");
    config(nowhere);
    Cli run = Cli.run("doctor", "--config", folder.resolve("watcher.yaml").toString());
    assertEquals(1, run.code());
    assertEquals(
        """
        PROBLEM  repository %1$s: url: there is no directory %1$s. Create the repository there (git init --bare), or fix the url.
        unknown  branch main: not checked until the problem above is fixed
        unknown  package (the whole repository): not checked until the problem above is fixed
        unknown  rights: not checked until the problem above is fixed
        ok       commits are by Leasehold test <leasehold@localhost>, with the trailer Leasehold-Watcher: test
        ok       state is kept in %2$s
        """
            .formatted(nowhere, folder.resolve("state")),
        run.out());
    assertEquals("", run.err());
  }

  @Test
  void reportsAnErrorOfThePackageOnce() throws IOException {
    repository("drainPeriod", "drainPeriode");
    try (Logged logged = Logged.by(Watch.class)) {
      Cli run = Cli.run("doctor", "--config", folder.resolve("watcher.yaml").toString());
      assertEquals(1, run.code());
      String line = run.out().lines().toList().get(2);
      assertTrue(line.startsWith("PROBLEM  package (the whole repository): intent/"), run.out());
      assertTrue(line.contains("spec.transition.drainPeriode: unknown field"), run.out());
      assertTrue(line.endsWith(". Fix it with a commit."), run.out());
      assertTrue(run.out().contains("ok       rights: "), run.out());
      assertEquals(List.of(), logged.lines("unknown field"));
    }
  }

  private static void git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }

  private SeedRepository repository() throws IOException {
    return repository("enp1s0", "no-such-nic");
  }

  private SeedRepository repository(String text, String replacement) throws IOException {
    Path files = Cli.examplePackage(folder.resolve("package"));
    Map<String, byte[]> bytes = new TreeMap<>();
    Cli.tree(files)
        .forEach((path, content) ->
            bytes.put(path, content.replace(text, replacement).getBytes(StandardCharsets.UTF_8)));
    Path remote = folder.resolve("remote.git");
    config(remote);
    return SeedRepository.create(
        remote,
        bytes,
        new GitTarget.Author("Somebody", "somebody@example.org"),
        Instant.parse("2026-11-20T10:00:00Z"),
        "Begin\n");
  }

  private void config(Path remote) {
    Cli.write(
        folder.resolve("watcher.yaml"),
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: WatcherConfig
        metadata:
          name: test
        spec:
          stateDir: state
          targets:
            - name: cluster
              url: %s
        """
            .formatted(remote));
  }
}
