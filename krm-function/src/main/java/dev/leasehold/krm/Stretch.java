package dev.leasehold.krm;

import org.jspecify.annotations.Nullable;

/** Where the text of a document is. The text is made when it is asked for. */
sealed interface Stretch permits ItemStretch, FileStretch {
  String text();

  /** The path of its file, relative to the package. */
  String path();

  /** The package of an item, as an absolute path that kpt gives; empty where it gives none. */
  String packagePath();

  /** Whether the word is anywhere in the text. */
  boolean mentions(String word);

  /** Whether one of the words is anywhere in the text. */
  boolean mentions(WordSet words);

  void writeTo(Output out);

  /** An edited text in its place; null where a text is as good. */
  @Nullable Stretch edited(String text);
}
