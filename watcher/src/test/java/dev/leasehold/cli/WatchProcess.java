package dev.leasehold.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A running program and its standard error. */
public final class WatchProcess implements AutoCloseable {
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> seen = new ArrayList<>();

  private WatchProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  public static WatchProcess start(ProcessBuilder builder) throws IOException {
    return new WatchProcess(builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** The lines up to the last awaited one. */
  public List<String> said() {
    return List.copyOf(seen);
  }

  /** Whether a new matching line appears in time. */
  public boolean says(Duration deadline, Predicate<String> wanted) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        return false;
      }
      seen.add(line);
      if (wanted.test(line)) {
        return true;
      }
    }
  }

  /** Waits for a new matching line; fails after the deadline. */
  public void awaitLine(String what, Duration deadline, Predicate<String> wanted)
      throws InterruptedException {
    if (!says(deadline, wanted)) {
      throw new AssertionError(
          "no " + what + " within " + deadline + "; it said:\n" + String.join("\n", seen));
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Its resident memory, in bytes. */
  public long memory() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
            .filter(l -> l.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }

  /** Sends SIGTERM, like systemd. */
  public void terminate() throws InterruptedException {
    process.toHandle().destroy(); // Process.destroy() would close its output streams
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it did not end within 30 s of SIGTERM");
    }
    awaitLine(
        "last line",
        Duration.ofSeconds(5),
        line -> line.contains(" ended; leases in Git do not change"));
  }

  /** Waits for the end of the program; returns its exit status. */
  public int awaitExit(Duration deadline) throws InterruptedException {
    if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("it did not end within " + deadline);
    }
    return process.exitValue();
  }

  /** Kills the program, like a power cut. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private void read() {
    try (BufferedReader reader = process.errorReader()) {
      reader.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("(nothing more to be read: " + e.getMessage() + ")"); // it was ended
    }
  }
}
