package dev.leasehold.fn;

import dev.leasehold.krm.Document;
import dev.leasehold.render.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * The items of a package and of those inside it. kpt gives the file of an item relative to the
 * item's own package, so two items may both be in a {@code setters.yaml}. Here all paths are
 * relative to the outermost package.
 *
 * @param came the items as kpt sent them
 * @param items the same, in the same order
 */
record Subpackages(List<Document> came, List<Document> items) {
  /** Every package has one, and most lists only one package. */
  private static final String KPTFILE = "Kptfile";

  Subpackages {
    came = List.copyOf(came);
    items = List.copyOf(items);
  }

  static Subpackages of(List<Document> came) {
    int packages = 0;
    for (Document item : came) {
      packages += item.mentions(Vocabulary.KPT_GROUP) && item.mentions(KPTFILE) ? 1 : 0;
    }
    if (packages < 2) {
      return new Subpackages(came, came);
    }
    String outermost = "";
    for (Document item : came) {
      String path = item.packagePath();
      boolean isOuter = outermost.isEmpty() || path.length() < outermost.length();
      outermost = !path.isEmpty() && isOuter ? path : outermost;
    }
    List<Document> items = new ArrayList<>(came.size());
    for (Document item : came) {
      items.add(item.inFolder(folder(item.packagePath(), outermost)));
    }
    return new Subpackages(came, items);
  }

  private static String folder(String path, String outermost) {
    return path.startsWith(outermost + "/") ? path.substring(outermost.length() + 1) + "/" : "";
  }

  /** The rendered items; an unchanged one is the one that kpt sent. */
  List<Document> asTheyCame(List<Document> rendered) {
    if (items.equals(came)) {
      return rendered;
    }
    List<Document> back = new ArrayList<>(rendered);
    for (int i = 0; i < came.size(); i++) {
      if (back.get(i) == items.get(i)) {
        back.set(i, came.get(i));
      }
    }
    return back;
  }
}
