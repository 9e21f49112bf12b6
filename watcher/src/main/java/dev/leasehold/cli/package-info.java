/**
 * The command line: {@link dev.leasehold.cli.Leasehold} and one class per command. Only this
 * package connects the others, by constructors, with the real clock, network and disk.
 *
 * <p>The package has more types than usual, because each command is one.
 */
@NullMarked
package dev.leasehold.cli;

import org.jspecify.annotations.NullMarked;
