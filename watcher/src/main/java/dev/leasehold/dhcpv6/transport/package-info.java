/**
 * The DHCPv6 client on a real interface: {@link dev.leasehold.dhcpv6.transport.DelegationSource}
 * connects the state machine of {@link dev.leasehold.dhcpv6} with a socket, a clock and saved
 * state.
 *
 * <p>{@code ClientPort} is the socket; {@code InterfaceReadiness} tells whether the interface can
 * be used; {@code LeaseFile} and {@code DuidFile} keep state across restarts; {@code
 * NoticeProcessing} converts the notices of the client to events. No class here writes a log for
 * people.
 *
 * <p>{@code DelegationSource} is larger than most classes: the session of its thread and the status
 * for other threads share one state.
 *
 * <p>More types than elsewhere: each saved file, and each thing that may go wrong with the port,
 * has its own.
 */
@NullMarked
package dev.leasehold.dhcpv6.transport;

import org.jspecify.annotations.NullMarked;
