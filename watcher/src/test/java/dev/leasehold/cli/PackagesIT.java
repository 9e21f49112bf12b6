package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packages of {@code make dist}: content, installation on a copy of this system, removal. */
class PackagesIT {
  private static final Path DIST = Launcher.ROOT.resolve("target/dist");
  private static final Path NOTHING = Path.of("/dev/null");

  @TempDir private static Path folder;

  private record Outcome(int code, String out) {}

  @BeforeAll
  static void pack() throws Exception {
    Launcher.built();
    assertSuccess(run(Map.of(), NOTHING, ".build/dist/build"));
  }

  private static Path only(String pattern) throws IOException {
    try (var found = Files.newDirectoryStream(DIST, pattern)) {
      return found.iterator().next();
    }
  }

  @Test
  void theArchiveHasAllOfAnInstallationAndNothingOfThisMachine() throws Exception {
    Outcome listed =
        assertSuccess(run(Map.of(), NOTHING, "tar", "-tzf", only("*.tar.gz").toString()));
    Set<String> files = new TreeSet<>();
    listed.out().lines().map(name -> name.replaceFirst("[^/]*/", "")).forEach(files::add);
    for (String file :
        List.of(
            "bin/leasehold",
            "bin/leasehold-fn",
            "bin/java",
            "lib/caches",
            "lib/libjnidispatch.so",
            "share/man/man1/leasehold-watch.1",
            "share/bash-completion/completions/leasehold",
            "share/zsh/vendor-completions/_leasehold",
            "share/fish/vendor_completions.d/leasehold.fish",
            "leasehold.service",
            "LICENSE",
            "INSTALL.md",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "docs/adopting.md",
            "docs/decisions/0028-release.md")) {
      assertTrue(files.contains(file), file);
    }
    assertFalse(listed.out().matches("(?s).*\\.(aot|jsa)\\b.*"), "a cache");
  }

  @Test
  void theChartIsWhatHelmPackageMakes() throws Exception {
    Path chart = only("leasehold-chart-*.tgz");
    String files = assertSuccess(run(Map.of(), NOTHING, "tar", "-tzf", chart.toString())).out();
    assertTrue(files.contains("leasehold/Chart.yaml\n"), files);
    assertTrue(files.contains("leasehold/templates/deployment.yaml\n"), files);
    Path helm = Launcher.ROOT.resolve("target/tools/helm");
    assumeTrue(Files.isExecutable(helm), "helm is not installed");
    String made =
        assertSuccess(run(Map.of(), NOTHING, helm.toString(), "template", "x", chart.toString()))
            .out();
    assertTrue(made.contains("kind: Deployment\n"), made);
  }

  @Test
  void thePackagesDependOnNeitherTimeZoneNorUmaskNorLanguage() throws Exception {
    String sums = Files.readString(DIST.resolve("SHA256SUMS"));
    assertEquals(5, sums.lines().count());
    Map<String, String> elsewhere = Map.of("TZ", "Asia/Kolkata", "LC_ALL", "C", "LANG", "C");
    assertSuccess(run(elsewhere, NOTHING, "sh", "-c", "umask 077; .build/dist/build"));
    assertEquals(sums, Files.readString(DIST.resolve("SHA256SUMS")));
  }

  @Test
  void theBillOfMaterialsHasLibrariesAndTheRuntimeButNoTests() throws Exception {
    String bom = Files.readString(only("*.cdx.json"));
    for (String name : List.of("OpenJDK", "org.eclipse.jgit", "jna", "snakeyaml-engine")) {
      assertTrue(bom.contains("\"" + name + "\""), name);
    }
    assertFalse(bom.contains("junit"), "a library of tests");
    assertFalse(bom.contains("serialNumber"), "differs each time");
    assertFalse(bom.contains("\"timestamp\""), "differs each time");
  }

  @Test
  void theUnitIsSandboxed() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/systemd-analyze")),
        "systemd-analyze is not installed");
    Outcome security =
        assertSuccess(
            run(
                Map.of("SYSTEMD_COLORS", "0"),
                NOTHING,
                "systemd-analyze",
                "security",
                "--offline=true",
                "--no-pager",
                ".build/dist/leasehold.service"));
    Matcher level =
        Pattern.compile("Overall exposure level for .*: ([0-9.]+)").matcher(security.out());
    assertTrue(level.find(), security.out());
    assertTrue(Double.parseDouble(level.group(1)) <= 2.0, level.group());
  }

  /** Root's changes of files go to a folder, and no JDK is there. */
  @Test
  void installsRunsAndLeavesNothing() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root, for an installation");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")), "dpkg is not installed");
    Path copy = folder.resolve("copy");
    assumeTrue(
        run(Map.of(), NOTHING, ".build/dist/on-a-copy", copy.toString(), "true").code() == 0,
        "overlayfs or a namespace is not allowed here");
    String script =
        """
        set -eu
        cat >/tmp/leasehold.deb
        dpkg --force-depends -i /tmp/leasehold.deb >/dev/null
        if command -v java; then exit 1; fi
        leasehold version
        cd /tmp
        leasehold init --interface none0 package >/dev/null
        leasehold render package
        leasehold status --config package/watcher.yaml || echo "status: $?"
        leasehold-fn </usr/lib/leasehold/lib/training.yaml >list
        grep -c 'kind: ' list
        test -e /usr/share/man/man1/leasehold-watch.1.gz
        test "$(stat -c %a /etc/leasehold/keys)" = 700
        test "$(ls /usr/lib/leasehold/lib/*.aot /usr/lib/leasehold/lib/*.jsa | wc -l)" = 4
        if pgrep -x java; then exit 1; fi
        dpkg -r leasehold >/dev/null
        test ! -e /usr/lib/leasehold
        test -e /etc/default/leasehold
        mkdir -p /var/lib/private/leasehold
        dpkg -P leasehold >/dev/null
        """;
    Outcome outcome =
        run(Map.of(), only("*.deb"), ".build/dist/on-a-copy", copy.toString(), "sh", "-c", script);
    assertSuccess(outcome);
    assertTrue(outcome.out().contains("leasehold " + Version.NUMBER + "\n"), outcome.out());
    assertTrue(outcome.out().contains("status: 1\n"), outcome.out());
    assertFalse(outcome.out().contains("starts slowly"), outcome.out());
    assertEquals(List.of(), leftIn(copy.resolve("changes")));
  }

  /** Files that are there, except the records of dpkg and of man. */
  private static List<String> leftIn(Path changes) throws IOException {
    try (Stream<Path> files = Files.walk(changes)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> changes.relativize(file).toString())
          .filter(name -> !name.matches("var/(lib/dpkg|log|cache/man|cache/debconf)/.*"))
          .filter(name -> !name.endsWith(".pyc"))
          .toList();
    }
  }

  private static Outcome assertSuccess(Outcome outcome) {
    assertEquals(0, outcome.code(), outcome.out());
    return outcome;
  }

  private static Outcome run(Map<String, String> environment, Path input, String... line)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(line)))
            .directory(Launcher.ROOT.toFile())
            .redirectInput(input.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out);
  }
}
