package dev.leasehold.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Starts commands in turn, so that a slow moment affects all of them equally. Input and output are
 * pipes, as with functions of kpt and kustomize.
 */
final class ColdRuns {
  private final Path peak;
  private final List<Contender> contenders = new ArrayList<>();

  /** One command and its results. */
  private static final class Contender {
    private final String name;
    private final List<String> command;
    private final byte[] input;
    private final Figures wall = new Figures();
    private final Figures kibibytes = new Figures();

    Contender(String name, byte[] input, List<String> command) {
      this.name = name;
      this.input = input;
      this.command = List.copyOf(command);
    }
  }

  /** Keeps temporary files in {@code folder}. */
  ColdRuns(Path folder) {
    this.peak = folder.resolve("peak");
  }

  /** Adds a command without input. */
  void add(String name, String... command) {
    addFilter(name, new byte[0], command);
  }

  void addFilter(String name, byte[] input, String... command) {
    contenders.add(new Contender(name, input, List.of(command)));
  }

  /** The median time of a command, in milliseconds. */
  double median(String name) {
    return contenders.stream()
            .filter(contender -> contender.name.equals(name))
            .findFirst()
            .orElseThrow()
            .wall
            .percentile(50)
        / 1e6;
  }

  /** Runs all commands. The first round only fills caches and is not counted. */
  void measure(int rounds) throws IOException, InterruptedException {
    for (int round = 0; round <= rounds; round++) {
      for (Contender contender : contenders) {
        run(contender, round > 0);
      }
    }
  }

  void print(String title) {
    for (Contender contender : contenders) {
      System.out.printf(
          Locale.ROOT,
          "%-26s  %-26s %8.1f ms median (%.1f to %.1f)  %6.0f MiB%n",
          title,
          contender.name,
          contender.wall.percentile(50) / 1e6,
          contender.wall.percentile(0) / 1e6,
          contender.wall.percentile(100) / 1e6,
          contender.kibibytes.percentile(50) / 1024);
    }
  }

  private void run(Contender contender, boolean counts) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/time", "-f", "%M"));
    command.addAll(List.of("-o", peak.toString()));
    command.addAll(contender.command);
    Path errors = peak.resolveSibling("errors");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    long start = System.nanoTime();
    Process process = builder.start();
    Thread feeding = Thread.ofPlatform().start(() -> feed(process, contender.input));
    process.getInputStream().transferTo(OutputStream.nullOutputStream());
    int exit = process.waitFor();
    long took = System.nanoTime() - start;
    feeding.join();
    if (exit != 0) {
      throw new IOException(
          "failed with " + exit + ": " + String.join(" ", command) + Files.readString(errors));
    }
    if (counts) {
      contender.wall.add(took);
      contender.kibibytes.add(Long.parseLong(Files.readString(peak).strip()));
    }
  }

  /**
   * Writes the input. A write error is only printed, because the exit code of the process shows a
   * failure.
   */
  private static void feed(Process process, byte[] input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      System.err.println("not all was read: " + e.getMessage());
    }
  }
}
