/**
 * kpt's setter comments: {@link dev.leasehold.setters.Setters} sets what stands before {@code #
 * kpt-set: PATTERN}.
 *
 * <p>In two ways that must come to the same: plain lines without a parser (LineScanner, long
 * because it is the part of YAML's grammar that most manifests are written in), all others by their
 * fields.
 */
@NullMarked
package dev.leasehold.setters;

import org.jspecify.annotations.NullMarked;
