/** Facts from the CRDs of other projects: {@link dev.leasehold.crd.CrdFacts}. */
@NullMarked
package dev.leasehold.crd;

import org.jspecify.annotations.NullMarked;
