package dev.leasehold.git;

import java.time.Instant;
import java.util.List;

/** A commit by people to which a value in a file is due. */
public sealed interface Provenance<T> {
  /** 40 hexadecimal digits. */
  String commit();

  /** {@code Name <email>}. */
  String author();

  /**
   * It gave the value back that there was before commits of ours.
   *
   * @param at when it was committed
   * @param undone the messages of those of ours, the newest first; at least one
   */
  record Takeback<T>(String commit, String author, Instant at, List<String> undone)
      implements Provenance<T> {
    public Takeback {
      undone = List.copyOf(undone);
    }
  }

  /**
   * It gave the value one that there was not before.
   *
   * @param before the value until then
   */
  record HandEdit<T>(String commit, String author, T before) implements Provenance<T> {}
}
