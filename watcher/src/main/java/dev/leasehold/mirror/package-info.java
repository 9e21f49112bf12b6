/**
 * Shows what Git holds as objects of a cluster: {@link dev.leasehold.mirror.MirrorSource} takes the
 * documents of each tip, {@link dev.leasehold.mirror.Mirror} makes objects with a status of them,
 * and {@link dev.leasehold.mirror.MirrorTask} applies what differs.
 *
 * <p>The objects are for people. Nothing is read from them but what their conditions said before.
 */
@NullMarked
package dev.leasehold.mirror;

import org.jspecify.annotations.NullMarked;
