/**
 * The watch: {@link dev.leasehold.watch.Watch} turns the observations of the sources into commits
 * on a Git branch.
 *
 * <p>This package connects sources, lease policies, rendering and Git. It has no thread and no
 * timer: the caller passes events in, and the watch returns when to call it again. The classes
 * Watch and Attempt are longer than usual, because they have the order of all steps. The package is
 * larger than usual, because it includes the status types and the review.
 */
@NullMarked
package dev.leasehold.watch;

import org.jspecify.annotations.NullMarked;
