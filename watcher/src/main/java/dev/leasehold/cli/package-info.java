/** The commands, and the one place that wires the others together. */
@NullMarked
package dev.leasehold.cli;

import org.jspecify.annotations.NullMarked;
