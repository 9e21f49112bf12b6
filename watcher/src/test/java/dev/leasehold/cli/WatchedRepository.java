package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The example package in a bare repository, a watcher's configuration for it, and the commits so
 * far.
 */
final class WatchedRepository {
  /** The deadline for short operations on a busy machine. */
  static final Duration SOON = Duration.ofMinutes(2);

  private static final List<String> BEGIN = List.of("Begin");

  private final Path folder;
  private final Path remote;
  private final Path config;
  private final UnaryOperator<List<String>> place;
  private final List<String> expected;

  private WatchedRepository(Path folder, UnaryOperator<List<String>> place) {
    this.folder = folder;
    this.place = place;
    remote = folder.resolve("remote.git");
    config = folder.resolve("watcher.yaml");
    expected = new ArrayList<>(BEGIN);
  }

  private WatchedRepository(
      WatchedRepository other, Path folder, UnaryOperator<List<String>> place) {
    this.folder = folder;
    this.place = place;
    remote = other.remote;
    config = folder.resolve("watcher.yaml");
    expected = other.expected;
  }

  /** The same repository, for a watcher on another machine, with the configuration so far. */
  WatchedRepository onAnother(Path machine, UnaryOperator<List<String>> place) throws IOException {
    WatchedRepository other = new WatchedRepository(this, Files.createDirectories(machine), place);
    Files.copy(config, other.config);
    return other;
  }

  /**
   * Creates the repository and the configuration.
   *
   * @param folder an empty folder
   * @param place adds the namespace of the watcher to a command line
   * @param acquisition the fields of {@code spec.acquisition}
   * @param transition the fields of {@code spec.transition}, in one line
   */
  static WatchedRepository create(
      Path folder, UnaryOperator<List<String>> place, String acquisition, String transition)
      throws Exception {
    WatchedRepository house = new WatchedRepository(Files.createDirectories(folder), place);
    house.git("init", "-q", "--bare", "-b", "main", house.remote.toString());
    Path work = folder.resolve("work");
    house.git("clone", "-q", house.remote.toString(), work.toString());
    copyPackage(work, acquisition, transition);
    house.git("-C", work.toString(), "checkout", "-q", "-B", "main");
    house.git("-C", work.toString(), "add", "-A");
    house.git("-C", work.toString(), "commit", "-q", "-m", BEGIN.getFirst());
    house.git("-C", work.toString(), "push", "-q", "origin", "main");
    Files.writeString(
        house.config,
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: WatcherConfig
        metadata:
          name: it
        spec:
          stateDir: state
          batch: {window: 0s, perMinute: 0, perHour: 0} # these tests renumber in a loop
          targets:
            - name: cluster
              url: %s
        """
            .formatted(house.remote));
    return house;
  }

  /** Commits a file of the package as a person, and pushes. */
  void write(String path, String text, String subject) throws Exception {
    String work = folder.resolve("work").toString();
    git("-C", work, "pull", "-q", "--rebase", "origin", "main");
    Files.writeString(folder.resolve("work").resolve(path), text);
    git("-C", work, "add", "-A");
    git("-C", work, "commit", "-q", "-m", subject);
    git("-C", work, "push", "-q", "origin", "main");
    expected.add(subject);
  }

  /**
   * Pushes the package to another server, and makes the watcher use that.
   *
   * @param url to push to, with credentials
   * @param targets the elements of {@code spec.targets} and further fields of the spec
   */
  void moveTo(String url, String targets) throws Exception {
    git("-C", folder.resolve("work").toString(), "push", "-q", url, "main");
    String before = Files.readString(config);
    String target = before.substring(before.indexOf("    - name: cluster"));
    Files.writeString(config, before.replace(target, targets));
  }

  /** Gives the watcher another name. */
  void rename(String watcher) throws IOException {
    Files.writeString(
        config, Files.readString(config).replace("  name: it\n", "  name: " + watcher + "\n"));
  }

  /** Adds fields to the spec of the configuration; relative paths start at its folder. */
  void configure(String more) throws IOException {
    Files.writeString(config, Files.readString(config) + "  " + more + "\n");
  }

  /** Starts the daemon with debug logging. */
  WatchProcess watch() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command("watch"));
    builder.environment().put("LEASEHOLD_LOG_LEVEL", "DEBUG");
    return WatchProcess.start(builder);
  }

  /** Runs {@code leasehold watch} with flags to its end; returns its exit code. */
  int runWatch(String... flags) throws Exception {
    return run(command("watch", flags));
  }

  /** The standard output of a command. */
  String say(String name, String... flags) throws Exception {
    assertEquals(0, run(command(name, flags)), () -> read("err"));
    return read("out");
  }

  /** The standard error of the last command. */
  String said() {
    return read("err");
  }

  private int run(List<String> line) throws Exception {
    Process process =
        new ProcessBuilder(line)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    if (!process.waitFor(150, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(read("err"));
    }
    return process.exitValue();
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private List<String> command(String name, String... flags) {
    List<String> line =
        new ArrayList<>(List.of(Launcher.built().toString(), name, "--config", config.toString()));
    line.addAll(Arrays.asList(flags));
    return place.apply(line);
  }

  Path remote() {
    return remote;
  }

  Path state() {
    return folder.resolve("state");
  }

  /** The message of the newest commit. */
  String message() throws Exception {
    return git("-C", remote.toString(), "log", "-1", "--format=%B", "main");
  }

  /** Waits for a push and checks that it is the only one. */
  void awaitPush(WatchProcess watch, String subject, String... trailers) throws Exception {
    watch.awaitLine("push of '" + subject + "'", SOON, line -> line.contains(" pushed "));
    expected.add(subject);
    assertNoMoreCommits();
    assertTrailers(trailers);
  }

  /** Checks that there are no other commits. */
  void assertNoMoreCommits() throws Exception {
    assertEquals(
        expected,
        git("-C", remote.toString(), "log", "--reverse", "--format=%s", "main").lines().toList());
  }

  /** The newest commit, by a command that has ended. */
  void assertCommitted(String subject, String... trailers) throws Exception {
    expected.add(subject);
    assertNoMoreCommits();
    assertTrailers(trailers);
  }

  private void assertTrailers(String... trailers) throws Exception {
    String message = message();
    for (String trailer : trailers) {
      assertTrue(message.contains("\nLeasehold-" + trailer + "\n"), message);
    }
  }

  /** The package at the tip. */
  String file(String path) throws Exception {
    return git("-C", remote.toString(), "show", "main:" + path);
  }

  /** The example package with the test's acquisition. */
  private static void copyPackage(Path to, String acquisition, String transition)
      throws IOException {
    Path from = Path.of("../templates/starter");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.writeString(
            copy,
            Files.readString(file)
                .replace(
                    """
                        routerAdvertisement:
                          interface: enp1s0 # kpt-set: ${wan-interface}
                    """,
                    acquisition.indent(4))
                .replace(
                    "    drainPeriod: 60m\n",
                    "    {"
                        + transition
                        + ", damping: Off}\n  accept:\n    within: [\"2001:db8::/32\"]\n"));
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
