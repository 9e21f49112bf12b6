/**
 * Whether what is in Git has arrived in the cluster: the addresses of bindings in the objects that
 * they feed, and the Services that have addresses of a prefix. It only reads.
 */
@NullMarked
package dev.leasehold.delivery;

import org.jspecify.annotations.NullMarked;
