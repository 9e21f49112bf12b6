package dev.leasehold.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.spi.ToolProvider;

/**
 * Compares the function with other programs on the same lists. Each list is a new process. There
 * are two shapes: ten relevant documents in a list of any size, and a setter in every tenth
 * document.
 */
final class FunctionBench {
  private static final int ROUNDS = 11;
  private static final int ROUNDS_OF_LARGE = 5;
  private static final int SMALL = 100;
  private static final int LARGE = 1_000;

  /** kustomize takes 10 s for 2,000 resources and more than 5 minutes for 10,000. */
  private static final int MOST_FOR_KUSTOMIZE = 1_000;

  /**
   * The number of setter comments in one document, and of elements of one list that a setter
   * replaces.
   */
  private static final List<Integer> IN_ONE_DOCUMENT = List.of(1_000, 4_000, 16_000);

  private static final String FUNCTION = "leasehold-fn";
  private static final String COPYING = "its bytes in Java";

  /** The size from which the cost per resource is constant, because the code is compiled. */
  private static final int GROWS_FROM = 10_000;

  private static final int GROWS_TO = 50_000;

  private FunctionBench() {}

  /** Argument: an empty folder. The runtime must have been built. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String[] copying = copying(folder);
    for (boolean setters : List.of(false, true)) {
      String shape = setters ? "setters" : "bindings";
      Map<Integer, ColdRuns> bySize = new HashMap<>();
      for (int size : List.of(10, 100, 1_000, GROWS_FROM, GROWS_TO)) {
        Path list = folder.resolve(shape + "-" + size + ".yaml");
        Path directory = folder.resolve(shape + "-" + size);
        if (setters) {
          SamplePackage.writeSetters(size, list, directory);
        } else {
          SamplePackage.write(size, list, directory);
        }
        ColdRuns runs = new ColdRuns(folder);
        addContenders(runs, size, list, directory);
        runs.addFilter(COPYING, Files.readAllBytes(list), copying);
        runs.measure(size <= LARGE ? ROUNDS : ROUNDS_OF_LARGE);
        runs.print(String.format(Locale.ROOT, "%,d resources, %s", size, shape));
        bySize.put(size, runs);
      }
      double ours = growth(bySize, FUNCTION);
      double least = growth(bySize, COPYING);
      System.out.printf(
          Locale.ROOT,
          "%s: a resource more costs %.1f us, reading and writing it %.1f us: %.1f times%n",
          shape,
          ours,
          least,
          ours / least);
    }
    for (int size : IN_ONE_DOCUMENT) {
      measureOneDocument(folder, size, false);
      measureOneDocument(folder, size / 2, true);
    }
  }

  private static void measureOneDocument(Path folder, int size, boolean isList)
      throws IOException, InterruptedException {
    byte[] list = oneDocument(size, isList).getBytes(StandardCharsets.UTF_8);
    ColdRuns runs = new ColdRuns(folder);
    runs.addFilter(FUNCTION, list, "target/leasehold/bin/leasehold-fn");
    if (isThere("apply-setters")) {
      runs.addFilter("apply-setters", list, "apply-setters");
    }
    runs.measure(ROUNDS_OF_LARGE);
    String what =
        isList ? "a list of %,d elements that a setter sets" : "%,d setters in a document";
    runs.print(String.format(Locale.ROOT, what, size));
  }

  /**
   * A ResourceList with one item. The item has this number of setter values, or one list with this
   * number of elements.
   */
  private static String oneDocument(int size, boolean isList) {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: config.kubernetes.io/v1
            kind: ResourceList
            functionConfig:
              apiVersion: v1
              kind: ConfigMap
              metadata: {name: setters}
              data:
                value: new
                list: |
            """);
    for (int i = 0; i < (isList ? size : 1); i++) {
      text.append("      - new-").append(i).append('\n');
    }
    text.append("items:\n- apiVersion: v1\n  kind: Thing\n  metadata:\n    name: x\n  spec:\n");
    text.append(isList ? "    list: # kpt-set: ${list}\n" : "");
    for (int i = 0; i < size; i++) {
      text.append(isList ? "    - old-" + i : "    key" + i + ": old # kpt-set: ${value}");
      text.append('\n');
    }
    return text.toString();
  }

  /** Microseconds per additional resource. */
  private static double growth(Map<Integer, ColdRuns> bySize, String name) {
    double more =
        Objects.requireNonNull(bySize.get(GROWS_TO)).median(name)
            - Objects.requireNonNull(bySize.get(GROWS_FROM)).median(name);
    return more * 1_000 / (GROWS_TO - GROWS_FROM);
  }

  private static void addContenders(ColdRuns runs, int size, Path file, Path directory)
      throws IOException {
    byte[] list = Files.readAllBytes(file);
    runs.addFilter(FUNCTION, list, "target/leasehold/bin/leasehold-fn");
    runs.addFilter("cat", list, "cat");
    if (isThere("apply-setters") && size <= GROWS_FROM) {
      runs.addFilter("apply-setters", list, "apply-setters");
    }
    if (isThere("kubectl") && size <= MOST_FOR_KUSTOMIZE) {
      runs.add("kubectl kustomize", "kubectl", "kustomize", directory.toString());
    }
    if (size <= LARGE && Files.exists(Path.of("watcher/target/watcher.jar"))) {
      runs.add("leasehold render", "./leasehold", "render", directory.toString());
    }
    if (size <= SMALL && isThere("python3")) {
      runs.add("python3 -c pass", "python3", "-c", "pass");
    }
    if (size <= SMALL && isThere("node")) {
      runs.add("node -e ''", "node", "-e", "");
    }
  }

  /** A program on the same runtime, with its own cache, that only reads and writes the list. */
  private static String[] copying(Path folder) throws IOException, InterruptedException {
    String jar = folder.resolve("copying.jar").toString();
    String file = CopyBytes.class.getName().replace('.', '/') + ".class";
    int made =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--create",
                "--file=" + jar,
                "-C",
                "watcher/target/test-classes",
                file);
    String cache = folder.resolve("copying.aot").toString();
    Process training =
        new ProcessBuilder(copying(jar, "-XX:AOTCacheOutput=" + cache))
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(folder.resolve("copying.log").toFile())
            .start();
    if (training.waitFor() != 0 || made != 0 || !Files.exists(Path.of(cache))) {
      throw new IOException(Files.readString(folder.resolve("copying.log")));
    }
    return copying(jar, "-XX:AOTCache=" + cache);
  }

  private static String[] copying(String jar, String cache) {
    return new String[] {
      "target/leasehold/bin/java",
      cache,
      "-Xlog:disable",
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-XX:-UsePerfData",
      "-XX:+UnlockDiagnosticVMOptions",
      "-XX:-AOTReplayTraining",
      "-XX:ArchiveRelocationMode=0",
      "-XX:Tier3BackEdgeThreshold=4000",
      "-XX:PretenureSizeThreshold=1m",
      "-cp",
      jar,
      CopyBytes.class.getName()
    };
  }

  private static boolean isThere(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
