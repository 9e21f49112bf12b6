package dev.leasehold.bench;

import java.nio.file.Path;

/** {@code kpt fn render} of rendered packages. */
final class KptBench {
  private static final int ROUNDS = 11;

  private KptBench() {}

  /** Arguments: an empty folder, then names and packages in turn. */
  public static void main(String[] arguments) throws Exception {
    ColdRuns runs = new ColdRuns(Path.of(arguments[0]));
    for (int i = 1; i + 1 < arguments.length; i += 2) {
      runs.add(arguments[i], "kpt", "fn", "render", arguments[i + 1], "--allow-exec");
    }
    runs.measure(ROUNDS);
    runs.print("kpt fn render");
  }
}
