package dev.leasehold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of defects in docs/testing.md names tests that exist. */
final class DefectTableTest {
  private static final Path PAGE = Path.of("../docs/testing.md");
  private static final List<Path> TESTS =
      List.of(Path.of("src/test/java"), Path.of("../krm-function/src/test/java"));
  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+)\\.(\\w+)`");

  @Test
  void eachDefectHasTestsThatExist() throws IOException {
    List<Integer> defects = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        defects.add(Integer.valueOf(row.group(1)));
        List<String[]> names =
            NAME.matcher(row.group(3))
                .results()
                .map(found -> new String[] {found.group(1), found.group(2)})
                .toList();
        assertFalse(names.isEmpty(), line);
        for (String[] name : names) {
          assertTrue(isTest(name[0], name[1]), name[0] + "." + name[1] + " does not exist");
        }
      }
    }
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), defects);
  }

  private static boolean isTest(String type, String method) throws IOException {
    // annotations with arguments may be in between
    Pattern test =
        Pattern.compile("@(Parameterized)?Test\\n(  [@ )].*\\n)*  void " + method + "\\(");
    for (Path folder : TESTS) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.endsWith(type + ".java")).toList()) {
          if (test.matcher(Files.readString(file)).find()) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
