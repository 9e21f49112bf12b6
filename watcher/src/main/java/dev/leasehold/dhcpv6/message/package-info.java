/**
 * DHCPv6 messages (RFC 9915) as values, with parsers and writers.
 *
 * <p>The entry point is {@link dev.leasehold.dhcpv6.message.Message}. All content is as on the
 * wire: the client judges lifetimes and whether a message may contain an option. An option with
 * invalid content becomes an {@code UnknownDhcpOption} and has no effect. Only wrong lengths and
 * exceeded limits invalidate the whole message ({@code MessageRefusal}).
 *
 * <p>The package has more types than usual because the RFC has them: each option is one file with
 * its reader and writer.
 */
@NullMarked
package dev.leasehold.dhcpv6.message;

import org.jspecify.annotations.NullMarked;
