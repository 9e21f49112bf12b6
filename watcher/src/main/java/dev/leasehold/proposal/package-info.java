/**
 * The content of the watcher's commits: {@link dev.leasehold.proposal.PackageUpdate} renders a
 * package with changed leases, {@link dev.leasehold.proposal.CommitMessage} writes the message.
 */
@NullMarked
package dev.leasehold.proposal;

import org.jspecify.annotations.NullMarked;
