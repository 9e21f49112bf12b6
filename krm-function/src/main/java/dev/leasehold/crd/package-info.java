/**
 * What the CRDs of others say, which {@link dev.leasehold.crd.CrdFacts} knows without having them.
 */
@NullMarked
package dev.leasehold.crd;

import org.jspecify.annotations.NullMarked;
