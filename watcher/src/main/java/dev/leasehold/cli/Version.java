package dev.leasehold.cli;

import static java.util.stream.Collectors.joining;

import dev.leasehold.api.Kinds;
import dev.leasehold.state.StateKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.IVersionProvider;

/** The version of the program, of the commit and Java that it was made of, and of its formats. */
final class Version implements IVersionProvider {
  /** The version of the poms; the changelog has what each version changes. */
  static final String NUMBER = "0.1.0";

  /** {@code .build/runtime} writes this line into the {@code release} file of the runtime. */
  private static final String COMMIT = "LEASEHOLD_COMMIT=";

  private final Path javaHome;

  Version() {
    this(Path.of(System.getProperty("java.home")));
  }

  Version(Path javaHome) {
    this.javaHome = javaHome;
  }

  @Override
  public String[] getVersion() throws IOException {
    return lines().toArray(String[]::new);
  }

  List<String> lines() throws IOException {
    return List.of(
        "leasehold " + NUMBER,
        "commit: " + commit(),
        "Java:   " + Runtime.version() + " in " + javaHome,
        "schema: " + Kinds.API_VERSION,
        "state:  "
            + Arrays.stream(StateKind.values())
                .map(kind -> kind.spelling() + " " + kind.version())
                .collect(joining(", ")));
  }

  private String commit() throws IOException {
    Path release = javaHome.resolve("release");
    if (!Files.exists(release)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(release)) {
      return lines
          .filter(line -> line.startsWith(COMMIT))
          .map(line -> line.substring(COMMIT.length()).replace("\"", ""))
          .findFirst()
          .orElse("unknown");
    }
  }
}
