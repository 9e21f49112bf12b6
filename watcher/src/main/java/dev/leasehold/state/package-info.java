/**
 * What outlives the process in the state directory. All files there have one format, {@link
 * dev.leasehold.state.StateFile}: a header with a version, lines, a checksum; written atomically.
 */
@NullMarked
package dev.leasehold.state;

import org.jspecify.annotations.NullMarked;
