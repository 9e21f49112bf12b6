/**
 * The files of the state directory. All have one format, {@link dev.leasehold.state.StateFile}: a
 * header with a version, lines, and a checksum; written atomically.
 */
@NullMarked
package dev.leasehold.state;

import org.jspecify.annotations.NullMarked;
