package dev.leasehold.git;

/**
 * Decides on the change for a tip. The writer calls it again for every new tip during a write, so
 * it decides from the snapshot alone. Its changes are never merged or rebased.
 */
@FunctionalInterface
public interface Proposer {
  Proposal propose(Snapshot tip);
}
