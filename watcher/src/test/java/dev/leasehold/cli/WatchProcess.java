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

/** A program that is running, and what it says on standard error. */
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

  /** What was waited for, and all before it. */
  public List<String> said() {
    return List.copyOf(seen);
  }

  /** Whether there is such a line, within that time, that was not waited for before. */
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

  /** Waits for a line that was not waited for before; fails after the deadline. */
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

  /** Ends it as systemd would. */
  public void terminate() throws InterruptedException {
    process.toHandle().destroy(); // Process.destroy() would close what it says at the end
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it did not end within 30 s of SIGTERM");
    }
    awaitLine("last line", Duration.ofSeconds(5), line -> line.contains(" ended; what is in Git"));
  }

  /** Its exit status, once it has ended by itself. */
  public int awaitExit(Duration deadline) throws InterruptedException {
    if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("it did not end within " + deadline);
    }
    return process.exitValue();
  }

  /** Ends it as a power cut would. */
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
