package dev.leasehold.krm;

import dev.leasehold.text.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code results} of a ResourceList. */
final class Results {
  private Results() {}

  /** Throws when the results of the list are of a shape that none can be added to. */
  static void requireEditable(Field root) {
    Optional<Field> earlier = root.find("results");
    if (earlier.isPresent() && earlier.get().isFlow() && !earlier.get().items().isEmpty()) {
      throw earlier.get().error("must be a list of '- ' items");
    }
  }

  /** The edits that put the findings after the results, which are made where there are none. */
  static List<TextEdit> append(Field root, List<Finding> findings) {
    if (findings.isEmpty()) {
      return List.of();
    }
    List<TextEdit> edits = new ArrayList<>();
    Optional<Field> earlier = root.findNullable("results");
    String indent = " ".repeat(root.column());
    StringBuilder written = new StringBuilder();
    int at = root.end();
    if (earlier.isEmpty()) {
      written.append(indent).append("results:\n");
    } else {
      at = root.endOf("results");
      if (earlier.get().isNull() || earlier.get().items().isEmpty()) {
        edits.add(new TextEdit(root.endOfKey("results"), earlier.get().end(), ""));
      } else {
        indent = " ".repeat(earlier.get().column());
      }
    }
    for (Finding finding : findings) {
      write(written, finding, indent);
    }
    String text = root.document().text();
    boolean newLine = at > 0 && text.charAt(at - 1) != '\n';
    edits.add(new TextEdit(at, at, (newLine ? "\n" : "") + written));
    return edits;
  }

  private static void write(StringBuilder out, Finding finding, String indent) {
    StringBuilder result = new StringBuilder();
    write(result, finding);
    for (String line : result.toString().split("\n")) {
      out.append(indent).append(line).append('\n');
    }
  }

  private static void write(StringBuilder out, Finding finding) {
    out.append("- message: ").append(quoted(finding.message())).append('\n');
    out.append("  severity: ");
    out.append(finding.severity().spelling()).append('\n');
    Place place = finding.place();
    int space = place.object().indexOf(' ');
    if (space > 0) {
      out.append("  resourceRef:\n    kind: ").append(quoted(place.object().substring(0, space)));
      out.append("\n    name: ").append(quoted(place.object().substring(space + 1))).append('\n');
    }
    if (!place.field().isEmpty()) {
      out.append("  field:\n    path: ").append(quoted(place.field())).append('\n');
    }
    if (!place.file().isEmpty()) {
      out.append("  file:\n    path: ").append(quoted(place.file())).append('\n');
    }
  }

  private static String quoted(String text) {
    return ScalarText.doubleQuoted(text);
  }
}
