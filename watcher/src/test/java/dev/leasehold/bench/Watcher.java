package dev.leasehold.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** {@code leasehold watch} in a network namespace, as its users start it. */
final class Watcher implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  /** The log lines of a listening watcher, for both kinds of source. */
  private static final List<String> LISTENING =
      List.of("listening for router advertisements", "DHCPv6 client on");

  private final Process process;
  private final Path log;

  private Watcher(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts the watcher and waits until it listens. */
  static Watcher start(Path folder, String namespace, Remote remote)
      throws IOException, InterruptedException {
    return start(folder, namespace, remote, "./leasehold");
  }

  /** Starts the watcher of another build and waits until it listens. */
  static Watcher start(Path folder, String namespace, Remote remote, String program)
      throws IOException, InterruptedException {
    return start(folder, namespace, "      url: " + remote.directory() + "\n", "", program);
  }

  /**
   * Starts the watcher and waits until it listens.
   *
   * @param target the fields of the target, indented by six
   * @param spec further fields of the configuration, indented by two
   */
  static Watcher start(Path folder, String namespace, String target, String spec)
      throws IOException, InterruptedException {
    return start(folder, namespace, target, spec, "./leasehold");
  }

  private static Watcher start(
      Path folder, String namespace, String target, String spec, String program)
      throws IOException, InterruptedException {
    Path config =
        Files.writeString(
            folder.resolve("watcher.yaml"),
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: WatcherConfig
            metadata:
              name: bench
            spec:
              stateDir: state
              batch: {window: 0s, perMinute: 0, perHour: 0}
              targets:
                - name: cluster
            """
                + target
                + spec);
    Path log = folder.resolve("watch.log");
    // Both `ip netns exec` and the launcher become the next program: the process is the JVM.
    Process process =
        new ProcessBuilder(
                "ip", "netns", "exec", namespace, program, "watch", "--config", config.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(log.toFile())
            .start();
    Watcher watcher = new Watcher(process, log);
    // Also on a signal to this program.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    try {
      watcher.awaitListening();
      return watcher;
    } catch (IOException | InterruptedException | RuntimeException e) {
      watcher.close();
      throw e;
    }
  }

  /** Writes a token that only its owner can read. */
  static void writeToken(Path file, String token) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, token);
  }

  /** Its log. */
  String said() throws IOException {
    return Files.readString(log);
  }

  private void awaitListening() throws IOException, InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (LISTENING.stream().noneMatch(said()::contains)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("it does not listen; it said:\n" + said());
      }
      Thread.sleep(5);
    }
  }

  /** The current and the highest resident memory, in KiB. */
  Memory memory() throws IOException {
    return new Memory(status("VmRSS:"), status("VmHWM:"));
  }

  record Memory(long resident, long highest) {
    @Override
    public String toString() {
      return "RSS %.1f MiB, highest %.1f MiB".formatted(resident / 1024.0, highest / 1024.0);
    }
  }

  /** The processor time of all its threads, in milliseconds, with a resolution of 10. */
  long cpuMillis() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    // proc_pid_stat(5): the name, in parentheses, may have blanks; utime and stime are 14 and 15.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 0);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
  }

  private long status(String field) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(0);
    }
  }

  /** Fails if the process has ended or its log has an error or a warning. */
  void mustBeHealthy() throws IOException {
    List<String> trouble =
        Files.readAllLines(log).stream()
            .filter(line -> line.contains(" ERROR ") || line.contains(" WARN "))
            .toList();
    if (!process.isAlive() || !trouble.isEmpty()) {
      throw new IOException("the watcher is in trouble: " + String.join("\n", trouble));
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
