/**
 * The settings of a watcher: {@link dev.leasehold.config.WatcherConfig}, one document in a file.
 */
@NullMarked
package dev.leasehold.config;

import org.jspecify.annotations.NullMarked;
