/**
 * Writes to a branch of somebody's Git repository so that nothing is lost: {@link
 * dev.leasehold.git.GitWriter} fetches the tip, asks a {@link dev.leasehold.git.Proposer} what
 * should change there, commits and pushes, and starts over when the branch moved meanwhile.
 *
 * <p>It knows nothing of leases or rendering, has no work tree, and never forces. What a caller
 * must handle comes back as an {@link dev.leasehold.git.Outcome}.
 *
 * <p>The first writer replaces JGit's {@code SystemReader} for the whole process, so that no
 * configuration of the user or the machine is read.
 *
 * <p>Who took a commit of ours back, or edited a value by hand, is read from the history ({@link
 * dev.leasehold.git.Snapshot#provenance}), which is fetched only then.
 *
 * <p>It is larger than most: what the demo and {@code plan} need of Git, a repository to begin with
 * and a diff, is here too, so that JGit is known in one package only. {@code Snapshot}, {@code
 * RemoteBranch} and {@code GitWriter} are larger than most classes for the same reason: each is one
 * side of the conversation with JGit (what was fetched, the server, the write), with its failures.
 */
@NullMarked
package dev.leasehold.git;

import org.jspecify.annotations.NullMarked;
