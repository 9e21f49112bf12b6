package dev.leasehold.git;

/**
 * Decides what should change at a tip. Called again for every tip that a write meets, so it decides
 * from the snapshot alone; what it generates is never merged or rebased.
 */
@FunctionalInterface
public interface Proposer {
  Proposal propose(Snapshot tip);
}
