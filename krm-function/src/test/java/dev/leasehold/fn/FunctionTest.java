package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.ResourceList;
import dev.leasehold.krm.WordSearch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole function on lists as kpt 1.0.0-beta.56 sends them (testdata/fn): {@code input.yaml} as
 * it came, {@code output.yaml} as it must be answered.
 */
class FunctionTest {
  private static final Path FOLDERS = Path.of("../testdata/fn");

  @ParameterizedTest
  @CsvSource({
    "source, 0",
    "render, 0",
    "eval, 0",
    "render-failing, 1",
    "one-object-a-cidr, 0",
    "subpackages, 0",
    "model-in-braces, 0"
  })
  void answersWhatKptSends(String folder, int exitCode) throws IOException {
    Function.Result result = run(text(folder, "input.yaml"));
    if (System.getenv("UPDATE_GOLDEN") != null) {
      Files.writeString(FOLDERS.resolve(folder).resolve("output.yaml"), result.output().text());
    }
    assertEquals(text(folder, "output.yaml"), result.output().text());
    assertEquals(exitCode, result.exitCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"source", "render", "eval", "one-object-a-cidr", "subpackages", "model-in-braces"})
  void hasNothingToDoTheSecondTime(String folder) throws IOException {
    String output = text(folder, "output.yaml");
    Function.Result again = run(output);
    assertEquals(output, again.output().text());
    assertEquals(List.of(), again.messages());
  }

  @Test
  void withAnErrorTheItemsAreThoseThatCame() throws IOException {
    String input = text("render-failing", "input.yaml");
    Function.Result result = run(input);
    assertEquals(texts(input), texts(result.output().text()));
    assertTrue(result.output().text().startsWith(input), "only results are added");
    assertEquals(
        List.of(
            "intent/home-ipv6.yaml: DynamicPrefix home-ipv6: spec.subnets[0].ofset: unknown field;"
                + " valid fields are name, offset, index, prefixLength"),
        result.messages());
  }

  /** kpt deletes every file for which a function that exits with 0 prints nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kind: Deployment\n",
        "{\"kind\": \"ResourceList\", \"items\": []}",
        "a: \"",
        "- a\n"
      })
  void printsNothingAndFailsWhereThereIsNoList(String input) {
    Function.Result result = run(input);
    assertEquals(1, result.exitCode());
    assertTrue(result.output().isEmpty());
    assertEquals(1, result.messages().size());
    assertTrue(result.messages().getFirst().endsWith("; nothing was changed"));
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] input = "kind: ResourceList\nitems:\n- a: é\n".getBytes(StandardCharsets.ISO_8859_1);
    Function.Result result = Function.run(input);
    assertEquals(1, result.exitCode());
    assertTrue(result.output().isEmpty());
    assertEquals(
        List.of("leasehold-fn: standard input:3: is not UTF-8; nothing was changed"),
        result.messages());
  }

  @Test
  void aBrokenOutputIsAFailureInOneLine() throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    byte[] input = Files.readAllBytes(FOLDERS.resolve("render/input.yaml"));
    assertEquals(1, FunctionMain.run(new ByteArrayInputStream(input), full, printing(err)));
    assertEquals(
        "leasehold-fn: cannot write the whole list: No space left on device\n",
        err.toString(StandardCharsets.UTF_8));
  }

  /** As for an input that is larger than the memory, or deeper than the stack. */
  @Test
  void whateverStopsItLeavesStandardOutputEmpty() {
    for (Error error : List.of(new OutOfMemoryError("heap"), new StackOverflowError())) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      InputStream stopping =
          new InputStream() {
            @Override
            public int read() {
              throw error;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
              throw error;
            }
          };
      assertEquals(1, FunctionMain.run(stopping, out, printing(err)));
      assertEquals(0, out.size());
      assertTrue(err.toString(StandardCharsets.UTF_8).endsWith("; nothing was changed\n"));
    }
  }

  @Test
  void hostileDepthIsAnErrorInOneLine() {
    for (String deep : List.of("[".repeat(200_000), "- ".repeat(200_000), "{a: ".repeat(200_000))) {
      Function.Result result = run("kind: ResourceList\nitems:\n- a: 1\nfunctionConfig: " + deep);
      assertEquals(1, result.exitCode());
      assertTrue(result.output().isEmpty());
      assertEquals(1, result.messages().size());
    }
  }

  @Test
  void aListWithoutItemsComesBack() {
    String input = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n";
    Function.Result result = run(input);
    assertEquals(0, result.exitCode());
    assertEquals(input, result.output().text());
    assertEquals(List.of(), result.messages());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void explainsItselfOnStandardOutput(String option) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertEquals(0, FunctionMain.run(printing(out), printing(err), option));
    assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("Usage: leasehold-fn < LIST\n"));
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"list.yaml", "--version", "--help --help"})
  void takesNoOtherArguments(String arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertEquals(2, FunctionMain.run(printing(out), printing(err), arguments.split(" ")));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("leasehold-fn takes no arguments"));
  }

  /** With {@code configPath: values.yaml}, kpt would read the file again for the second run. */
  @Test
  void refusesToChangeTheFileThatItsConfigurationWasTakenFrom() {
    Function.Result result = run(configuredFrom("a: x"));
    assertEquals(
        List.of(
            "values.yaml: ConfigMap values: data.a: is read before its setter comment changes it,"
                + " so a second run would set other values; remove the comment"),
        result.messages());
    assertEquals(1, result.exitCode());
  }

  @Test
  void refusesToChangeItsSettersWhereTheirFileIsRenamedToo() {
    Function.Result result =
        run(
            """
            kind: ResourceList
            items:
            - apiVersion: v1
              kind: ConfigMap
              metadata:
                name: setters
                annotations:
                  config.kubernetes.io/path: setters.yaml # kpt-set: ${b}.yaml
              data:
                a: x # kpt-set: v-${b}
                b: other
            """);
    assertEquals(
        List.of(
            "setters.yaml: ConfigMap setters: data.a: is read before its setter comment changes it,"
                + " so a second run would set other values; remove the comment"),
        result.messages());
  }

  /** As many of them as a line has characters: an offset that counts them once is a line's. */
  @Test
  void setsAfterCharactersOfTwoHalves() {
    String lines = "  a: x # kpt-set: ${a}\n  b: x # kpt-set: ${b}\n";
    Function.Result result =
        run(
            """
            kind: ResourceList
            functionConfig:
              apiVersion: v1
              kind: ConfigMap
              data: {a: web, b: mail}
            items:
            - apiVersion: v1
              kind: A
            """
                + "  # "
                + "😀".repeat(lines.length() / 2)
                + "\n"
                + lines);
    assertTrue(
        result.output().text().contains("\n  a: web # kpt-set: ${a}\n  b: mail # kpt-set: ${b}\n"));
  }

  @Test
  void reportsABindingWhoseFileIsNoText() {
    Function.Result result =
        run(
            """
            kind: ResourceList
            items:
            - apiVersion: leasehold.dev/v1alpha1
              kind: DynamicPrefix
              metadata: {name: home}
              spec:
                acquisition: {routerAdvertisement: {interface: eth0}}
            - apiVersion: leasehold.dev/v1alpha1
              kind: DynamicPrefixBinding
              metadata:
                name: own
                annotations: {config.kubernetes.io/path: [a.yaml]}
              spec:
                prefixRef: {name: home}
                target: {kind: CiliumCIDRGroup, name: own}
            - apiVersion: leasehold.dev/v1alpha1
              kind: PrefixLease
              metadata: {name: home}
              spec:
                source: router-advertisement
                prefixes:
                - {prefix: "2001:db8::/60", state: Current, since: "2026-11-21T10:00:00Z"}
            """);
    assertEquals(1, result.exitCode());
    assertTrue(result.messages().toString().contains("annotations[config.kubernetes.io/path]"));
  }

  @Test
  void changesAnotherOfThatNameAsOfASubpackage() {
    Function.Result result = run(configuredFrom("a: x, b: y"));
    assertEquals(List.of(), result.messages());
    assertTrue(result.output().text().contains("a: v-x # kpt-set: v-${a}"));
  }

  private static String configuredFrom(String data) {
    return """
    kind: ResourceList
    items:
    - apiVersion: v1
      kind: ConfigMap
      metadata:
        name: values
        annotations: {config.kubernetes.io/path: values.yaml}
      data:
        a: x # kpt-set: v-${a}
    functionConfig:
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: values}
      data: {%s}
    """
        .formatted(data);
  }

  private static PrintStream printing(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static Function.Result run(String input) {
    return Function.run(input.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> texts(String list) {
    return ResourceList.parse(list.getBytes(StandardCharsets.UTF_8), WordSearch.NONE)
        .items()
        .stream()
        .map(Document::text)
        .toList();
  }

  private static String text(String folder, String file) throws IOException {
    return Files.readString(FOLDERS.resolve(folder).resolve(file));
  }

  /** Zeros without end, of which no more than the bound is read. */
  @Test
  void aListWithoutEndIsRefused() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            return length;
          }
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertEquals(1, FunctionMain.run(endless, out, printing(err)));
    assertEquals(0, out.size());
    assertEquals(
        "leasehold-fn: input is larger than 64 MiB; nothing was changed",
        err.toString(StandardCharsets.UTF_8).strip());
  }
}
