/**
 * A DHCPv6 client for prefix delegation (RFC 9915): {@link dev.leasehold.dhcpv6.Client} is its
 * state machine. It is pure: the input is an event, the time and randomness; the output is
 * messages, notices and the next {@link dev.leasehold.dhcpv6.State}.
 *
 * <p>The package has more types than most: one class for each part of the protocol (discovery,
 * maintenance of the lease, the search for a new delegation, the content of an answer and its
 * effect), and the values between them.
 */
@NullMarked
package dev.leasehold.dhcpv6;

import org.jspecify.annotations.NullMarked;
