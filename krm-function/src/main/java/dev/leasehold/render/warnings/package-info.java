/**
 * Warnings about requests of a package that have no effect, or side effects that their author may
 * not expect: a type for each. Each returns findings, and {@link dev.leasehold.render.Renderer}
 * adds them to its own, except {@link dev.leasehold.render.warnings.MisplacedDocuments}, which
 * depends on the deliverer: {@code leasehold doctor} asks for it.
 */
@NullMarked
package dev.leasehold.render.warnings;

import org.jspecify.annotations.NullMarked;
