/**
 * Receives Router Advertisements (RFC 4861) and reads their prefixes (RFC 4862).
 *
 * <p>The entry point is {@link dev.leasehold.ra.RaSource}; the output is {@link
 * dev.leasehold.source.SourceEvent}s. The rest is the codec: {@code Frame} reads a captured frame,
 * {@code RouterAdvertisement} makes the checks of section 6.1.2, and {@code
 * AdvertisementProcessing} converts a valid message to an observation.
 *
 * <p>The package has more types than usual because the RFC has them: nine are {@code NdpOption} and
 * its options, one file each with reader and writer.
 */
@NullMarked
package dev.leasehold.ra;

import org.jspecify.annotations.NullMarked;
