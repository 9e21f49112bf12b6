package dev.leasehold.git;

import java.time.Instant;
import java.util.List;

/** A commit by people that set a value in a file. */
public sealed interface Provenance<T> {
  /** The commit id, 40 hexadecimal digits. */
  String commit();

  /** The author, {@code Name <email>}. */
  String author();

  /**
   * The commit restored the value from before Leasehold commits.
   *
   * @param at the time of the commit
   * @param undone the messages of the Leasehold commits that were taken back, the newest first; at
   *     least one
   */
  record Takeback<T>(String commit, String author, Instant at, List<String> undone)
      implements Provenance<T> {
    public Takeback {
      undone = List.copyOf(undone);
    }
  }

  /**
   * The commit set a new value.
   *
   * @param before the value before the commit
   */
  record HandEdit<T>(String commit, String author, T before) implements Provenance<T> {}
}
