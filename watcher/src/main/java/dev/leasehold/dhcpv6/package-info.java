/**
 * A DHCPv6 client for prefix delegation (RFC 9915): {@link dev.leasehold.dhcpv6.Client} is its
 * state machine. It is pure: an event, the time and randomness in; messages, notices and the next
 * {@link dev.leasehold.dhcpv6.State} out.
 */
@NullMarked
package dev.leasehold.dhcpv6;

import org.jspecify.annotations.NullMarked;
