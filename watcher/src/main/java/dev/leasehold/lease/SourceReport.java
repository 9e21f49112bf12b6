package dev.leasehold.lease;

import dev.leasehold.net.Prefix;
import dev.leasehold.source.Origin;
import java.time.Instant;

/**
 * What one source last said of one prefix, as it stands now.
 *
 * @param preferredUntil when its preferred lifetime ends
 * @param validUntil when its valid lifetime ends
 */
public record SourceReport(
    Origin origin, Prefix prefix, Standing standing, Instant preferredUntil, Instant validUntil) {}
