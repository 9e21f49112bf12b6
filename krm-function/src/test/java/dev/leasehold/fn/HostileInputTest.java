package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.Work;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Input that is made to break a reader: it ends after bounded work, either as the bytes that came
 * or with errors of a line each, exit code 1 and the items as they came.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD) // a hang
class HostileInputTest {
  /** Far more than any of these takes, and far less than what grows with a square. */
  private static final long WORK_PER_BYTE = 600;

  /** What is loaded and filled once, whatever the input. */
  private static final long WORK_TO_START = 16 << 20;

  private static final String HEAD = "kind: ResourceList\nitems:\n";

  /** A document that is parsed: it is one of ours. */
  private static final String OURS =
      "- apiVersion: leasehold.dev/v1alpha1\n  kind: DynamicPrefix\n  metadata: {name: a}\n  spec: ";

  /** One that is parsed for its setter. */
  private static final String SET =
      "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a} # kpt-set: ${s}\n  data: ";

  private static final String GIVES_S =
      "functionConfig: {apiVersion: v1, kind: ConfigMap, data: {s: x}}\n";

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("a flow list 100,000 deep", "- " + "[".repeat(100_000) + "\n"),
        Arguments.of(
            "a block list 100,000 deep, ours", OURS + "\n    " + "- ".repeat(100_000) + "\n"),
        Arguments.of("a flow mapping 100,000 deep, ours", OURS + "{a: ".repeat(100_000) + "\n"),
        Arguments.of("tags that nothing follows", OURS + "!a ".repeat(100_000) + "\n"),
        Arguments.of("explicit keys 100,000 deep", OURS + "\n    " + "? ".repeat(100_000) + "\n"),
        Arguments.of("a billion laughs, ours", OURS + laughs() + "\n"),
        Arguments.of(
            "a billion laughs in braces, which only a parse can cut", "- " + laughs() + "\n"),
        Arguments.of("an anchor that contains itself, ours", OURS + "&a {b: *a, c: *a}\n"),
        Arguments.of(
            "100,000 anchors, ours", OURS + "{" + numbered(100_000, "k%d: &a%d v") + "}\n"),
        Arguments.of(
            "100,000 unknown fields, ours", OURS + "{" + numbered(100_000, "k%d: v") + "}\n"),
        Arguments.of(
            "a key of a megabyte, ours", OURS + "\n    " + "k".repeat(1_000_000) + ": v\n"),
        Arguments.of("a quote that never ends, ours", OURS + "\"" + "x\n    ".repeat(100_000)),
        Arguments.of(
            "a key twice among 100,000", OURS + "{" + numbered(100_000, "k%d: v") + ", k1: v}\n"),
        Arguments.of("a NUL, ours", OURS + "\"\0\"\n"),
        Arguments.of("a byte order mark in the middle, ours", OURS + "\ufeff{a: b}\n"),
        Arguments.of("a lone carriage return", "- a: 1\r- b: 2\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refuses(String name, String items) {
    Answer answer = run((HEAD + items).getBytes(StandardCharsets.UTF_8));
    assertEquals(1, answer.exitCode(), name);
    assertTrue(answer.errors().stream().allMatch(line -> line.length() < 2_000), name);
    if (!answer.output().isEmpty()) {
      assertTrue(answer.output().startsWith(HEAD + items), name + ": the items are as they came");
    }
  }

  static Stream<Arguments> passed() {
    return Stream.of(
        Arguments.of("a line of 50 MB", "- a: " + "x".repeat(50_000_000) + "\n"),
        Arguments.of("100,000 items", "- a\n".repeat(100_000)),
        Arguments.of("depth in what is not ours", "- a: " + "[".repeat(50) + "]".repeat(50) + "\n"),
        Arguments.of(
            "100,000 anchors", SET + "{" + numbered(100_000, "k%d: &a%d v") + "}\n" + GIVES_S),
        Arguments.of("a list below a key of a megabyte", SET + wide() + GIVES_S),
        Arguments.of("40,000 that ask for one address, listed 40,000 times", listed()),
        Arguments.of("a NUL in what is not ours", "- a: \"\0\"\n"),
        Arguments.of("half a character, escaped", "- a: \"\\ud800\"\n"),
        Arguments.of("a byte order mark in the middle", "- a: \ufeffb\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passed")
  void passesOnUnchanged(String name, String items) {
    Answer answer = run((HEAD + items).getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(), answer.errors(), name);
    assertTrue(answer.output().startsWith(HEAD + items), name);
    assertEquals(0, answer.exitCode(), name);
  }

  /** Each name may end anywhere: tried one after the other, that is more than 10^30 ways. */
  @Test
  void aPatternThatMatchesInManyWaysIsGivenUp() {
    String pattern = "${s}" + "${x}-".repeat(24);
    String items =
        "- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: "
            + "-".repeat(60).replace("-", "a-")
            + "b # kpt-set: "
            + pattern
            + "\n";
    Answer answer = run((HEAD + items + GIVES_S).getBytes(StandardCharsets.UTF_8));
    assertEquals(1, answer.exitCode());
    assertTrue(answer.output().startsWith(HEAD + items));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c3", "ff", "eda080", "c080", "f8888080", "e282"})
  void whatIsNotUtf8IsRefused(String hex) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.writeBytes((HEAD + "- a: ").getBytes(StandardCharsets.UTF_8));
    input.writeBytes(HexFormat.of().parseHex(hex));
    input.write('\n');
    Answer answer = run(input.toByteArray());
    assertEquals(1, answer.exitCode());
    assertEquals("", answer.output());
    assertEquals(
        List.of("leasehold-fn: standard input:3: is not UTF-8; nothing was changed"),
        answer.errors());
  }

  private static String numbered(int count, String format) {
    return IntStream.range(0, count)
        .mapToObj(i -> format.replace("%d", Integer.toString(i)))
        .collect(Collectors.joining(", "));
  }

  private static String laughs() {
    StringBuilder out = new StringBuilder("{a0: &a0 [x, x]");
    for (int i = 1; i < 40; i++) {
      out.append(", a").append(i).append(": &a").append(i).append(" [");
      out.append("*a").append(i - 1).append(", *a").append(i - 1).append("]");
    }
    return out.append("}").toString();
  }

  private static String wide() {
    return "\n    ? " + "k".repeat(1_000_000) + "\n    : [" + "x, ".repeat(50_000) + "x]\n";
  }

  private static String listed() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 40_000; i++) {
      out.append("- apiVersion: v1\n  kind: Service\n  metadata:\n    name: s").append(i);
      out.append("\n    annotations: {config.kubernetes.io/path: a.yaml}\n");
      out.append("  spec: {loadBalancerIP: 10.0.0.1}\n");
    }
    out.append("- kind: Kustomization\n  metadata:\n    name: k\n");
    out.append("    annotations: {config.kubernetes.io/path: kustomization.yaml}\n");
    out.append("  resources:\n");
    return out.append("  - a.yaml\n".repeat(40_000)).toString();
  }

  private record Answer(int exitCode, String output, List<String> errors) {}

  private static Answer run(byte[] input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    long before = Work.done();
    int exitCode = FunctionMain.run(new ByteArrayInputStream(input), out, errors);
    long work = Work.done() - before;
    assertTrue(
        work < WORK_TO_START + WORK_PER_BYTE * input.length,
        () -> work + " bytes are allocated for " + input.length);
    return new Answer(
        exitCode,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8).lines().toList());
  }
}
