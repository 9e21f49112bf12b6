package dev.leasehold.router;

import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.util.Optional;

/**
 * A prefix that a router holds by delegation.
 *
 * @param preferred the remaining preferred lifetime; empty: the router does not say
 * @param valid the remaining valid lifetime; empty: the router does not say
 */
public record RouterPrefix(Prefix prefix, Optional<Duration> preferred, Optional<Duration> valid) {}
