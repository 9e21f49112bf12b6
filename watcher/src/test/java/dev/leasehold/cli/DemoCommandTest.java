package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.approvaltests.Approvals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold demo}: its output, and the repository that it creates. */
final class DemoCommandTest {
  private static final List<String> COMMITS =
      List.of(
          "Begin the network package",
          "Lease home-ipv6: 2001:db8:a01::/64",
          "Renumber home-ipv6: 2001:db8:a01::/64 → 2001:db8:a02::/64",
          "End the drain of home-ipv6: 2001:db8:a01::/64",
          "Replace home-ipv6: 2001:db8:a02::/64 → 2001:db8:a03::/64");

  @TempDir private Path parent;

  @Test
  void tellsItsStory() {
    Path folder = parent.resolve("demo");
    Cli run = demo(folder);
    assertEquals(0, run.code(), run.err());
    assertEquals("", run.err());
    Approvals.verify(
        run.out()
            .replace(folder.toString(), "DIR")
            .replaceAll("pushed commit [0-9a-f]{12}", "pushed commit ############"));
  }

  @Test
  void leavesARepositoryWithExactlyItsCommits() throws Exception {
    Path folder = parent.resolve("demo");
    demo(folder);
    Path clone = folder.resolve("clone");
    assertEquals(COMMITS, git(clone, "log", "--reverse", "--format=%s").lines().toList());
    assertEquals("", git(clone, "status", "--porcelain"));
    git(clone, "fsck", "--strict", "--no-dangling");
    git(folder.resolve("remote.git"), "fsck", "--strict", "--no-dangling");
    assertEquals(3, Cli.run("render", "--exit-code", clone.toString()).code());
  }

  @Test
  void keepsTheOldBlockByteIdenticalDuringTheDrain() throws Exception {
    Path folder = parent.resolve("demo");
    demo(folder);
    String pool = "manifests/load-balancers-v6.yaml";
    Path clone = folder.resolve("clone");
    List<String> before = new ArrayList<>(git(clone, "show", "HEAD~3:" + pool).lines().toList());
    List<String> during = new ArrayList<>(git(clone, "show", "HEAD~2:" + pool).lines().toList());
    before.removeIf(line -> line.contains("leasehold.dev/owned"));
    during.removeIf(
        line -> line.contains("leasehold.dev/owned") || line.contains("- cidr: \"2001:db8:a02:"));
    assertEquals(before, during);
  }

  @Test
  void replacesAnEarlierDemo() throws Exception {
    Path folder = parent.resolve("demo");
    String first = demo(folder).out();
    Files.writeString(folder.resolve("clone/mine.txt"), "x");
    assertEquals(first, demo(folder).out());
    assertFalse(Files.exists(folder.resolve("clone/mine.txt")));
    assertEquals(5, git(folder.resolve("clone"), "rev-list", "HEAD").lines().count());
  }

  @Test
  void rejectsAFolderInUse() {
    Cli.write(parent.resolve("mine/file.txt"), "mine");
    Map<String, String> before = Cli.tree(parent);
    Cli run = demo(parent.resolve("mine"));
    assertEquals(1, run.code());
    assertEquals(
        "leasehold: "
            + parent.resolve("mine")
            + " has files that are not from the demo; choose another --dir\n",
        run.err());
    Cli file = demo(parent.resolve("mine/file.txt"));
    assertEquals(1, file.code());
    assertTrue(file.err().endsWith("file.txt is not a folder\n"), file.err());
    assertEquals(before, Cli.tree(parent));
  }

  private static Cli demo(Path folder) {
    return Cli.run("demo", "--dir", folder.toString());
  }

  private static String git(Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("git"));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
