/**
 * What the Linux kernel says of network interfaces, as it changes: rtnetlink (RFC 3549 section 2.3)
 * by the JDK's own foreign function interface. Needs no rights.
 *
 * <p>The ways in are {@link dev.leasehold.netlink.LinkMonitor}, which tells of one interface, by
 * its name, as an {@link dev.leasehold.netlink.InterfaceState}, and {@link
 * dev.leasehold.netlink.AddressSource}, which makes prefixes of its addresses. Below them {@code
 * RouteMessage} reads what the kernel sends, {@code LinkTable} keeps it, {@code NetlinkSocket} and
 * {@code SystemCalls} carry it.
 */
@NullMarked
package dev.leasehold.netlink;

import org.jspecify.annotations.NullMarked;
