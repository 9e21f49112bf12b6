package dev.leasehold.edit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The cases in testdata/edit/list-edits.txt. */
final class ListEditCases {
  private static final Path FILE = Path.of("../testdata/edit/list-edits.txt");

  private ListEditCases() {}

  record Case(String name, String before, String slots, String after) {}

  static List<Case> read() {
    try {
      List<Case> cases = new ArrayList<>();
      String[] sections = Files.readString(FILE).split("(?m)^### ");
      for (String section : Arrays.asList(sections).subList(1, sections.length)) {
        int name = section.indexOf('\n');
        int mark = section.indexOf("\n>>>");
        int slots = section.indexOf('\n', mark + 1);
        cases.add(
            new Case(
                section.substring(0, name),
                section.substring(name + 1, mark + 1),
                section.substring(mark + 4, slots).strip(),
                section.substring(slots + 1).stripTrailing() + "\n"));
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
