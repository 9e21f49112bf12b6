/**
 * Routers that are reached by SSH, and the scripts that lease public addresses there. {@link
 * dev.leasehold.router.RouterCommands} is what can be asked of a router, over its {@link
 * dev.leasehold.router.RouterConnection}. {@link dev.leasehold.router.PrefixOutputs} reads what
 * routers print of their delegated prefixes.
 *
 * <p>{@link dev.leasehold.router.RouterSource} makes a router hold what it is asked for. {@link
 * dev.leasehold.router.RouterDuties} decides what is to be done there, and when: a state machine
 * without connection and clock, and long, because every event can change every order. {@link
 * dev.leasehold.router.RouterPrefixSource} asks a router for its prefixes, over a connection of its
 * own.
 *
 * <p>The package knows no leases, claims or commits. The state is on the router, and each script
 * can be repeated; only {@link dev.leasehold.router.Allocations} is kept here. It has many types,
 * because each answer of a router is one, most of them small records, and because each thing that
 * is repeated there has its times in a type of its own.
 */
@NullMarked
package dev.leasehold.router;

import org.jspecify.annotations.NullMarked;
