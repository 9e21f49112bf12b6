package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.ResourceList;
import dev.leasehold.krm.WordSearch;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever comes in: nothing is thrown, and no file is lost or half changed. */
class FunctionFuzzTest {
  @FuzzTest
  void answersAnythingWithAWholeListOrNone(byte[] input) {
    Function.Result result = Function.run(input);
    String output = result.output().text();
    if (result.exitCode() == 0) {
      assertFalse(output.isEmpty(), "kpt would delete every file");
      assertTrue(items(output).size() >= items(input).size());
      Function.Result again = Function.run(output.getBytes(StandardCharsets.UTF_8));
      assertEquals(items(output), items(again.output().text()), "a second run changes nothing");
    } else {
      assertEquals(1, result.exitCode());
      assertFalse(result.messages().isEmpty());
      if (!output.isEmpty()) {
        assertEquals(withLineBreak(items(input)), withLineBreak(items(output)));
      }
    }
  }

  /** The list's last line gets a line break when results are written below. */
  private static List<String> withLineBreak(List<String> items) {
    return items.stream().map(item -> item.endsWith("\n") ? item : item + "\n").toList();
  }

  private static List<String> items(String list) {
    return items(list.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> items(byte[] list) {
    return ResourceList.parse(list, WordSearch.NONE).items().stream().map(Document::text).toList();
  }
}
