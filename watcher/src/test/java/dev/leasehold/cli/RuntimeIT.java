package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runtime of both programs: its caches, its installation, and its absence. */
class RuntimeIT {
  private static final Path LIST = Launcher.ROOT.resolve("testdata/fn/render/input.yaml");

  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {}

  @Test
  void loadsNearlyAllClassesOfAShortCommandFromTheCache() throws Exception {
    assertCached("leasehold.aot", 2_000, "render", Cli.examplePackage(folder).toString());
  }

  /** The demo uses Git, logging and observations: it is a watch without a network. */
  @Test
  void loadsNearlyAllClassesOfTheDemoFromTheCache() throws Exception {
    assertCached("leasehold-watch.aot", 4_000, "demo", "--dir", folder.resolve("d").toString());
  }

  /** An agent whose API server is away; it makes no rules, because it knows no objects. */
  @Test
  void loadsNearlyAllClassesOfAnAgentFromItsArchive() throws Exception {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: u, user: {token: t}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);
    Path classes = folder.resolve("classes");
    ProcessBuilder builder =
        new ProcessBuilder(
            Launcher.built().toString(), "agent", "--kubeconfig=" + kubeconfig, "--listen=none");
    builder.environment().put("LEASEHOLD_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes);
    Process agent = builder.redirectErrorStream(true).start();
    try (BufferedReader said = agent.inputReader()) {
      Optional<String> tries =
          said.lines().filter(line -> line.contains("https://127.0.0.1:1/")).findFirst();
      assertTrue(tries.isPresent(), "the agent ended");
    } finally {
      agent.destroy();
      agent.waitFor();
    }
    // Each downcall to the kernel makes classes of its own, which no archive has.
    assertShared(1_500, 12, Files.readString(classes));
  }

  private void assertCached(String cache, int least, String... command) throws Exception {
    Launcher.built();
    Path runtime = Launcher.ROOT.resolve("target/leasehold");
    List<String> line =
        Stream.concat(
                Stream.of(
                    runtime.resolve("bin/java").toString(),
                    "-Xlog:class+load:stderr",
                    "-XX:AOTCache=" + runtime.resolve("lib").resolve(cache),
                    "-XX:+UseSerialGC",
                    "--enable-native-access=dev.leasehold.watcher",
                    "-m",
                    "dev.leasehold.watcher/dev.leasehold.cli.Leasehold"),
                Stream.of(command))
            .toList();
    Outcome outcome = run(Map.of(), LIST, line);
    assertEquals(0, outcome.code(), outcome.err());
    assertShared(least, 50, outcome.err());
  }

  /** At most one class in so many is from elsewhere. */
  private static void assertShared(int least, int oneIn, String log) {
    List<String> loaded = log.lines().filter(l -> l.contains("source:")).toList();
    List<String> other = loaded.stream().filter(l -> !l.contains("shared objects")).toList();
    assertTrue(loaded.size() > least, loaded.size() + " classes");
    assertTrue(
        other.size() <= loaded.size() / oneIn,
        () -> other.size() + " of " + loaded.size() + ":\n" + String.join("\n", other));
  }

  @Test
  void runsInstalledWithoutSourceTreeAndJava() throws Exception {
    Launcher.built();
    Outcome installed = install("/opt/lease hold");
    assertEquals(0, installed.code(), installed.err());
    Path bin = folder.resolve("opt/lease hold/bin");
    Map<String, String> bare = Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", "/nowhere");

    Outcome version = run(bare, LIST, List.of(bin.resolve("leasehold").toString(), "--version"));
    assertEquals(0, version.code(), version.err());
    assertTrue(
        version.out().startsWith("leasehold " + Version.NUMBER + "\ncommit: "), version.out());
    assertTrue(version.out().contains(" in " + bin.resolveSibling("lib/leasehold")), version.out());
    Outcome rendered = run(bare, LIST, List.of(bin.resolve("leasehold-fn").toString()));
    Path expected = LIST.resolveSibling("output.yaml");
    assertEquals(new Outcome(0, Files.readString(expected), ""), rendered);
    Outcome fn = run(bare, LIST, List.of(bin.resolve("leasehold").toString(), "fn"));
    assertEquals(rendered, fn);
    assertNoTraceOf(Launcher.ROOT, folder.resolve("opt"));
    Path share = bin.resolveSibling("share");
    for (String file :
        List.of(
            "man/man1/leasehold.1",
            "bash-completion/completions/leasehold",
            "zsh/site-functions/_leasehold",
            "fish/vendor_completions.d/leasehold.fish")) {
      assertTrue(Files.isSymbolicLink(share.resolve(file)), file);
      assertTrue(Files.isReadable(share.resolve(file)), file);
    }
    Path theirs = share.resolve("man/man1/leasehold-watch.1");
    Files.delete(theirs);
    Files.writeString(theirs, "theirs");

    assertEquals(0, install("/opt/lease hold").code(), "again, over itself");
    assertEquals(0, install("/opt/lease hold", "remove").code());
    assertEquals(
        Map.of("lease hold/share/man/man1/leasehold-watch.1", "theirs"),
        Cli.tree(folder.resolve("opt")));
    try (Stream<Path> left = Files.walk(folder.resolve("opt"))) {
      assertEquals(List.of(), left.filter(Files::isSymbolicLink).toList());
    }
  }

  /** No link and no script refers to the source tree. */
  private static void assertNoTraceOf(Path tree, Path installed) throws IOException {
    try (Stream<Path> files = Files.walk(installed)) {
      for (Path file : files.toList()) {
        if (Files.isSymbolicLink(file)) {
          assertFalse(Files.readSymbolicLink(file).isAbsolute(), file::toString);
        } else if (file.endsWith("lib/leasehold/bin/leasehold")) {
          assertFalse(Files.readString(file).contains(tree.toString()), file::toString);
        }
      }
    }
  }

  @Test
  void keepsForeignFilesDuringInstallation() throws Exception {
    Launcher.built();
    Path theirs = folder.resolve("usr/bin/leasehold");
    Cli.write(theirs, "theirs");
    Outcome refused = install("/usr");
    assertEquals(1, refused.code());
    assertTrue(refused.err().contains(theirs + " is there, and not of make install"));
    assertEquals(1, install("/usr", "remove").code());
    assertEquals("theirs", Files.readString(theirs));
    assertEquals(2, install("usr").code(), "no whole path");
  }

  private Outcome install(String prefix, String... more) throws Exception {
    List<String> line =
        Stream.concat(
                Stream.of(
                    Launcher.ROOT.resolve(".build/install").toString(), folder.toString(), prefix),
                Stream.of(more))
            .toList();
    return run(Map.of(), LIST, line);
  }

  @Test
  void limitsTheMemoryOfAWatchUnlessTheEnvironmentOverridesIt() throws Exception {
    Path runtime = folder.resolve("runtime");
    Cli.write(runtime.resolve("lib/krm-function.stamp"), "");
    Cli.write(runtime.resolve("lib/leasehold-watch.aot"), "");
    Cli.write(runtime.resolve("lib/caches"), "");
    Path program = fakeTree(runtime);
    Outcome watch =
        run(
            Map.of("LEASEHOLD_JAVA_OPTIONS", "-Xmx512m -Dx=y"),
            LIST,
            List.of(program.toString(), "watch", "--config", "a file"));
    assertEquals("", watch.err());
    List<String> options = watch.out().lines().toList();
    assertTrue(options.containsAll(List.of("-Xms8m", "-XX:MaxNewSize=8m", "-XX:+UseSerialGC")));
    assertTrue(
        options.indexOf("-Xmx256m") < options.indexOf("-Xmx512m"),
        "the last one counts: " + options);
    assertTrue(options.contains("-Dx=y"), options::toString);
    assertEquals(
        List.of("dev.leasehold.watcher/dev.leasehold.cli.Leasehold", "watch", "--config", "a file"),
        options.subList(options.size() - 4, options.size()));

    Outcome status =
        run(Map.of("LEASEHOLD_JAVA_OPTIONS", "-Dx=y"), LIST, List.of(program.toString(), "status"));
    assertFalse(status.out().contains("-Xm"), status.out());
    assertFalse(status.out().contains("-Dx=y"), status.out());
    assertTrue(status.err().startsWith("leasehold: " + runtime), status.err());
    assertTrue(
        status.err().contains("leasehold.aot is missing, so this starts slowly; "), status.err());
    assertTrue(status.err().endsWith("/lib/caches makes it\n"), status.err());
  }

  @Test
  void ignoresTheRuntimeOfAnotherBuild() throws Exception {
    Path tree = folder.resolve("tree");
    Cli.write(tree.resolve(".build/java.sh"), "find_java() { JAVA_HOME=" + tree + "/jdk; }");
    Path jar = tree.resolve("watcher/target/watcher.jar");
    Cli.write(jar, "");
    Cli.write(tree.resolve("watcher/target/lib/a.jar"), "");
    Path stamp = tree.resolve("target/leasehold/lib/watcher.stamp");
    Cli.write(stamp, "");
    Cli.write(tree.resolve("target/leasehold/lib/leasehold.aot"), "");
    script(tree.resolve("target/leasehold/bin/java"), "echo the runtime");
    script(tree.resolve("jdk/bin/java"), "echo plain \"$@\"");
    Path launcher = tree.resolve("leasehold");
    Files.copy(Launcher.ROOT.resolve("leasehold"), launcher);
    FileTime built = FileTime.fromMillis(1_790_000_000_000L);
    Files.setLastModifiedTime(stamp, built);
    Files.setLastModifiedTime(jar, built);
    List<String> line = List.of(launcher.toString(), "--version");
    assertEquals(new Outcome(0, "the runtime\n", ""), run(Map.of(), LIST, line));

    Files.setLastModifiedTime(jar, FileTime.fromMillis(built.toMillis() - 1000));
    Outcome plain = run(Map.of(), LIST, line);
    assertTrue(plain.out().startsWith("plain "), plain.out());
    assertTrue(plain.out().endsWith(" dev.leasehold.cli.Leasehold --version\n"), plain.out());
    assertEquals(
        "leasehold: %1$s/target/leasehold is missing or of another build, so this starts slowly;"
                .formatted(tree)
            + " make -C '%s' build makes it\n".formatted(tree),
        plain.err());
  }

  /** Any thread may run out of memory; a supervisor then restarts the watcher. */
  @Test
  void exitsWithThreeWhenOutOfMemory() throws Exception {
    Path config = folder.resolve("watcher.yaml");
    try (RandomAccessFile file = new RandomAccessFile(config.toFile(), "rw")) {
      file.setLength(64 << 20);
    }
    Outcome watch =
        run(
            Map.of("LEASEHOLD_JAVA_OPTIONS", "-Xmx16m"),
            LIST,
            List.of(Launcher.built().toString(), "watch", "--config", config.toString()));
    assertEquals(3, watch.code(), watch.err());
    assertTrue(
        watch.out().contains("Terminating due to java.lang.OutOfMemoryError: Java heap space"),
        watch.out());
  }

  private Path fakeTree(Path runtime) throws IOException {
    script(runtime.resolve("bin/java"), "printf '%s\\n' \"$@\"");
    Path program = runtime.resolve("bin/leasehold");
    Files.copy(Launcher.ROOT.resolve("leasehold"), program);
    return program;
  }

  private static void script(Path file, String text) throws IOException {
    Cli.write(file, "#!/bin/sh\n" + text + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private Outcome run(Map<String, String> environment, Path input, List<String> line)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("leasehold", ".out");
    Path err = Files.createTempFile("leasehold", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(folder.toFile())
              .redirectInput(input.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      int code = builder.start().waitFor();
      return new Outcome(code, Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
