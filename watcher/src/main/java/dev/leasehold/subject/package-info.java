/**
 * The subjects of a package and their sightings. A {@link dev.leasehold.subject.Subject} is a
 * DynamicPrefix or a PublicIPClaim, each with its lease. {@link
 * dev.leasehold.subject.SourceKnowledge} stores the sightings and calls the lease policy of each
 * kind. {@link dev.leasehold.subject.Questions} decides when to ask the sources.
 */
@NullMarked
package dev.leasehold.subject;

import org.jspecify.annotations.NullMarked;
