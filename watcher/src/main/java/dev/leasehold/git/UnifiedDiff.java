package dev.leasehold.git;

import dev.leasehold.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** The output of {@code git diff} for one file, printable. */
public final class UnifiedDiff {
  private UnifiedDiff() {}

  /** The diff between two texts of a file; an empty {@code before} means a new file. */
  public static String of(String path, String before, String after) {
    RawText old = new RawText(before.getBytes(StandardCharsets.UTF_8));
    RawText changed = new RawText(after.getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DiffFormatter formatter = new DiffFormatter(out)) {
      formatter.format(
          new HistogramDiff().diff(RawTextComparator.DEFAULT, old, changed), old, changed);
      formatter.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = Printable.line(path);
    String from = before.isEmpty() ? "/dev/null" : "a/" + name;
    String lines = Printable.lines(out.toString(StandardCharsets.UTF_8));
    return "--- " + from + "\n+++ b/" + name + "\n" + lines;
  }
}
