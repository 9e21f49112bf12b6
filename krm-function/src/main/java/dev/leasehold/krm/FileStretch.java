package dev.leasehold.krm;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A document of a file that is read when the document is needed.
 *
 * @param document its position among the documents of the file
 * @param reading reads the text of the file
 */
record FileStretch(String path, TextIndex index, int document, Supplier<String> reading)
    implements Stretch {
  @Override
  public String text() {
    return index.cut(reading.get(), document);
  }

  @Override
  public String packagePath() {
    return "";
  }

  @Override
  public boolean mentions(String word) {
    return index.mentions(document, word, reading);
  }

  @Override
  public boolean mentions(WordSet words) {
    return words.isIn(index.search(), index.mentioned(document), this);
  }

  @Override
  public void writeTo(Output out) {
    out.add(text());
  }

  @Override
  public @Nullable Stretch edited(String text) {
    return null;
  }
}
