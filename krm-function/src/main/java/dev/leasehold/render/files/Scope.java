package dev.leasehold.render.files;

import java.util.List;

/**
 * How much of a package is known. Only in a whole package, the entries of a missing binding are
 * removed.
 *
 * @param isWhole whether the documents are all that could be read; if false, they count as all when
 *     intent or leases are among them, and else can be a part that kpt chose
 * @param unread files of the package that no document is from
 */
public record Scope(boolean isWhole, List<UnreadFile> unread) {
  public static final Scope WHOLE = new Scope(true, List.of());
  public static final Scope UNKNOWN = new Scope(false, List.of());

  public Scope {
    unread = List.copyOf(unread);
  }

  /** Whether intent or leases may be in a file that was not read. */
  public boolean mayLackIntent() {
    return unread.stream().anyMatch(UnreadFile::mayHoldIntent);
  }
}
