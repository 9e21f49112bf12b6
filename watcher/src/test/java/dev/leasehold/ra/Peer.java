package dev.leasehold.ra;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program started by a test and controlled by lines; its events begin with an @. */
public final class Peer {
  private static final int DEADLINE_SECONDS = 30;

  private final Process process;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final Queue<String> everything = new ConcurrentLinkedQueue<>();

  private Peer(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  public static Peer start(List<String> command) throws IOException {
    return new Peer(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Whether the command exists and exits with 0. */
  public static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  public void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** The next event; fails with all output after the deadline. */
  public String next() throws InterruptedException {
    String line = said.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("silence, after:\n" + String.join("\n", everything));
    }
    return line;
  }

  public void end() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        everything.add(line);
        if (line.startsWith("@")) {
          said.add(line.substring(1));
        }
      }
    } catch (IOException e) {
      everything.add("(nothing more to be read: " + e.getMessage() + ")"); // it was ended
    }
  }
}
