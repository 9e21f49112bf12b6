/**
 * How many public addresses a PublicIPAutoscaler without a count has. {@link
 * dev.leasehold.autoscale.Autoscaling} decides it for a package, from the leases in Git and from
 * what {@link dev.leasehold.autoscale.AddressUse} tells about Services.
 */
@NullMarked
package dev.leasehold.autoscale;

import org.jspecify.annotations.NullMarked;
