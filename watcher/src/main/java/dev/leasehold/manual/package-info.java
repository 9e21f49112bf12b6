/**
 * What a shell and {@code man} know of a command line, from picocli's model of it: {@link
 * dev.leasehold.manual.ManPage} and {@link dev.leasehold.manual.FishCompletion}. Picocli itself
 * completes bash and zsh.
 */
@NullMarked
package dev.leasehold.manual;

import org.jspecify.annotations.NullMarked;
