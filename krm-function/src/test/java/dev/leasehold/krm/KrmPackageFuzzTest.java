package dev.leasehold.krm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leasehold.text.Lines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The documents of a file make up the file, and are those of a parser that reads all of it. */
class KrmPackageFuzzTest {
  @FuzzTest
  void cutsWhereAParserOfStreamsDoes(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    KrmPackage files = KrmPackage.of(new TreeMap<>(Map.of("a.yaml", text)));
    List<String> cut = files.documents().stream().map(Document::text).toList();
    assertEquals(text, String.join("", cut));
    boolean endsTwice = text.indexOf("...") < text.lastIndexOf("..."); // only some parsers take it
    if (endsTwice || new Lines(text).hasLoneReturn()) {
      return;
    }
    List<String> expected;
    try {
      expected = Streams.shapes(text);
    } catch (YamlEngineException | IllegalArgumentException e) { // the latter for a broken tag
      return;
    }
    String shapes = expected.toString();
    if (shapes.contains("\ufeff---") || shapes.contains("\ufeff...")) {
      return; // below a bare scalar the parser takes a marked separator for more of its text
    }
    List<String> found = new ArrayList<>();
    for (String document : cut) {
      found.addAll(Streams.shapes(document));
    }
    assertEquals(expected, found);
  }
}
