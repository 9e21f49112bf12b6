/**
 * Lets one of several watchers of one name work. {@link dev.leasehold.election.Elector} decides by
 * what it reads of a Lease ({@link dev.leasehold.election.LeaseStore}) and when; {@link
 * dev.leasehold.election.Election} runs it. The rules are in decision 32.
 */
@NullMarked
package dev.leasehold.election;

import org.jspecify.annotations.NullMarked;
