/**
 * Common types of all protocol parsers: immutable {@link dev.leasehold.wire.Bytes}, the result of
 * parsing ({@link dev.leasehold.wire.Parsed}), {@linkplain dev.leasehold.wire.Lifetime lifetimes},
 * domain names, and capture files.
 */
@NullMarked
package dev.leasehold.wire;

import org.jspecify.annotations.NullMarked;
