package dev.leasehold.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The function, started anew for every list, beside other programs on the same lists. Two shapes:
 * ten documents that are ours or that we write, whatever the size; and a setter in every tenth.
 */
final class FunctionBench {
  private static final int ROUNDS = 11;
  private static final int ROUNDS_OF_LARGE = 5;
  private static final int SMALL = 100;
  private static final int LARGE = 1_000;

  /** It takes 10 s at 2,000 already, and more than 5 minutes at 10,000. */
  private static final int MOST_FOR_KUSTOMIZE = 1_000;

  private static final List<String> RUNTIME =
      List.of(
          "target/leasehold-fn/bin/java",
          "-XX:AOTCache=target/leasehold-fn/lib/leasehold-fn.aot",
          "-Xlog:disable",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData");

  private FunctionBench() {}

  /** Argument: an empty folder. The runtime must have been built. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    for (int size : List.of(10, 100, 1_000, 10_000, 50_000)) {
      for (boolean setters : List.of(false, true)) {
        String shape = setters ? "setters" : "bindings";
        Path list = folder.resolve(shape + "-" + size + ".yaml");
        Path directory = folder.resolve(shape + "-" + size);
        if (setters) {
          SamplePackage.writeSetters(size, list, directory);
        } else {
          SamplePackage.write(size, list, directory);
        }
        ColdRuns runs = contenders(folder, size, list, directory);
        runs.measure(size <= LARGE ? ROUNDS : ROUNDS_OF_LARGE);
        runs.print(String.format(Locale.ROOT, "%,d resources, %s", size, shape));
      }
    }
  }

  private static ColdRuns contenders(Path folder, int size, Path list, Path directory)
      throws IOException {
    ColdRuns runs = new ColdRuns(folder);
    runs.add("leasehold-fn", list, "target/leasehold-fn/bin/leasehold-fn");
    runs.add("its bytes in Java", list, copying());
    runs.add("cat", list, "cat");
    if (isThere("apply-setters") && Files.readString(list).contains("functionConfig")) {
      runs.add("apply-setters", list, "apply-setters");
    }
    if (isThere("kubectl") && size <= MOST_FOR_KUSTOMIZE) {
      runs.add("kubectl kustomize", list, "kubectl", "kustomize", directory.toString());
    }
    if (size <= LARGE && Files.exists(Path.of("watcher/target/watcher.jar"))) {
      runs.add("leasehold render", list, "./leasehold", "render", directory.toString());
    }
    if (size <= SMALL && isThere("python3")) {
      runs.add("python3 -c pass", list, "python3", "-c", "pass");
    }
    if (size <= SMALL && isThere("node")) {
      runs.add("node -e ''", list, "node", "-e", "");
    }
    return runs;
  }

  /** The same runtime, reading and writing the list, and nothing else. */
  private static String[] copying() {
    String[] command = Arrays.copyOf(RUNTIME.toArray(new String[0]), RUNTIME.size() + 3);
    command[RUNTIME.size()] = "-cp";
    command[RUNTIME.size() + 1] = "watcher/target/test-classes";
    command[RUNTIME.size() + 2] = CopyBytes.class.getName();
    return command;
  }

  private static boolean isThere(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
