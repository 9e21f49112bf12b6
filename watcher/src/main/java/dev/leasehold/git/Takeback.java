package dev.leasehold.git;

import java.time.Instant;
import java.util.List;

/**
 * Somebody's commit that gave a file back the content that it had before commits of ours.
 *
 * @param commit 40 hexadecimal digits
 * @param author {@code Name <email>}
 * @param at when it was committed
 * @param undone the messages of those of ours, the newest first; at least one
 */
public record Takeback(String commit, String author, Instant at, List<String> undone) {
  public Takeback {
    undone = List.copyOf(undone);
  }
}
