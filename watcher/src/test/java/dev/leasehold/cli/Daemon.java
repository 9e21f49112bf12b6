package dev.leasehold.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program that is running, and what it says on standard error. */
final class Daemon implements AutoCloseable {
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> seen = new ArrayList<>();

  private Daemon(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  static Daemon start(ProcessBuilder builder) throws IOException {
    return new Daemon(builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** Waits for a line that was not waited for before; fails after the deadline. */
  String awaitLine(String what, Duration deadline, Predicate<String> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError(
            "no " + what + " within " + deadline + "; it said:\n" + String.join("\n", seen));
      }
      seen.add(line);
      if (wanted.test(line)) {
        return line;
      }
    }
  }

  /** Ends it as systemd would. */
  void terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it did not end within 30 s of SIGTERM");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private void read() {
    try (BufferedReader reader = process.errorReader()) {
      reader.lines().forEach(lines::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
