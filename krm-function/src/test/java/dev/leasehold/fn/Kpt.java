package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The kpt that is installed, with the packaged function as {@code leasehold-fn} on its PATH. */
final class Kpt {
  private final Path folder;
  private int runs;

  private Kpt(Path folder) {
    this.folder = folder;
  }

  /** Skips the test where there is none. */
  static Kpt installed(Path folder) throws IOException {
    assumeTrue(
        Programs.find("kpt").isPresent(),
        "kpt is not installed, so the function is not tried under it");
    Path jar = Path.of("target/krm-function.jar").toAbsolutePath();
    Path lib = Path.of("target/lib").toAbsolutePath();
    assertTrue(Files.exists(jar), jar + " is what this tests; run it with mvn verify");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Programs.script(
        folder.resolve("bin/leasehold-fn"),
        "exec '%s' -cp '%s:%s/*' dev.leasehold.fn.FunctionMain \"$@\"".formatted(java, jar, lib));
    return new Kpt(folder);
  }

  /** The package as {@code kpt fn render} leaves it. */
  SortedMap<String, String> rendered(SortedMap<String, String> files) throws Exception {
    return after(files, "render", "--allow-exec");
  }

  /** The package as {@code kpt fn eval} leaves it. */
  SortedMap<String, String> evaluated(SortedMap<String, String> files, String program)
      throws Exception {
    return after(files, "eval", "--exec", program);
  }

  private SortedMap<String, String> after(
      SortedMap<String, String> files, String command, String... options) throws Exception {
    Path copy = folder.resolve("package-" + ++runs);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = copy.resolve(file.getKey());
      Files.createDirectories(Optional.ofNullable(path.getParent()).orElseThrow());
      Files.writeString(path, file.getValue());
    }
    List<String> line = new ArrayList<>(List.of("fn", command, copy.toString()));
    line.addAll(Arrays.asList(options));
    run(line.toArray(String[]::new)).requireSuccess();
    return read(copy);
  }

  /** {@code kpt} with these arguments, in the folder. */
  Programs.Outcome run(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("kpt"));
    line.addAll(Arrays.asList(arguments));
    return Programs.run(
        folder,
        Programs.pathBeginsWith(folder.resolve("bin")),
        Path.of("/dev/null"),
        line.toArray(String[]::new));
  }

  static SortedMap<String, String> read(Path folder) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Files.readString(path));
      }
    }
    return files;
  }

  static String shown(SortedMap<String, String> files) {
    StringBuilder out = new StringBuilder();
    files.forEach((path, text) -> out.append("==> ").append(path).append('\n').append(text));
    return out.toString();
  }
}
