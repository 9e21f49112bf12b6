/**
 * Router Advertisements (RFC 4861): hearing them, and what they say of prefixes (RFC 4862).
 *
 * <p>The way in is {@link dev.leasehold.ra.RaSource}; what comes out are {@link
 * dev.leasehold.source.SourceEvent}s. All else is the codec below them: {@code Frame} reads a
 * captured frame, {@code RouterAdvertisement} makes the checks of section 6.1.2, {@code
 * AdvertisementProcessing} turns what is left into an observation.
 *
 * <p>More types than a package should have, because the RFC has them: nine are {@code NdpOption}
 * and its options, one file each with reader and writer side by side.
 */
@NullMarked
package dev.leasehold.ra;

import org.jspecify.annotations.NullMarked;
