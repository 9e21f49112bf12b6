package dev.leasehold.files;

import dev.leasehold.krm.TextIndex;
import dev.leasehold.render.Vocabulary;
import dev.leasehold.render.files.UnreadFile;
import dev.leasehold.text.FileContent;

/**
 * What is remembered of the content of a file.
 *
 * @param size in bytes
 * @param isText whether it is UTF-8; otherwise the index is of its ASCII characters
 */
record KnownFile(int size, boolean isText, TextIndex index) {
  static KnownFile of(FileContent content) {
    return new KnownFile(
        content.size(), content.text().isPresent(), TextIndex.of(text(content), Vocabulary.WORDS));
  }

  /** The text that the index is of. */
  static String text(FileContent content) {
    return content
        .text()
        .orElseGet(() -> {
          byte[] bytes = content.bytes();
          return UnreadFile.ascii(bytes, bytes.length);
        });
  }
}
