package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A local repository on a separate disk. Without hooks JGit serves it in a thread of this process;
 * with a hook, git serves it.
 */
final class ServerDiskIT {
  @TempDir Path directory;
  private boolean mounted;
  private GitScenario lab;

  @BeforeEach
  void mount() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to mount a disk");
    Path disk = Files.createDirectory(directory.resolve("remote.git"));
    mount("-t", "tmpfs", "-o", "size=400k", "none", disk.toString());
    mounted = true;
    lab = GitScenario.withPackage(directory);
  }

  @AfterEach
  void unmount() {
    if (mounted) {
      GitScenario.run(
          directory, List.of("umount", "-R", directory.resolve("remote.git").toString()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reportsAFullDisk(boolean hook) throws IOException {
    if (hook) {
      lab.hook("update", "exit 0\n");
    }
    try (OutputStream out = Files.newOutputStream(lab.remote.resolve("full"))) {
      assertThrows(
          IOException.class,
          () -> {
            while (true) {
              out.write(new byte[512]);
            }
          });
    }
    Outcome.Stalled stalled = assertInstanceOf(Outcome.Stalled.class, push());
    String why = hook ? " could not store the commit and gives no reason" : " is full";
    assertTrue(stalled.reason().endsWith("file://" + lab.remote + why), stalled.reason());
  }

  @ParameterizedTest
  @CsvSource({"refs, false", "refs, true", "objects/pack, false"})
  void reportsAReadOnlyDisk(String folder, boolean hook) {
    if (hook) {
      lab.hook("update", "exit 0\n");
    }
    String path = lab.remote.resolve(folder).toString();
    mount("--bind", path, path);
    mount("-o", "remount,ro,bind", path);
    assertEquals(
        new Outcome.Stalled(
            "file://" + lab.remote + " is on a file system that is mounted read-only",
            "Mount it for writing, or configure another repository.",
            Outcome.Stage.RIGHTS),
        push());
  }

  /** Which prints nothing. */
  private Outcome push() {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, UTF_8));
    try (GitWriter writer = lab.writer()) {
      return writer.write(tip -> GitScenario.change("pool.yaml", "ours\n"));
    } finally {
      System.setErr(before);
      assertEquals("", printed.toString(UTF_8));
    }
  }

  private void mount(String... arguments) {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    GitScenario.run(directory, command);
  }
}
