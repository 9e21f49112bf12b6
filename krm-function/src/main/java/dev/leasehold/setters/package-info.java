/**
 * kpt's setter comments: {@link dev.leasehold.setters.Setters} sets the value before {@code #
 * kpt-set: PATTERN}.
 */
@NullMarked
package dev.leasehold.setters;

import org.jspecify.annotations.NullMarked;
