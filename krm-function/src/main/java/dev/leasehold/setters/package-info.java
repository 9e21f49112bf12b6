/**
 * kpt's setter comments: {@link dev.leasehold.setters.Setters} sets what stands before {@code #
 * kpt-set: PATTERN}.
 */
@NullMarked
package dev.leasehold.setters;

import org.jspecify.annotations.NullMarked;
