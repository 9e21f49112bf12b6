/**
 * The output of {@code leasehold init}: a package from {@link dev.leasehold.starter.StarterPackage}
 * and a WatcherConfig from {@link dev.leasehold.starter.StarterConfig}.
 */
@NullMarked
package dev.leasehold.starter;

import org.jspecify.annotations.NullMarked;
