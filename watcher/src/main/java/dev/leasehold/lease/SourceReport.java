package dev.leasehold.lease;

import dev.leasehold.net.Prefix;
import dev.leasehold.source.Origin;
import java.time.Instant;

/**
 * The last announcement of one prefix by one source, with the standing of the prefix now.
 *
 * @param preferredUntil when its preferred lifetime ends
 * @param validUntil when its valid lifetime ends
 */
public record SourceReport(
    Origin origin, Prefix prefix, Standing standing, Instant preferredUntil, Instant validUntil) {}
