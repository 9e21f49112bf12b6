/**
 * What {@code leasehold init} writes: a package in {@link dev.leasehold.starter.StarterPackage} and
 * a WatcherConfig in {@link dev.leasehold.starter.StarterConfig}.
 */
@NullMarked
package dev.leasehold.starter;

import org.jspecify.annotations.NullMarked;
