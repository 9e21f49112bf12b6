/**
 * DHCPv6 messages (RFC 9915) as values: what bytes say, and the bytes of what is to be said.
 *
 * <p>The way in is {@link dev.leasehold.dhcpv6.message.Message}. All content is as it was on the
 * wire: whether a lifetime makes sense, or whether a message may contain an option, is for the
 * client to judge. An option whose content is not as its definition has it is kept as {@code
 * UnknownDhcpOption} and has no effect; only lengths that lie, and what exceeds our bounds, cost
 * the whole message ({@code MessageRefusal}).
 *
 * <p>More types than a package should have, because the RFC has them: each option is one file, with
 * reader and writer side by side.
 */
@NullMarked
package dev.leasehold.dhcpv6.message;

import org.jspecify.annotations.NullMarked;
