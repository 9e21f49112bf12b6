/**
 * Address arithmetic for IPv4 and IPv6: {@link dev.leasehold.net.Address}, {@link
 * dev.leasehold.net.Prefix} and {@link dev.leasehold.net.AddressRange}; and the {@link
 * dev.leasehold.net.RoutingTable} of a rule about addresses.
 *
 * <p>Parsing is strict and writing is canonical (RFC 5952): what two people spell differently is
 * one value here, and what is not an address is an {@link dev.leasehold.net.AddressException} that
 * says why. No name is ever looked up.
 */
@NullMarked
package dev.leasehold.net;

import org.jspecify.annotations.NullMarked;
