package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The function as a module in a runtime of its own, and what may go wrong with its cache. */
class RuntimeIT {
  private static final Path INPUT = Programs.ROOT.resolve("testdata/fn/render/input.yaml");
  private static final Path EXPECTED = Programs.ROOT.resolve("testdata/fn/render/output.yaml");

  @TempDir private static Path folder;

  private static Path runtime;

  /** A copy: it may be moved, and the tests below damage it. */
  @BeforeAll
  static void copyTheRuntime() throws Exception {
    Path built = Programs.builtRuntime();
    runtime = folder.resolve("a runtime");
    Programs.run(folder, Map.of(), INPUT, "cp", "-a", built.toString(), runtime.toString())
        .requireSuccess();
  }

  @Test
  void answersAsTheFunctionDoesAndSaysNothingElse() throws Exception {
    assertAnswer(fn(runtime.resolve("bin/leasehold-fn")), "");
  }

  @Test
  void runsThroughALink() throws Exception {
    Path link = folder.resolve("leasehold-fn");
    Files.createSymbolicLink(link, Path.of("a runtime/bin/leasehold-fn"));
    assertAnswer(fn(link), "");
  }

  @Test
  void takesAllButAFewOfItsClassesFromTheCache() throws Exception {
    Programs.Outcome outcome =
        java("-Xlog:class+load:stderr", "-XX:AOTCache=" + cache(runtime), "-XX:+UseSerialGC");
    long loaded = outcome.errors().lines().filter(line -> line.contains("source:")).count();
    long other =
        outcome
            .errors()
            .lines()
            .filter(line -> line.contains("source:") && !line.contains("shared objects file"))
            .count();
    assertTrue(loaded > 500, outcome.errors());
    assertTrue(other <= loaded / 50, other + " of " + loaded + ":\n" + outcome.errors());
  }

  @Test
  void aMissingCacheOnlyTakesLonger() throws Exception {
    Programs.Outcome outcome = withCache("missing", Files::delete);
    assertEquals(
        "leasehold: %1$s/leasehold-fn.aot is missing, so this starts slowly; %1$s/caches makes it\n"
            .formatted(folder.resolve("missing/bin/../lib")),
        outcome.errors());
  }

  @Test
  void aCorruptCacheOnlyTakesLonger() throws Exception {
    withCache("corrupt", cache -> Files.write(cache, new byte[100_000]));
  }

  @Test
  void aTruncatedCacheOnlyTakesLonger() throws Exception {
    withCache(
        "truncated",
        cache -> {
          byte[] bytes = Files.readAllBytes(cache);
          Files.write(cache, Arrays.copyOf(bytes, bytes.length / 2));
        });
  }

  /** The classes of another runtime must not be believed: lib/modules is compared. */
  @Test
  void aForeignCacheOnlyTakesLonger() throws Exception {
    withCache(
        "foreign",
        cache -> {
          Path modules = cache.resolveSibling("modules");
          byte[] bytes = Files.readAllBytes(modules);
          Files.write(modules, Arrays.copyOf(bytes, bytes.length + 4096));
        });
  }

  /** As with a JVM that uses another layout of objects. */
  @Test
  void aRejectedCacheOnlyTakesLonger() throws Exception {
    Programs.Outcome outcome =
        Programs.run(
            folder,
            Map.of("JAVA_TOOL_OPTIONS", "-XX:-UseCompressedOops -XX:+UseCompactObjectHeaders"),
            INPUT,
            runtime.resolve("bin/leasehold-fn").toString());
    assertEquals(Files.readString(EXPECTED), outcome.output());
    assertEquals(0, outcome.exitCode());
  }

  /** The launcher of the source tree takes the runtime only for the jar that it was made of. */
  @Test
  void aRuntimeOfAnotherJarIsNotRun() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Path jar = tree.resolve("krm-function/target/krm-function.jar");
    Files.createDirectories(tree.resolve("krm-function/target/lib"));
    Files.createDirectories(tree.resolve(".build"));
    Path launcher = tree.resolve("leasehold-fn");
    Files.copy(Programs.ROOT.resolve("leasehold"), launcher);
    Files.copy(Programs.ROOT.resolve(".build/java.sh"), tree.resolve(".build/java.sh"));
    Files.writeString(jar, "not a jar");
    Path stamp = tree.resolve("target/leasehold/lib/krm-function.stamp");
    Programs.script(tree.resolve("target/leasehold/bin/java"), "echo the runtime");
    Files.createDirectories(tree.resolve("target/leasehold/lib"));
    Files.writeString(stamp, "");
    Files.writeString(tree.resolve("target/leasehold/lib/leasehold-fn.aot"), "");
    FileTime built = FileTime.fromMillis(1_790_000_000_000L);

    Files.setLastModifiedTime(stamp, built);
    Files.setLastModifiedTime(jar, built);
    Programs.Outcome current = fn(launcher);
    assertEquals("the runtime\n", current.output());
    assertEquals("", current.errors());

    for (long seconds : new long[] {-10, 10}) { // put back, built since
      FileTime other = FileTime.fromMillis(built.toMillis() + seconds * 1000);
      Files.setLastModifiedTime(jar, other);
      Programs.Outcome outcome = fn(launcher);
      assertEquals("", outcome.output());
      assertTrue(
          outcome.errors().startsWith("leasehold: " + tree + "/target/leasehold is missing or of"),
          outcome.errors());
      assertTrue(outcome.errors().contains("dev.leasehold.fn.FunctionMain"), "it tried the jar");
    }
  }

  /** kpt deletes every file for which a function that exits with 0 prints nothing. */
  @Test
  void failsWhenTheListCannotBeWritten() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full, a disk that is full");
    Programs.Outcome full = shell("'" + runtime + "/bin/leasehold-fn' <'" + INPUT + "' >/dev/full");
    assertEquals(1, full.exitCode());
    assertEquals(
        "leasehold-fn: cannot write the whole list: No space left on device\n", full.errors());

    Programs.Outcome closed =
        shell(
            "{ '"
                + runtime
                + "/bin/leasehold-fn' <'"
                + INPUT
                + "'; echo $? >code; } | true;"
                + " cat code");
    assertEquals("1\n", closed.output());
    assertEquals("leasehold-fn: cannot write the whole list: Broken pipe\n", closed.errors());
  }

  /** What the launcher, the image and the benchmark of copying alone say to the JVM is the same. */
  @Test
  void everyStartHasTheSameOptions() throws Exception {
    Path tree = folder.resolve("options");
    Files.createDirectories(tree.resolve("lib"));
    Files.writeString(tree.resolve("lib/krm-function.stamp"), "");
    Files.writeString(tree.resolve("lib/leasehold-fn.aot"), "");
    Programs.script(tree.resolve("bin/java"), "echo \"$@\"");
    Path launcher = tree.resolve("bin/leasehold-fn");
    Files.copy(Programs.ROOT.resolve("leasehold"), launcher);
    Set<String> launched = options(fn(launcher).output());
    assertTrue(launched.contains("-XX:+UseSerialGC"), launched::toString);
    assertEquals(launched, optionsIn("Containerfile"));
    Set<String> bench = optionsIn("watcher/src/test/java/dev/leasehold/bench/FunctionBench.java");
    assertTrue(bench.containsAll(launched), bench::toString);
  }

  private static Set<String> optionsIn(String file) throws IOException {
    return options(Files.readString(Programs.ROOT.resolve(file)));
  }

  private static Set<String> options(String text) {
    return Pattern.compile("-XX:[-+]?\\w+(=\\d\\w*)?(?=[\"\\s])")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void printsNothingAndOneLineWhereThereIsNoList() throws Exception {
    Path empty = Files.createTempFile(folder, "empty", "");
    Programs.Outcome outcome =
        Programs.run(folder, Map.of(), empty, runtime.resolve("bin/leasehold-fn").toString());
    assertEquals(1, outcome.exitCode());
    assertEquals("", outcome.output());
    assertEquals(1, outcome.errors().lines().count());
  }

  private interface Damage {
    void to(Path cache) throws IOException;
  }

  /** With links to the other files, so that only what is damaged is a copy. */
  private static Programs.Outcome withCache(String name, Damage damage) throws Exception {
    Path damaged = folder.resolve(name);
    Programs.run(folder, Map.of(), INPUT, "cp", "-a", runtime.toString(), damaged.toString())
        .requireSuccess();
    damage.to(cache(damaged));
    Programs.Outcome outcome = fn(damaged.resolve("bin/leasehold-fn"));
    assertEquals(Files.readString(EXPECTED), outcome.output(), outcome.errors());
    assertEquals(0, outcome.exitCode());
    try (Stream<Path> files = Files.walk(damaged)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
    return outcome;
  }

  private static Path cache(Path of) {
    return of.resolve("lib/leasehold-fn.aot");
  }

  private static void assertAnswer(Programs.Outcome outcome, String errors) throws IOException {
    assertEquals(Files.readString(EXPECTED), outcome.output());
    assertEquals(errors, outcome.errors());
    assertEquals(0, outcome.exitCode());
  }

  private static Programs.Outcome fn(Path program) throws Exception {
    return Programs.run(folder, Map.of(), INPUT, program.toString());
  }

  private static Programs.Outcome java(String... options) throws Exception {
    String[] command = new String[options.length + 3];
    command[0] = runtime.resolve("bin/java").toString();
    System.arraycopy(options, 0, command, 1, options.length);
    command[options.length + 1] = "-m";
    command[options.length + 2] = "dev.leasehold.krm.function/dev.leasehold.fn.FunctionMain";
    return Programs.run(folder, Map.of(), INPUT, command);
  }

  private static Programs.Outcome shell(String script) throws Exception {
    return Programs.run(folder, Map.of(), INPUT, "sh", "-c", script);
  }
}
