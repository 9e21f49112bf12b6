/**
 * From what was heard to a commit: {@link dev.leasehold.watch.Watch} keeps a Git target as its
 * sources say it should be, {@link dev.leasehold.watch.WatcherConfig} says which.
 *
 * <p>Only here do acquirers, lease policy, function and Git meet. There is no thread and no timer:
 * the caller tells it what happened, and it tells when to look again. {@link
 * dev.leasehold.watch.WatchStatus}, how it stands, the holds of reverts and {@link
 * dev.leasehold.files.LargeFile} make it larger than a package should be, and Watch is a little
 * longer than a class should be: it is the one place that knows the order.
 */
@NullMarked
package dev.leasehold.watch;

import org.jspecify.annotations.NullMarked;
