/**
 * What a commit of the watcher holds: {@link dev.leasehold.proposal.PackageUpdate} renders a
 * package with other leases in it, {@link dev.leasehold.proposal.CommitMessage} says what changed
 * and why.
 */
@NullMarked
package dev.leasehold.proposal;

import org.jspecify.annotations.NullMarked;
