package dev.leasehold.api;

import dev.leasehold.krm.Document;
import java.util.Optional;

/** What the watcher holds for one {@link Intent}, in a document of its own. */
public sealed interface Lease permits PrefixLease, PublicIPLease {
  SubjectId id();

  /**
   * The document with this lease in it, everything else in it kept; a new one at {@code file} when
   * there is none yet.
   */
  Document write(Optional<Document> document, String file);
}
