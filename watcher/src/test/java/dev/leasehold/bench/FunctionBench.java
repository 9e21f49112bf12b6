package dev.leasehold.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The function, started anew for every package, beside {@code kubectl kustomize}: ten documents
 * that are ours or that we write, and for the rest manifests to pass by.
 */
final class FunctionBench {
  private static final int ROUNDS = 11;
  private static final int ROUNDS_OF_LARGE = 5;
  private static final int LARGE = 1_000;

  private FunctionBench() {}

  /** One command, and what it took. */
  private static final class Contender {
    private final String name;
    private final List<String> command;
    private final Path input;
    private final Figures wall = new Figures();
    private final Figures kibibytes = new Figures();

    Contender(String name, Path input, String... command) {
      this.name = name;
      this.input = input;
      this.command = Arrays.asList(command);
    }
  }

  /** Arguments: an empty folder, and whether there is a kubectl. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    boolean kubectl = Boolean.parseBoolean(arguments[1]);
    for (int size : List.of(10, 1_000, 10_000)) {
      Path list = folder.resolve("list-" + size + ".yaml");
      Path directory = folder.resolve("package-" + size);
      SamplePackage.write(size, list, directory);
      List<Contender> contenders = new ArrayList<>();
      contenders.add(new Contender("leasehold fn", list, "./leasehold", "fn"));
      contenders.add(
          new Contender("leasehold render", list, "./leasehold", "render", directory.toString()));
      if (kubectl && size <= LARGE) {
        contenders.add(
            new Contender("kubectl kustomize", list, "kubectl", "kustomize", directory.toString()));
      }
      measure(contenders, size <= LARGE ? ROUNDS : ROUNDS_OF_LARGE, folder);
      for (Contender contender : contenders) {
        System.out.printf(
            Locale.ROOT,
            "%,7d resources  %-18s %8.0f ms median (%.0f to %.0f)  %6.0f MiB%n",
            size,
            contender.name,
            contender.wall.percentile(50) / 1e6,
            contender.wall.percentile(0) / 1e6,
            contender.wall.percentile(100) / 1e6,
            contender.kibibytes.percentile(50) / 1024);
      }
    }
  }

  /** All in turn, so that a slow moment hits all alike; the first round only fills caches. */
  private static void measure(List<Contender> contenders, int rounds, Path folder)
      throws IOException, InterruptedException {
    for (int round = 0; round <= rounds; round++) {
      for (Contender contender : contenders) {
        run(contender, round > 0, folder.resolve("peak"));
      }
    }
  }

  private static void run(Contender contender, boolean counts, Path peak)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/time", "-f", "%M"));
    command.addAll(List.of("-o", peak.toString()));
    command.addAll(contender.command);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(contender.input.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    long start = System.nanoTime();
    int exit = builder.start().waitFor();
    long took = System.nanoTime() - start;
    if (exit != 0) {
      throw new IOException("failed with " + exit + ": " + String.join(" ", command));
    }
    if (counts) {
      contender.wall.add(took);
      contender.kibibytes.add(Long.parseLong(Files.readString(peak).strip()));
    }
  }
}
