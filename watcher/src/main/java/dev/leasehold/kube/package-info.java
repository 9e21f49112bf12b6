/**
 * The cluster of {@code spec.cluster}: {@link dev.leasehold.kube.ClusterSecret} is a Secret there,
 * {@link dev.leasehold.kube.ObjectFollower} knows all objects of a kind, {@link
 * dev.leasehold.kube.ClusterTask} corrects something.
 *
 * <p>The classes of fabric8's client are loaded by the first request and not before, so a watcher
 * without a cluster needs no memory for them.
 */
@NullMarked
package dev.leasehold.kube;

import org.jspecify.annotations.NullMarked;
