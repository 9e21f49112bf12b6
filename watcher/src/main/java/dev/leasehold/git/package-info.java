/**
 * Writes to a branch of a user's Git repository without losing changes: {@link
 * dev.leasehold.git.GitWriter} fetches the tip, asks a {@link dev.leasehold.git.Proposer} for a
 * change, commits and pushes, and starts over if the branch moved meanwhile.
 *
 * <p>The package does not know leases or rendering, has no work tree, and never forces a push to
 * the target's branch; a request branch is replaced only while it is as it was last seen. A result
 * that a caller must handle is an {@link dev.leasehold.git.Outcome}.
 *
 * <p>The first writer replaces JGit's {@code SystemReader} for the whole process, so that JGit
 * reads no configuration of the user or the machine.
 *
 * <p>The history tells which commit took back a Leasehold commit or edited a value by hand ({@link
 * dev.leasehold.git.Snapshot#provenance}). The history is fetched only for this question.
 *
 * <p>The package is larger than most, because it is the only one that uses JGit: it also has the
 * seed repository of the demo and the diff of {@code plan}. {@code Snapshot}, {@code RemoteBranch}
 * and {@code GitWriter} are larger than most classes: each is one side of the use of JGit (the
 * fetched tip, the server, the write) with its failures.
 */
@NullMarked
package dev.leasehold.git;

import org.jspecify.annotations.NullMarked;
