/**
 * The seam between the watch and what knows of prefixes. A {@link dev.leasehold.source.Channel}
 * says what to listen to, a {@link dev.leasehold.source.Source} does it and hands over {@link
 * dev.leasehold.source.SourceEvent}s; all that they mean is in the {@link
 * dev.leasehold.source.Observation}s that they carry.
 */
@NullMarked
package dev.leasehold.source;

import org.jspecify.annotations.NullMarked;
