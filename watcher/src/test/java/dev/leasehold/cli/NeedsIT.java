package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code make demo} says on a machine without JDK and Maven, and what SETUP=1 runs. */
class NeedsIT {
  private static final List<String> PROGRAMS =
      List.of("sh", "dirname", "uname", "id", "sed", "grep", "readlink", "env", "mount");

  @TempDir private Path folder;

  private record Outcome(int code, String text) {}

  @BeforeEach
  void findPrograms() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String program : PROGRAMS) {
      Path at =
          List.of("/usr/bin", "/bin").stream()
              .map(directory -> Path.of(directory, program))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      Files.createSymbolicLink(bin.resolve(program), at);
    }
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && Files.isDirectory(Path.of("/usr/lib/jvm")),
        "needs root, to hide the JDK of this machine");
  }

  @ParameterizedTest
  @CsvSource({
    "debian, apt-get install -y temurin-25-jdk",
    "fedora, dnf install -y java-25-openjdk-devel java-25-openjdk-jmods maven",
    "nixos, nix-shell -p jdk25 maven --run 'make demo'",
  })
  void printsOneCommandForMissingPrograms(String system, String command) throws Exception {
    Outcome outcome = needs(system, "");
    assertEquals(1, outcome.code());
    assertTrue(outcome.text().contains("  - JDK 25 or newer"), outcome.text());
    assertTrue(outcome.text().contains("  - Maven 3.8 or newer"), outcome.text());
    assertTrue(outcome.text().contains(command), outcome.text());
    assertTrue(outcome.text().lines().count() < 24, outcome.text());
  }

  @Test
  void printsDownloadAddressesOnOtherSystems() throws Exception {
    Outcome outcome = needs("other", "1");
    assertEquals(1, outcome.code());
    assertTrue(outcome.text().contains("https://adoptium.net/"), outcome.text());
    assertTrue(outcome.text().contains("https://maven.apache.org/"), outcome.text());
  }

  @Test
  void runsTheCommandWithSetup() throws Exception {
    Cli.write(folder.resolve("bin/dnf"), "#!/bin/sh\necho ran dnf \"$@\"\n");
    assertTrue(folder.resolve("bin/dnf").toFile().setExecutable(true));
    Outcome outcome = needs("fedora", "1");
    assertEquals(1, outcome.code(), "what dnf brought is not there");
    String ran = "ran dnf install -y java-25-openjdk-devel java-25-openjdk-jmods maven\n";
    assertTrue(outcome.text().contains(ran), outcome.text());
    assertTrue(
        outcome.text().indexOf("is missing") < outcome.text().lastIndexOf("is missing"),
        outcome.text());
  }

  private Outcome needs(String system, String setup) throws Exception {
    Path release = folder.resolve("os-release");
    Cli.write(release, "ID=" + system + "\nVERSION_CODENAME=bookworm\n");
    Process process =
        new ProcessBuilder(
                "unshare",
                "-m",
                "sh",
                "-c",
                ("mount -t tmpfs none /usr/lib/jvm && exec env -i PATH='%s' HOME=/nowhere SETUP=%s"
                        + " OS_RELEASE='%s' .build/needs demo")
                    .formatted(folder.resolve("bin"), setup, release))
            .directory(Launcher.ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), text);
  }
}
