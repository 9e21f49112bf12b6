package dev.leasehold.krm;

import java.util.List;
import java.util.Locale;

/** The {@code results} of a ResourceList. */
final class Results {
  private Results() {}

  /** Appends {@code tail} with the findings in its results, which are made where it has none. */
  static void append(StringBuilder out, String tail, List<Finding> findings) {
    if (findings.isEmpty()) {
      out.append(tail);
      return;
    }
    StringBuilder written = new StringBuilder();
    findings.forEach(finding -> write(written, finding));
    int earlier = tail.startsWith("results:") ? 0 : tail.indexOf("\nresults:") + 1;
    if (!tail.startsWith("results:", earlier)) {
      out.append(tail);
      if (!tail.isEmpty() && !tail.endsWith("\n")) {
        out.append('\n');
      }
      out.append("results:\n").append(written);
      return;
    }
    int lineEnd = tail.indexOf('\n', earlier);
    out.append(tail, 0, earlier).append("results:\n").append(written);
    if (lineEnd >= 0) {
      out.append(tail, lineEnd + 1, tail.length());
    }
  }

  private static void write(StringBuilder out, Finding finding) {
    out.append("- message: ").append(quoted(finding.message())).append('\n');
    out.append("  severity: ");
    out.append(finding.severity().name().toLowerCase(Locale.ROOT)).append('\n');
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
