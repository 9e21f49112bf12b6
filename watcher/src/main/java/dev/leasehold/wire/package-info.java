/**
 * What all protocols share that read bytes of a network: immutable {@link
 * dev.leasehold.wire.Bytes}, the outcome of reading them ({@link dev.leasehold.wire.Parsed}),
 * {@linkplain dev.leasehold.wire.Lifetime lifetimes}, domain names, and files of captured packets.
 */
@NullMarked
package dev.leasehold.wire;

import org.jspecify.annotations.NullMarked;
