/**
 * The DHCPv6 client on a real interface: {@link dev.leasehold.dhcpv6.transport.DelegationSource}
 * gives the state machine of {@link dev.leasehold.dhcpv6} a socket, a clock, and a memory.
 *
 * <p>{@code ClientPort} is the socket; {@code Footing} is what it stands on, as the kernel tells;
 * {@code LeaseFile} and {@code DuidFile} outlive the program; {@code NoticeProcessing} turns what
 * the client has to say into events and lines of the log.
 */
@NullMarked
package dev.leasehold.dhcpv6.transport;

import org.jspecify.annotations.NullMarked;
