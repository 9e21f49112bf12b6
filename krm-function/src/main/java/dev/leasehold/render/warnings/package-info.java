/**
 * Warnings about requests of a package that have no effect, or side effects that their author may
 * not expect: a type for each. Each returns findings, and {@link dev.leasehold.render.Renderer}
 * adds them to its own.
 */
@NullMarked
package dev.leasehold.render.warnings;

import org.jspecify.annotations.NullMarked;
