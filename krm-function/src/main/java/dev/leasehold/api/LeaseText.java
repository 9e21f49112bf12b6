package dev.leasehold.api;

import dev.leasehold.edit.FieldEdit;
import dev.leasehold.krm.Document;
import java.util.List;
import java.util.Optional;

/** How the document of a lease is made, and how single values in it are set. */
final class LeaseText {
  private LeaseText() {}

  /** Local-config: a lease is for the function and its readers, not for the cluster. */
  static Document empty(String kind, String file) {
    return Document.inFile(
        file,
        1,
        """
        # Written by the Leasehold watcher.
        apiVersion: %s
        kind: %s
        metadata:
          name: name
          annotations:
            config.kubernetes.io/local-config: "true"
        """
            .formatted(Kinds.API_VERSION, kind));
  }

  /** The document with that value as a string; without the field where there is no value. */
  static Document set(Document document, List<String> path, Optional<String> value) {
    return document.with(
        value
            .map(text -> FieldEdit.set(document.root(), path, text))
            .orElseGet(() -> FieldEdit.remove(document.root(), path)));
  }
}
