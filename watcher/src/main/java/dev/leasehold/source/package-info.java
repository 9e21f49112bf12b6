/**
 * The interface between the watch and the sources of prefixes. A {@link
 * dev.leasehold.source.Channel} describes what to listen to. A {@link dev.leasehold.source.Source}
 * listens to it and passes on {@link dev.leasehold.source.SourceEvent}s. The prefixes are in their
 * {@link dev.leasehold.source.Observation}s.
 */
@NullMarked
package dev.leasehold.source;

import org.jspecify.annotations.NullMarked;
