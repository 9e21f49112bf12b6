package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs real programs for the tests of the packaged function. */
final class Programs {
  /** The top of the source tree. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  static final Path RUNTIME = ROOT.resolve("target/leasehold-fn");

  private Programs() {}

  record Outcome(int exitCode, String output, String errors) {
    void requireSuccess() {
      assertEquals(0, exitCode, output + errors);
    }
  }

  /** The function in its runtime, made of the jar that this build has packed. */
  static synchronized Path builtRuntime() throws IOException, InterruptedException {
    run(ROOT, Map.of(), Path.of("/dev/null"), ".build/runtime", "fn").requireSuccess();
    return RUNTIME;
  }

  /** In that folder, with these added to its environment; {@code input} is a file. */
  static Outcome run(Path folder, Map<String, String> environment, Path input, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("leasehold", ".out");
    Path errors = Files.createTempFile("leasehold", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(List.of(command))
              .directory(folder.toFile())
              .redirectInput(input.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      builder.environment().putAll(environment);
      int exitCode = builder.start().waitFor();
      return new Outcome(exitCode, Files.readString(output), Files.readString(errors));
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  /** An environment in which programs of that folder come first. */
  static Map<String, String> pathBeginsWith(Path folder) {
    return Map.of("PATH", folder + File.pathSeparator + System.getenv().getOrDefault("PATH", ""));
  }

  /** On the PATH, or among the tools that were built for the tests. */
  static Optional<Path> find(String program) {
    List<String> folders =
        new ArrayList<>(
            List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)));
    folders.add(ROOT.resolve("target/tools").toString());
    return folders.stream()
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Path script(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
    return file;
  }
}
