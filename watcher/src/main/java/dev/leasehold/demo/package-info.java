/**
 * The demonstration: {@link dev.leasehold.demo.Demo} replays a renumbering on its own repository,
 * without root and without a network.
 */
@NullMarked
package dev.leasehold.demo;

import org.jspecify.annotations.NullMarked;
