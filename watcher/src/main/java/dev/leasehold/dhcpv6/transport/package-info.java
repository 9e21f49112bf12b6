/**
 * The DHCPv6 client on a real interface: {@link dev.leasehold.dhcpv6.transport.DelegationSource}
 * gives the state machine of {@link dev.leasehold.dhcpv6} a socket, a clock, and a memory.
 *
 * <p>{@code ClientPort} is the socket; {@code InterfaceReadiness} says whether the interface can be
 * used; {@code LeaseFile} and {@code DuidFile} outlive the program; {@code NoticeProcessing} turns
 * the notices of the client into events. None of them writes a log for people.
 *
 * <p>{@code DelegationSource} is a little larger than most classes: the session of its thread and
 * the status that others read share one state.
 */
@NullMarked
package dev.leasehold.dhcpv6.transport;

import org.jspecify.annotations.NullMarked;
