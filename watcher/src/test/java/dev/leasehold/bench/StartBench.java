package dev.leasehold.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The start-up time: commands until their end, a watcher until it listens. With another build, both
 * builds run in turn.
 */
final class StartBench {
  private static final int ROUNDS = 15;
  private static final int RESOURCES = 10;

  private StartBench() {}

  /**
   * Arguments: an empty folder, the watcher's namespace and interface, the provider's interface,
   * and the folder of another build, if there is one.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String namespace = arguments[1];
    List<String> builds = new ArrayList<>(List.of("."));
    if (arguments.length > 4) {
      builds.add(arguments[4]);
    }
    Path list = folder.resolve("list.yaml");
    Path directory = folder.resolve("package");
    SamplePackage.write(RESOURCES, list, directory);
    Remote remote = Remote.create(folder, Remote.Acquisition.advertised(arguments[2]), 0);
    try (remote) {
      ColdRuns runs = new ColdRuns(folder);
      String config = folder.resolve("watcher.yaml").toString();
      for (String build : builds) {
        String program = build + "/leasehold";
        runs.addFilter(build + ": fn", Files.readAllBytes(list), program, "fn");
        runs.add(build + ": render", program, "render", directory.toString());
        runs.add(build + ": --version", program, "--version");
        runs.add(
            build + ": status",
            "sh",
            "-c",
            "ip netns exec \"$0\" \"$@\" || [ $? -eq 3 ]", // unhealthy, because no router was heard
            // yet
            namespace,
            program,
            "status",
            "--config",
            config);
      }
      try (Watcher watcher = Watcher.start(folder, namespace, remote)) {
        runs.measure(ROUNDS);
        watcher.mustBeHealthy();
      }
      runs.print("start");
      List<Figures> listening = new ArrayList<>();
      builds.forEach(build -> listening.add(new Figures()));
      for (int round = 0; round <= ROUNDS; round++) {
        for (int i = 0; i < builds.size(); i++) {
          long start = System.nanoTime();
          try (Watcher _ = Watcher.start(folder, namespace, remote, builds.get(i) + "/leasehold")) {
            if (round > 0) {
              listening.get(i).add(System.nanoTime() - start);
            }
          }
        }
      }
      for (int i = 0; i < builds.size(); i++) {
        Figures figures = listening.get(i);
        System.out.printf(
            Locale.ROOT,
            "%-26s  %-26s %8.1f ms median (%.1f to %.1f)%n",
            "start",
            builds.get(i) + ": watch, listening",
            figures.percentile(50) / 1e6,
            figures.percentile(0) / 1e6,
            figures.percentile(100) / 1e6);
      }
    }
  }
}
