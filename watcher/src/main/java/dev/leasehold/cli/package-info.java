/**
 * The command line: {@link dev.leasehold.cli.Leasehold} and one class a command. The one place that
 * wires the others together, by constructors, with the real clock, network and disk.
 *
 * <p>More types than a package should have, as each command is one.
 */
@NullMarked
package dev.leasehold.cli;

import org.jspecify.annotations.NullMarked;
