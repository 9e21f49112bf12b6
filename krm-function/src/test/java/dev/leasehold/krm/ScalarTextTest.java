package dev.leasehold.krm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.yaml.Node;
import dev.leasehold.yaml.RandomYaml;
import dev.leasehold.yaml.ScalarStyle;
import dev.leasehold.yaml.Type;
import dev.leasehold.yaml.Yaml;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is written as a string is read as that string. */
class ScalarTextTest {
  private static final List<ScalarStyle> STYLES =
      List.of(ScalarStyle.PLAIN, ScalarStyle.SINGLE_QUOTED, ScalarStyle.DOUBLE_QUOTED);

  private static final List<String> PIECES =
      List.of(
          "a",
          "Z",
          "0",
          "7",
          "e",
          "E",
          "x",
          "-",
          "+",
          ".",
          "_",
          ":",
          "/",
          " ",
          ",",
          "#",
          "\"",
          "'",
          "\\",
          "\n",
          "\t",
          "\r",
          "[",
          "{",
          "}",
          "]",
          "&",
          "*",
          "!",
          "|",
          ">",
          "%",
          "@",
          "`",
          "?",
          "~",
          "^",
          "$",
          "é",
          "😀",
          "\u0085",
          "\u2028",
          "\ufeff",
          "\u0000",
          "\uffff",
          "true",
          "null",
          "2026-11-21");

  /**
   * The types of YAML 1.1 (yaml.org/type), which are more than those of 1.2. Its floats may have
   * several points there, which no reader accepts.
   */
  private static final Pattern TYPED_IN_1_1 =
      Pattern.compile(
          """
          ~|null|Null|NULL|y|Y|n|N|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE\
          |on|On|ON|off|Off|OFF\
          |[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+\
          |[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+\
          |[-+]?([0-9][0-9_]*[.][0-9]*|[.][0-9]+)([eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+[.][0-9_]*\
          |[-+]?[.](inf|Inf|INF)|[.](nan|NaN|NAN)\
          |[0-9]{4}-[0-9][0-9]-[0-9][0-9]\
          |[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?([Tt]|[ \\t]+)[0-9][0-9]?:.*|=|<<\
          """);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a b",
        "2001:db8::/64",
        "10.0.0.1",
        "http://x/y",
        "web-1",
        "/x",
        "^lan0$",
        "1.24.3",
        "10.0.0.1:80",
        "2001:10::1",
        "1:80",
        "2026-11-21-1",
        "9a1b2c3",
        "0x",
        "1_a"
      })
  void whatIsPlainlyAStringStaysBare(String value) {
    assertEquals(value, ScalarText.write(value, ScalarStyle.PLAIN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yes",
        "No",
        "ON",
        "y",
        "null",
        "~",
        "12",
        "010",
        "0x1F",
        "0X1F",
        "0o17",
        "1_000",
        "1.5",
        "1e3",
        "12:30",
        "2026-11-21",
        "2026-11-21T10:00:00Z",
        ".5",
        ".inf",
        "...",
        "-",
        "- a",
        "a: b",
        "a #b",
        "a:",
        " a",
        "a ",
        "::1",
        "2001:db8::",
        "[a",
        "{a",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "a,b",
        "=",
        "1.",
        "-1.5e+3",
        "+.INF",
        "0b1_0",
        "1:02:03.5",
        "2026-1-2 10:00",
      })
  void whatAReaderCouldTakeForSomethingElseIsQuoted(String value) {
    assertEquals("\"" + value + "\"", ScalarText.write(value, ScalarStyle.PLAIN));
  }

  @Test
  void aPlainCommaListStaysPlain() {
    String list = "10.0.0.2,2001:db8::2";
    assertEquals(list, ScalarText.write(list, ScalarStyle.PLAIN, "10.0.0.1,10.0.0.2"));
    assertEquals("\"" + list + "\"", ScalarText.write(list, ScalarStyle.PLAIN, "10.0.0.1"));
    assertEquals("\"a,::1\"", ScalarText.write("a,::1", ScalarStyle.PLAIN, "a,b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--node-ip=10.0.0.2",
        "http://[2001:db8::2]:80/",
        "a=2&b=2",
        "user@10.0.0.2",
        "50% 10.0.0.2",
        "10.0.0.2;x",
        "(10.0.0.2)",
        "10.0.0.1,2001:db8::2",
        "-x",
        "a#b",
        "it's",
      })
  void aValueOnItsOwnLineStaysBareWhereNothingAroundItNeedsQuotes(String value) {
    assertEquals(value, ScalarText.writeInBlock(value, ScalarStyle.PLAIN));
    assertReads(value, "a: " + value + " # c\n", value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a", "a #b", "a: b", "a:", "[a]", "{a}", "@a", "---", "--- a", "80"})
  void aValueOnItsOwnLineIsQuotedWhereYamlNeedsIt(String value) {
    assertEquals("\"" + value + "\"", ScalarText.writeInBlock(value, ScalarStyle.PLAIN));
  }

  @Test
  void anyStringIsReadBackInBlockAndFlowStyle() {
    Random random = new Random(3);
    int bare = 0;
    for (int i = 0; i < 30_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(6); j > 0; j--) {
        text.append(RandomYaml.pick(PIECES, random));
      }
      String value = text.toString();
      for (ScalarStyle style : STYLES) {
        String written = ScalarText.write(value, style);
        assertReads(value, "a: " + written + "\n", written);
        assertReads(value, "a: " + written + " # c\n", written);
        assertReads(value, "{a: " + written + "}", written);
        String inBlock = ScalarText.writeInBlock(value, style);
        assertReads(value, "a: " + inBlock + " # c\n", inBlock);
        assertReads(value, "a:\n  " + inBlock + "\n", inBlock);
        assertFalse(TYPED_IN_1_1.matcher(inBlock).matches(), inBlock);
        assertFalse(TYPED_IN_1_1.matcher(written).matches(), written);
      }
      bare += ScalarText.write(value, ScalarStyle.PLAIN).equals(value) ? 1 : 0;
    }
    assertTrue(bare > 500, bare + " were written bare");
  }

  private static void assertReads(String value, String document, String written) {
    Node node =
        new Field(Document.inFile("", 1, document), "", Yaml.compose(document).orElseThrow().root())
            .findNullable("a")
            .orElseThrow()
            .node();
    assertEquals(Type.STRING, node.type(), written);
    assertEquals(value, new Field(Document.inFile("", 1, document), "", node).text(), written);
  }
}
