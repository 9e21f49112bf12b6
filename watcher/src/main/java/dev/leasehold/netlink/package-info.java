/**
 * The network interfaces and routing rules of the Linux kernel, and their changes: rtnetlink (RFC
 * 3549 section 2.3) through the JDK's foreign function interface. Needs no privileges, except to
 * change rules.
 *
 * <p>The entry points are {@link dev.leasehold.netlink.LinkMonitor}, which follows one interface by
 * name as an {@link dev.leasehold.netlink.InterfaceState}, and {@link
 * dev.leasehold.netlink.AddressSource}, which derives prefixes from its addresses; and {@link
 * dev.leasehold.netlink.RuleTable}, which reads and changes routing rules and knows the tables of
 * VRFs. {@code RouteMessage}, {@code RuleMessage} and {@code VrfMessage} parse kernel messages,
 * {@code LinkTable} keeps the state, and {@code NetlinkSocket} and {@code SystemCalls} do the I/O.
 */
@NullMarked
package dev.leasehold.netlink;

import org.jspecify.annotations.NullMarked;
