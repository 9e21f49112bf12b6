/**
 * A DHCPv6 client for prefix delegation (RFC 9915): {@link dev.leasehold.dhcpv6.Client} is its
 * state machine. It is pure: an event, the time and randomness in; messages, notices and the next
 * {@link dev.leasehold.dhcpv6.State} out.
 *
 * <p>It has more types than most packages: one class for each part of the conversation (discovery,
 * upkeep, the search for a successor, what an answer says and what becomes of it), and the values
 * that pass between them.
 */
@NullMarked
package dev.leasehold.dhcpv6;

import org.jspecify.annotations.NullMarked;
