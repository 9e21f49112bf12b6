/**
 * From what was heard to a commit: {@link dev.leasehold.watch.Watch} keeps a Git target as its
 * sources say it should be.
 *
 * <p>Only here do acquirers, lease policy, function and Git meet. There is no thread and no timer:
 * the caller tells it what happened, and it tells when to look again. Watch is longer than a class
 * should be: it is the one place that knows the order. The types of its status make the package
 * larger than it should be.
 */
@NullMarked
package dev.leasehold.watch;

import org.jspecify.annotations.NullMarked;
