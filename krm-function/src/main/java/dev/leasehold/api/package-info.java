/**
 * The kinds that people and the watcher write, as records that check themselves: {@link
 * dev.leasehold.api.DynamicPrefix}, {@link dev.leasehold.api.DynamicPrefixBinding}, {@link
 * dev.leasehold.api.PublicIPClaim}, {@link dev.leasehold.api.PublicIPAutoscaler}, {@link
 * dev.leasehold.api.RenderConfig}, {@link dev.leasehold.api.TargetKindSpec}, {@link
 * dev.leasehold.api.PrefixLease} and {@link dev.leasehold.api.PublicIPLease}.
 *
 * <p>Each reads itself from a document; what is wrong there is a {@link
 * dev.leasehold.krm.FieldException} that names file and field. Unknown fields are errors: a typo in
 * {@code drainPeriod} must not quietly mean the default.
 *
 * <p>What people ask the watcher for is an {@link dev.leasehold.api.Intent}, what it holds for that
 * a {@link dev.leasehold.api.Lease}; a {@link dev.leasehold.api.SubjectId} names both. A {@link
 * dev.leasehold.api.PrefixQuery} is how a router is asked for its prefixes.
 *
 * <p>More than 15 types: each kind has a record, and its larger parts and its reader are types of
 * their own.
 */
@NullMarked
package dev.leasehold.api;

import org.jspecify.annotations.NullMarked;
