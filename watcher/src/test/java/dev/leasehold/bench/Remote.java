package dev.leasehold.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A bare repository with the example package. It reports when its branch moves. */
final class Remote implements AutoCloseable {
  /**
   * The longest wait for a commit. After it, the packet counts as lost, and a router would send it
   * again.
   */
  private static final long DEADLINE_SECONDS = 15;

  private final Path directory;
  private final WatchService changes;
  private String tip;

  /**
   * The source of the package's prefix.
   *
   * @param text the text as in the package's intent
   */
  record Acquisition(String interfaceName, String text) {
    private static final String EXAMPLE = "    routerAdvertisement:\n";
    private static final String DELEGATION = "    dhcpv6:\n";

    static Acquisition advertised(String interfaceName) {
      return new Acquisition(interfaceName, EXAMPLE);
    }

    static Acquisition delegated(String interfaceName) {
      return new Acquisition(interfaceName, DELEGATION);
    }

    /** A delegation with advertisements as the fallback. */
    static Acquisition both(String interfaceName) {
      return new Acquisition(
          interfaceName, DELEGATION + "      interface: " + interfaceName + "\n" + EXAMPLE);
    }
  }

  private Remote(Path directory) throws IOException {
    this.directory = directory;
    Path heads = directory.resolve("refs/heads");
    changes = heads.getFileSystem().newWatchService();
    heads.register(
        changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    tip = Files.readString(heads.resolve("main")).strip();
  }

  /**
   * Creates the repository in a folder.
   *
   * @param acquisition the source of the package's prefix
   * @param others the number of unrelated manifests, each in its own file
   */
  static Remote create(Path folder, Acquisition acquisition, int others)
      throws IOException, InterruptedException {
    return create(folder, acquisition, others, "0s");
  }

  /**
   * Creates the repository in a folder.
   *
   * @param minStable as in the package's intent
   */
  static Remote create(Path folder, Acquisition acquisition, int others, String minStable)
      throws IOException, InterruptedException {
    Path directory = folder.resolve("remote.git");
    git("init", "-q", "--bare", "-b", "main", directory.toString());
    // By default a garbage collection keeps replaced objects for an hour. In a short benchmark they
    // would pile up, which does not happen with one commit per day.
    git("-C", directory.toString(), "config", "gc.prunePackExpire", "now");
    Path work = folder.resolve("work");
    copyPackage(work, acquisition, minStable);
    for (int i = 0; i < others; i++) {
      Path file = work.resolve("apps/" + i / 100 + "/" + i + ".yaml");
      Files.createDirectories(folder(file));
      Files.writeString(file, Manifests.other(i));
    }
    String workTree = work.toString();
    git("-C", workTree, "init", "-q", "-b", "main");
    git("-C", workTree, "add", "-A");
    git("-C", workTree, "commit", "-q", "-m", "Begin");
    git("-C", workTree, "push", "-q", directory.toString(), "main");
    return new Remote(directory);
  }

  Path directory() {
    return directory;
  }

  /** Lets {@code git http-backend} push. */
  void acceptHttp() throws IOException, InterruptedException {
    git("-C", directory.toString(), "config", "http.receivepack", "true");
  }

  /** Pushes the branch to another server. */
  void pushTo(String url) throws IOException, InterruptedException {
    git("-C", directory.toString(), "push", "-q", url, "main");
  }

  /** Adds commits of other people on top of the branch. */
  void addHistory(int commits) throws IOException, InterruptedException {
    Process importing =
        new ProcessBuilder("git", "-C", directory.toString(), "fast-import", "--quiet")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (Writer stream = importing.outputWriter()) {
      for (int i = 0; i < commits; i++) {
        String text = "Note " + i + "\n";
        stream.write(
            "commit refs/heads/main\ncommitter Person <p@localhost> " + (1_700_000_000L + i));
        stream.write(" +0000\ndata " + text.length() + "\n" + text);
        stream.write(i == 0 ? "from refs/heads/main^0\n" : "");
        stream.write("M 644 inline notes.md\ndata " + text.length() + "\n" + text + "\n");
      }
    }
    if (importing.waitFor() != 0) {
      throw new IOException("git fast-import failed");
    }
    tip = readTip();
  }

  /**
   * Waits until the branch has moved since the last call.
   *
   * @return {@link System#nanoTime} of the move; empty if it did not move in time
   */
  OptionalLong awaitCommit() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (true) {
      WatchKey key = changes.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      long now = System.nanoTime();
      if (key == null) {
        return OptionalLong.empty();
      }
      key.pollEvents();
      key.reset();
      String before = tip;
      tip = readTip();
      if (!tip.equals(before)) {
        return OptionalLong.of(now);
      }
    }
  }

  /** Reads the tip from the branch's file or from the packed refs. */
  private String readTip() throws IOException {
    while (true) {
      Optional<String> loose = lines("refs/heads/main").stream().findFirst();
      Optional<String> packed =
          lines("packed-refs").stream()
              .filter(line -> line.endsWith(" refs/heads/main"))
              .map(line -> line.substring(0, line.indexOf(' ')))
              .findFirst();
      if (loose.or(() -> packed).isPresent()) {
        return loose.or(() -> packed).orElseThrow();
      }
    }
  }

  private List<String> lines(String file) throws IOException {
    try {
      return Files.readAllLines(directory.resolve(file));
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Copies the example package, with drains off. */
  private static void copyPackage(Path to, Acquisition acquisition, String minStable)
      throws IOException {
    Path from = Path.of("templates/starter");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(folder(copy));
        Files.writeString(
            copy,
            Files.readString(file)
                .replace(Acquisition.EXAMPLE, acquisition.text())
                .replace("enp1s0", acquisition.interfaceName())
                .replace(
                    "    drainPeriod: 60m\n",
                    """
                        drainPeriod: 0s
                        minStable: MIN_STABLE
                        damping: Off
                      accept:
                        within: ["2001:db8::/32"]
                    """
                        .replace("MIN_STABLE", minStable)));
      }
    }
  }

  private static Path folder(Path file) {
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }

  private static void git(String... arguments) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of("git", "-c", "user.name=bench", "-c", "user.email=bench@localhost"));
    line.addAll(Arrays.asList(arguments));
    int exit = new ProcessBuilder(line).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException("failed with " + exit + ": " + String.join(" ", line));
    }
  }

  @Override
  public void close() throws IOException {
    changes.close();
  }
}
