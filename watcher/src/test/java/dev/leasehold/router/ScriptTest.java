package dev.leasehold.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.net.Address;
import dev.leasehold.ssh.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {
  private static final Path SHELLCHECK = Path.of("/usr/bin/shellcheck");

  @TempDir Path directory;

  private static String text(Script script) {
    Map<String, String> values = new HashMap<>();
    script.variables().forEach(name -> values.put(name, "value"));
    return script.with(values);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("script.sh"), text);
  }

  @ParameterizedTest
  @EnumSource
  void isCleanForShellcheck(Script script) throws IOException {
    assumeTrue(Files.isExecutable(SHELLCHECK), "shellcheck is not installed");
    // SC2016: values are between single quotes on purpose
    Sshd.run(
        List.of(
            SHELLCHECK.toString(),
            "-s",
            "sh",
            "-S",
            "style",
            "-e",
            "SC2016",
            file(text(script)).toString()));
  }

  private static String bootText() {
    WanInterface on = new WanInterface("wan-1", "02:00:00:00:01:01", "eth9");
    return "LEASEHOLD_FILE=/nonexistent\n"
        + BootText.of(List.of(new BootInterface(on, Optional.empty())), Duration.ofSeconds(20))
        + "\nleasehold_start\n";
  }

  @Test
  void bootScriptIsCleanForShellcheck() throws IOException {
    assumeTrue(Files.isExecutable(SHELLCHECK), "shellcheck is not installed");
    // SC2317: allocate does not use all functions
    Sshd.run(
        List.of(
            SHELLCHECK.toString(),
            "-s",
            "sh",
            "-S",
            "style",
            "-e",
            "SC2016,SC2317",
            file(bootText()).toString()));
  }

  @Test
  void bootScriptIsReadByTheShellsOfRouters() throws IOException {
    isRead(bootText());
  }

  @Test
  void bootScriptIsTheSameForTheSameInterfaces() {
    BootInterface first =
        new BootInterface(
            new WanInterface("wan-1", "02:00:00:00:01:01", "eth9"),
            Optional.of(Address.parse("203.0.113.7")));
    BootInterface second =
        new BootInterface(new WanInterface("wan-2", "02:00:00:00:01:02", "eth9"), Optional.empty());
    Duration wait = Duration.ofSeconds(20);
    assertEquals(
        BootText.of(List.of(first, second), wait), BootText.of(List.of(second, first), wait));
    assertEquals("", BootText.of(List.of(), wait));
    assertThrows(IllegalArgumentException.class, () -> BootText.of(List.of(first, first), wait));
  }

  @Test
  void hookIsCleanForShellcheck() throws IOException {
    assumeTrue(Files.isExecutable(SHELLCHECK), "shellcheck is not installed");
    Sshd.run(
        List.of(
            SHELLCHECK.toString(),
            "-s",
            "sh",
            "-S",
            "style",
            file(Script.resource("hook")).toString()));
  }

  @ParameterizedTest
  @EnumSource
  void isReadByTheShellsOfRouters(Script script) throws IOException {
    isRead(text(script));
  }

  private void isRead(String text) throws IOException {
    for (List<String> shell : List.of(List.of("dash"), List.of("busybox", "ash"))) {
      Path program = Path.of("/usr/bin", shell.getFirst());
      assumeTrue(Files.isExecutable(program), shell.getFirst() + " is not installed");
      List<String> line = new ArrayList<>(shell);
      line.addAll(List.of("-n", file(text).toString()));
      Sshd.run(line);
    }
  }

  @ParameterizedTest
  @EnumSource
  void needsItsValues(Script script) {
    Map<String, String> values = new HashMap<>();
    script.variables().forEach(name -> values.put(name, "value"));
    values.put("PATH", "/tmp");
    assertThrows(IllegalArgumentException.class, () -> script.with(values));
    values.remove("PATH");
    if (!values.isEmpty()) {
      values.remove(values.keySet().iterator().next());
      assertThrows(IllegalArgumentException.class, () -> script.with(values));
    }
  }

  /** A cut script must run nothing. */
  @Test
  void runsNothingOfAPart() throws IOException {
    String whole = text(Script.PROBE);
    Path part = file(whole.substring(0, whole.length() - "}\nleasehold </dev/null\n".length()));
    Process process =
        new ProcessBuilder("sh", "-s")
            .redirectInput(part.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(!said.contains("udhcpc"), said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "two words",
        "it's",
        "''",
        "\"",
        "$(id)",
        "`id`",
        "$HOME",
        "a\nb",
        "a\rb",
        "\\",
        "\\'",
        "!history",
        "*",
        "~",
        "#",
        "-n",
        "ünïcödé €",
        "tab\there",
        "'; id; '"
      })
  void quotesAnyValue(String value) throws IOException {
    String script = ShellText.assignments(Map.of("VALUE", value)) + "printf '%s' \"$VALUE\"\n";
    assertEquals(value, Sshd.run(List.of("sh", file(script).toString())));
  }

  @Test
  void refusesWhatAShellCannotHold() {
    assertThrows(IllegalArgumentException.class, () -> ShellText.quoted("a\0b"));
    assertThrows(IllegalArgumentException.class, () -> ShellText.quoted("a\ud800b"));
    assertThrows(IllegalArgumentException.class, () -> ShellText.assignments(Map.of("A=1;B", "x")));
    assertThrows(IllegalArgumentException.class, () -> ShellText.assignments(Map.of("a", "x")));
  }
}
